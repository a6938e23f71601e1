"""What must hold for the project file and for the lists: glossary, topics, figures, names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from sphinx_mlsys.core.drawing import fault_of
from sphinx_mlsys.core.library import Library, drawing_of, figure_file
from sphinx_mlsys.core.model import Institution, Person
from sphinx_mlsys.core.problems import Problem
from sphinx_mlsys.core.telling import address, language, languages, nearest, rows, say
from sphinx_mlsys.core.text import slug
from sphinx_mlsys.core.yamlfile import YamlFile


def check_lists(
    library: Library, broken: frozenset[str], unread: frozenset[Path]
) -> Iterator[Problem]:
    """Yield what is wrong with the project file and the lists."""
    yield from _project(library)
    yield from _topics(library)
    yield from _glossary(library, unread)
    yield from _figures(library)
    yield from _people(library, broken)
    yield from _institutions(library)


def _project(library: Library) -> Iterator[Problem]:
    source, settings = library.project.source, library.project.settings
    yield from language(source, ("title",), settings.title, settings.languages)
    for table in ("awards", "links"):
        for kind, label in getattr(settings, table).items():
            yield from language(source, (table, kind), label, settings.languages)
    if settings.base_url:
        yield from address(source, ("base_url",), settings.base_url)


def _topics(library: Library) -> Iterator[Problem]:
    source = library.sources.get("topics")
    if source is None:
        return
    at, known = rows(source), library.project.settings.languages
    for ident, topic in library.topics.items():
        yield from languages(source, topic, (at[ident],), known)


def _glossary(library: Library, unread: frozenset[Path]) -> Iterator[Problem]:
    source = library.sources.get("glossary")
    if source is None:
        return
    at, known = rows(source), library.project.settings.languages
    figures = rows(library.sources.get("figures"))
    records_read = library.project.bibliography not in unread
    figures_unread = library.project.folder / "figures.yaml" in unread
    related = {r for t in library.terms.values() for r in t.related}
    for ident, term in library.terms.items():
        row = at[ident]
        yield from languages(source, term, (row,), known)
        for n, other in enumerate(term.related):
            if other not in at:
                yield say(
                    source,
                    (row, "related", n),
                    "unknown-term",
                    f"The glossary has no '{other}'.",
                    nearest(other, list(at), "Add it, or remove it here."),
                )
        if term.figure and term.figure not in figures and not figures_unread:
            yield say(
                source,
                (row, "figure"),
                "unknown-figure",
                f"figures.yaml has no '{term.figure}'.",
                nearest(term.figure, list(figures), "Add it, or remove it here."),
            )
        if ident not in library.term_users and ident not in related and records_read:
            yield say(
                source,
                (row, "id"),
                "unused-term",
                f"No record and no other term uses '{ident}'.",
                "List it under 'terms' of a record, or under 'related' of a term.",
            )


def _figures(library: Library) -> Iterator[Problem]:
    source = library.sources.get("figures")
    if source is None:
        return
    at, known = rows(source), library.project.settings.languages
    for ident, figure in library.figures.items():
        yield from languages(source, figure, (at[ident],), known)
        for code in known:
            file = figure_file(library, ident, code)
            drawing = drawing_of(library, ident, code)
            if drawing is None:
                yield say(
                    source,
                    (at[ident], "id"),
                    "figure-missing",
                    f"figures/{file.name} does not exist inside the docs folder.",
                    "Draw it, or remove the entry.",
                )
            elif fault := fault_of(drawing):
                yield Problem(
                    code="bad-figure",
                    file=file,
                    line=fault.line,
                    message=fault.message,
                    remedy="Save the drawing as plain SVG, without scripts, links and pictures.",
                )


def _people(library: Library, broken: frozenset[str]) -> Iterator[Problem]:
    """Yield what makes it unclear who is who."""
    source = library.sources.get("people")
    if source is None:
        return
    slugs: dict[str, Person] = {}
    claims: dict[tuple[str, str], Person] = {}
    for row, person in _rows_of(source, library.people):
        ident = person.id or slug(person.name)
        if slugs.setdefault(ident, person) is not person:
            yield say(
                source,
                (row, "id" if person.id else "name"),
                "duplicate-id",
                f"Two persons have the id '{ident}'.",
                "Give one of them another 'id'.",
            )
        for n, key in enumerate(person.records):
            if key not in library.records and key not in broken:
                yield say(
                    source,
                    (row, "records", n),
                    "unknown-record",
                    f"There is no record '{key}'.",
                    nearest(key, list(library.records), "Remove it here."),
                )
        for name in dict.fromkeys((person.name, *person.spellings)):
            for key in person.records or ("",):
                if claims.setdefault((name, key), person) is not person:
                    yield say(
                        source,
                        (row, "name"),
                        "alias-clash",
                        f"Two persons claim the name '{name}'"
                        + (f" in '{key}'." if key else " in every record."),
                        "Say under 'records' which records are whose.",
                    )


Named = TypeVar("Named", Person, Institution)


def _rows_of(source: YamlFile, named: tuple[Named, ...]) -> Iterator[tuple[int, Named]]:
    """Yield (index in the file, entry) for the sound entries of a list without ids."""
    names = [entry.get("name") if isinstance(entry, dict) else None for entry in source.data]
    row = -1
    for entry in named:
        row = names.index(entry.name, row + 1)
        yield row, entry


def _institutions(library: Library) -> Iterator[Problem]:
    """Yield spellings that two institutions claim."""
    source = library.sources.get("institutions")
    if source is None:
        return
    owners: dict[str, Institution] = {}
    for row, institution in _rows_of(source, library.institutions):
        for name in dict.fromkeys((institution.name, *institution.spellings)):
            if owners.setdefault(name, institution) is not institution:
                yield say(
                    source,
                    (row, "name"),
                    "alias-clash",
                    f"Two institutions claim the name '{name}'.",
                    "Remove it from one of them.",
                )
