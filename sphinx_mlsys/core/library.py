"""All records of a digest and how they relate; made once, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sphinx_mlsys.core.entry import Entry, Name
from sphinx_mlsys.core.files import content_of, leads_out
from sphinx_mlsys.core.model import (
    ConferenceForm,
    Connection,
    DayForm,
    Figure,
    Institution,
    Item,
    PaperRecord,
    PaperSlot,
    Person,
    Record,
    TalkRecord,
    Term,
    Topic,
)
from sphinx_mlsys.core.project import Project
from sphinx_mlsys.core.related import Profile, Relations
from sphinx_mlsys.core.text import fold, slug
from sphinx_mlsys.core.yamlfile import YamlFile

MULTITUDE = 100
"""A record of more authors does not tell who works with whom: everybody would with everybody."""


@dataclass(frozen=True)
class Paper:
    """A paper: its record joined with its entry in the bibliography."""

    key: str
    entry: Entry
    record: PaperRecord
    source: YamlFile
    content: str
    """Digest of the content of its file."""
    refers: bool
    """Whether one of its texts names another record."""

    @property
    def short(self) -> str:
        """The system's name, or the title."""
        return self.record.name or self.entry.title


@dataclass(frozen=True)
class Talk:
    """A talk: its record joined with its entry in the bibliography."""

    key: str
    entry: Entry
    record: TalkRecord
    source: YamlFile
    content: str
    """Digest of the content of its file."""
    refers: bool
    """Whether one of its texts names another record."""

    @property
    def short(self) -> str:
        """The title."""
        return self.entry.title


@dataclass(frozen=True)
class Session:
    """A session of a conference."""

    conference: str
    day: int
    """Number of the day, from 1."""
    item: Item

    @property
    def name(self) -> str:
        """The name by which it is referred to: ``2024/llm-1``."""
        return f"{self.conference}/{self.item.session}"


@dataclass(frozen=True)
class Conference:
    """A conference and its program."""

    id: str
    form: ConferenceForm
    days: tuple[DayForm, ...]
    source: YamlFile


@dataclass(frozen=True)
class Place:
    """Where a paper or talk stands in the program."""

    conference: str
    day: int
    item: Item
    session: str | None = None
    """Name of the session of a paper."""
    slot: PaperSlot | None = None

    @property
    def page(self) -> str:
        """The document whose card is the program card."""
        return f"{self.conference}/day-{self.day}"


@dataclass(frozen=True)
class Author:
    """A person with what the digest holds of theirs."""

    slug: str
    name: str
    native: str
    spellings: tuple[str, ...]
    records: tuple[str, ...]
    """Keys in program order."""
    sorting: str
    """Folded name with the family name first, by which authors are sorted."""


@dataclass(frozen=True)
class Library:
    """Everything a digest knows; all mappings keep the order of the program."""

    project: Project
    entries: Mapping[str, Entry]
    papers: Mapping[str, Paper]
    talks: Mapping[str, Talk]
    conferences: Mapping[str, Conference]
    topics: Mapping[str, Topic]
    terms: Mapping[str, Term]
    figures: Mapping[str, Figure]
    people: tuple[Person, ...]
    institutions: tuple[Institution, ...]
    sources: Mapping[str, YamlFile]
    """The list files that were read, by name (``glossary``, ``topics``, ``figures``, …)."""
    files: tuple[Path, ...]
    """Every file that was read."""

    def prepare(self) -> None:
        """Make everything that is kept once made, for processes that part from here."""
        for name, kept in vars(type(self)).items():
            if isinstance(kept, cached_property):
                getattr(self, name)
        self.relations.prepare()

    def record(self, key: str) -> Paper | Talk | None:
        """Return the paper or talk of a key."""
        return self.papers.get(key) or self.talks.get(key)

    @cached_property
    def records(self) -> Mapping[str, Paper | Talk]:
        """Papers and talks in program order, those without a place last."""
        order = {key: n for n, key in enumerate(self.places)}
        both: dict[str, Paper | Talk] = {**self.papers, **self.talks}
        return dict(sorted(both.items(), key=lambda kv: (order.get(kv[0], len(order)), kv[0])))

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Key to place, in the order of the program."""
        found: dict[str, Place] = {}
        for conference in self.conferences.values():
            for number, day in enumerate(conference.days, 1):
                for item in (*day.items, *day.also):
                    if item.talk:
                        found.setdefault(item.talk, Place(conference.id, number, item))
                    for slot in item.papers if item.session else ():
                        name = f"{conference.id}/{item.session}"
                        found.setdefault(slot.key, Place(conference.id, number, item, name, slot))
        return found

    @cached_property
    def sessions(self) -> Mapping[str, Session]:
        """Sessions by name, in the order of the program."""
        found: dict[str, Session] = {}
        for conference in self.conferences.values():
            for number, day in enumerate(conference.days, 1):
                for item in (*day.items, *day.also):
                    if item.session:
                        session = Session(conference.id, number, item)
                        found.setdefault(session.name, session)
        return found

    @cached_property
    def neighbours(self) -> Mapping[str, tuple[str, str]]:
        """Key to the keys before and after it in its conference's program."""
        found = {}
        for conference in self.conferences:
            keys = [
                k for k, p in self.places.items() if p.conference == conference and self.record(k)
            ]
            for n, key in enumerate(keys):
                before = keys[n - 1] if n else ""
                after = keys[n + 1] if n + 1 < len(keys) else ""
                found[key] = (before, after)
        return found

    @cached_property
    def pointed_at(self) -> Mapping[str, tuple[tuple[str, Connection], ...]]:
        """Key to the connections of other records that lead to it."""
        found: dict[str, list[tuple[str, Connection]]] = {}
        for key, record in self.records.items():
            for connection in record.record.connections:
                found.setdefault(connection.to, []).append((key, connection))
        return {k: tuple(v) for k, v in found.items()}

    @cached_property
    def term_users(self) -> Mapping[str, tuple[str, ...]]:
        """Term id to the keys of the records that list it."""
        return _inverse((k, r.record.terms) for k, r in self.records.items())

    @cached_property
    def topic_users(self) -> Mapping[str, tuple[str, ...]]:
        """Topic id to the keys of the records that list it."""
        return _inverse((k, r.record.topics) for k, r in self.records.items())

    def institution_of(self, printed: str) -> str:
        """Return the name under which an institution is counted, for what a source prints."""
        return self._institutions.get(printed, printed)

    @cached_property
    def _institutions(self) -> Mapping[str, str]:
        """Spelling to the name that ``institutions.yaml`` gives."""
        return {s: i.name for i in self.institutions for s in i.spellings}

    @cached_property
    def relations(self) -> Relations:
        """The related papers of each record."""
        return Relations(
            Profile(
                key=key,
                is_paper=key in self.papers,
                terms=frozenset(holder.record.terms),
                topics=frozenset(holder.record.topics),
                refers=frozenset(c.to for c in holder.record.connections),
                title=holder.entry.title,
            )
            for key, holder in self.records.items()
        )

    @cached_property
    def _identities(self) -> Mapping[tuple[str, str], Person]:
        """(name, key or '') to the person that ``people.yaml`` settles."""
        found: dict[tuple[str, str], Person] = {}
        for person in self.people:
            for name in (person.name, *person.spellings):
                for key in person.records or ("",):
                    found[name, key] = person
        return found

    def author_of(self, name: Name, key: str) -> tuple[str, str, str]:
        """Return slug, listed name and native name of an author of a record."""
        shown = name.display
        person = self._identities.get((shown, key)) or self._identities.get((shown, ""))
        if person is None:
            return slug(shown), shown, ""
        return person.id or slug(person.name), person.name, person.native or ""

    def team(self, key: str) -> Mapping[str, str]:
        """Return slug to name of those who wrote a record together; of a multitude, nobody."""
        names = self.records[key].entry.authors
        if len(names) > MULTITUDE:
            return {}
        return dict(self.author_of(name, key)[:2] for name in names)

    @cached_property
    def authors(self) -> Mapping[str, Author]:
        """Authors and speakers of records by slug, sorted by family name."""
        records: dict[str, list[str]] = {}
        known: dict[str, tuple[str, str, str]] = {}
        spellings: dict[str, set[str]] = {}
        for key, record in self.records.items():
            for name in record.entry.authors:
                ident, shown, native = self.author_of(name, key)
                records.setdefault(ident, []).append(key)
                if ident not in known:
                    known[ident] = (fold(name.sorting), shown, native)
                if name.display != shown:
                    spellings.setdefault(ident, set()).add(name.display)
        return {
            ident: Author(
                ident,
                known[ident][1],
                known[ident][2],
                tuple(sorted(spellings.get(ident, ()))),
                tuple(dict.fromkeys(records[ident])),
                known[ident][0],
            )
            for ident in sorted(records, key=lambda i: (known[i][0], i))
        }

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Folded alias, former title or spelling to the key of its record, if only one has it."""
        found: dict[str, set[str]] = {}
        for key, record in self.records.items():
            aliases = record.record.aliases
            own = (record.record.name,) if isinstance(record.record, PaperRecord) else ()
            for name in (
                *aliases.ids,
                *aliases.titles,
                *aliases.names,
                record.entry.title,
                *(n for n in own if n),
            ):
                found.setdefault(fold(name), set()).add(key)
        return {name: min(keys) for name, keys in found.items() if len(keys) == 1}

    def find(self, name: str) -> str | None:
        """Return the key that *name* means: a key, an alias, a title or a system's name."""
        return name if name in self.records else self.names.get(fold(name))


def figure_file(library: Library, ident: str, language: str) -> Path:
    """Return the file of a figure in a language."""
    return library.project.folder / "figures" / f"{ident}.{language}.svg"


def drawing_of(library: Library, ident: str, language: str) -> bytes | None:
    """Return a figure's drawing in a language, or nothing if it is not in the docs folder."""
    file = figure_file(library, ident, language)
    if leads_out(file, library.project.folder):
        return None
    try:
        return content_of(file)
    except OSError:
        return None


def _inverse(pairs: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for key, ids in pairs:
        for ident in ids:
            found.setdefault(ident, []).append(key)
    return {ident: tuple(keys) for ident, keys in found.items()}


def texts_of(record: Record) -> Iterable[tuple[tuple[str | int, ...], str, str]]:
    """Yield (path, language, text) of every prose field of a record."""
    prose = (
        "takeaway",
        "problem",
        "approach",
        "limits",
        "summary",
        "notes",
    )
    for name in prose:
        for language, text in (getattr(record, name, None) or {}).items():
            yield (name, language), language, text
    for name in ("disagreements",):
        for index, value in enumerate(getattr(record, name)):
            for language, text in value.items():
                yield (name, index, language), language, text
    for index, connection in enumerate(record.connections):
        for language, text in connection.how.items():
            yield ("connections", index, "how", language), language, text
