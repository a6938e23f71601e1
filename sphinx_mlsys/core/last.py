"""What the last load kept, in two files: everything, and what has been read since.

Most edits are of one record. What all others gave is not written again for it:
of thousands that takes longer than all else that is done for the edit.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sphinx_mlsys.core.cache import Kept, read_cache, write_cache
from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.made import Checked, Made, Reading, Summary

SHARE = 20
"""Of how many readings one may differ before everything is written again."""

FEW = 3
"""How many may differ in any case."""


@dataclass(frozen=True, slots=True)
class Before:
    """What the next load goes on from."""

    readings: Mapping[Path, Reading]
    checked: Checked


class Last:
    """What the last load kept in *file* and beside it."""

    def __init__(self, whole: Kept, later: Kept | None) -> None:
        self._whole = whole
        self._later = later

    @property
    def inputs(self) -> Mapping[str, str]:
        """File to the digest of its content; empty for one that is not there."""
        return (self._later or self._whole).inputs

    @property
    def listing(self) -> tuple[str, ...]:
        """The record files that there were."""
        return (self._later or self._whole).listing

    @property
    def summary(self) -> Summary:
        """What is asked for at once."""
        found: Summary = self._later.summary[1] if self._later else self._whole.summary
        return found

    @property
    def whole(self) -> str:
        """Digest of all that was read for what was written as a whole."""
        digest: str = self._whole.summary.whole
        return digest

    @cached_property
    def made(self) -> Made | None:
        """What was written as a whole; nothing if it is damaged."""
        found: Made | None = self._whole.value()
        return found

    @property
    def library(self) -> Library | None:
        """The library, unless something has been read since it was written."""
        return self.made.library if self.made is not None and self._later is None else None

    @cached_property
    def before(self) -> Before | None:
        """What was read and checked; nothing if it is damaged."""
        if self.made is None:
            return None
        later: Mapping[Path, Reading] = (self._later.value() if self._later else None) or {}
        return Before({**self.made.readings, **later}, self.made.checked)


def read_last(file: Path) -> Last | None:
    """Return what :func:`keep` kept, or nothing if this program did not."""
    whole = read_cache(file)
    if whole is None:
        return None
    later = read_cache(_later(file))
    if later is not None and later.summary[0] != whole.summary.whole:
        later = None  # since another whole
    return Last(whole, later)


def keep(
    file: Path,
    last: Last | None,
    inputs: dict[str, str],
    listing: tuple[str, ...],
    summary: Summary,
    made: Made,
) -> None:
    """Keep what was loaded: what differs from the *last* whole if that is little, else all."""
    if last is not None and last.made is not None and _agree(last.made.checked, made.checked):
        before = last.made.readings
        read = {p: r for p, r in made.readings.items() if before.get(p) is not r}
        if len(read) <= max(FEW, len(made.readings) // SHARE):
            write_cache(_later(file), inputs, listing, (last.whole, summary), read)
            return
    write_cache(file, inputs, listing, summary, made)
    with suppress(OSError):
        _later(file).unlink(missing_ok=True)


def _agree(whole: Checked, now: Checked) -> bool:
    """Tell whether what was found wrong then may be taken over, but for what was read since."""
    return (whole.scope, whole.listed) == (now.scope, now.listed)


def _later(file: Path) -> Path:
    return file.with_name(f"{file.stem}-later{file.suffix}")
