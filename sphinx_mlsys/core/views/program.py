"""The program of a conference: days, sessions, slots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from sphinx_mlsys.core.library import Conference, Library
from sphinx_mlsys.core.model import (
    Item,
)
from sphinx_mlsys.core.telling import address_or_nothing
from sphinx_mlsys.core.text import choose


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


def days(library: Library, conference: str, language: str) -> tuple[DayView, ...]:
    """Return all days of a conference."""
    found = library.conferences[conference]
    return tuple(_day(library, found, number, language) for number in range(1, len(found.days) + 1))


def day(library: Library, name: str, language: str) -> DayView | None:
    """Return a day by a name such as ``2024/2``, or nothing when there is none of that name."""
    conference, _slash, number = name.partition("/")
    found = library.conferences.get(conference)
    numbers = range(1, len(found.days) + 1) if found is not None else ()
    named = next((n for n in numbers if str(n) == number), None)
    return None if found is None or named is None else _day(library, found, named, language)


def _day(library: Library, conference: Conference, number: int, language: str) -> DayView:
    form = conference.days[number - 1]
    slots = [
        _slot(library, conference.id, item, language, timed=timed)
        for timed, items in ((True, form.items), (False, form.also))
        for item in items
        if not item.talk or item.talk in library.talks
    ]
    return DayView(
        conference.id,
        number,
        form.date,
        choose(form.title, language),
        f"{conference.id}/day-{number}",
        conference.form.timezone,
        tuple(slots),
    )


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
        url=address_or_nothing(item.url),
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
        address_or_nothing(item.url),
        tuple(s.key for s in item.papers if s.key in library.papers),
    )
