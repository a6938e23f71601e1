"""The card of a record: all that the digest says of a paper or a talk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sphinx_mlsys.core.entry import Entry
from sphinx_mlsys.core.library import Library, Paper, Talk
from sphinx_mlsys.core.model import (
    PaperRecord,
    Record,
    Repository,
    TalkRecord,
    Text,
)
from sphinx_mlsys.core.problems import KeyPath
from sphinx_mlsys.core.text import choose
from sphinx_mlsys.core.views.parts import (
    FigureView,
    Link,
    Named,
    Neighbour,
    Prose,
    ResultRow,
    Where,
    authors,
    award,
    figure,
    links,
    neighbour,
    result_row,
    topics,
    where,
)


@dataclass(frozen=True, slots=True)
class Tie:
    """A connection to another record or to a cited work."""

    key: str
    name: str
    is_record: bool
    kind: str
    relation: str
    how: Prose


@dataclass(frozen=True, slots=True)
class Related:
    """A related paper with the reasons, the weightiest first."""

    key: str
    name: str
    connected: bool
    """Whether one of the two has a connection to the other."""
    terms: tuple[str, ...]
    """Names of shared terms."""
    works: tuple[str, ...]
    """Works that both refer to."""
    topics: tuple[str, ...]
    """Names of shared topics."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The write-up of a record in one language."""

    language: str
    takeaway: Prose | None
    parts: tuple[tuple[str, Prose], ...]
    """(field, text) of problem and approach, or of a talk's summary."""
    results: tuple[ResultRow, ...]
    limits: Prose | None
    notes: Prose | None
    disagreements: tuple[Prose, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """Everything that a card can show of a paper or talk."""

    key: str
    kind: str
    name: str
    title: str
    conference: str
    where: Where | None
    award: Named | None
    authors: tuple[Named, ...]
    affiliations: tuple[str, ...]
    texts: Texts
    other: tuple[Texts, ...]
    """The write-up in the other languages of the project."""
    limits_by: str
    lead: ResultRow | None
    topics: tuple[Named, ...]
    terms: tuple[Named, ...]
    links: tuple[Link, ...]
    ties: tuple[Tie, ...]
    tied_from: tuple[Tie, ...]
    related: tuple[Related, ...]
    figures: tuple[FigureView, ...]
    reference: str
    bibtex: str
    before: Neighbour | None
    after: Neighbour | None
    added: date
    revised: date
    file: str
    """Path of the record's file from the docs folder."""
    repository: Repository | None
    """Where the file can be edited, if the project says so."""


def card(library: Library, key: str, language: str, *, bibtex: Callable[[Entry], str],
         reference: Callable[[Entry, str], str], others: bool = True) -> Card | None:  # fmt: skip
    """Return the card of a record, or nothing when there is no such record."""
    holder = library.record(key)
    if holder is None:
        return None
    record, settings = holder.record, library.project.settings
    is_paper = isinstance(record, PaperRecord)
    leads = [
        row
        for result in (record.results if isinstance(record, PaperRecord) else ())
        if (row := result_row(holder, result, language)).lead
    ]
    place = library.places.get(key)
    before, after = library.neighbours.get(key, ("", ""))
    name = record.name if isinstance(record, PaperRecord) else None
    return Card(
        key=key,
        kind="paper" if is_paper else "talk",
        name=name or "",
        title=holder.entry.title,
        conference=place.conference if place else "",
        where=where(library, place, language) if place else None,
        award=award(library, holder, language),
        authors=authors(library, holder),
        affiliations=record.affiliations,
        texts=texts(holder, language),
        other=tuple(
            texts(holder, other)
            for other in settings.languages
            if others and other != language and _written(record, other)
        ),
        limits_by=record.limits_by if isinstance(record, PaperRecord) else "",
        lead=leads[0] if leads else None,
        topics=topics(library, holder, language),
        terms=tuple(
            Named(t, choose(library.terms[t].name, language))
            for t in record.terms
            if t in library.terms
        ),
        links=links(library, holder, language),
        ties=tuple(
            _tie(library, c.to, c.relation, ("connections", n, "how"), c.how, language)
            for n, c in enumerate(record.connections)
        ),
        tied_from=tuple(
            _tie(library, source, c.relation, (), {}, language)
            for source, c in library.pointed_at.get(key, ())
        ),
        related=related(library, key, language),
        figures=tuple(v for f in record.figures if (v := figure(library, f, language)) is not None),
        reference=reference(holder.entry, language),
        bibtex=bibtex(holder.entry),
        before=neighbour(library, before),
        after=neighbour(library, after),
        added=record.added,
        revised=record.revised,
        file=holder.source.file.relative_to(library.project.folder).as_posix(),
        repository=settings.repository,
    )


def _written(record: PaperRecord | TalkRecord, language: str) -> bool:
    return bool(record.takeaway and record.takeaway.get(language))


def prose_of(record: Record, name: str, language: str) -> Prose | None:
    """Return a text of a record in one language, if there is one."""
    text: Text | None = getattr(record, name, None)
    chosen = choose(text, language)
    if not chosen:
        return None
    return Prose((name, language if text and language in text else ""), chosen)


def texts(holder: Paper | Talk, language: str) -> Texts:
    """Return the write-up of a record in one language."""
    record = holder.record

    def prose(name: str) -> Prose | None:
        return prose_of(record, name, language)

    names = ("problem", "approach") if isinstance(record, PaperRecord) else ("summary",)
    results = record.results if isinstance(record, PaperRecord) else ()
    return Texts(
        language=language,
        takeaway=prose("takeaway"),
        parts=tuple((n, p) for n in names if (p := prose(n))),
        results=tuple(result_row(holder, r, language) for r in results),
        limits=prose("limits"),
        notes=prose("notes"),
        disagreements=tuple(
            Prose(("disagreements", n, language), choose(d, language))
            for n, d in enumerate(record.disagreements)
            if choose(d, language)
        ),
    )


def _tie(library: Library, key: str, relation: str, path: KeyPath, how: Text, language: str) -> Tie:
    holder = library.record(key)
    entry = library.entries.get(key)
    name = holder.short if holder else entry.title if entry else key
    kind = ("paper" if isinstance(holder, Paper) else "talk") if holder else "work"
    chosen = language if language in how else ""
    return Tie(
        key, name, holder is not None, kind, relation,
        Prose((*path, chosen), choose(how, language)),
    )  # fmt: skip


def related(library: Library, key: str, language: str) -> tuple[Related, ...]:
    """Return the papers related to a record, the nearest first; without reasons: similar titles."""
    return tuple(
        Related(
            key=found.key,
            name=library.papers[found.key].short,
            connected=found.refers or found.referred,
            terms=tuple(
                choose(library.terms[t].name, language) for t in found.terms if t in library.terms
            ),
            works=tuple(_cited_as(library, work, language) for work in found.works),
            topics=tuple(
                choose(library.topics[t].name, language)
                for t in found.topics
                if t in library.topics
            ),
        )
        for found in library.relations.of(key)
    )


def _cited_as(library: Library, key: str, language: str) -> str:
    """Return the name of a record, or author and year of a work."""
    holder = library.record(key)
    if holder is not None:
        return holder.short
    entry = library.entries.get(key)
    if entry is None or not entry.authors:
        return entry.title if entry else key
    more = "" if len(entry.authors) == 1 else " 等" if language == "zh" else " et al."
    return f"{entry.authors[0].family}{more} {entry.get('year')}".strip()
