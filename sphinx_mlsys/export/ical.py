"""Calendars of conferences, days and sessions (RFC 5545), written by icalendar.

A day is an event of the whole day; a session, talk or other item stands in a
calendar only if its begin is verified. Nothing comes from the clock: DTSTAMP is
the day on which the records of an event were last revised.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from sphinx_mlsys.core.library import Conference, Library
from sphinx_mlsys.core.model import Item
from sphinx_mlsys.core.telling import is_address
from sphinx_mlsys.core.text import choose
from sphinx_mlsys.export.reference import names
from sphinx_mlsys.export.site import Site
from sphinx_mlsys.export.titles import plain, printable

PRODUCT = "-//sphinx-mlsys//calendar//EN"


@dataclass(frozen=True, slots=True)
class CalendarOf:
    """What a calendar is of: a conference, a day of it or a session."""

    path: str
    """Its file, from the root of the site."""
    title: str
    conference: Conference
    days: tuple[int, ...]
    """Numbers of the days."""
    session: Item | None = None

    @property
    def items(self) -> tuple[Item, ...]:
        """What it has events of."""
        if self.session is not None:
            return (self.session,)
        days = [self.conference.days[number - 1] for number in self.days]
        return tuple(item for day in days for item in (*day.items, *day.also))


def calendars(library: Library, language: str) -> Iterator[CalendarOf]:
    """Yield what every calendar is of that has an event."""
    taken: set[str] = set()  # a session may be called as a day is: the day keeps the name
    for ident, conference in library.conferences.items():
        short = conference.form.short
        days = tuple(range(1, len(conference.days) + 1))
        if days:
            yield CalendarOf(f"mlsys-{ident}.ics", short, conference, days)
        for number, day in enumerate(conference.days, 1):
            taken.add(f"{ident}/day-{number}")
            title = f"{short}: {choose(day.title, language)}"
            yield CalendarOf(f"{ident}/day-{number}.ics", title, conference, (number,))
    for name, session in library.sessions.items():
        if name not in taken and session.item.is_timed:
            conference, item = library.conferences[session.conference], session.item
            title = f"{conference.form.short}: {choose(item.title, language)}"
            yield CalendarOf(f"{name}.ics", title, conference, (session.day,), item)


def keys_of(library: Library, items: Iterable[Item]) -> list[str]:
    """Return the keys of the records that items have."""
    keys = [k for i in items for k in (i.talk, *(s.key for s in i.papers)) if k]
    return [k for k in keys if k in library.records]


def calendar_file(library: Library, calendar: CalendarOf, site: Site) -> bytes:
    """Return the content of a calendar."""
    conference, session = calendar.conference, calendar.session
    if session is None:
        events = [e for number in calendar.days for e in _day(library, conference, number, site)]
    else:
        event = _timed(library, conference, calendar.days[0], session, site)
        events = [event] if event is not None else []
    return _calendar(conference, calendar.title, events)


def _calendar(conference: Conference, title: str, events: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", printable(title))
    calendar.add("x-wr-calname", printable(title))
    listed = list(events)
    dates = [day.date for day in conference.days]
    if any(isinstance(e.decoded("dtstart"), datetime) for e in listed):
        calendar.add_component(timezone(conference.form.timezone, min(dates), max(dates)))
    for event in listed:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _day(library: Library, conference: Conference, number: int, site: Site) -> Iterator[Event]:
    day = conference.days[number - 1]
    title = f"{conference.form.short}: {choose(day.title, site.language)}"
    page = site.page("day", f"{conference.id}/{number}") if site.base else conference.form.url
    keys = keys_of(library, (*day.items, *day.also))
    event = _event(library, conference, f"day/{number}", title, page, keys)
    event.add("dtstart", day.date)
    event.add("dtend", day.date + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    yield event
    for item in (*day.items, *day.also):
        timed = _timed(library, conference, number, item, site)
        if timed is not None:
            yield timed


def _timed(
    library: Library, conference: Conference, number: int, item: Item, site: Site
) -> Event | None:
    """Return the event of a session, talk or other item, if its begin is verified."""
    if item.start is None or not item.is_timed:
        return None
    keys = keys_of(library, [item])
    talk = library.talks.get(item.talk or "")
    title = plain(talk.entry.raw.get("title", "")) if talk else choose(item.title, site.language)
    if item.session:
        ident, page = f"session/{item.session}", ("session", f"{conference.id}/{item.session}")
    elif item.talk:
        ident, page = f"talk/{item.talk}", ("talk", item.talk)
    else:
        ident, page = f"event/{item.event}", ("event", "")
    address = site.page(*page) if site.base else ""
    event = _event(library, conference, ident, title, address or item.url or "", keys)
    zone = ZoneInfo(conference.form.timezone)
    day = conference.days[number - 1].date
    event.add("dtstart", datetime.combine(day, item.start, zone))
    if item.end is not None:
        event.add("dtend", datetime.combine(day, item.end, zone))
    form = conference.form
    where = (item.room, choose(form.venue, site.language), choose(form.city, site.language))
    event.add("location", ", ".join(printable(w) for w in where if w))
    lines = [names(talk.entry.authors, site.language)] if talk else _papers(library, item)
    if any(lines):
        event.add("description", "\n".join(lines))
    return event


def _papers(library: Library, item: Item) -> list[str]:
    """Return a line for each paper of a session, with its time where verified."""
    lines = []
    for slot in item.papers:
        paper = library.papers.get(slot.key)
        if paper is not None:
            start = f"{slot.start:%H:%M} " if slot.start else ""
            lines.append(start + plain(paper.entry.raw.get("title", "")))
    return lines


def _event(
    library: Library,
    conference: Conference,
    ident: str,
    title: str,
    page: str,
    keys: Iterable[str],
) -> Event:
    """Return an event with its lasting id: the conference's address and the item's name."""
    event = Event()
    event.add("uid", str(uuid.uuid5(uuid.NAMESPACE_URL, f"{conference.form.url}#{ident}")))
    revised = [library.records[k].record.revised for k in keys]
    stamp = max(revised, default=conference.days[0].date)
    event.add("dtstamp", datetime.combine(stamp, time(), UTC))
    event.add("summary", printable(title))
    if is_address(page):
        event.add("url", page)
    return event


@lru_cache(maxsize=64)  # every calendar of a conference has the same
def timezone(name: str, first: date, last: date) -> Timezone:
    """Return the VTIMEZONE of a zone from the year of *first* to that of *last*.

    Made here: icalendar 7.3 writes the onset of daylight time in the new local
    time where section 3.6.5 of the RFC asks for the old one.
    """
    zone = ZoneInfo(name)
    component = Timezone()
    component.add("tzid", name)
    begin = datetime(first.year, 1, 1)
    offset = _offset(zone, begin.replace(tzinfo=UTC))
    component.add_component(_observance(zone, begin.replace(tzinfo=UTC) - offset, offset))
    moment = begin.replace(tzinfo=UTC) - offset
    while moment < datetime(last.year + 1, 1, 1, tzinfo=UTC):
        later = moment + timedelta(days=1)
        if _offset(zone, later) != (before := _offset(zone, moment)):
            onset = _change(zone, moment, later)
            component.add_component(_observance(zone, onset, before))
        moment = later
    return component


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Return the minute between two moments in which the offset changes."""
    offset = _offset(zone, before)
    while after - before > timedelta(minutes=1):
        middle = before + timedelta(minutes=(after - before) // timedelta(minutes=2))
        before, after = (middle, after) if _offset(zone, middle) == offset else (before, middle)
    return after


def _observance(
    zone: ZoneInfo, onset: datetime, before: timedelta
) -> TimezoneStandard | TimezoneDaylight:
    local = onset.astimezone(zone)
    part = TimezoneDaylight() if (local.dst() or timedelta()) > timedelta() else TimezoneStandard()
    part.add("dtstart", (onset + before).replace(tzinfo=None))
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", local.utcoffset() or timedelta())
    part.add("tzname", local.tzname() or zone.key)
    return part
