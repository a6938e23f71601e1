"""The one door to a digest's files: read everything, check everything, tell everything."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sphinx_mlsys.core.bibfile import Entry, read_bibliography
from sphinx_mlsys.core.cache import (
    Kept,
    digest_of,
    digests_of,
    read_cache,
    stamp,
    write_cache,
)
from sphinx_mlsys.core.checks import check
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


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a digest's files hold and what is wrong with them."""

    library: Library
    problems: tuple[Problem, ...]
    inputs: str
    """Digest of the content of every file that was read, figures included."""


class LoadError(Exception):
    """Raised when there is no usable project file; holds the problems."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep *problems*; the message is all of them, one a line."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


Listed = TypeVar("Listed", bound=Form)
WithId = TypeVar("WithId", Topic, Term, Figure)
OfRecord = TypeVar("OfRecord", PaperRecord, TalkRecord)


def load(folder: Path, cache: Path | None = None) -> Loaded:
    """Load the digest whose ``mlsys.toml`` stands in *folder*.

    Faulty records, entries of lists and programs are left out and told in the
    problems, which come in the order of files and lines. With the file *cache*,
    a digest that has not changed is not read again, and of one that has, only
    the records that differ.

    :raises LoadError: when the project file is missing or cannot be used.
    """
    folder = folder.resolve()
    kept = read_cache(cache) if cache is not None else None
    if kept is not None and _is_current(kept, folder):
        found: Loaded = kept.value
        return found
    listing = _record_files(folder)  # first: what comes while files are read is new next time
    loaded, inputs = _load(folder, kept)
    if cache is not None:
        write_cache(cache, Kept(stamp(), inputs, listing, loaded))
    return loaded


def _is_current(kept: Kept, folder: Path) -> bool:
    if kept.listing != _record_files(folder):
        return False
    return all(digest_of(file) == digest for file, digest in kept.inputs.items())


def _record_files(folder: Path) -> tuple[Path, ...]:
    return tuple(
        file
        for name, suffix in (("papers", PAPER_SUFFIX), ("talks", TALK_SUFFIX))
        for file in sorted((folder / name).glob("*" + suffix))
    )


def _load(folder: Path, kept: Kept | None) -> tuple[Loaded, dict[Path, str]]:
    problems: list[Problem] = []
    project = read_project(folder, problems)
    if project is None:
        raise LoadError(in_order(problems))
    loader = _Loader(project, problems, kept)
    library = loader.library()
    problems += check(library, frozenset(loader.broken), frozenset(loader.unread))
    inputs = loader.inputs | digests_of(
        figure_file(library, ident, language)
        for ident in library.figures
        for language in project.settings.languages
    )
    # Equal wherever the digest lies, since outputs are marked with it.
    named = sorted((os.path.relpath(file, folder), digest) for file, digest in inputs.items())
    whole = hashlib.sha256(repr(named).encode()).hexdigest()
    return Loaded(library, in_order(problems), whole), inputs


class _Loader:
    """Reads the files of one project."""

    def __init__(self, project: Project, problems: list[Problem], kept: Kept | None) -> None:
        self.project = project
        self.kept = kept
        self.inputs = {project.file: digest_of(project.file)}
        """File to the digest of its content, taken before it was read."""
        self.faulty = {p.file for p in kept.value.problems} if kept is not None else set()
        self.folder = project.folder
        self.problems = problems
        self.files = [project.file]
        self.sources: dict[str, YamlFile] = {}
        self.broken: set[str] = set()
        """Keys of records that exist but could not be read."""
        self.unread: set[Path] = set()
        """Files of which nothing could be read."""

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

    def bibliography(self) -> Mapping[str, Entry]:
        file = self.project.bibliography
        self.note(file)
        before = len(self.problems)
        entries = read_bibliography(file, self.problems)
        if not entries and len(self.problems) > before:
            self.unread.add(file)
        return entries

    def note(self, file: Path) -> None:
        """Note that a file is about to be read."""
        self.files.append(file)
        self.inputs[file] = digest_of(file)

    def yaml(self, file: Path) -> YamlFile | None:
        """Read a file, and note it if nothing can be read of it."""
        self.note(file)
        source = read_yaml(file, self.problems)
        if source is None:
            self.unread.add(file)
        return source

    def listed(self, name: str, form: type[Listed]) -> tuple[Listed, ...]:
        """Return the entries of a list file; a list that is not there is empty."""
        file = self.folder / f"{name}.yaml"
        if not file.exists():
            self.note(file)
            return ()
        source = self.yaml(file)
        if source is None:
            return ()
        if isinstance(source.data, list):
            self.sources[name] = source
        else:
            self.unread.add(file)
        return validate_list(source, form, self.problems)

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
            source = self.yaml(file)
            form = validate(source, ProgramFile, self.problems) if source else None
            if form is None or source is None:
                self.unread.add(file)
            else:
                yield Conference(ident, form.conference, form.days, source)

    def records(
        self, name: str, suffix: str, form: type[OfRecord], entries: Mapping[str, Entry]
    ) -> Iterable[tuple[str, OfRecord, YamlFile]]:
        """Yield key, record and source of the sound records of a folder."""
        for file in sorted((self.folder / name).glob("*" + suffix)):
            key = file.name.removesuffix(suffix)
            record, source = self.as_before(file, key, form) or self.read(file, form)
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

    def read(self, file: Path, form: type[OfRecord]) -> tuple[OfRecord | None, YamlFile | None]:
        """Read the file of a record."""
        source = self.yaml(file)
        return validate(source, form, self.problems) if source else None, source

    def as_before(
        self, file: Path, key: str, form: type[OfRecord]
    ) -> tuple[OfRecord, YamlFile] | None:
        """Return a record that was loaded before without a fault from the same content."""
        if self.kept is None or file not in self.kept.inputs:
            return None
        loaded: Loaded = self.kept.value
        holder = loaded.library.papers.get(key) or loaded.library.talks.get(key)
        if holder is None or holder.source.file != file or file in self.faulty:
            return None
        digest = digest_of(file)
        if digest != self.kept.inputs[file] or not isinstance(holder.record, form):
            return None
        self.files.append(file)
        self.inputs[file] = digest
        return holder.record, holder.source

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
