"""The one door to a digest's files: read everything, check everything, tell everything."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path

from sphinx_mlsys.core.cache import digest_of, without_collector
from sphinx_mlsys.core.change import Change, changed_records
from sphinx_mlsys.core.files import leads_out
from sphinx_mlsys.core.last import Before, Last, keep, read_last
from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.made import Made, Summary
from sphinx_mlsys.core.problems import Problem, in_order
from sphinx_mlsys.core.project import PAPER_SUFFIX, RECORD_SUFFIXES, TALK_SUFFIX


class Loaded:
    """What a digest's files hold and what is wrong with them."""

    def __init__(
        self,
        problems: tuple[Problem, ...],
        inputs: str,
        library: Callable[[], Library],
        change: Change | None = None,
    ) -> None:
        """Keep what is known; *library* is called when the library is first asked for."""
        self.problems = problems
        self.inputs = inputs
        """Digest of the content of every file that was read, figures included."""
        self.change = change
        """What is other than at the last load, if that is only how some records are worded."""
        self._library = library

    @cached_property
    def library(self) -> Library:
        """What the files hold; where nothing has changed, nobody may ever ask."""
        return self._library()


class LoadError(Exception):
    """Raised when there is no usable project file; holds the problems."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep *problems*; the message is all of them, one a line."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def load(folder: Path, cache: Path | None = None, workers: int = 1) -> Loaded:
    """Load the digest whose ``mlsys.toml`` stands in *folder*.

    Faulty records, entries of lists and programs are left out and told in the
    problems, which come in the order of files and lines. With the file *cache*,
    a digest that has not changed is not read again, and of one that has, only
    the files that differ. Of many, *workers* processes share the work.

    :raises LoadError: when the project file is missing or cannot be used.
    """
    folder = folder.resolve()
    last = read_last(cache) if cache is not None else None
    if last is not None and _is_current(last, folder):
        return Loaded(
            last.summary.problems, last.summary.whole, lambda: _library(last, folder, workers)
        )
    listing = _record_files(folder)  # first: what comes while files are read is new next time
    with without_collector():
        before = last.before if last is not None else None
        made, summary, inputs = _make(folder, before, workers)
        if cache is not None:
            keep(cache, last, inputs, listing, summary, made)
    change = (
        _change(last, before, made, inputs) if last is not None and before is not None else None
    )
    return Loaded(summary.problems, summary.whole, lambda: made.library, change)


def _change(last: Last, before: Before, made: Made, inputs: Mapping[str, str]) -> Change | None:
    """Return what differs from the *last* load, if that is little enough to be told."""
    names = last.inputs.keys() | inputs.keys()
    files = [name for name in names if last.inputs.get(name) != inputs.get(name)]
    keys = changed_records(before.readings, made.library, files)
    return None if keys is None else Change(last.summary.whole, keys)


def _make(
    folder: Path, before: Before | None, workers: int
) -> tuple[Made, Summary, dict[str, str]]:
    from sphinx_mlsys.core.reading import make  # takes longer than all else without a change

    problems: list[Problem] = []
    made = make(folder, before, problems, workers)
    if made is None:
        raise LoadError(in_order(problems))
    return made


def _library(last: Last, folder: Path, workers: int) -> Library:
    """Return the library that was kept, or what comes of the same files."""
    return last.library or _make(folder, last.before, workers)[0].library


def _is_current(last: Last, folder: Path) -> bool:
    if last.listing != _record_files(folder):
        return False
    others = [file for file in last.inputs if not file.endswith(RECORD_SUFFIXES)]
    if any(leads_out(file, folder) for file in others):
        return False
    return all(digest_of(file) == digest for file, digest in last.inputs.items())


def _record_files(folder: Path) -> tuple[str, ...]:
    """Return the paths of all record files in their order, and where those lead that are links."""
    found: list[str] = []
    for name, suffix in (("papers", PAPER_SUFFIX), ("talks", TALK_SUFFIX)):
        inside = folder / name
        if inside.is_dir():
            if inside.is_symlink():
                found.append(str(inside.resolve()))
            with os.scandir(inside) as entries:
                found += sorted(_listed(entry) for entry in entries if entry.name.endswith(suffix))
    return tuple(found)


def _listed(entry: os.DirEntry[str]) -> str:
    return os.path.realpath(entry) if entry.is_symlink() else entry.path
