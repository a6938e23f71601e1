"""The views that documents can show, made once per build."""

from __future__ import annotations

from typing import Any

from sphinx_mlsys.core.change import Change
from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.load import Loaded
from sphinx_mlsys.core.views import digest


class Shows:
    """The views of one build, made once each."""

    def __init__(self, loaded: Loaded, language: str) -> None:
        self._loaded = loaded
        self.language = language
        self._made: dict[tuple[Any, ...], tuple[Any, str]] = {}

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
            # Where nothing has changed no view is made, and what makes them takes time to import.
            from sphinx_mlsys.ext.makers import MAKERS

            made = MAKERS[maker](self.library, self.language, *args)
            self._made[call] = (made, digest(made))
        return self._made[call]
