"""A record as an event of a calendar that the reader puts together in the page.

The calendars of whole conferences are made by :mod:`sphinx_mlsys.export.ical`;
here each record gets an event of its own (RFC 5545), so that any choice of them
can be joined. A time is given only where one is verified: the record's own, else
its session's, which the event then says; else the event lasts the whole day.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Event

from sphinx_mlsys.core.library import Conference, Library, Place
from sphinx_mlsys.core.text import choose
from sphinx_mlsys.export.ical import timezone
from sphinx_mlsys.export.reference import names
from sphinx_mlsys.export.site import Site
from sphinx_mlsys.export.titles import plain, printable

LIMIT = 74
"""How many bytes a line has at most (RFC 5545, section 3.1, allows one more)."""

_ESCAPED = (("\\N", "\n"), ("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n"))
"""Text to how a property has it, in this order."""


def zone(library: Library, name: str) -> str:
    """Return the VTIMEZONE of a zone for all conferences that are held in it."""
    dates = [
        day.date
        for conference in library.conferences.values()
        if conference.form.timezone == name
        for day in conference.days
    ]
    return _text(timezone(name, min(dates), max(dates)).to_ical())


def event(library: Library, key: str, site: Site) -> str:
    """Return the VEVENT of a record; nothing where not even its day is verified."""
    place = library.places.get(key)
    if place is None or place.item.date_unverified:
        return ""
    holder, conference = library.records[key], library.conferences[place.conference]
    kind = "paper" if key in library.papers else "talk"
    form = conference.form
    ident = uuid.uuid5(uuid.NAMESPACE_URL, f"{form.url}#{kind}/{key}")
    held, transparent = _held(conference, place)
    where = (place.item.room, choose(form.venue, site.language), choose(form.city, site.language))
    session = choose(place.item.title, site.language) if place.session else ""
    said = [names(holder.entry.authors, site.language), session]
    address = site.page(kind, key) if site.base else holder.entry.get("url")
    # As icalendar orders and folds them, which takes ten times as long.
    lines = [
        "BEGIN:VEVENT",
        property_line("SUMMARY", plain(holder.entry.raw.get("title", ""))),
        *held,
        f"DTSTAMP:{holder.record.revised:%Y%m%d}T000000Z",
        f"UID:{ident}",
        property_line("DESCRIPTION", "\n".join(printable(line) for line in said if line)),
        property_line("LOCATION", ", ".join(printable(w) for w in where if w)),
        *transparent,
        *([_folded(f"URL:{address}")] if address else []),
        "END:VEVENT",
    ]
    return "".join(f"{line}\r\n" for line in lines)


def _held(conference: Conference, place: Place) -> tuple[list[str], list[str]]:
    """Return the lines that say when something is, and that a whole day leaves one free."""
    day: date = conference.days[place.day - 1].date
    own = place.slot if place.slot is not None and place.slot.start else place.item
    lines = _when(day, own.start, own.end, conference.form.timezone)
    return lines, [] if own.start is not None else ["TRANSP:TRANSPARENT"]


@lru_cache(maxsize=256)  # the papers of a session, or of a day, are shown at one time
def _when(day: date, start: time | None, end: time | None, zone: str) -> list[str]:
    made = Event()
    if start is None:
        made.add("dtstart", day)
        made.add("dtend", day + timedelta(days=1))
    else:
        local = ZoneInfo(zone)
        made.add("dtstart", datetime.combine(day, start, local))
        if end is not None:
            made.add("dtend", datetime.combine(day, end, local))
    return _text(made.to_ical()).splitlines()[1:-1]


def property_line(name: str, text: str) -> str:
    """Return a property of text (RFC 5545, section 3.3.11)."""
    for character, written in _ESCAPED:
        text = text.replace(character, written)
    return _folded(f"{name}:{text}")


def _folded(line: str) -> str:
    """Break a line of more than 74 bytes, not within a character or an escaped one."""
    rest, parts = line.encode(), []
    while len(rest) > LIMIT:
        end = LIMIT
        while rest[end] & 0xC0 == 0x80:
            end -= 1
        if rest[end - 1] in b"\\^":
            end -= 1
        parts.append(rest[:end])
        rest = rest[end:]
    return b"\r\n ".join([*parts, rest]).decode()


def _text(ical: bytes) -> str:
    return ical.decode("utf-8")
