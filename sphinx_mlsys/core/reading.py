"""Reads every file of a digest, checks everything, tells everything.

Only where something has changed: :mod:`sphinx_mlsys.core.load` imports this then.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sphinx_mlsys.core.bibfile import read_bibliography
from sphinx_mlsys.core.cache import digest_of, digests_of
from sphinx_mlsys.core.checks import check
from sphinx_mlsys.core.entry import Entry
from sphinx_mlsys.core.files import is_utf8, leads_out
from sphinx_mlsys.core.forms import validate, validate_list
from sphinx_mlsys.core.last import Before
from sphinx_mlsys.core.library import Conference, Library, Paper, Talk, figure_file
from sphinx_mlsys.core.made import Made, Reading, Summary
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
from sphinx_mlsys.core.project import (
    PAPER_SUFFIX,
    PROJECT_FILE,
    RECORD_SUFFIXES,
    TALK_SUFFIX,
    Project,
    read_project,
)
from sphinx_mlsys.core.rules import Form
from sphinx_mlsys.core.text import names_record
from sphinx_mlsys.core.workers import share_out
from sphinx_mlsys.core.yamlfile import YamlFile, read_yaml

Listed = TypeVar("Listed", bound=Form)
WithId = TypeVar("WithId", Topic, Term, Figure)
OfRecord = TypeVar("OfRecord", PaperRecord, TalkRecord)
Read = tuple[Any, YamlFile | None]
Reader = Callable[[Path, list[Problem]], Read]
"""A function (file, problems to add to) that returns what a file holds."""


def make(
    folder: Path, last: Before | None, problems: list[Problem], workers: int
) -> tuple[Made, Summary, dict[str, str]] | None:
    """Read and check the digest in *folder*, of which *last* is known, with *workers* processes.

    Returns also file to digest of all that was read; nothing where there is no
    usable project file, which is told in *problems*.
    """
    read = _project(folder, last)
    problems += read.problems
    project: Project | None = read.value
    if project is None:
        return None
    loader = _Loader(project, read, problems, last, workers)
    library = loader.library()
    loader.inputs |= digests_of(
        str(figure_file(library, ident, language))
        for ident in library.figures
        for language in project.settings.languages
    )
    inputs = loader.inputs
    checked = check(
        library,
        frozenset(loader.broken),
        frozenset(loader.unread),
        loader.shared(),
        last.checked if last is not None else None,
        workers,
    )
    problems += checked.problems()
    # Equal wherever the digest lies, since outputs are marked with it.
    named = sorted((os.path.relpath(file, folder), digest) for file, digest in inputs.items())
    whole = hashlib.sha256(repr(named).encode()).hexdigest()
    made = Made(library, loader.readings, checked)
    return made, Summary(in_order(problems), whole), inputs


def _project(folder: Path, last: Before | None) -> Reading:
    """Read the project file, unless the same content was read the last time."""
    file = folder / PROJECT_FILE
    digest = digest_of(file)
    found = _as_before(last.readings, file, digest) if last is not None else None
    if found is None:
        problems: list[Problem] = []
        found = Reading(digest, read_project(folder, problems), None, tuple(problems))
    return found


def _as_before(last: Mapping[Path, Reading], file: Path, digest: str) -> Reading | None:
    """Return what reading *file* gave the last time, if it had the same content."""
    found = last.get(file)
    return found if found is not None and digest and found.digest == digest else None


class _Loader:
    """Reads the files of one project."""

    def __init__(
        self,
        project: Project,
        read: Reading,
        problems: list[Problem],
        last: Before | None,
        workers: int,
    ) -> None:
        self.project = project
        self.workers = workers
        self.last = last.readings if last is not None else {}
        self.inputs = {str(project.file): read.digest}
        """File to the digest of its content, taken before it was read."""
        self.readings = {project.file: read}
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
            key: Paper(key, entries[key], record, source, read.digest, read.refers)
            for key, record, source, read in self.records(
                "papers", PAPER_SUFFIX, PaperRecord, entries
            )
        }
        talks = {
            key: Talk(key, entries[key], record, source, read.digest, read.refers)
            for key, record, source, read in self.records("talks", TALK_SUFFIX, TalkRecord, entries)
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

    def read(self, file: Path, how: Reader) -> Reading:
        """Read a file, unless the same content was read the last time."""
        return self.read_all([file], how)[0]

    def read_all(self, files: Sequence[Path], how: Reader) -> list[Reading]:
        """Read files, but those of which the same content was read the last time."""
        outside = {file for file in files if leads_out(file, self.folder)}
        digests = ["" if file in outside else digest_of(file) for file in files]
        self.files += files
        self.inputs |= zip(map(str, files), digests, strict=True)
        known = [
            _outside(file) if file in outside else _as_before(self.last, file, digest)
            for file, digest in zip(files, digests, strict=True)
        ]
        unread = [(f, d) for f, d, r in zip(files, digests, known, strict=True) if r is None]
        read = iter(share_out(partial(_readings, how), unread, self.workers))
        found = [reading or next(read) for reading in known]
        self.readings |= zip(files, found, strict=True)
        for reading in found:
            self.problems += reading.problems
        return found

    def shared(self) -> str:
        """Return a digest of all files that are no records."""
        others = [pair for pair in self.inputs.items() if not pair[0].endswith(RECORD_SUFFIXES)]
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
    ) -> Iterable[tuple[str, OfRecord, YamlFile, Reading]]:
        """Yield key, record, source and reading of the sound records of a folder."""
        files = sorted((self.folder / name).glob("*" + suffix))
        self.problems += [_misnamed(file) for file in files if not is_utf8(file.name)]
        files = [file for file in files if is_utf8(file.name)]
        for file, found in zip(files, self.read_all(files, partial(_whole, form)), strict=True):
            key = file.name.removesuffix(suffix)
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
                yield key, record, source, found

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


def _readings(how: Reader, files: Sequence[tuple[Path, str]]) -> list[Reading]:
    """Read files, of which the digests are known."""
    found: list[Reading] = []
    for file, digest in files:
        problems: list[Problem] = []
        value, source = how(file, problems)
        refers = isinstance(value, (PaperRecord, TalkRecord)) and names_record(repr(value))
        found.append(Reading(digest, value, source, tuple(problems), refers))
    return found


def _outside(file: Path) -> Reading:
    problem = Problem(
        code="file-outside",
        file=file,
        message="The file is a link that leads out of the project.",
        remedy="Put the file itself here.",
    )
    return Reading("", None, None, (problem,))


def _misnamed(file: Path) -> Problem:
    return Problem(
        code="file-name",
        file=file.with_name(os.fsencode(file.name).decode(errors="backslashreplace")),
        message="The name of the file is not UTF-8.",
        remedy="Rename it to the key of its entry in the bibliography.",
    )


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
