"""The one door to a digest's files: read everything, check everything, tell everything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from sphinx_mlsys.core.bibfile import Entry, read_bibliography
from sphinx_mlsys.core.checks import check
from sphinx_mlsys.core.forms import validate, validate_list
from sphinx_mlsys.core.library import Conference, Library, Paper, Talk
from sphinx_mlsys.core.model import (
    Figure,
    PaperRecord,
    Person,
    ProgramFile,
    TalkRecord,
    Term,
    Topic,
)
from sphinx_mlsys.core.problems import Problem, in_order
from sphinx_mlsys.core.project import Project, read_project
from sphinx_mlsys.core.yamlfile import YamlFile, read_yaml

PAPER_SUFFIX = ".paper.yaml"
TALK_SUFFIX = ".talk.yaml"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a digest's files hold and what is wrong with them."""

    library: Library
    problems: tuple[Problem, ...]


class LoadError(Exception):
    """Raised when there is no usable project file; holds the problems."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T")
I = TypeVar("I", bound=_WithId)


def load(folder: Path) -> Loaded:
    """Load the digest whose ``mlsys.toml`` stands in *folder*.

    Faulty records are left out and told in the problems.

    :raises LoadError: when the project file is missing or cannot be used.
    """
    folder = folder.resolve()
    problems: list[Problem] = []
    project = read_project(folder, problems)
    if project is None:
        raise LoadError(tuple(problems))
    entries = read_bibliography(project.bibliography, problems)
    sources: dict[str, YamlFile] = {}
    files = [project.file, project.bibliography]

    def listed(name: str, form: type[T]) -> tuple[T, ...]:
        file = folder / f"{name}.yaml"
        files.append(file)
        if not file.exists():
            return ()
        source = read_yaml(file, problems)
        if source is None:
            return ()
        if isinstance(source.data, list):
            sources[name] = source
        return validate_list(source, form, problems)

    topics = _by_id(listed("topics", Topic), sources.get("topics"), problems)
    terms = _by_id(listed("glossary", Term), sources.get("glossary"), problems)
    figures = _by_id(listed("figures", Figure), sources.get("figures"), problems)
    people = listed("people", Person)
    conferences = {c.id: c for c in _conferences(project, files, problems)}
    papers, broken = {}, set()
    for file in sorted((folder / "papers").glob("*" + PAPER_SUFFIX)):
        files.append(file)
        key = file.name.removesuffix(PAPER_SUFFIX)
        found = _record(file, key, PaperRecord, entries, problems)
        if found is None:
            broken.add(key)
        else:
            papers[key] = Paper(key, entries[key], *found)
    talks = {}
    for file in sorted((folder / "talks").glob("*" + TALK_SUFFIX)):
        files.append(file)
        key = file.name.removesuffix(TALK_SUFFIX)
        talk = _record(file, key, TalkRecord, entries, problems)
        if talk is None:
            broken.add(key)
        else:
            talks[key] = Talk(key, entries[key], *talk)
    library = Library(
        project=project,
        entries=entries,
        papers=papers,
        talks=talks,
        conferences=conferences,
        topics=topics,
        terms=terms,
        figures=figures,
        people=people,
        sources=sources,
        files=tuple(files),
    )
    problems += check(library, frozenset(broken))
    return Loaded(library, in_order(problems))


def _record(
    file: Path,
    key: str,
    form: type[T],
    entries: Mapping[str, Entry],
    problems: list[Problem],
) -> tuple[T, YamlFile] | None:
    source = read_yaml(file, problems)
    record = validate(source, form, problems) if source else None
    if key not in entries:
        problems.append(
            Problem(
                code="no-entry",
                file=file,
                line=1,
                message=f"The bibliography has no sound entry '{key}'.",
                remedy="Add one with this key, or rename the file to the key of its entry.",
            )
        )
        return None
    return None if record is None or source is None else (record, source)


def _conferences(
    project: Project, files: list[Path], problems: list[Problem]
) -> Iterable[Conference]:
    for ident in project.settings.conferences:
        file = project.program(ident)
        files.append(file)
        source = read_yaml(file, problems)
        form = validate(source, ProgramFile, problems) if source else None
        if form is not None and source is not None:
            yield Conference(ident, form.conference, form.days, source)


def _by_id(
    items: tuple[I, ...], source: YamlFile | None, problems: list[Problem]
) -> dict[str, I]:
    found: dict[str, I] = {}
    for item in items:
        if item.id in found and source is not None:
            rows = source.data if isinstance(source.data, list) else []
            places = [n for n, d in enumerate(rows) if isinstance(d, dict) and d.get("id") == item.id]
            at = source.at((places[-1], "id")) if places else None
            problems.append(
                Problem(
                    code="duplicate-id",
                    file=source.file,
                    line=at.line if at else None,
                    message=f"The id '{item.id}' stands twice.",
                    remedy="Rename or remove one.",
                )
            )
            continue
        found[item.id] = item
    return found
