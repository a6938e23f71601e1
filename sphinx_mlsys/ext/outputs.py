"""The files of an output folder that this extension answers for.

A manifest (``.mlsys-outputs.json`` in the output folder) lists every page and
file with the digest of what it was made from. With it, a page that is no
Sphinx document is written only when it changes, and what an earlier build
wrote for something that is gone is removed: exactly that and nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from sphinx.errors import SphinxError
from sphinx.util import logging

from sphinx_mlsys.core.files import replacing

logger = logging.getLogger(__name__)

NAME = ".mlsys-outputs.json"
PLAN = ".mlsys-outputs.plan"
"""Paths that a build which did not end may have written, one a line."""
DOUBTED = "?"
"""Stands for what a file was made from when the build that may have written it did not end."""


class CannotWriteError(SphinxError):
    """A file of the output cannot be written."""

    category = "Cannot write"


def told(error: SphinxError) -> SphinxError:
    """Say an error in a line of its own and return it: Sphinx's report buries it."""
    logger.error("%s", error)
    return error


def cannot_write(file: Path, error: OSError) -> SphinxError:
    """Return the error that says which file could not be written, why, and what to do."""
    return told(
        CannotWriteError(
            f"{file}: {error.strerror or error}. Make room or give leave to write there, or "
            "build into another folder, and build again."
        )
    )


def write_whole(file: Path, content: bytes) -> bool:
    """Write *content* to *file*, whole or not at all, only if it differs; tell whether.

    ``CannotWriteError`` when the disk is full or the folder may not be written.
    """
    if file.is_file() and file.read_bytes() == content:
        return False
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with replacing(file) as part:
            part.write_bytes(content)
    except OSError as error:
        raise cannot_write(file, error) from error
    return True


def digest(*parts: str) -> str:
    """Return a digest of texts."""
    found = hashlib.sha256()
    for part in parts:
        found.update(part.encode())
        found.update(b"\0")
    return found.hexdigest()[:24]


def doubt(folder: Path) -> None:
    """Keep the paths that a build which did not end may have written, and nothing about them."""
    paths = [*Manifest(folder).listed]
    with suppress(OSError, ValueError):
        paths += (folder / PLAN).read_text(encoding="utf-8").splitlines()
    if paths:
        text = json.dumps(dict.fromkeys(paths, DOUBTED), indent=0, sort_keys=True) + "\n"
        write_whole(folder / NAME, text.encode())


class Manifest:
    """What the last build wrote, and what this one writes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._now: dict[str, str] = {}
        try:
            last = json.loads((folder / NAME).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            last = {}
        self._last: Mapping[str, str] = last if isinstance(last, dict) else {}
        self._plan = folder / PLAN
        self._planned: set[str] = set()

    @property
    def listed(self) -> Mapping[str, str]:
        """What the last build wrote: path to digest of what it was made from."""
        return self._last

    def plan(self, paths: Iterable[str]) -> None:
        """Note files before they are written, for the case that the build does not end."""
        new = [p for p in paths if p not in self._last and p not in self._planned]
        if new:
            self._planned.update(new)
            try:
                with self._plan.open("a", encoding="utf-8") as stream:
                    stream.writelines(f"{path}\n" for path in new)
            except OSError as error:
                raise cannot_write(self._plan, error) from error

    def claim(self, path: str, made_from: str = "") -> bool:
        """Note a file of this build; tell whether it must be written."""
        self.plan([path])
        self._now[path] = made_from
        return self._last.get(path) != made_from or not (self._folder / path).is_file()

    def keep(self, folder: str) -> bool:
        """Keep the files of *folder* as the last build wrote them, if they are all there."""
        kept = {p: d for p, d in self._last.items() if p.startswith(folder)}
        if (
            not kept
            or DOUBTED in kept.values()
            or not all((self._folder / p).is_file() for p in kept)
        ):
            return False
        self._now |= kept
        return True

    def keep_made_from(self, made_from: str) -> bool:
        """Keep what the last build made from the same, if it is all there; tell whether."""
        kept = {p: d for p, d in self._last.items() if d == made_from}
        if not kept or not all((self._folder / p).is_file() for p in kept):
            return False
        self._now |= kept
        return True

    def close(self) -> list[str]:
        """Remove what is gone, write the manifest, and return what was removed."""
        gone = sorted(set(self._last) - set(self._now))
        root = self._folder.resolve()
        for path in gone:
            file = (root / path).resolve()
            if file.is_relative_to(root) and file.is_file():
                file.unlink()
                _prune(file.parent, root)
        text = json.dumps(self._now, indent=0, sort_keys=True) + "\n"
        write_whole(self._folder / NAME, text.encode())
        self._plan.unlink(missing_ok=True)
        return gone


def _prune(folder: Path, root: Path) -> None:
    """Remove a folder and those above it while they are empty."""
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
