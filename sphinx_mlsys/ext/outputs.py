"""The files of an output folder that this extension answers for.

A manifest (``.mlsys-outputs.json`` in the output folder) lists every page and
file with the digest of what it was made from. With it, a page that is no
Sphinx document is written only when it changes, and what an earlier build
wrote for something that is gone is removed: exactly that and nothing else.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sphinx.errors import SphinxError
from sphinx.util import logging

from sphinx_mlsys.core.files import replacing
from sphinx_mlsys.export.file import File

logger = logging.getLogger(__name__)

NAME = ".mlsys-outputs.json"
PLAN = ".mlsys-outputs.plan"
"""Paths that a build which did not end may have written, one a line."""
DOUBTED = "?"
"""Stands for what a file was made from when the build that may have written it did not end."""


GROUP = "//"
"""Begins the name of a group of files, which stands among the paths with its own digest."""


Keys = frozenset[str]
"""Keys of records."""


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """What a group of files is made from."""

    now: str
    """Digest of all of it: while that stays, so does every file."""
    before: str | None = None
    """What the digest was if since then nothing but the records of *keys* was worded anew."""
    keys: Keys = frozenset()


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
    with suppress(OSError):
        if file.stat().st_size == len(content) and file.read_bytes() == content:
            return False
    try:
        try:
            _replace(file, content)
        except FileNotFoundError:
            file.parent.mkdir(parents=True, exist_ok=True)
            _replace(file, content)
    except OSError as error:
        raise cannot_write(file, error) from error
    return True


def _replace(file: Path, content: bytes) -> None:
    with replacing(file) as part:
        part.write_bytes(content)


def _text(paths: Mapping[str, str]) -> bytes:
    """Return the content of a manifest, a path to the line."""
    listed = json.dumps(paths, separators=(",\n", ": "), sort_keys=True)
    return f"{{\n{listed[1:-1]}\n}}\n".encode()


def doubt(folder: Path) -> None:
    """Keep the paths that a build which did not end may have written, and nothing about them."""
    paths = [*Manifest(folder).listed]
    with suppress(OSError, ValueError):
        paths += (folder / PLAN).read_text(encoding="utf-8").splitlines()
    if paths:
        write_whole(folder / NAME, _text(dict.fromkeys(paths, DOUBTED)))


def _kept(file: Path) -> Mapping[str, str]:
    """Return what a manifest holds; of one that is damaged, nothing."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    whole = isinstance(found, dict) and all(isinstance(value, str) for value in found.values())
    return found if whole else {}


class Manifest:
    """What the last build wrote, and what this one writes."""

    def __init__(self, folder: Path, *, as_it_is: bool = False) -> None:
        """Read the manifest of *folder*; *as_it_is* keeps groups even if they are older."""
        self._folder = folder
        self._as_it_is = as_it_is
        self._now: dict[str, str] = {}
        self._last = _kept(folder / NAME)
        self._plan = folder / PLAN
        self._planned: set[str] = set()
        self._there: dict[str, set[str]] = {}
        """Folder to the names of the files that were in it."""

    @property
    def listed(self) -> Mapping[str, str]:
        """What the last build wrote: path to digest of what it was made from."""
        return self._last

    @property
    def now(self) -> Mapping[str, str]:
        """What this build has claimed."""
        return self._now

    def take(self, now: Mapping[str, str]) -> None:
        """Take over what another process of this build has claimed."""
        self._now |= now

    def plan(self, paths: Iterable[str]) -> None:
        """Note files before they are written, for the case that the build does not end."""
        new = [p for p in paths if p not in self._last and p not in self._planned]
        if new:
            self._planned.update(new)
            try:
                with self._plan.open("ab", buffering=0) as stream:
                    # At once: two processes of one build may add lines.
                    stream.write("".join(f"{path}\n" for path in new).encode())
            except OSError as error:
                raise cannot_write(self._plan, error) from error

    def claim(self, path: str, made_from: str = "") -> bool:
        """Note a file of this build; tell whether it must be written."""
        self.plan([path])
        self._now[path] = made_from
        return self._last.get(path) != made_from or not self._is_there(path)

    def write(
        self, group: str, made_from: MadeFrom, files: Callable[[Keys | None], Iterable[File]]
    ) -> None:
        """Write those files of a group that have changed since the last build, or are lost.

        *files* returns all of them or, where it is given keys, at least those that
        show one of these records. It is not called while nothing has changed.
        """
        last = self._last.get(GROUP + group)
        good = [made_from]
        if self._as_it_is and last is not None and last != DOUBTED:
            good.insert(0, MadeFrom(last))
        if any(self.take_over(group, found) for found in good):
            return
        only = made_from.keys if self.is_from(group, made_from.before) else None
        if only is not None:
            self._now |= self._groups.get(group, {})
        listed = list(files(only))
        self.plan(file.path for file in listed)
        for file in listed:
            if self.claim(file.path, f"{group} {file.made_from}"):
                write_whole(self._folder / file.path, file.make())
        self.mark(group, made_from)

    def mark(self, group: str, made_from: MadeFrom) -> None:
        """Note what a group was made from of which all files have been claimed."""
        self._now[GROUP + group] = made_from.now

    def take_over(self, group: str, made_from: MadeFrom, *, anew: bool = True) -> bool:
        """Claim a group as it is, if nothing of it has changed or is lost; tell whether.

        Without *anew*, that records were worded anew is no change.
        """
        same = (made_from.now,) if anew else (made_from.now, made_from.before)
        found = any(self.is_from(group, digest) for digest in same)
        if found:
            self._now |= self._groups.get(group, {})
            self.mark(group, made_from)
        return found

    def has(self, group: str) -> bool:
        """Tell whether the last build knew a group."""
        return GROUP + group in self._last

    def is_from(self, group: str, made_from: str | None) -> bool:
        """Tell whether a group was made from what has this digest, and none of it is lost."""
        last = self._last.get(GROUP + group)
        kept = self._groups.get(group, {})
        return last is not None and last == made_from and all(map(self._is_there, kept))

    def digest_of(self, group: str, path: str) -> str | None:
        """Return what a file of a group was made from, if the last build wrote it."""
        made_from = self._groups.get(group, {}).get(path)
        return made_from.partition(" ")[2] if made_from is not None else None

    @cached_property
    def _groups(self) -> Mapping[str, Mapping[str, str]]:
        """Group to the paths that the last build wrote of it, with what they were made from."""
        found: dict[str, dict[str, str]] = {}
        for path, made_from in self._last.items():
            group, space, _digest = made_from.partition(" ")
            if space:
                found.setdefault(group, {})[path] = made_from
        return found

    def _is_there(self, path: str) -> bool:
        """Tell whether a file was there when its folder was first asked for."""
        folder, _slash, name = path.rpartition("/")
        if folder not in self._there:
            # One look at a folder costs less than one at each of its files.
            self._there[folder] = set()
            with suppress(OSError), os.scandir(self._folder / folder) as entries:
                self._there[folder] = {entry.name for entry in entries if entry.is_file()}
        return name in self._there[folder]

    def close(self) -> list[str]:
        """Remove what is gone, write the manifest, and return what was removed."""
        gone = sorted(p for p in self._last.keys() - self._now if not p.startswith(GROUP))
        root = self._folder.resolve()
        for path in gone:
            file = (root / path).resolve()
            if file.is_relative_to(root) and file.is_file():
                file.unlink()
                _prune(file.parent, root)
        if self._now != self._last:
            write_whole(self._folder / NAME, _text(self._now))
        self._plan.unlink(missing_ok=True)
        return gone


def _prune(folder: Path, root: Path) -> None:
    """Remove a folder and those above it while they are empty."""
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
