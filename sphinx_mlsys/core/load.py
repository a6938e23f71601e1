"""The one door to a digest's files: read everything, check everything, tell everything."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

from sphinx_mlsys.core.bibfile import Entry, read_bibliography
from sphinx_mlsys.core.cache import (
    Kept,
    digest_of,
    digests_of,
    read_cache,
    without_collector,
    write_cache,
)
from sphinx_mlsys.core.checks import Checked, check
from sphinx_mlsys.core.forms import validate, validate_list
from sphinx_mlsys.core.library import Conference, Library, Paper, Talk, figure_file
from sphinx_mlsys.core.model import (
    Figure,
    Institution,
    PaperRecord,
    Person,
    ProgramFile,
    TalkRecord,
    Term,
    Topic,
)
from sphinx_mlsys.core.problems import Problem, in_order
from sphinx_mlsys.core.project import Project, read_project
from sphinx_mlsys.core.rules import Form
from sphinx_mlsys.core.yamlfile import YamlFile, read_yaml

PAPER_SUFFIX = ".paper.yaml"
TALK_SUFFIX = ".talk.yaml"


class Loaded:
    """What a digest's files hold and what is wrong with them."""

    def __init__(
        self, problems: tuple[Problem, ...], inputs: str, library: Callable[[], Library]
    ) -> None:
        """Keep what is known; *library* is called when the library is first asked for."""
        self.problems = problems
        self.inputs = inputs
        """Digest of the content of every file that was read, figures included."""
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


Listed = TypeVar("Listed", bound=Form)
WithId = TypeVar("WithId", Topic, Term, Figure)
OfRecord = TypeVar("OfRecord", PaperRecord, TalkRecord)
Read = tuple[Any, YamlFile | None]
Reader = Callable[[Path, list[Problem]], Read]
"""A function (file, problems to add to) that returns what a file holds."""


@dataclass(frozen=True, slots=True)
class _Summary:
    """What a load must say at once."""

    problems: tuple[Problem, ...]
    whole: str


@dataclass(frozen=True)
class _Reading:
    """What reading one file gave."""

    digest: str
    """Of its content; empty for a file that is not there."""
    value: Any
    """A form, a tuple of forms, the entries of a bibliography; nothing if it cannot be used."""
    source: YamlFile | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Made:
    """Everything that was made of a digest's files, from which the next load goes on."""

    library: Library
    readings: Mapping[Path, _Reading]
    checked: Checked


def load(folder: Path, cache: Path | None = None) -> Loaded:
    """Load the digest whose ``mlsys.toml`` stands in *folder*.

    Faulty records, entries of lists and programs are left out and told in the
    problems, which come in the order of files and lines. With the file *cache*,
    a digest that has not changed is not read again, and of one that has, only
    the files that differ.

    :raises LoadError: when the project file is missing or cannot be used.
    """
    folder = folder.resolve()
    kept = read_cache(cache) if cache is not None else None
    if kept is not None and _is_current(kept, folder):
        known: _Summary = kept.summary
        return Loaded(known.problems, known.whole, lambda: _made_before(kept, folder).library)
    listing = _record_files(folder)  # first: what comes while files are read is new next time
    with without_collector():
        made, summary, inputs = _make(folder, kept.value() if kept is not None else None)
        if cache is not None:
            write_cache(cache, inputs, listing, summary, made)
    return Loaded(summary.problems, summary.whole, lambda: made.library)


def _made_before(kept: Kept, folder: Path) -> _Made:
    """Return what was kept, or make it anew where what was kept is damaged."""
    made: _Made | None = kept.value()
    return made if made is not None else _make(folder, None)[0]


def _is_current(kept: Kept, folder: Path) -> bool:
    if kept.listing != _record_files(folder):
        return False
    return all(digest_of(file) == digest for file, digest in kept.inputs.items())


def _record_files(folder: Path) -> tuple[str, ...]:
    """Return the paths of all record files in their order."""
    found: list[str] = []
    for name, suffix in (("papers", PAPER_SUFFIX), ("talks", TALK_SUFFIX)):
        if (folder / name).is_dir():
            with os.scandir(folder / name) as entries:
                found += sorted(entry.path for entry in entries if entry.name.endswith(suffix))
    return tuple(found)


def _make(folder: Path, last: _Made | None) -> tuple[_Made, _Summary, dict[str, str]]:
    """Read and check; return also file to digest of all that was read."""
    problems: list[Problem] = []
    project = read_project(folder, problems)
    if project is None:
        raise LoadError(in_order(problems))
    loader = _Loader(project, problems, last)
    library = loader.library()
    inputs = loader.inputs | digests_of(
        str(figure_file(library, ident, language))
        for ident in library.figures
        for language in project.settings.languages
    )
    checked = check(
        library,
        frozenset(loader.broken),
        frozenset(loader.unread),
        loader.shared(),
        last.checked if last is not None else None,
    )
    problems += checked.problems()
    # Equal wherever the digest lies, since outputs are marked with it.
    named = sorted((os.path.relpath(file, folder), digest) for file, digest in inputs.items())
    whole = hashlib.sha256(repr(named).encode()).hexdigest()
    made = _Made(library, loader.readings, checked)
    return made, _Summary(in_order(problems), whole), inputs


class _Loader:
    """Reads the files of one project."""

    def __init__(self, project: Project, problems: list[Problem], last: _Made | None) -> None:
        self.project = project
        self.last = last.readings if last is not None else {}
        self.inputs = {str(project.file): digest_of(project.file)}
        """File to the digest of its content, taken before it was read."""
        self.readings: dict[Path, _Reading] = {}
        self.folder = project.folder
        self.problems = problems
        self.files = [project.file]
        self.sources: dict[str, YamlFile] = {}
        self.broken: set[str] = set()
        """Keys of records that exist but could not be read."""
        self.unread: set[Path] = set()
        """Files other than records of which nothing could be read."""

    def library(self) -> Library:
        """Read all files."""
        entries = self.bibliography()
        topics = self.by_id("topics", Topic)
        terms = self.by_id("glossary", Term)
        figures = self.by_id("figures", Figure)
        people = self.listed("people", Person)
        institutions = self.listed("institutions", Institution)
        conferences = {c.id: c for c in self.conferences()}
        papers = {
            key: Paper(key, entries[key], record, source)
            for key, record, source in self.records("papers", PAPER_SUFFIX, PaperRecord, entries)
        }
        talks = {
            key: Talk(key, entries[key], record, source)
            for key, record, source in self.records("talks", TALK_SUFFIX, TalkRecord, entries)
            if not self.is_taken(key, papers, source)
        }
        return Library(
            project=self.project,
            entries=entries,
            papers=papers,
            talks=talks,
            conferences=conferences,
            topics=topics,
            terms=terms,
            figures=figures,
            people=people,
            institutions=institutions,
            sources=self.sources,
            files=tuple(self.files),
        )

    def read(self, file: Path, how: Reader) -> _Reading:
        """Read a file, unless the same content was read the last time."""
        digest = digest_of(file)
        self.files.append(file)
        self.inputs[str(file)] = digest
        found = self.last.get(file)
        if found is None or found.digest != digest or not digest:
            problems: list[Problem] = []
            value, source = how(file, problems)
            found = _Reading(digest, value, source, tuple(problems))
        self.readings[file] = found
        self.problems += found.problems
        return found

    def shared(self) -> str:
        """Return a digest of all files that are no records."""
        records = (PAPER_SUFFIX, TALK_SUFFIX)
        others = [pair for pair in self.inputs.items() if not pair[0].endswith(records)]
        return hashlib.sha256(repr(sorted(others)).encode()).hexdigest()

    def bibliography(self) -> Mapping[str, Entry]:
        found = self.read(self.project.bibliography, _bibliography)
        if not found.value and found.problems:
            self.unread.add(self.project.bibliography)
        entries: Mapping[str, Entry] = found.value
        return entries

    def listed(self, name: str, form: type[Listed]) -> tuple[Listed, ...]:
        """Return the entries of a list file; a list that is not there is empty."""
        file = self.folder / f"{name}.yaml"
        if not file.exists():
            self.files.append(file)
            self.inputs[str(file)] = ""
            return ()
        found = self.read(file, partial(_list, form))
        if found.value is None:
            self.unread.add(file)
            return ()
        assert found.source is not None
        self.sources[name] = found.source
        items: tuple[Listed, ...] = found.value
        return items

    def by_id(self, name: str, form: type[WithId]) -> dict[str, WithId]:
        """Return the entries of a list file by id; of two with one id, the first."""
        found: dict[str, WithId] = {}
        for item in self.listed(name, form):
            if item.id in found:
                self.repeated(self.sources[name], item.id)
            else:
                found[item.id] = item
        return found

    def repeated(self, source: YamlFile, ident: str) -> None:
        places = [
            source.at((n, "id"))
            for n, entry in enumerate(source.data)
            if isinstance(entry, dict) and entry.get("id") == ident
        ]
        for place in places[1:]:
            self.problems.append(
                Problem(
                    code="duplicate-id",
                    file=source.file,
                    line=place.line,
                    column=place.column,
                    message=f"The id '{ident}' stands already on line {places[0].line}.",
                    remedy="Rename or remove one.",
                )
            )

    def conferences(self) -> Iterable[Conference]:
        for ident in self.project.settings.conferences:
            file = self.project.program(ident)
            found = self.read(file, partial(_whole, ProgramFile))
            if found.value is None or found.source is None:
                self.unread.add(file)
            else:
                form: ProgramFile = found.value
                yield Conference(ident, form.conference, form.days, found.source)

    def records(
        self, name: str, suffix: str, form: type[OfRecord], entries: Mapping[str, Entry]
    ) -> Iterable[tuple[str, OfRecord, YamlFile]]:
        """Yield key, record and source of the sound records of a folder."""
        for file in sorted((self.folder / name).glob("*" + suffix)):
            key = file.name.removesuffix(suffix)
            found = self.read(file, partial(_whole, form))
            record: OfRecord | None = found.value
            source = found.source
            if key not in entries and self.project.bibliography not in self.unread:
                self.problems.append(
                    Problem(
                        code="no-entry",
                        file=file,
                        line=1,
                        message=f"The bibliography has no sound entry '{key}'.",
                        remedy="Add one with this key, or rename the file to the key of its entry.",
                    )
                )
            if record is None or source is None or key not in entries:
                self.broken.add(key)
            else:
                yield key, record, source

    def is_taken(self, key: str, papers: Mapping[str, Paper], source: YamlFile) -> bool:
        """Tell, also as a problem, whether a talk has the key of a paper."""
        if key in papers:
            self.problems.append(
                Problem(
                    code="duplicate-id",
                    file=source.file,
                    line=1,
                    message=f"There is a paper '{key}' already.",
                    remedy="A record is a paper or a talk: remove one of the two files.",
                )
            )
        return key in papers


def _bibliography(file: Path, problems: list[Problem]) -> tuple[Mapping[str, Entry], None]:
    return read_bibliography(file, problems), None


def _whole(form: type[Listed], file: Path, problems: list[Problem]) -> Read:
    """Read a file as a form."""
    source = read_yaml(file, problems)
    return (validate(source, form, problems) if source else None), source


def _list(form: type[Listed], file: Path, problems: list[Problem]) -> Read:
    """Read a file as a list of forms; nothing for what is no list."""
    source = read_yaml(file, problems)
    if source is None:
        return None, None
    items = validate_list(source, form, problems)
    return (items if isinstance(source.data, list) else None), source
