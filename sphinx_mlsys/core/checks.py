"""What must hold between files: references, places, times, aliases, addresses."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from datetime import time
from pathlib import Path
from urllib.parse import urlsplit

from sphinx_mlsys.core.library import Conference, Library, Paper, Talk
from sphinx_mlsys.core.model import Form, Item, PaperRecord, Text
from sphinx_mlsys.core.problems import KeyPath, Problem
from sphinx_mlsys.core.prose import check_prose
from sphinx_mlsys.core.text import fold
from sphinx_mlsys.core.yamlfile import YamlFile


def check(library: Library, broken: frozenset[str] = frozenset()) -> Iterator[Problem]:
    """Yield what is wrong between the files of *library*.

    *broken* are the keys of records that exist but could not be read: that is
    told already, so nothing is told again of what refers to them.
    """
    for record in library.records.values():
        yield from _record(library, record, broken)
    for conference in library.conferences.values():
        yield from _program(library, conference, broken)
    yield from _places(library, broken)
    yield from _aliases(library)
    yield from _glossary(library)
    yield from _figures(library)
    yield from check_prose(library)


def _say(source: YamlFile, path: KeyPath, code: str, message: str, remedy: str) -> Problem:
    at = source.at(path)
    return Problem(
        code=code,
        file=source.file,
        line=at.line,
        column=at.column,
        path=path,
        message=message,
        remedy=remedy,
    )


def nearest(name: str, known: Collection[str], otherwise: str) -> str:
    """Return a remedy that names the known name nearest to *name*."""
    near = difflib.get_close_matches(name, known, n=1)
    return f"Did you mean '{near[0]}'?" if near else otherwise


def _record(
    library: Library, holder: Paper | Talk, broken: frozenset[str]
) -> Iterator[Problem]:
    source, record, entry = holder.source, holder.record, holder.entry
    settings = library.project.settings

    def known(
        field: str, values: tuple[str, ...], where: Mapping[str, object], code: str, file: str
    ) -> Iterator[Problem]:
        for n, value in enumerate(values):
            if value not in where:
                yield _say(
                    source,
                    (field, n),
                    code,
                    f"{file} has no '{value}'.",
                    nearest(value, list(where), "Add it there, or remove it here."),
                )

    yield from known("topics", record.topics, library.topics, "unknown-topic", "topics.yaml")
    yield from known("terms", record.terms, library.terms, "unknown-term", "glossary.yaml")
    yield from known("figures", record.figures, library.figures, "unknown-figure", "figures.yaml")
    for kind, address in record.links.items():
        if kind not in settings.links:
            yield _say(
                source,
                ("links", kind),
                "unknown-link",
                f"There is no kind of link '{kind}'.",
                nearest(kind, settings.links, "List it under [links] in mlsys.toml."),
            )
        yield from _address(source, ("links", kind), address)
    for field in ("results", "quantities"):
        for n, measure in enumerate(getattr(record, field, ())):
            named = measure.source in record.links or (
                entry.get({"proceedings": "url", "arxiv": "eprint"}.get(measure.source, ""))
            )
            if not named:
                if ":" in measure.source:
                    yield from _address(source, (field, n, "source"), measure.source)
                else:
                    yield _say(
                        source,
                        (field, n, "source"),
                        "unknown-link",
                        f"The record has no link '{measure.source}'.",
                        nearest(measure.source, record.links, "Add the link, or give an address."),
                    )
    for n, connection in enumerate(record.connections):
        if connection.to not in library.entries and connection.to not in broken:
            yield _say(
                source,
                ("connections", n, "to"),
                "unknown-record",
                f"Neither a record nor the bibliography has '{connection.to}'.",
                nearest(connection.to, list(library.entries), "Add an entry to the bibliography."),
            )
    if isinstance(record, PaperRecord):
        if record.award and record.award not in settings.awards:
            yield _say(
                source,
                ("award",),
                "unknown-award",
                f"There is no kind of award '{record.award}'.",
                nearest(record.award, settings.awards, "List it under [awards] in mlsys.toml."),
            )
        leads = sum(r.lead for r in record.results)
        if record.results and leads != 1:
            yield _say(
                source,
                ("results",),
                "lead-result",
                f"{leads} results are marked as lead.",
                "Mark exactly one with 'lead: true'.",
            )
        missing = [n for n in ("author", "title", "year") if not entry.get(n)]
        for name in missing:
            yield Problem(
                code="bib-missing-field",
                file=library.project.bibliography,
                line=entry.line,
                path=(entry.key, name),
                message=f"The entry has no '{name}'.",
                remedy="Add it: a paper cannot be cited without.",
            )
    for path, text in texts_in(record):
        yield from _languages(library, source, path, text)


def _address(source: YamlFile, path: KeyPath, address: str) -> Iterator[Problem]:
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        good = False
    if not good or any(c.isspace() or ord(c) < 32 for c in address):
        yield _say(
            source,
            path,
            "bad-link",
            f"{address[:60]!r} is not an http(s) address.",
            "Write the whole address, beginning with https://.",
        )


def texts_in(form: Form, base: KeyPath = ()) -> Iterator[tuple[KeyPath, Text]]:
    """Yield every text of a form with its path."""
    for name in type(form).model_fields:
        yield from _texts(getattr(form, name), (*base, name))


def _texts(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, Text]]:
    if isinstance(value, Form):
        yield from texts_in(value, path)
    elif isinstance(value, tuple):
        for n, item in enumerate(value):
            yield from _texts(item, (*path, n))
    elif isinstance(value, Mapping) and path[-1] != "links":
        yield path, value


def _languages(
    library: Library, source: YamlFile, path: KeyPath, text: Text
) -> Iterator[Problem]:
    for language in text:
        if language and language not in library.project.settings.languages:
            yield _say(
                source,
                (*path, language),
                "unknown-language",
                f"The project has no language '{language}'.",
                "Use one of " + ", ".join(library.project.settings.languages) + ".",
            )


def _program(
    library: Library, conference: Conference, broken: frozenset[str]
) -> Iterator[Problem]:
    source = conference.source
    for path, text in texts_in(conference.form, ("conference",)):
        yield from _languages(library, source, path, text)
    for n, day in enumerate(conference.days):
        for path, text in texts_in(day, ("days", n)):
            yield from _languages(library, source, path, text)
        timed: list[tuple[time, time, str, KeyPath]] = []
        for field in ("items", "also"):
            for m, item in enumerate(getattr(day, field)):
                path = ("days", n, field, m)
                yield from _item(library, source, item, path, broken)
                if item.start and item.end and field == "items":
                    name = item.session or item.talk or item.event or ""
                    timed.append((item.start, item.end, name, path))
        yield from _overlaps(source, timed)


def _item(
    library: Library, source: YamlFile, item: Item, path: KeyPath, broken: frozenset[str]
) -> Iterator[Problem]:
    kinds = [k for k in ("session", "talk", "event") if getattr(item, k)]
    if len(kinds) != 1:
        yield _say(
            source,
            path,
            "missing-field",
            f"An item is one of session, talk and event; this one is {len(kinds)} of them.",
            "Give exactly one.",
        )
    if item.talk and item.talk not in library.talks and item.talk not in broken:
        yield _say(
            source,
            (*path, "talk"),
            "unknown-record",
            f"There is no talk '{item.talk}'.",
            nearest(item.talk, list(library.talks), f"Write talks/{item.talk}.talk.yaml."),
        )
    if not item.talk and item.title is None:
        yield _say(source, path, "missing-field", "The field 'title' is missing.", "Add it.")
    if item.url:
        yield from _address(source, (*path, "url"), item.url)
    if item.start and item.end and item.end <= item.start:
        yield _say(
            source, (*path, "end"), "bad-time", "It ends before it begins.", "Mend the times."
        )
    timed: list[tuple[time, time, str, KeyPath]] = []
    for n, slot in enumerate(item.papers):
        here = (*path, "papers", n)
        if slot.key not in library.papers and slot.key not in broken:
            yield _say(
                source,
                (*here, "key"),
                "unknown-record",
                f"There is no paper '{slot.key}'.",
                nearest(slot.key, list(library.papers), f"Write papers/{slot.key}.paper.yaml."),
            )
        if slot.start and slot.end:
            timed.append((slot.start, slot.end, slot.key, here))
            if slot.end <= slot.start:
                yield _say(
                    source, (*here, "end"), "bad-time", "It ends before it begins.", "Mend it."
                )
        if (item.start and slot.start and slot.start < item.start) or (
            item.end and slot.end and slot.end > item.end
        ):
            yield _say(
                source,
                here,
                "bad-time",
                f"The talk of '{slot.key}' lies outside its session's time.",
                "Mend the one or the other.",
            )
    yield from _overlaps(source, timed)


def _overlaps(
    source: YamlFile, timed: list[tuple[time, time, str, KeyPath]]
) -> Iterator[Problem]:
    ordered = sorted(timed, key=lambda t: (t[0], t[1]))
    for (_, end, first, _p), (start, _, second, path) in zip(ordered, ordered[1:], strict=False):
        if start < end:
            yield _say(
                source,
                (*path, "start"),
                "overlap",
                f"'{second}' begins at {start:%H:%M}, before '{first}' ends at {end:%H:%M}.",
                "Mend the times.",
            )


def _places(library: Library, broken: frozenset[str]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for conference in library.conferences.values():
        for n, day in enumerate(conference.days):
            for field in ("items", "also"):
                for m, item in enumerate(getattr(day, field)):
                    path: KeyPath = ("days", n, field, m)
                    names: list[tuple[KeyPath, str]] = [
                        ((*path, "papers", i, "key"), s.key) for i, s in enumerate(item.papers)
                    ]
                    if item.talk:
                        names.append(((*path, "talk"), item.talk))
                    if item.session:
                        names.append(((*path, "session"), f"{conference.id}/{item.session}"))
                    for where, name in names:
                        if name in seen:
                            yield _say(
                                conference.source,
                                where,
                                "twice-in-program",
                                f"'{name}' stands in the programs already, at {seen[name]}.",
                                "Keep one of the two.",
                            )
                        line = conference.source.at(where).line
                        seen.setdefault(name, f"{conference.id}/program.yaml:{line}")
    for key, record in library.records.items():
        if key not in seen:
            yield Problem(
                code="not-in-program",
                file=record.source.file,
                line=1,
                message=f"'{key}' stands in no session and on no day.",
                remedy="Add it to the program.yaml of its conference.",
            )
    for key, entry in library.entries.items():
        for conference in library.conferences.values():
            ours = entry.get("url").startswith(conference.form.proceedings.rstrip("/") + "/")
            if ours and key not in library.records and key not in broken:
                yield Problem(
                    code="no-record",
                    file=library.project.bibliography,
                    line=entry.line,
                    message=f"'{key}' is a paper of {conference.form.short} without a record.",
                    remedy=f"Write papers/{key}.paper.yaml.",
                )


def _aliases(library: Library) -> Iterator[Problem]:
    claimed: dict[str, str] = {fold(k): k for k in library.records}
    for key, holder in library.records.items():
        for n, alias in enumerate(holder.record.aliases.ids):
            owner = claimed.setdefault(fold(alias), key)
            if owner != key:
                yield _say(
                    holder.source,
                    ("aliases", "ids", n),
                    "alias-clash",
                    f"'{owner}' claims the alias '{alias}' too.",
                    "An alias leads to one record: remove it from one of them.",
                )


def _glossary(library: Library) -> Iterator[Problem]:
    source = library.sources.get("glossary")
    if source is None or not isinstance(source.data, list):
        return
    rows = _rows(source)
    related = {r for t in library.terms.values() for r in t.related}
    for ident, term in library.terms.items():
        row = rows.get(ident, 0)
        for path, text in texts_in(term, (row,)):
            yield from _languages(library, source, path, text)
        for n, other in enumerate(term.related):
            if other not in library.terms:
                yield _say(
                    source,
                    (row, "related", n),
                    "unknown-term",
                    f"The glossary has no '{other}'.",
                    nearest(other, list(library.terms), "Add it, or remove it here."),
                )
        if term.figure and term.figure not in library.figures:
            yield _say(
                source,
                (row, "figure"),
                "unknown-figure",
                f"figures.yaml has no '{term.figure}'.",
                nearest(term.figure, list(library.figures), "Add it, or remove it here."),
            )
        if ident not in library.term_users and ident not in related:
            yield _say(
                source,
                (row, "id"),
                "unused-term",
                f"No record and no other term uses '{ident}'.",
                "List it under 'terms' of a record, or under 'related' of a term.",
            )


def _rows(source: YamlFile) -> dict[str, int]:
    return {
        str(d["id"]): n for n, d in enumerate(source.data) if isinstance(d, dict) and "id" in d
    }


def _figures(library: Library) -> Iterator[Problem]:
    source = library.sources.get("figures")
    if source is None or not isinstance(source.data, list):
        return
    rows = _rows(source)
    for ident in library.figures:
        for language in library.project.settings.languages:
            file = figure_file(library, ident, language)
            if not file.is_file() or not file.resolve().is_relative_to(library.project.folder):
                yield _say(
                    source,
                    (rows.get(ident, 0), "id"),
                    "figure-missing",
                    f"figures/{file.name} does not exist inside the docs folder.",
                    "Draw it, or remove the entry.",
                )


def figure_file(library: Library, ident: str, language: str) -> Path:
    """Return the file of a figure in a language."""
    return library.project.folder / "figures" / f"{ident}.{language}.svg"


