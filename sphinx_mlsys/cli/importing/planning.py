"""Where imported papers and talks go in a program.

A paper that stands in a program stays where it is. A new one goes into the
session that the source names, which is made where there is none; a paper
without a session goes into the session ``unscheduled``, from which a later
import with sessions takes it out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from itertools import pairwise

from sphinx_mlsys.cli.importing.model import Note, Slot
from sphinx_mlsys.core.library import Conference, Place
from sphinx_mlsys.core.model import DayForm, Item
from sphinx_mlsys.core.problems import KeyPath
from sphinx_mlsys.core.text import choose, fold, slug

UNSCHEDULED = "unscheduled"
"""Id of the session of papers whose session is not known."""

WHOLE = -1
"""Stands for the item itself among the indices of its papers."""

OVERLAP = "talks overlap in time, so theirs are left out"
OUTSIDE = "a talk lies outside the time of its session, so those of talks are left out"
TAKEN = "another session is held at the same time, and no room tells them apart; left out"

TITLES = {
    UNSCHEDULED: {"en": "Papers without a recorded session", "zh": "场次未记录的论文"},
    "papers": {"en": "Papers", "zh": "论文"},
}
"""Titles of sessions that no source names."""


@dataclass(slots=True)
class Session:
    """A session that gets papers: one that is there, or a new one."""

    title: str
    path: KeyPath | None = None
    """Where it stands; nothing for a new one."""
    ident: str = ""
    date: date | None = None
    room: str = ""
    url: str = ""
    slots: list[tuple[str, Slot]] = field(default_factory=list)
    """(key, place) of the papers that it gets."""
    start: time | None = None
    end: time | None = None


class Planner:
    """Collects what goes where, and writes it into the text of a program."""

    def __init__(
        self, conference: Conference, languages: tuple[str, ...], notes: list[Note]
    ) -> None:
        """Take the program as it is; what cannot be placed as the source says goes to *notes*."""
        self.conference = conference
        self.languages = languages
        self.notes = notes
        self.sessions: list[Session] = []
        self.talks: list[tuple[str, Slot]] = []
        self.out: dict[KeyPath, list[str]] = {}
        """Path of a session to the keys that leave it."""
        self.times: dict[KeyPath, dict[int, tuple[time, time]]] = {}
        """Path of an item to times to be filled in: of itself (WHOLE) or of a paper."""
        self.spans: dict[KeyPath, tuple[time, time, str]] = {}
        """Path of an item to when the source has it begin and end, and who said so first."""
        self.fields: dict[KeyPath, dict[str, object]] = {}
        """Path of an item or slot to the fields that it gets."""
        self.fresh = not any(
            i.papers or i.talk for d in conference.days for i in (*d.items, *d.also)
        )
        self._ids = {i.session for d in conference.days for i in (*d.items, *d.also) if i.session}
        self._told: set[date] = set()
        self._ids |= {i.event for d in conference.days for i in (*d.items, *d.also) if i.event}
        for path, day, item in items_of(conference):
            if item.session:
                self.sessions.append(
                    Session(
                        title=" | ".join((item.title or {}).values()),
                        path=path,
                        ident=item.session,
                        date=None if item.date_unverified else day.date,
                        room=item.room or "",
                        start=item.start,
                        end=item.end,
                    )
                )

    def place_paper(self, key: str, slots: Iterable[Slot], now: Place | None) -> None:
        """Put a paper into a session, unless it stands in one."""
        chosen = next((s for s in slots if s.session or s.date), None)
        if now is not None:
            settled = now.item.session != UNSCHEDULED or chosen is None or not chosen.session
            if settled or now.conference != self.conference.id:
                return
            self._take_out(key, now)
        self._session_for(chosen or Slot()).slots.append((key, chosen or Slot()))

    def place_talk(self, key: str, slots: Iterable[Slot]) -> None:
        """Put a talk into the program."""
        self.talks.append((key, next(iter(slots), Slot())))

    def fill(self, place: Place, slots: Iterable[Slot]) -> None:
        """Fill in what the program leaves open of a session or a paper's time; note the rest."""
        for path, _day, item in items_of(self.conference):
            if item is not place.item or place.conference != self.conference.id:
                continue
            for slot in slots:
                if item.session and not self._same_title(slot.session, item):
                    continue
                self._fill(path, item, place, slot)
                return

    def _fill(self, path: KeyPath, item: Item, place: Place, slot: Slot) -> None:
        key = place.slot.key if place.slot else item.talk or ""
        if place.slot is not None and slot.own:
            if place.slot.start is None and place.slot.end is None:
                if slot.start and slot.end:
                    index = [s.key for s in item.papers].index(key)
                    self.times.setdefault(path, {})[index] = (slot.start, slot.end)
            else:
                self._compare(key, "start", place.slot.start, slot.start)
        elif slot.start and slot.end:
            first, last, _key = self.spans.get(path, (slot.start, slot.end, key))
            self.spans[path] = (min(first, slot.start), max(last, slot.end), _key)
        if place.slot is not None and not slot.own:
            return  # a poster hangs somewhere in the room of its session
        for name, ours, theirs in (("room", item.room, slot.room), ("url", item.url, slot.url)):
            if not ours and theirs:
                self._set(path, **{name: theirs})
            else:
                self._compare(key, name, ours, theirs)

    def fill_times(self) -> None:
        """Fill in times, unless they contradict what stands in the program or each other."""
        for path, (first, last, key) in self.spans.items():
            item = next(i for p, _d, i in items_of(self.conference) if p == path)
            if item.start is None and item.end is None:
                if not item.date_unverified:
                    self.times.setdefault(path, {})[WHOLE] = (first, last)
            else:
                self._compare(key, "start", item.start, first)
                self._compare(key, "end", item.end, last)
        for path, times in self.times.items():
            day, item = next((d, i) for p, d, i in items_of(self.conference) if p == path)
            start, end = times.pop(WHOLE, (item.start, item.end))
            # All of it or nothing, as for a new session: so a second import fills in no rest.
            wanted = [*times.values(), *([(start, end)] if start and end else [])]
            if wanted and item.start is None and not self._free(day, item, *span(wanted)):
                start = end = None
                times = {}
            talks = [(s.start, s.end) for s in item.papers if s.start and s.end]
            talks += list(times.values())
            fits = all(
                (not start or a >= start) and (not end or b <= end) for a, b in talks if a and b
            )
            if times and (overlap(talks) or not fits):
                self.tell_times(choose(item.title, "en"), day.date, OVERLAP if fits else OUTSIDE)
                times = {}
            if start and end and item.start is None and fits:
                self._set(path, start=clock(start), end=clock(end))
            for index, (begin, stop) in times.items():
                self._set((*path, "papers", index), start=clock(begin), end=clock(stop))

    def _free(self, day: DayForm, item: Item, start: time, end: time) -> bool:
        """Tell whether nothing else is held at a time in the room of an item, as far as known."""
        for other in day.items:
            apart = other.room and item.room and other.room != item.room
            if other is item or apart or not (other.start and other.end):
                continue
            if other.start < end and start < other.end:
                self.tell_times(choose(item.title, "en"), day.date, TAKEN)
                return False
        return True

    def _set(self, path: KeyPath, **values: object) -> None:
        wanted = self.fields.setdefault(path, {})
        for name, value in values.items():
            if value:
                wanted.setdefault(name, value)

    def _compare(self, key: str, name: str, ours: object, theirs: object) -> None:
        if ours and theirs and ours != theirs:
            shown = (clock(v) if isinstance(v, time) else str(v) for v in (ours, theirs))
            mine, other = shown
            self.notes.append(Note("differs", "kept as it is", key, f"program.{name}", mine, other))

    def _same_title(self, title: str, item: Item) -> bool:
        names = {fold(t) for t in (item.title or {}).values()} | {item.session or ""}
        return not title or fold(title) in names

    def _take_out(self, key: str, now: Place) -> None:
        for path, _day, item in items_of(self.conference):
            if item is now.item:
                self.out.setdefault(path, []).append(key)

    def _session_for(self, slot: Slot) -> Session:
        on = self.day_of(slot)
        title = slot.session or ("papers" if on else UNSCHEDULED)
        for session in self.sessions:
            names = {fold(t) for t in session.title.split(" | ")} | {session.ident}
            same_day = session.date == on or session.date is None or on is None
            # Talks at one time are in different rooms, whatever the session is called.
            apart = slot.own and slot.room and session.room and slot.room != session.room
            if fold(title) in names and same_day and not (apart and session.path is None):
                if session.path is None and slot.room != session.room:
                    session.room = ""  # posters of one session hang in several rooms
                return session
        found = Session(
            title=title, ident=self._ident(title), date=on, room=slot.room, url=slot.url
        )
        self.sessions.append(found)
        return found

    def _ident(self, title: str) -> str:
        base = title if title in TITLES else slug(title)[:40].strip("-")
        ident, number = base, 2
        while ident in self._ids:
            ident, number = f"{base}-{number}", number + 1
        self._ids.add(ident)
        return ident

    def day_of(self, slot: Slot) -> date | None:
        """Return the day of a slot, if the program has it or can get it at its end."""
        days = [d.date for d in self.conference.days]
        on = slot.date
        if on is None and slot.day and slot.day <= len(days):
            on = days[slot.day - 1]
        if on is None or on in days or self.fresh or not days or on > days[-1]:
            return on
        if on not in self._told:
            self._told.add(on)
            self.notes.append(
                Note(
                    "not-stored",
                    f"what was held on {on}: a day before the last one of the program would "
                    "renumber the pages after it; add it by hand",
                    field="program.days",
                    theirs=str(on),
                )
            )
        return None

    def new_days(self) -> list[date]:
        """Return the dates of the days that must be added."""
        have = {d.date for d in self.conference.days}
        wanted = {s.date for s in self.sessions if s.date and s.slots}
        wanted |= {d for _k, s in self.talks if (d := self.day_of(s))}
        return sorted(wanted - have)

    def tell_times(self, title: str, on: date | None, why: str) -> None:
        """Note that the times of a session are left out."""
        self.notes.append(
            Note("not-stored", f"times of '{title}' on {on}: {why}", field="program.start")
        )


def items_of(conference: Conference) -> Iterable[tuple[KeyPath, DayForm, Item]]:
    """Yield the items of a program, each with its path and day."""
    for n, day in enumerate(conference.days):
        for name in ("items", "also"):
            for m, item in enumerate(getattr(day, name)):
                yield ("days", n, name, m), day, item


def clock(value: time | None) -> str:
    """Return a time as the program has it."""
    return f"{value:%H:%M}" if value else ""


def _order(start: time | None) -> tuple[int, time]:
    return (0, start) if start else (1, time())


def span(times: Sequence[tuple[time, time]]) -> tuple[time, time]:
    """Return when the first of several begins and the last one ends."""
    return min(a for a, _b in times), max(b for _a, b in times)


def overlap(times: Iterable[tuple[time | None, time | None]]) -> bool:
    """Tell whether two of several (begin, end) overlap."""
    timed = sorted((a, b) for a, b in times if a and b)
    return any(a[1] > b[0] for a, b in pairwise(timed))
