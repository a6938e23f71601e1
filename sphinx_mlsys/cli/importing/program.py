"""A plan written into the text of ``program.yaml``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from sphinx_mlsys.cli.importing.model import Slot
from sphinx_mlsys.cli.importing.planning import (
    OVERLAP,
    TAKEN,
    TITLES,
    Planner,
    Session,
    clock,
    items_of,
    overlap,
)
from sphinx_mlsys.cli.order import DAY, ITEM
from sphinx_mlsys.cli.yamltext import EditError, Inline, YamlText
from sphinx_mlsys.core.problems import KeyPath


def write_program(planner: Planner, text: str) -> str:
    """Return the text of a program with everything of a plan in its place.

    :raises EditError: when something stands in a form that cannot be added to.
    """
    return _Writer(planner).write(text)


class _Writer:
    def __init__(self, planner: Planner) -> None:
        self.planner = planner
        self.conference = planner.conference

    def write(self, text: str) -> str:
        """Return the text of the program with everything in its place.

        :raises EditError: when something stands in a form that cannot be added to.
        """
        days = [d.date for d in self.conference.days]
        if not days and not self.planner.new_days():
            raise EditError(
                "the program has no day, and the files name none: add a day to it, with its date"
            )
        document = YamlText(text)
        self.planner.fill_times()
        for path, values in self.planner.fields.items():
            for name in ("start", "end", "room", "url"):
                if values.get(name):
                    document.set_field(path, name, values[name], ITEM)
        for path, keys in self.planner.out.items():
            document.remove(self._leaving(path, keys))
        for session in self.planner.sessions:
            if session.path is not None and session.slots:
                document.append((*session.path, "papers"), self._slots(session))
        added: dict[date | None, list[tuple[time | None, dict[str, Any]]]] = {}
        for session in self.planner.sessions:
            if session.path is None and session.slots:
                self._times(session)
                added.setdefault(session.date, []).append((session.start, self._item(session)))
        for key, slot in self.planner.talks:
            on = self.planner.day_of(slot)
            added.setdefault(on, []).append((slot.start, self._talk(key, slot, on)))
        fresh_days = []
        for on in self.planner.new_days():
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
        if set(listed) <= set(keys) and not any(
            s.path == path and s.slots for s in self.planner.sessions
        ):
            day = self.conference.days[int(path[1])]
            alone = path[2] == "also" and len(day.also) == 1 and not self._undated()
            return [path[:-1] if alone else path]
        return [(*path, "papers", n) for n, key in enumerate(listed) if key in keys]

    def _undated(self) -> bool:
        """Tell whether something is to be added that has no day."""
        return any(
            s.path is None and s.slots and s.date is None for s in self.planner.sessions
        ) or any(self.planner.day_of(s) is None for _k, s in self.planner.talks)

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
        if self.planner.languages == ("en",) or "zh" not in self.planner.languages:
            return english
        return Inline({"en": english, "zh": chinese})

    def _slots(self, session: Session) -> list[Inline]:
        slots = session.slots
        own = [s for _k, s in slots if s.own]
        if any(s.own for _k, s in slots) and overlap((s.start, s.end) for s in own):
            self._drop(session, OVERLAP)
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

        def taken(times: Iterable[tuple[time | None, time | None]]) -> bool:
            return any(a and b and a < end and start < b for a, b in times)

        near_by = [
            s
            for s in self.planner.sessions
            if s is not session and s.date == session.date and near(s.room)
        ]
        others = [
            (i.start, i.end)
            for _p, d, i in items_of(self.conference)
            if d.date == session.date and not i.session and near(i.room)
        ]
        others += [
            (s.start, s.end)
            for _k, s in self.planner.talks
            if self.planner.day_of(s) == session.date and near(s.room)
        ]
        if taken((s.start, s.end) for s in near_by if s.path is None):
            self._drop(session, TAKEN)  # the source contradicts itself
        elif taken([*((s.start, s.end) for s in near_by), *others]):
            self.planner.tell_times(session.title, session.date, TAKEN)
        else:
            session.start, session.end = start, end

    def _drop(self, session: Session, why: str) -> None:
        self.planner.tell_times(session.title, session.date, why)
        session.slots = [(k, Slot(session=s.session)) for k, s in session.slots]


def _order(start: time | None) -> tuple[int, time]:
    return (0, start) if start else (1, time())
