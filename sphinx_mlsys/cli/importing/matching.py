"""Which record of the digest an item is: by key, alias, identifier or title."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sphinx_mlsys.cli.importing import clean
from sphinx_mlsys.cli.importing.model import Item
from sphinx_mlsys.cli.importing.names import folded, same_people
from sphinx_mlsys.core.entry import Entry, Name
from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.model import PaperRecord
from sphinx_mlsys.core.text import fold


@dataclass(slots=True)
class Known:
    """What is known of a record or entry, to recognize it by."""

    key: str
    titles: set[str] = field(default_factory=set)
    """Comparable forms of its title and former titles."""
    authors: tuple[Name, ...] = ()
    marks: set[str] = field(default_factory=set)
    """Identifiers, each with its kind: ``doi 10…``, ``arxiv 2306.00978``, ``id poster-2653``."""
    names: set[str] = field(default_factory=set)
    """Folded short names."""
    conference: str = ""
    is_record: bool = True


@dataclass(frozen=True, slots=True)
class Match:
    """What an item was recognized as."""

    key: str
    by: str
    """By what: key, alias, identifier, title or name."""
    also: str = ""
    """Another record that a weaker mark leads to."""


def marks_of(ids: Iterable[str], links: Mapping[str, str], bib: Mapping[str, str]) -> set[str]:
    """Return the identifiers among ids, links and fields of an entry."""
    found = {f"id {fold(i)}" for i in ids}
    for name in ("event", "openreview", "talk", "project"):
        if event := clean.event(links.get(name, "")):
            found.add(f"id {event}")
        if forum := clean.forum(links.get(name, "")):
            found.add(f"id {fold('openreview-' + forum)}")
    if doi := clean.doi(bib.get("doi") or links.get("doi", "")):
        found.add(f"doi {doi}")
    preprint = bib.get("eprint", "") if bib.get("archiveprefix", "").lower() == "arxiv" else ""
    if arxiv := clean.arxiv(preprint or links.get("arxiv", "")):
        found.add(f"arxiv {arxiv.lower()}")
    url = bib.get("url", "")
    if url:
        found.add(f"url {_bare(url)}")
    if event := clean.event(url):
        found.add(f"id {event}")
    return found


def _bare(url: str) -> str:
    return url.partition("://")[2].rstrip("/").lower()


class Index:
    """Everything that records and entries can be recognized by; new ones can be added."""

    def __init__(self, library: Library, conference: str) -> None:
        """Take in the records and the bibliography of a digest."""
        self.conference = conference
        self.known: dict[str, Known] = {}
        self._by: dict[str, list[str]] = {}
        self._by_people: dict[str, list[str]] = {}
        for entry in library.entries.values():
            self.add(_known(library, entry))

    def add(self, known: Known) -> None:
        """Take in a record."""
        self.known[known.key] = known
        self._by_people.setdefault(_people(known.authors), []).append(known.key)
        self.note(known.key, known.titles, known.marks, known.names)

    def note(
        self, key: str, titles: Iterable[str], marks: Iterable[str], names: Iterable[str] = ()
    ) -> None:
        """Add to what a record can be recognized by."""
        for mark in (
            *(f"title {t}" for t in titles),
            *marks,
            *(f"name {n}" for n in names),
            f"key {key.lower()}",
        ):
            keys = self._by.setdefault(mark, [])
            if key not in keys:
                keys.append(key)

    def match(self, item: Item) -> Match | None:
        """Return what an item is, by the strongest mark; nothing when it is new."""
        title = clean.title_key(item.title)
        found: list[tuple[str, str]] = []
        own = self._by.get(f"key {item.key.lower()}", ()) if item.key else ()
        found += [(key, "key") for key in own if self._alike(key, item, title)]
        for mark in sorted(marks_of(item.ids, item.links, item.bib)):
            keys = self._by.get(mark, ())
            # Two conferences may have events of one number, and two papers one address.
            sure = mark.startswith(("doi ", "arxiv ", "id openreview-"))
            for key in keys:
                here = self.known[key].conference in ("", self.conference)
                if (len(keys) == 1 and (sure or here)) or self._alike(key, item, title):
                    found.append((key, "identifier" if sure else "alias"))
        found += [
            (key, "title")
            for key in self._by.get(f"title {title}", ())
            if self.known[key].conference in ("", self.conference)
        ]
        if not found and not item.authors:
            found += self._by_name(item)
        if not found:
            return None
        best = found[0]
        other = next((k for k, _by in found if k != best[0] and self.known[k].is_record), "")
        return Match(best[0], best[1], other)

    def _alike(self, key: str, item: Item, title: str) -> bool:
        """Tell whether title or people of a record are those of an item."""
        known = self.known[key]
        people = tuple(p.name for p in item.authors)
        return title in known.titles or (bool(people) and same_people(known.authors, people))

    def _by_name(self, item: Item) -> list[tuple[str, str]]:
        found = {
            key
            for name in item.names
            for key in self._by.get(f"name {fold(name)}", ())
            if self.known[key].conference == self.conference
        }
        return [(found.pop(), "name")] if len(found) == 1 else []

    def same_authors(self, item: Item) -> list[str]:
        """Return the records of the conference that have exactly the authors of an item."""
        people = tuple(p.name for p in item.authors)
        if len(people) < 2:
            return []
        return [
            k
            for k in self._by_people.get(_people(people), ())
            if self.known[k].conference == self.conference and self.known[k].is_record
        ]


def _people(names: tuple[Name, ...]) -> str:
    return "|".join(folded(n) for n in names)


def _known(library: Library, entry: Entry) -> Known:
    holder = library.record(entry.key)
    place = library.places.get(entry.key)
    marks = marks_of((), {}, entry.fields)
    titles = {clean.title_key(entry.title)}
    names: set[str] = set()
    if holder is not None:
        record = holder.record
        marks |= marks_of(record.aliases.ids, record.links, {})
        titles |= {clean.title_key(t) for t in record.aliases.titles}
        names |= {fold(n) for n in record.aliases.names}
        if isinstance(record, PaperRecord) and record.name:
            names.add(fold(record.name))
    if place is not None and place.item.talk and (event := clean.event(place.item.url)):
        marks.add(f"id {event}")
    return Known(
        entry.key,
        titles - {""},
        entry.authors,
        marks,
        names,
        place.conference if place else "",
        holder is not None,
    )
