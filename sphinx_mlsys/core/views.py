"""What is shown of a library, as plain values.

A directive shows exactly what a view holds, so the digest of its view tells
whether a page is stale: nothing else may reach the page from the library.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time

from sphinx_mlsys.core.bibfile import Entry
from sphinx_mlsys.core.library import Library, Paper, Place, Talk, figure_file
from sphinx_mlsys.core.model import (
    Item,
    Measure,
    PaperRecord,
    Repository,
    Result,
    TalkRecord,
    Text,
)
from sphinx_mlsys.core.problems import KeyPath
from sphinx_mlsys.core.text import amount, choose, sorting_key


@dataclass(frozen=True, slots=True)
class Named:
    """An id with the name shown for it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A text with the place in the record that it comes from."""

    path: KeyPath
    text: str


@dataclass(frozen=True, slots=True)
class Where:
    """Where and when something is held."""

    conference: str
    conference_name: str
    day: int
    date: date
    page: str
    session: str
    session_title: str
    start: time | None
    end: time | None
    room: str
    date_unverified: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A link with the word shown for it."""

    kind: str
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A result or quantity as a row of a table."""

    amount: str
    qualifier: str
    what: str
    baseline: str
    model: str
    hardware: str
    at: str
    address: str
    lead: bool
    direction: str
    unit: str
    values: tuple[float, ...]
    """The number, or the two of a range."""


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
class Neighbour:
    """The record before or after in the program."""

    kind: str
    key: str
    name: str


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
class FigureView:
    """A figure in one language, with a digest of its file."""

    id: str
    caption: str
    alt: str
    source: str
    digest: str


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


@dataclass(frozen=True, slots=True)
class Slot:
    """A line of a timetable."""

    kind: str
    id: str
    title: str
    start: time | None
    end: time | None
    room: str
    speakers: tuple[str, ...]
    papers: int
    url: str
    timed: bool
    """Whether the place in the day's order is known."""


@dataclass(frozen=True, slots=True)
class DayView:
    """A day of a conference as its timetable shows it."""

    conference: str
    number: int
    date: date
    title: str
    page: str
    timezone: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session with the keys of its cards."""

    name: str
    title: str
    start: time | None
    end: time | None
    room: str
    chair: str
    url: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermView:
    """A term of the glossary with what uses it."""

    id: str
    name: str
    other_names: tuple[tuple[str, str], ...]
    """(language, name) in the other languages."""
    aliases: tuple[str, ...]
    sorting: str
    """By what the term is sorted: its English name, in Chinese its pinyin."""
    definition: Prose
    other: tuple[tuple[str, Prose], ...]
    related: tuple[Named, ...]
    users: tuple[Neighbour, ...]
    figure: FigureView | None


@dataclass(frozen=True, slots=True)
class AuthorView:
    """An author with papers and co-authors."""

    slug: str
    name: str
    native: str
    initial: str
    """First letter of the family name."""
    spellings: tuple[str, ...]
    records: tuple[tuple[str, str, str, str, str], ...]
    """(kind, key, name shown, conference, title)."""
    together: tuple[tuple[str, str, int], ...]
    """(slug, name, number of joint records)."""


def digest(view: object) -> str:
    """Return a short digest of a view; equal views have equal digests in every process."""
    return hashlib.sha256(repr(view).encode()).hexdigest()[:24]


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
    award = record.award if isinstance(record, PaperRecord) else None
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
        award=Named(award, choose(settings.awards.get(award), language) or award)
        if award
        else None,
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
        topics=tuple(
            Named(t, choose(library.topics[t].name, language))
            for t in record.topics
            if t in library.topics
        ),
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
        figures=tuple(figure(library, f, language) for f in record.figures if f in library.figures),
        reference=reference(holder.entry, language),
        bibtex=bibtex(holder.entry),
        before=_neighbour(library, before),
        after=_neighbour(library, after),
        added=record.added,
        revised=record.revised,
        file=holder.source.file.relative_to(library.project.folder).as_posix(),
        repository=settings.repository,
    )


def _neighbour(library: Library, key: str) -> Neighbour | None:
    holder = library.record(key)
    if holder is None:
        return None
    return Neighbour("paper" if isinstance(holder, Paper) else "talk", key, holder.short)


def _written(record: PaperRecord | TalkRecord, language: str) -> bool:
    return bool(record.takeaway and record.takeaway.get(language))


def authors(library: Library, holder: Paper | Talk) -> tuple[Named, ...]:
    """Return slug and printed name of each author of a record."""
    return tuple(
        Named(library.author_of(n, holder.key)[0], n.display) for n in holder.entry.authors
    )


def where(library: Library, place: Place, language: str) -> Where:
    """Return a place with its names."""
    conference = library.conferences[place.conference]
    slot, item = place.slot, place.item
    return Where(
        conference=place.conference,
        conference_name=conference.form.short,
        day=place.day,
        date=conference.days[place.day - 1].date,
        page=place.page,
        session=place.session or "",
        session_title=choose(item.title, language) if place.session else "",
        start=slot.start if slot else item.start,
        end=slot.end if slot else item.end,
        room=item.room or "",
        date_unverified=item.date_unverified,
    )


def links(library: Library, holder: Paper | Talk, language: str) -> tuple[Link, ...]:
    """Return the links of a record: the bibliography's first, then by order of the kinds."""
    kinds = library.project.settings.links
    entry = holder.entry
    found: dict[str, str] = {}
    if entry.get("url"):
        found["proceedings" if isinstance(holder, Paper) else "event"] = entry.get("url")
    if entry.get("eprint") and entry.get("archiveprefix").lower() == "arxiv":
        found["arxiv"] = f"https://arxiv.org/abs/{entry.get('eprint')}"
    if entry.get("doi"):
        found["doi"] = f"https://doi.org/{entry.get('doi')}"
    found |= dict(holder.record.links)
    order = {kind: n for n, kind in enumerate(kinds)}
    return tuple(
        Link(kind, choose(kinds[kind], language) or kind, found[kind])
        for kind in sorted(found, key=lambda k: order.get(k, len(order)))
        if kind in kinds and re.match(r"https?://", found[kind])
    )


def texts(holder: Paper | Talk, language: str) -> Texts:
    """Return the write-up of a record in one language."""
    record = holder.record

    def prose(name: str) -> Prose | None:
        text: Text | None = getattr(record, name, None)
        chosen = choose(text, language)
        if not chosen:
            return None
        return Prose((name, language if text and language in text else ""), chosen)

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


def result_row(holder: Paper | Talk, result: Result, language: str) -> ResultRow:
    """Return a result as a row."""
    return ResultRow(
        amount=amount(result.value, result.unit),
        qualifier=result.qualifier or "",
        what=choose(result.metric, language),
        baseline=choose(result.baseline, language),
        model=choose(result.model, language),
        hardware=choose(result.hardware, language),
        at=choose(result.at, language),
        address=address_of(holder, result),
        lead=result.lead,
        direction=result.direction,
        unit=result.unit,
        values=tuple(
            map(float, result.value if isinstance(result.value, tuple) else (result.value,))
        ),
    )


def address_of(holder: Paper | Talk, measure: Measure) -> str:
    """Return the address of the source of a measure."""
    if measure.source in holder.record.links:
        return holder.record.links[measure.source]
    if measure.source == "proceedings":
        return holder.entry.get("url")
    if measure.source == "arxiv":
        return f"https://arxiv.org/abs/{holder.entry.get('eprint')}"
    return measure.source if re.match(r"https?://", measure.source) else ""


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
    """Return the papers related to a record, the nearest first; without reasons: similar texts."""
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


def figure(library: Library, ident: str, language: str) -> FigureView:
    """Return a figure in one language."""
    form = library.figures[ident]
    file = figure_file(library, ident, language)
    content = file.read_bytes() if file.is_file() else b""
    return FigureView(
        ident,
        choose(form.caption, language),
        choose(form.alt, language),
        choose(form.source, language),
        hashlib.sha256(content).hexdigest()[:16],
    )


def days(library: Library, conference: str, language: str) -> tuple[DayView, ...]:
    """Return all days of a conference."""
    found = library.conferences[conference]
    views = []
    for number, day in enumerate(found.days, 1):
        slots = [
            _slot(library, conference, item, language, timed=timed)
            for timed, items in ((True, day.items), (False, day.also))
            for item in items
            if not item.talk or item.talk in library.talks
        ]
        views.append(
            DayView(
                conference,
                number,
                day.date,
                choose(day.title, language),
                f"{conference}/day-{number}",
                found.form.timezone,
                tuple(slots),
            )
        )
    return tuple(views)


def _slot(library: Library, conference: str, item: Item, language: str, *, timed: bool) -> Slot:
    talk = library.talks.get(item.talk or "")
    kind = "session" if item.session else "talk" if item.talk else "event"
    return Slot(
        kind=kind,
        id=f"{conference}/{item.session}" if item.session else item.talk or item.event or "",
        title=talk.entry.title if talk else choose(item.title, language),
        start=item.start,
        end=item.end,
        room=item.room or "",
        speakers=tuple(n.display for n in talk.entry.authors) if talk else (),
        papers=sum(1 for s in item.papers if s.key in library.papers),
        url=item.url or "",
        timed=timed,
    )


def session(library: Library, name: str, language: str) -> SessionView | None:
    """Return a session, or nothing when there is none of that name."""
    found = library.sessions.get(name)
    if found is None:
        return None
    item = found.item
    return SessionView(
        name,
        choose(item.title, language),
        item.start,
        item.end,
        item.room or "",
        item.chair or "",
        item.url or "",
        tuple(s.key for s in item.papers if s.key in library.papers),
    )


def term(library: Library, ident: str, language: str) -> TermView:
    """Return a term of the glossary."""
    form = library.terms[ident]
    others = [x for x in library.project.settings.languages if x != language]
    return TermView(
        id=ident,
        name=choose(form.name, language),
        other_names=tuple(
            (x, name)
            for x in others
            if (name := choose(form.name, x)) and name != choose(form.name, language)
        ),
        aliases=form.aliases,
        sorting=sorting_key(choose(form.name, language), language),
        definition=Prose(("definition", language), choose(form.definition, language)),
        other=tuple(
            (x, Prose(("definition", x), form.definition[x]))
            for x in others
            if form.definition.get(x)
        ),
        related=tuple(
            Named(r, choose(library.terms[r].name, language))
            for r in form.related
            if r in library.terms
        ),
        users=tuple(
            user for k in library.term_users.get(ident, ()) if (user := _neighbour(library, k))
        ),
        figure=figure(library, form.figure, language)
        if form.figure in library.figures and form.figure
        else None,
    )


def author(library: Library, slug: str) -> AuthorView:
    """Return an author with papers and co-authors."""
    found = library.authors[slug]
    together: dict[str, list[str]] = {}
    rows = []
    for key in found.records:
        holder = library.records[key]
        place = library.places.get(key)
        kind = "paper" if isinstance(holder, Paper) else "talk"
        conference = library.conferences[place.conference].form.short if place else ""
        rows.append((kind, key, holder.short, conference, holder.entry.title))
        for name in holder.entry.authors:
            other = library.author_of(name, key)
            if other[0] != slug:
                together.setdefault(other[0], []).append(other[1])
    ordered = sorted(together.items(), key=lambda kv: (-len(kv[1]), kv[0]))
    return AuthorView(
        slug,
        found.name,
        found.native,
        found.sorting[:1].upper(),
        found.spellings,
        tuple(rows),
        tuple((s, names[0], len(names)) for s, names in ordered),
    )


def listing(library: Library, keys: Iterable[str], language: str) -> tuple[object, ...]:
    """Return what a list or table of records shows."""
    rows: list[object] = []
    for key in keys:
        holder = library.records[key]
        place = library.places.get(key)
        shown = texts(holder, language)
        results = holder.record.results if isinstance(holder.record, PaperRecord) else ()
        lead = next((result_row(holder, r, language) for r in results if r.lead), None)
        award = getattr(holder.record, "award", None)
        rows.append(
            ListRow(
                key=key,
                kind="paper" if isinstance(holder, Paper) else "talk",
                name=getattr(holder.record, "name", None) or "",
                title=holder.entry.title,
                authors=authors(library, holder),
                where=where(library, place, language) if place else None,
                takeaway=shown.takeaway,
                lead=lead,
                award=Named(award, choose(library.project.settings.awards.get(award), language))
                if award
                else None,
                topics=tuple(
                    Named(t, choose(library.topics[t].name, language))
                    for t in holder.record.topics
                    if t in library.topics
                ),
            )
        )
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class ListRow:
    """A record in a list, table or grid."""

    key: str
    kind: str
    name: str
    title: str
    authors: tuple[Named, ...]
    where: Where | None
    takeaway: Prose | None
    lead: ResultRow | None
    award: Named | None
    topics: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A result in a comparison."""

    kind: str
    key: str
    name: str
    conference: str
    row: ResultRow


def compared(
    library: Library, wanted: Iterable[tuple[str, str]], language: str
) -> tuple[Compared | str, ...]:
    """Return the results named by (key, amount); an empty amount means the lead result.

    Where there is none such, a sentence that says so stands in its place.
    """
    found: list[Compared | str] = []
    for key, shown in wanted:
        paper = library.papers.get(key)
        if paper is None:
            found.append(f"There is no paper '{key}' in this digest.")
            continue
        rows = [result_row(paper, r, language) for r in paper.record.results]
        wanted_amount = " ".join(shown.split())  # a no-break space is as good as another
        fitting = [
            r for r in rows if (" ".join(r.amount.split()) == wanted_amount if shown else r.lead)
        ]
        if not fitting:
            known = ", ".join(r.amount for r in rows)
            found.append(f"'{key}' has no result '{shown}'; it has {known or 'none'}.")
            continue
        place = library.places.get(key)
        conference = library.conferences[place.conference].form.short if place else ""
        found.append(Compared("paper", key, paper.short, conference, fitting[0]))
    return tuple(found)
