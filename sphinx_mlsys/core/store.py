"""Values that are kept by name among the doctrees for the next build, in parts.

After an edit only the parts with something new are written again, and only those are
read of which something is asked for.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sphinx_mlsys.core.cache import read_value, write_value

PARTS = 64
"""How many parts there are at most."""

Name = tuple[str, ...]
"""What a value is, and last what it is of: what is of one thing stands in one part."""


class Store:
    """Values by name."""

    def __init__(self, folder: Path | None = None) -> None:
        """Keep values in *folder*; without one, as long as the store lives."""
        self._folder = folder
        self._parts: dict[int, dict[Name, Any]] = {}
        self._changed: set[int] = set()

    def get(self, name: Name) -> Any:
        """Return a value; nothing if there is none, or if it is lost or another program's."""
        return self._part(_number(name)).get(name)

    def put(self, name: Name, value: Any) -> None:
        """Note a value, to be kept by :meth:`save`."""
        number = _number(name)
        self._part(number)[name] = value
        self._changed.add(number)

    def save(self, is_used: Callable[[Name], bool]) -> None:
        """Write the parts that have something new, less what is not used any more."""
        if self._folder is None:
            return
        for number in sorted(self._changed):
            kept = {name: value for name, value in self._parts[number].items() if is_used(name)}
            write_value(_file(self._folder, number), kept)
        self._changed.clear()

    def _part(self, number: int) -> dict[Name, Any]:
        found = self._parts.get(number)
        if found is None:
            kept = None if self._folder is None else read_value(_file(self._folder, number))
            found = self._parts[number] = kept or {}
        return found


def _file(folder: Path, number: int) -> Path:
    return folder / f"{number}.pickle"


def _number(name: Name) -> int:
    return zlib.crc32(name[-1].encode()) % PARTS
