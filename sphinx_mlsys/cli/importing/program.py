"""Where imported papers and talks go in ``program.yaml``.

A paper that stands in a program stays where it is. A new one goes into the
session that the source names, which is made where there is none; a paper
without a session goes into the session ``unscheduled``, from which a later
import with sessions takes it out again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from sphinx_mlsys.cli.importing.model import Note, Slot
from sphinx_mlsys.cli.order import DAY, ITEM
from sphinx_mlsys.cli.yamltext import EditError, Inline, YamlText
from sphinx_mlsys.core.library import Conference, Place
from sphinx_mlsys.core.model import DayForm, Item
from sphinx_mlsys.core.problems import KeyPath
from sphinx_mlsys.core.text import fold, slug

UNSCHEDULED = "unscheduled"
"""Id of the session of papers whose session is not known."""

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
        self.fields: dict[KeyPath, dict[str, object]] = {}
        """Path of an item or slot to the fields that it gets."""
        self.fresh = not any(i.papers or i.talk for d in conference.days for i in (*d.items, *d.also))
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
            at = (*path, "papers", [s.key for s in item.papers].index(key))
            inside = (not item.start or not slot.start or slot.start >= item.start) and (
                not item.end or not slot.end or slot.end <= item.end
            )
            if place.slot.start is None and place.slot.end is None and inside:
                self._set(at, start=clock(slot.start), end=clock(slot.end))
            else:
                self._compare(key, "start", place.slot.start, slot.start)
        elif place.slot is None or not slot.own:
            if item.start is None and item.end is None:
                self._set(path, start=clock(slot.start), end=clock(slot.end))
            else:
                self._compare(key, "start", item.start, slot.start)
                self._compare(key, "end", item.end, slot.end)
        for name, ours, theirs in (("room", item.room, slot.room), ("url", item.url, slot.url)):
            if not ours and theirs:
                self._set(path, **{name: theirs})
            else:
                self._compare(key, name, ours, theirs)

    def _set(self, path: KeyPath, **values: object) -> None:
        wanted = self.fields.setdefault(path, {})
        for name, value in values.items():
            if value:
                wanted.setdefault(name, value)

    def _compare(self, key: str, name: str, ours: object, theirs: object) -> None:
        if ours and theirs and ours != theirs:
            shown = (clock(v) if isinstance(v, time) else str(v) for v in (ours, theirs))
            mine, other = shown
            self.notes.append(
                Note("differs", "kept as it is", key, f"program.{name}", mine, other)
            )

    def _same_title(self, title: str, item: Item) -> bool:
        names = {fold(t) for t in (item.title or {}).values()} | {item.session or ""}
        return not title or fold(title) in names

    def _take_out(self, key: str, now: Place) -> None:
        for path, _day, item in items_of(self.conference):
            if item is now.item:
                self.out.setdefault(path, []).append(key)

    def _session_for(self, slot: Slot) -> Session:
        on = self._date(slot)
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
        found = Session(title=title, ident=self._ident(title), date=on, room=slot.room, url=slot.url)
        self.sessions.append(found)
        return found

    def _ident(self, title: str) -> str:
        base = title if title in TITLES else slug(title)[:40].strip("-")
        ident, number = base, 2
        while ident in self._ids:
            ident, number = f"{base}-{number}", number + 1
        self._ids.add(ident)
        return ident

    def _date(self, slot: Slot) -> date | None:
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
        wanted |= {d for _k, s in self.talks if (d := self._date(s))}
        return sorted(wanted - have)

    def write(self, text: str) -> str:
        """Return the text of the program with everything in its place.

        :raises EditError: when something stands in a form that cannot be added to.
        """
        days = [d.date for d in self.conference.days]
        if not days and not self.new_days():
            raise EditError(
                "the program has no day, and the files name none: add a day to it, with its date"
            )
        document = YamlText(text)
        for path, values in self.fields.items():
            for name in ("start", "end", "room", "url"):
                if values.get(name):
                    document.set_field(path, name, values[name], ITEM)
        for path, keys in self.out.items():
            document.remove(self._leaving(path, keys))
        for session in self.sessions:
            if session.path is not None and session.slots:
                document.append((*session.path, "papers"), self._slots(session))
        added: dict[date | None, list[tuple[time | None, dict[str, Any]]]] = {}
        for session in self.sessions:
            if session.path is None and session.slots:
                self._times(session)
                added.setdefault(session.date, []).append((session.start, self._item(session)))
        for key, slot in self.talks:
            on = self._date(slot)
            added.setdefault(on, []).append((slot.start, self._talk(key, slot, on)))
        fresh_days = []
        for on in self.new_days():
            items = [i for _t, i in sorted(added.pop(on), key=lambda a: _order(a[0]))]
            fresh_days.append((on, items))
        later = added.pop(None, [])
        for on, listed in added.items():
            assert on is not None
            self._into_day(document, days.index(on), listed)
        if later:
            self._also(document, [i for _t, i in later], bool(days), fresh_days)
        if fresh_days:
            self._days(document, days, fresh_days)
        return document.result()

    def _leaving(self, path: KeyPath, keys: list[str]) -> list[KeyPath]:
        """Return what to remove when *keys* leave a session: slots, or the whole item."""
        item = next(i for p, _d, i in items_of(self.conference) if p == path)
        listed = [s.key for s in item.papers]
        if set(listed) <= set(keys) and not any(s.path == path and s.slots for s in self.sessions):
            day = self.conference.days[int(path[1])]
            alone = path[2] == "also" and len(day.also) == 1 and not self._undated()
            return [path[:-1] if alone else path]
        return [(*path, "papers", n) for n, key in enumerate(listed) if key in keys]

    def _undated(self) -> bool:
        """Tell whether something is to be added that has no day."""
        return any(s.path is None and s.slots and s.date is None for s in self.sessions) or any(
            self._date(s) is None for _k, s in self.talks
        )

    def _into_day(
        self,
        document: YamlText,
        index: int,
        listed: list[tuple[time | None, dict[str, Any]]],
    ) -> None:
        day = self.conference.days[index]
        ordered = [i for _t, i in sorted(listed, key=lambda a: _order(a[0]))]
        if not day.items:
            present = document.node(("days", index, "items")) is not None
            if present:
                document.append(("days", index, "items"), ordered)
            else:
                document.set_field(("days", index), "items", ordered, DAY)
            return
        starts = [i.start for i in day.items]
        by_place: dict[int, list[dict[str, Any]]] = {}
        for start, item in sorted(listed, key=lambda a: _order(a[0])):
            place = len(starts)
            if start is not None:
                later = [n for n, s in enumerate(starts) if s is not None and s > start]
                place = later[0] if later else place
            by_place.setdefault(place, []).append(item)
        for place, items in by_place.items():
            document.insert(("days", index, "items"), place, items)

    def _also(
        self,
        document: YamlText,
        items: list[dict[str, Any]],
        has_days: bool,
        fresh_days: list[tuple[date, list[dict[str, Any]]]],
    ) -> None:
        """Put what has no day under what was held on the first day at an unknown time."""
        if not has_days:
            fresh_days[0][1].extend(items)
        elif document.node(("days", 0, "also")) is not None:
            document.append(("days", 0, "also"), items)
        else:
            document.set_field(("days", 0), "also", items, DAY)

    def _days(
        self,
        document: YamlText,
        days: list[date],
        fresh: list[tuple[date, list[dict[str, Any]]]],
    ) -> None:
        total = sorted([*days, *(on for on, _items in fresh)])
        by_place: dict[int, list[dict[str, Any]]] = {}
        for on, items in fresh:
            number = total.index(on) + 1
            day = {"date": str(on), "title": self._text(f"Day {number}", f"第 {number} 天")}
            by_place.setdefault(sum(d < on for d in days), []).append({**day, "items": items})
        for place, added in by_place.items():
            document.insert(("days",), place, added)

    def _item(self, session: Session) -> dict[str, Any]:
        title = TITLES.get(session.title)
        found: dict[str, Any] = {
            "session": session.ident,
            "title": self._text(title["en"], title["zh"]) if title else session.title,
        }
        if session.start and session.end:
            found |= {"start": clock(session.start), "end": clock(session.end)}
        found |= {n: v for n, v in (("room", session.room), ("url", session.url)) if v}
        if session.date is None:
            found["date_unverified"] = True
        return {**found, "papers": self._slots(session)}

    def _talk(self, key: str, slot: Slot, on: date | None) -> dict[str, Any]:
        found: dict[str, Any] = {"talk": key}
        if slot.start and slot.end and on:
            found |= {"start": clock(slot.start), "end": clock(slot.end)}
        found |= {n: v for n, v in (("room", slot.room), ("url", slot.url)) if v}
        return found if on else {**found, "date_unverified": True}

    def _text(self, english: str, chinese: str) -> object:
        if self.languages == ("en",) or "zh" not in self.languages:
            return english
        return Inline({"en": english, "zh": chinese})

    def _slots(self, session: Session) -> list[Inline]:
        slots = session.slots
        own = [s for _k, s in slots if s.own]
        if any(s.own for _k, s in slots) and _overlap(own):
            self._drop(session, "talks of one session overlap in time")
            own = []
        if session.path is not None and session.start and own:
            outside = [s for s in own if s.start and s.start < session.start]
            outside += [s for s in own if s.end and session.end and s.end > session.end]
            own = [s for s in own if s not in outside]
        found = []
        # The order of the source, unless it gives every time.
        for key, slot in sorted(slots, key=lambda p: _order(p[1].start) if len(own) == len(slots) else (0, time())):  # fmt: skip  # noqa: E501
            timed = slot in own and session.date is not None
            times = {"start": clock(slot.start), "end": clock(slot.end)} if timed else {}
            found.append(Inline({"key": key, **{n: v for n, v in times.items() if v}}))
        return found

    def _times(self, session: Session) -> None:
        """Give a new session its times, unless they contradict those of others."""
        whole = [(s.start, s.end) for _k, s in session.slots if s.start and s.end and not s.own]
        own = [(s.start, s.end) for _k, s in session.slots if s.start and s.end and s.own]
        if session.date is None or not (whole or own):
            return
        start = min(a for a, _b in (*whole, *own) if a)
        end = max(b for _a, b in (*whole, *own) if b)

        def near(room: str | None) -> bool:
            return not room or not session.room or room == session.room

        others = [
            (s.start, s.end)
            for s in self.sessions
            if s is not session and s.date == session.date and near(s.room)
        ]
        others += [
            (i.start, i.end)
            for _p, d, i in items_of(self.conference)
            if d.date == session.date and not i.session and near(i.room)
        ]
        others += [
            (s.start, s.end)
            for _k, s in self.talks
            if self._date(s) == session.date and near(s.room)
        ]
        if any(a and b and a < end and start < b for a, b in others):
            self._drop(session, "another session is held at the same time, and no room tells them apart")
            return
        session.start, session.end = start, end

    def _drop(self, session: Session, why: str) -> None:
        self.notes.append(
            Note(
                "not-stored",
                f"times of the session '{session.title}' on {session.date}: {why}",
                field="program.start",
            )
        )
        session.slots = [(k, Slot(session=s.session)) for k, s in session.slots]


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


def _overlap(slots: list[Slot]) -> bool:
    timed = sorted((s.start, s.end) for s in slots if s.start and s.end)
    return any(a[1] > b[0] for a, b in zip(timed, timed[1:], strict=False))

