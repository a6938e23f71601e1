"""A record as an event of a calendar that the reader puts together in the page.

The calendars of whole conferences are made by :mod:`sphinx_mlsys.export.ical`;
here each record gets an event of its own (RFC 5545), so that any choice of them
can be joined. A time is given only where one is verified: the record's own, else
its session's, which the event then says; else the event lasts the whole day.
"""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Event

from sphinx_mlsys.core.library import Conference, Library, Place
from sphinx_mlsys.core.text import choose
from sphinx_mlsys.export.data import Site
from sphinx_mlsys.export.ical import timezone
from sphinx_mlsys.export.reference import names
from sphinx_mlsys.export.titles import plain, printable


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
    made = Event()
    made.add("uid", str(uuid.uuid5(uuid.NAMESPACE_URL, f"{conference.form.url}#{kind}/{key}")))
    made.add("dtstamp", datetime.combine(holder.record.revised, time(), UTC))
    made.add("summary", plain(holder.entry.raw.get("title", "")))
    _when(made, conference, place)
    form = conference.form
    where = (place.item.room, choose(form.venue, site.language), choose(form.city, site.language))
    made.add("location", ", ".join(printable(w) for w in where if w))
    session = choose(place.item.title, site.language) if place.session else ""
    lines = [names(holder.entry.authors, site.language), session]
    made.add("description", "\n".join(printable(line) for line in lines if line))
    address = site.page(kind, key) if site.base else holder.entry.get("url")
    if address:
        made.add("url", address)
    return _text(made.to_ical())


def _when(made: Event, conference: Conference, place: Place) -> None:
    day: date = conference.days[place.day - 1].date
    own = place.slot if place.slot is not None and place.slot.start else place.item
    if own.start is None:
        made.add("dtstart", day)
        made.add("dtend", day + timedelta(days=1))
        made.add("transp", "TRANSPARENT")
        return
    local = ZoneInfo(conference.form.timezone)
    made.add("dtstart", datetime.combine(day, own.start, local))
    if own.end is not None:
        made.add("dtend", datetime.combine(day, own.end, local))


def _text(ical: bytes) -> str:
    return ical.decode("utf-8")
