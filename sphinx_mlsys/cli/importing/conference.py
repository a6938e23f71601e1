"""The JSON of the conference software: ``<conference>-<year>-orals-posters.json``.

An object with ``count``, ``next`` and ``results``. Each row of the results is an
event; a paper with an oral and a poster has two, joined by ``uid``, by
``related_events_ids`` or by title and authors. Newer files keep the abstracts
in a file of their own, an object of event number to text. Names of fields as in
the files of neurips.cc, icml.cc, iclr.cc and mlsys.org of 2021 to 2026.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from sphinx_mlsys.cli.importing import clean
from sphinx_mlsys.cli.importing.fields import Fields, people, row_fields, settle, shown
from sphinx_mlsys.cli.importing.jsontext import read_rows
from sphinx_mlsys.cli.importing.model import Context, Item, Note, Person, Slot, Taken

PAPERS = ("oral", "poster", "spotlight", "journal", "paper", "highlight")
"""Words that mark an event as the presentation of a paper."""

TALKS = ("invited talk", "keynote", "invited", "test of time")
"""Words that mark an event as a talk."""

REFUSED = ("reject", "withdraw", "desk")
"""Words of a decision that is none to accept."""


@dataclass(frozen=True, slots=True)
class Event:
    """A row of the file: an item, and what joins it with others or contradicts them."""

    item: Item
    uid: str
    related: tuple[str, ...]
    """Numbers of other events of the paper."""
    kind: str
    """What kind of event it is, as the file says."""
    decision: str

    @property
    def names(self) -> tuple[str, ...]:
        """By what the event is joined with others of its paper."""
        people = "|".join(p.name.sorting for p in self.item.authors)
        numbers = [i.rpartition("-")[2] for i in self.item.ids[:1]]
        return (
            *((f"uid {self.uid}",) if self.uid else ()),
            f"title {clean.title_key(self.item.title)}|{people}",
            *(f"event {n}" for n in (*numbers, *self.related)),
        )


def read(file: Path, text: str, context: Context) -> Taken:
    """Read the events of a conference."""
    taken = Taken()
    found = read_rows(file, text, "results")
    settle(found, taken, context)
    events: list[Event] = []
    seen: set[str] = set()
    for row in found.rows:
        fields = row_fields(row, taken)
        if fields is None:
            continue
        number = fields.text("id")
        if number and number in seen:
            taken.skip(row.at, f"event {number} stands in the file twice")
            continue
        seen.add(number)
        item = _item(fields, context)
        if item is not None:
            events.append(
                Event(
                    item,
                    fields.text("uid"),
                    tuple(str(n) for n in fields.list("related_events_ids")),
                    fields.text("eventtype"),
                    fields.text("decision"),
                )
            )
    taken.items += _joined(events, taken)
    return taken


def _item(fields: Fields, context: Context) -> Item | None:
    """Return the item of an event, or nothing with the reason noted."""
    kind = _kind(fields)
    number = fields.text("id")
    if kind is None:
        what = fields.text("eventtype") or fields.text("event_type") or "no type"
        fields.taken.skip(fields.at, f"an event of the kind '{what}' is no paper and no talk")
        return None
    decision = fields.text("decision")
    if any(word in decision.lower() for word in REFUSED):
        fields.taken.skip(fields.at, f"the decision is '{decision}'")
        return None
    source = fields.text("sourceurl")
    if context.venue and context.venue not in source:
        fields.taken.skip(fields.at, f"it is not of {context.venue}")
        return None
    if fields.value.get("visible") is False:
        fields.taken.skip(fields.at, "the event is not visible")
        return None
    title = fields.title("name")
    authors, affiliations = _authors(fields)
    page = clean.address(fields.raw("virtualsite_url"), context.origin)
    links = _links(fields, context.origin)
    if page:
        links.setdefault("event", page)
    ids = [clean.event(page) or (f"{_word(fields)}-{number}" if number else "")]
    if forum := clean.forum(links.get("openreview", "")):
        ids.append(f"openreview-{forum}")
    bib = {k: v for k, v in {"url": links.pop("proceedings", "")}.items() if v}
    topics = (*fields.text("topic").split("->"), *fields.words("keywords"))
    slots = tuple(_slots(fields, context))
    if not fields.sound:
        return None
    return Item(
        at=fields.at,
        kind="talk" if kind == "talk" else "paper",
        title=title,
        authors=authors,
        ids=tuple(i for i in ids if i),
        bib=MappingProxyType(bib),
        links=MappingProxyType(links),
        affiliations=affiliations,
        award=_award(fields),
        topics=tuple(w for w in topics if w),
        slots=slots,
    )


def _word(fields: Fields) -> str:
    return (fields.text("eventtype") or "event").lower().replace(" ", "-")


def _kind(fields: Fields) -> str | None:
    kind = f"{fields.text('eventtype')} {fields.text('event_type')}".lower()
    if any(word in kind for word in TALKS):
        return "talk"
    if any(word in kind for word in PAPERS) or not kind.strip():
        return "paper"
    return None


def _authors(fields: Fields) -> tuple[tuple[Person, ...], tuple[str, ...]]:
    names: list[object] = []
    places: list[str] = []
    for index, author in enumerate(fields.list("authors")):
        if isinstance(author, dict):
            names.append(author.get("fullname") or author.get("name") or "")
            institution = author.get("institution")
            if isinstance(institution, str):
                places.append(clean.text(institution))
        elif isinstance(author, str):
            names.append(author)
        else:
            fields.wrong("authors", f"entry {index}, {shown(author)}, is no author.")
    return people(fields, "authors", names), tuple(p for p in dict.fromkeys(places) if p)


def _links(fields: Fields, origin: str) -> dict[str, str]:
    found: dict[str, str] = {}

    def add(label: str, value: object) -> None:
        target = clean.address(value, origin)
        kind = clean.link_kind(label, target) if target else ""
        if kind:
            found.setdefault(kind, target)

    add("openreview" if clean.forum(fields.raw("paper_url")) else "paper", fields.raw("paper_url"))
    add("pdf", fields.raw("paper_pdf_url"))
    for index, media in enumerate(fields.list("eventmedia")):
        if not isinstance(media, dict):
            fields.wrong("eventmedia", f"entry {index}, {shown(media)}, is no object.")
        elif media.get("visible") is not False:
            label = str(media.get("name") or media.get("detailed_kind") or media.get("type") or "")
            for key in ("uri", "url", "file"):
                if media.get(key):
                    add(label, media[key])
                    break
    if target := clean.address(fields.raw("url"), origin):
        found.setdefault(clean.link_kind("project", target) or "project", target)
    return found


def _award(fields: Fields) -> str:
    decision = fields.text("decision")
    marks = ("award", "outstanding", "best paper", "honorable")
    for text in (decision, fields.text("event_type"), *fields.words("keywords")):
        if any(mark in text.lower() for mark in marks):
            return text.removeprefix("Accept").strip(" ()")
    return ""


def _slots(fields: Fields, context: Context) -> Iterator[Slot]:
    session = fields.text("session")
    start = _moment(fields, "starttime", context)
    end = _moment(fields, "endtime", context)
    if not session and start is None:
        return
    same_day = start is not None and end is not None and start.date() == end.date() and start < end
    yield Slot(
        session=session,
        date=start.date() if start else None,
        start=start.time() if start and same_day else None,
        end=end.time() if end and same_day else None,
        own=_is_oral(fields) and same_day,
        room=fields.text("room_name"),
    )


def _is_oral(fields: Fields) -> bool:
    return "poster" not in fields.text("eventtype").lower()


def _moment(fields: Fields, name: str, context: Context) -> datetime | None:
    """Return a time on the clocks of the conference, without seconds."""
    value = fields.text(name)
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        fields.wrong(name, f"{shown(value)} is no time.")
        return None
    try:
        local = found.astimezone(context.timezone) if found.tzinfo else found
    except OverflowError:
        fields.wrong(name, f"{shown(value)} is no time.")
        return None
    return local.replace(second=0, microsecond=0, tzinfo=None)


def _joined(events: list[Event], taken: Taken) -> Iterator[Item]:
    """Yield one item for the events of each paper."""
    groups: dict[str, list[Event]] = {}
    known: dict[str, str] = {}
    for event in events:
        group = next((known[n] for n in event.names if n in known), event.names[0])
        groups.setdefault(group, []).append(event)
        for name in event.names:
            known.setdefault(name, group)
    for joined in groups.values():
        _contradictions(joined, taken)
        yield _one([e.item for e in joined])


def _contradictions(events: list[Event], taken: Taken) -> None:
    """Note where the events of one paper say different things."""
    first = events[0]
    for other in events[1:]:
        if clean.title_key(other.item.title) != clean.title_key(first.item.title):
            message = "two events of one paper have different titles; the first is followed"
            taken.notes.append(
                Note(
                    "rows-disagree",
                    message,
                    field="title",
                    ours=first.item.title,
                    theirs=other.item.title,
                    at=other.item.at,
                )
            )
    kinds = {e.kind.lower() for e in events}
    for event in events:
        decision = event.decision.lower()
        said = next((w for w in ("oral", "spotlight", "poster") if w in decision), "")
        if (
            said
            and not any(said in k for k in kinds)
            and not (said == "spotlight" and any("poster" in k for k in kinds))
        ):
            taken.notes.append(
                Note(
                    "rows-disagree",
                    "decision and events of a paper disagree; neither is stored",
                    field="decision",
                    ours=event.decision,
                    theirs=", ".join(dict.fromkeys(e.kind for e in events)),
                    at=event.item.at,
                )
            )
            break


def _one(items: list[Item]) -> Item:
    """Return the item of a paper: the page of its poster first, the time of its oral first."""
    posters = [i for i in items if any(n.startswith("poster-") for n in i.ids)]
    first = (posters or items)[0]
    ordered = (first, *(i for i in items if i is not first))
    links: dict[str, str] = {}
    bib: dict[str, str] = {}
    for item in ordered:
        links |= {k: v for k, v in item.links.items() if k not in links}
        bib |= {k: v for k, v in item.bib.items() if k not in bib}
    slots = [s for i in ordered for s in i.slots]
    return replace(
        items[0],
        ids=tuple(dict.fromkeys(n for i in ordered for n in i.ids)),
        links=MappingProxyType(links),
        bib=MappingProxyType(bib),
        affiliations=next((i.affiliations for i in ordered if i.affiliations), ()),
        authors=max((i.authors for i in ordered), key=len),
        award=next((i.award for i in ordered if i.award), ""),
        topics=tuple(dict.fromkeys(t for i in ordered for t in i.topics)),
        slots=tuple(sorted(slots, key=lambda s: not s.own)),
    )


def abstract_ids(text: str) -> frozenset[str] | None:
    """Return the event numbers of a file of abstracts, or nothing when it is none.

    The abstracts themselves are not read: they belong to their authors.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or not data:
        return None
    if not all(k.isdecimal() and isinstance(v, (str, type(None))) for k, v in data.items()):
        return None
    return frozenset(data)
