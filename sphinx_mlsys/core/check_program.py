"""What must hold for programs: what they name exists, once, and at times that fit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from pathlib import Path

from sphinx_mlsys.core.library import Conference, Library
from sphinx_mlsys.core.model import Item
from sphinx_mlsys.core.problems import KeyPath, Problem
from sphinx_mlsys.core.telling import address, languages, nearest, say
from sphinx_mlsys.core.yamlfile import YamlFile

Timed = tuple[time, time, str, KeyPath]
"""(begin, end, name, path) of something held."""


def check_programs(
    library: Library, broken: frozenset[str], unread: frozenset[Path]
) -> Iterator[Problem]:
    """Yield what is wrong with the programs, and which records stand in none."""
    for conference in library.conferences.values():
        yield from _program(library, conference, broken)
    seen: dict[str, str] = {}
    for conference in library.conferences.values():
        yield from _repeated(conference, seen)
    programs = {library.project.program(c) for c in library.project.settings.conferences}
    if programs & unread:
        return  # no telling what a program holds that could not be read
    for key, record in library.records.items():
        if key not in seen:
            yield Problem(
                code="not-in-program",
                file=record.source.file,
                line=1,
                message=f"'{key}' stands in no session and on no day.",
                remedy="Add it to the program.yaml of its conference.",
            )


def _program(library: Library, conference: Conference, broken: frozenset[str]) -> Iterator[Problem]:
    source, known = conference.source, library.project.settings.languages
    yield from languages(source, conference.form, ("conference",), known)
    for name in ("url", "proceedings"):
        yield from address(source, ("conference", name), getattr(conference.form, name))
    for n, day in enumerate(conference.days):
        yield from languages(source, day, ("days", n), known)
        rooms: dict[str, list[Timed]] = {}  # sessions in different rooms may be held in parallel
        for field in ("items", "also"):
            for m, item in enumerate(getattr(day, field)):
                path = ("days", n, field, m)
                yield from _item(library, source, item, path, broken)
                if item.start and item.end and field == "items":
                    name = item.session or item.talk or item.event or ""
                    rooms.setdefault(item.room or "", []).append((item.start, item.end, name, path))
        anywhere = rooms.pop("", [])
        for timed in rooms.values() or ((),):
            yield from _overlaps(source, [*timed, *anywhere])


def _item(
    library: Library, source: YamlFile, item: Item, path: KeyPath, broken: frozenset[str]
) -> Iterator[Problem]:
    kinds = [k for k in ("session", "talk", "event") if getattr(item, k)]
    if len(kinds) != 1:
        yield say(
            source,
            path,
            "missing-field",
            f"An item is one of session, talk and event; this one is {len(kinds)} of them.",
            "Give exactly one.",
        )
    if item.papers and not item.session:
        yield say(
            source,
            (*path, "papers"),
            "unknown-field",
            "Only a session has papers.",
            "Make it a session, or remove the papers.",
        )
    if item.talk and item.talk not in library.talks and item.talk not in broken:
        yield say(
            source,
            (*path, "talk"),
            "unknown-record",
            f"There is no talk '{item.talk}'.",
            nearest(item.talk, list(library.talks), f"Write talks/{item.talk}.talk.yaml."),
        )
    if not item.talk and item.title is None:
        yield say(source, path, "missing-field", "The field 'title' is missing.", "Add it.")
    if item.url:
        yield from address(source, (*path, "url"), item.url)
    if item.start and item.end and item.end <= item.start:
        yield _backwards(source, path)
    yield from _papers(library, source, item, path, broken)


def _papers(
    library: Library, source: YamlFile, item: Item, path: KeyPath, broken: frozenset[str]
) -> Iterator[Problem]:
    timed: list[Timed] = []
    for n, slot in enumerate(item.papers):
        here = (*path, "papers", n)
        if slot.key not in library.papers and slot.key not in broken:
            yield say(
                source,
                (*here, "key"),
                "unknown-record",
                f"There is no paper '{slot.key}'.",
                nearest(slot.key, list(library.papers), f"Write papers/{slot.key}.paper.yaml."),
            )
        if slot.start and slot.end:
            timed.append((slot.start, slot.end, slot.key, here))
            if slot.end <= slot.start:
                yield _backwards(source, here)
        early = item.start and slot.start and slot.start < item.start
        late = item.end and slot.end and slot.end > item.end
        if early or late:
            yield say(
                source,
                (*here, "start" if early else "end"),
                "bad-time",
                f"The talk of '{slot.key}' lies outside its session's time.",
                "Mend the one or the other.",
            )
    yield from _overlaps(source, timed)


def _backwards(source: YamlFile, path: KeyPath) -> Problem:
    return say(source, (*path, "end"), "bad-time", "It ends before it begins.", "Mend the times.")


def _overlaps(source: YamlFile, timed: list[Timed]) -> Iterator[Problem]:
    """Compare each with the one before it that ends last."""
    latest: Timed | None = None
    for now in sorted(timed, key=lambda t: (t[0], t[1])):
        if latest is not None and now[0] < latest[1]:
            yield say(
                source,
                (*now[3], "start"),
                "overlap",
                f"'{now[2]}' begins at {now[0]:%H:%M}, "
                f"before '{latest[2]}' ends at {latest[1]:%H:%M}.",
                "Mend the times.",
            )
        if latest is None or now[1] > latest[1]:
            latest = now


def _repeated(conference: Conference, seen: dict[str, str]) -> Iterator[Problem]:
    """Yield what stands in the programs already; add the rest to *seen* (name to place)."""
    for n, day in enumerate(conference.days):
        for field in ("items", "also"):
            for m, item in enumerate(getattr(day, field)):
                for where, name in _named(conference.id, item, ("days", n, field, m)):
                    if name in seen:
                        yield say(
                            conference.source,
                            where,
                            "twice-in-program",
                            f"'{name}' stands in the programs already, at {seen[name]}.",
                            "Keep one of the two.",
                        )
                    line = conference.source.at(where).line
                    seen.setdefault(name, f"{conference.id}/program.yaml:{line}")


def _named(conference: str, item: Item, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    for n, slot in enumerate(item.papers):
        yield (*path, "papers", n, "key"), slot.key
    if item.talk:
        yield (*path, "talk"), item.talk
    if item.session:
        yield (*path, "session"), f"{conference}/{item.session}"
