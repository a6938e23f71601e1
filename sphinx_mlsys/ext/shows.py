"""The views that documents can show, made once per build."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sphinx_mlsys.core.change import Change
from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.load import Loaded
from sphinx_mlsys.core.problems import Problem
from sphinx_mlsys.core.views import digest
from sphinx_mlsys.core.workers import share_out


class Shows:
    """The views of one build, made once each."""

    def __init__(self, loaded: Loaded, language: str) -> None:
        self._loaded = loaded
        self.language = language
        self._made: dict[tuple[Any, ...], tuple[Any, str]] = {}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the digest's files."""
        return self._loaded.problems

    @property
    def change(self) -> Change | None:
        """What is other than at the last load, if that is only how some records are worded."""
        return self._loaded.change

    @property
    def library(self) -> Library:
        """The library; asking for it takes time where nothing has changed."""
        return self._loaded.library

    def view(self, maker: str, *args: Any) -> tuple[Any, str]:
        """Return a view and its digest."""
        call = (maker, *args)
        if call not in self._made:
            self._made[call] = self._make(call)
        return self._made[call]

    def prepare(self, calls: Iterable[tuple[Any, ...]], workers: int) -> None:
        """Make many views, each a maker with its arguments, with as many processes as *workers*."""
        missing = [call for call in calls if call not in self._made]
        made = share_out(lambda share: [*map(self._make, share)], missing, workers)
        self._made |= zip(missing, made, strict=True)

    def _make(self, call: tuple[Any, ...]) -> tuple[Any, str]:
        # Where nothing has changed no view is made, and what makes them takes time to import.
        from sphinx_mlsys.ext.makers import MAKERS

        maker, *args = call
        made = MAKERS[maker](self.library, self.language, *args)
        return made, digest(made)
