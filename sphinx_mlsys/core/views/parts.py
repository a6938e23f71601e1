"""What several views are made of: names, places, links, results, figures."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, time

from sphinx_mlsys.core.drawing import fault_of
from sphinx_mlsys.core.library import Library, Paper, Place, Talk, drawing_of
from sphinx_mlsys.core.model import (
    Measure,
    Result,
)
from sphinx_mlsys.core.problems import KeyPath
from sphinx_mlsys.core.telling import address_or_nothing, is_address
from sphinx_mlsys.core.text import amount, choose


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
class Neighbour:
    """The record before or after in the program."""

    kind: str
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure in one language, with a digest of its file."""

    id: str
    caption: str
    alt: str
    source: str
    digest: str


def neighbour(library: Library, key: str) -> Neighbour | None:
    """Return kind, key and short name of a record, or nothing when there is no such record."""
    holder = library.record(key)
    if holder is None:
        return None
    return Neighbour("paper" if isinstance(holder, Paper) else "talk", key, holder.short)


def authors(library: Library, holder: Paper | Talk) -> tuple[Named, ...]:
    """Return slug and printed name of each author of a record."""
    return tuple(
        Named(library.author_of(n, holder.key)[0], n.display) for n in holder.entry.authors
    )


def award(library: Library, holder: Paper | Talk, language: str) -> Named | None:
    """Return the award of a record, by its id where the project does not name it."""
    ident = holder.record.award if isinstance(holder, Paper) else None
    if not ident:
        return None
    return Named(ident, choose(library.project.settings.awards.get(ident), language) or ident)


def topics(library: Library, holder: Paper | Talk, language: str) -> tuple[Named, ...]:
    """Return the topics of a record that the digest has."""
    return tuple(
        Named(t, choose(library.topics[t].name, language))
        for t in holder.record.topics
        if t in library.topics
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
        if kind in kinds and is_address(found[kind])
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
    """Return the address of the source of a measure; nothing if it is none."""
    named = {
        "proceedings": holder.entry.get("url"),
        "arxiv": f"https://arxiv.org/abs/{holder.entry.get('eprint')}",
        **holder.record.links,
    }
    return address_or_nothing(named.get(measure.source, measure.source))


def figure(library: Library, ident: str | None, language: str) -> FigureView | None:
    """Return a figure in one language; nothing without a drawing that a page may hold."""
    form = library.figures.get(ident or "")
    content = drawing_of(library, form.id, language) if form else None
    if form is None or content is None or fault_of(content):
        return None
    return FigureView(
        form.id,
        choose(form.caption, language),
        choose(form.alt, language),
        choose(form.source, language),
        hashlib.sha256(content).hexdigest()[:16],
    )
