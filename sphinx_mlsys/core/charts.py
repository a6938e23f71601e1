"""What the pictures of a digest show, as plain values; how they look is not decided here.

Like the views of :mod:`sphinx_mlsys.core.views`, these are what the digest of a
page is made of: nothing else of the library reaches a picture.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

from sphinx_mlsys.core.library import Library, Paper
from sphinx_mlsys.core.text import choose
from sphinx_mlsys.core.tokens import tokens
from sphinx_mlsys.core.views import DayView, Named, days

TOGETHER = 2
"""How many joint papers make two people co-authors in the picture."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A paper as a table names it."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """Something with the papers that belong to it, counted by conference."""

    id: str
    name: str
    counts: tuple[int, ...]
    """Number of papers of each conference, in the order of the conferences."""
    papers: tuple[Shown, ...] = ()

    @property
    def total(self) -> int:
        """The number of papers of all conferences."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of counts by conference."""

    conferences: tuple[Named, ...]
    totals: tuple[int, ...]
    """Number of papers of each conference."""
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A conference's days, and the papers of its sessions."""

    conference: Named
    days: tuple[DayView, ...]
    papers: tuple[tuple[str, tuple[Shown, ...]], ...]
    """(name of the session, its papers in order)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A paper on the map, with what its place is computed from."""

    key: str
    name: str
    title: str
    conference: int
    """Index of its conference."""
    topics: tuple[str, ...]
    features: tuple[tuple[str, int], ...]
    """Words of title and takeaway, terms and topics, and how often each counts."""


@dataclass(frozen=True, slots=True)
class Places:
    """The papers of the map."""

    conferences: tuple[Named, ...]
    topics: tuple[Named, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people with the papers that they wrote together."""

    one: str
    other: str
    papers: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Circles:
    """People who wrote papers together, in groups that no pair connects."""

    groups: tuple[tuple[Named, ...], ...]
    """The largest first; who worked together stands near each other."""
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """How many papers of each session use a term."""

    sessions: tuple[tuple[str, str, str, int], ...]
    """(name, title, conference, number of papers) in the order of the program."""
    terms: tuple[Named, ...]
    """The terms of most papers first."""
    counts: tuple[tuple[int, ...], ...]
    """For each term, a number for each session."""


def conferences(library: Library) -> tuple[Named, ...]:
    """Return id and short name of each conference."""
    return tuple(Named(c.id, c.form.short) for c in library.conferences.values())


def _placed(library: Library, keys: Iterable[str]) -> Iterator[tuple[Paper, int]]:
    """Yield the papers among *keys* that stand in a program, with their conference's index."""
    order = {ident: n for n, ident in enumerate(library.conferences)}
    for key in keys:
        if key in library.papers and key in library.places:
            yield library.papers[key], order[library.places[key].conference]


def _counted(library: Library, pairs: Iterable[tuple[str, str, Paper, int]]) -> dict[str, Row]:
    """Return rows by id for (id, name, paper, conference)."""
    names: dict[str, str] = {}
    found: dict[str, dict[str, tuple[Shown, int]]] = {}
    for ident, name, paper, conference in pairs:
        names.setdefault(ident, name)
        found.setdefault(ident, {})[paper.key] = (Shown(paper.key, paper.short), conference)
    number = len(library.conferences)
    rows = {}
    for ident, papers in found.items():
        counts = Counter(conference for _shown, conference in papers.values())
        rows[ident] = Row(
            ident,
            names[ident],
            tuple(counts[n] for n in range(number)),
            tuple(shown for shown, _conference in papers.values()),
        )
    return rows


def _totals(library: Library, keys: Sequence[str]) -> tuple[int, ...]:
    found = Counter(conference for _paper, conference in _placed(library, keys))
    return tuple(found[n] for n in range(len(library.conferences)))


def topics(library: Library, keys: Sequence[str], language: str) -> Counts:
    """Return the topics of some papers, those with the largest share of the last year first."""
    rows = _counted(
        library,
        (
            (topic, choose(library.topics[topic].name, language), paper, conference)
            for paper, conference in _placed(library, keys)
            for topic in paper.record.topics
            if topic in library.topics
        ),
    )
    totals = _totals(library, keys)
    ordered = sorted(
        (rows[t] for t in library.topics if t in rows), key=lambda r: r.counts[::-1], reverse=True
    )
    return Counts(conferences(library), totals, tuple(ordered))


def institutions(library: Library, keys: Sequence[str], _language: str) -> Counts:
    """Return the institutions of some papers, those with most papers first."""
    rows = _counted(
        library,
        (
            (name, name, paper, conference)
            for paper, conference in _placed(library, keys)
            for printed in paper.record.affiliations
            for name in (library.institution_of(printed),)
        ),
    )
    ordered = sorted(rows.values(), key=lambda r: (-r.total, r.name.casefold()))
    return Counts(conferences(library), _totals(library, keys), tuple(ordered))


def held(library: Library, conference: str, language: str) -> Held | None:
    """Return the program of a conference, or nothing if there is none of that name."""
    if conference not in library.conferences:
        return None
    sessions = tuple(
        (
            name,
            tuple(
                Shown(slot.key, library.papers[slot.key].short)
                for slot in session.item.papers
                if slot.key in library.papers
            ),
        )
        for name, session in library.sessions.items()
        if session.conference == conference
    )
    named = Named(conference, library.conferences[conference].form.short)
    return Held(named, days(library, conference, language), sessions)


def places(library: Library, keys: Sequence[str], language: str) -> Places:
    """Return papers with what tells how alike they are; texts count in the first language."""
    first = library.project.settings.languages[0]
    found = []
    for paper, conference in _placed(library, keys):
        record = paper.record
        features = Counter(tokens(f"{paper.entry.title} {choose(record.takeaway, first)}"))
        # What was set down on purpose counts more than words.
        features.update({f"term:{t}": 3 for t in record.terms})
        features.update({f"topic:{t}": 3 for t in record.topics})
        found.append(
            Place(
                key=paper.key,
                name=paper.short,
                title=paper.entry.title,
                conference=conference,
                topics=record.topics,
                features=tuple(sorted(features.items())),
            )
        )
    named = tuple(Named(t.id, choose(t.name, language)) for t in library.topics.values())
    return Places(conferences(library), named, tuple(found))


def circles(library: Library, keys: Sequence[str], _language: str) -> Circles:
    """Return who wrote at least two of some papers together."""
    joint: dict[tuple[str, str], list[Shown]] = {}
    for paper, _conference in _placed(library, keys):
        for pair in combinations(sorted(library.team(paper.key)), 2):
            joint.setdefault(pair, []).append(Shown(paper.key, paper.short))
    pairs = [
        Pair(one, other, tuple(papers))
        for (one, other), papers in sorted(joint.items())
        if len(papers) >= TOGETHER
    ]
    groups = tuple(
        tuple(Named(slug, library.authors[slug].name) for slug in group) for group in _groups(pairs)
    )
    return Circles(groups, tuple(pairs))


def _groups(pairs: Iterable[Pair]) -> list[list[str]]:
    """Return the people of each group, neighbours in the order in which they are met."""
    ties: dict[str, dict[str, int]] = {}
    for pair in pairs:
        ties.setdefault(pair.one, {})[pair.other] = len(pair.papers)
        ties.setdefault(pair.other, {})[pair.one] = len(pair.papers)
    groups: list[list[str]] = []
    left = dict(ties)
    while left:
        # Begun at a person on the edge, a walk keeps circles that hang together side by side.
        first = min(left, key=lambda p: (len(ties[p]), p))
        group = [first]
        for person in group:
            near = sorted(ties[person], key=lambda p: (-ties[person][p], len(ties[p]), p))
            group += [p for p in near if p not in group]
        groups.append(group)
        left = {p: t for p, t in left.items() if p not in group}
    return sorted(groups, key=lambda g: (-len(g), g))


def matrix(library: Library, keys: Sequence[str], language: str) -> Matrix:
    """Return which terms occur in the papers of which sessions."""
    found: dict[str, Counter[str]] = {}
    users: Counter[str] = Counter()
    papers: Counter[str] = Counter()
    for paper, _conference in _placed(library, keys):
        session = library.places[paper.key].session or ""
        papers[session] += 1
        for term in paper.record.terms:
            if term in library.terms:
                found.setdefault(term, Counter())[session] += 1
                users[term] += 1
    sessions = tuple(
        (
            name,
            choose(session.item.title, language),
            library.conferences[session.conference].form.short,
            papers[name],
        )
        for name, session in library.sessions.items()
        if papers[name]
    )
    terms = sorted(found, key=lambda t: (-users[t], -len(found[t]), t))
    return Matrix(
        sessions,
        tuple(Named(t, choose(library.terms[t].name, language)) for t in terms),
        tuple(tuple(found[t][name] for name, *_rest in sessions) for t in terms),
    )


PICTURES: Mapping[str, Callable[[Library, Sequence[str], str], object]] = MappingProxyType(
    {
        "topics": topics,
        "map": places,
        "institutions": institutions,
        "coauthors": circles,
        "terms": matrix,
    }
)
"""Kind of picture to the function (library, keys, language) that gives its data."""
