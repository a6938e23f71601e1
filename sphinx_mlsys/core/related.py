"""Which papers are related to a record, and why.

What was set down on purpose decides: shared glossary terms (a rare one weighs
more than a common one), connections between the two, works that both refer
to, shared topics. Texts decide only between equals, in coarse steps, and name
a paper only where nothing else does: so rewording a sentence of one record
does not change what others show.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sphinx_mlsys.core.similarity import Vector, cosine, vectors
from sphinx_mlsys.core.tokens import tokens

MOST = 3
"""How many related papers a record shows."""

TIE = 30
"""Weight of a connection; a term that two of a hundred records share weighs about 40."""

MANY = 200
"""How many records are compared: those that share the rarest; a large digest has no others."""

LEAST = 8
"""What is shared must weigh at least one in so many parts of all that a record has."""

ALIKE = 0.5
"""The least cosine at which titles alone make two records related."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is compared of a record."""

    key: str
    is_paper: bool
    """Only papers are named as related; talks have related papers too."""
    terms: frozenset[str]
    """Ids of glossary terms."""
    topics: frozenset[str]
    """Ids of topics."""
    refers: frozenset[str]
    """Keys of the records and works that it has connections to."""
    title: str


@dataclass(frozen=True, slots=True)
class Relative:
    """A related paper with the reasons."""

    key: str
    refers: bool
    """Whether the record has a connection to it."""
    referred: bool
    """Whether it has a connection to the record."""
    terms: tuple[str, ...]
    """Ids of shared terms, the rarest first."""
    works: tuple[str, ...]
    """Keys of works that both refer to, the rarest first."""
    topics: tuple[str, ...]
    """Ids of shared topics, the rarest first."""
    alike: bool
    """Whether the titles are the only reason."""


class Relations:
    """The related papers of each of some records."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        self._profiles = {p.key: p for p in profiles}
        self._order = {key: n for n, key in enumerate(self._profiles)}
        self._terms = _users((p.key, p.terms) for p in self._profiles.values())
        self._works = _users((p.key, p.refers) for p in self._profiles.values())
        self._topics = _users((p.key, p.topics) for p in self._profiles.values())
        number = len(self._profiles)
        self._weights = [
            # Whole numbers: sums do not depend on their order, and equals are equal.
            {f: round(factor * math.log(number / len(keys))) for f, keys in users.items()}
            for users, factor in ((self._terms, 10), (self._works, 6), (self._topics, 2))
        ]

    def prepare(self) -> None:
        """Make what is kept once made."""
        _ = self._vectors, self._words

    @cached_property
    def _vectors(self) -> Mapping[str, Vector]:
        return vectors({key: tokens(p.title) for key, p in self._profiles.items()})

    @cached_property
    def _words(self) -> Mapping[str, tuple[str, ...]]:
        return _users((key, vector) for key, vector in self._vectors.items())

    def of(self, key: str) -> tuple[Relative, ...]:
        """Return the papers most related to a record, the nearest first; at most three."""
        mine = self._profiles[key]
        tied = {*mine.refers, *self._works.get(key, ())} & self._profiles.keys()
        most = self._shared(mine, mine)
        ranked: dict[int, list[str]] = {}
        for other in self._compared(mine) | tied:
            if other == key or not self._profiles[other].is_paper:
                continue
            score = self._shared(mine, self._profiles[other]) + (TIE if other in tied else 0)
            if other in tied or score * LEAST >= most > 0:
                ranked.setdefault(score, []).append(other)
        nearest: list[str] = []
        for score in sorted(ranked, reverse=True):
            if len(nearest) >= MOST:
                break  # most records have hundreds that are less near
            equals = ranked[score]
            if len(equals) > 1:
                equals.sort(key=lambda other: (-self._steps(key, other), self._order[other]))
            nearest += equals
        related = [self._relative(mine, self._profiles[other]) for other in nearest[:MOST]]
        if len(related) < MOST:
            related += self._alike(mine, set(nearest))[: MOST - len(related)]
        return tuple(related)

    def _compared(self, mine: Profile) -> set[str]:
        """Return the records that share something, those that share the rarest first."""
        return _of_the_rarest(
            users[feature]
            for features, users in (
                (mine.terms, self._terms),
                (mine.refers, self._works),
                (mine.topics, self._topics),
            )
            for feature in sorted(features)
        )

    def _shared(self, one: Profile, other: Profile) -> int:
        """Return what two records share by weight."""
        terms, works, topics = self._weights
        return (
            sum(terms[f] for f in one.terms & other.terms)
            + sum(works[f] for f in one.refers & other.refers)
            + sum(topics[f] for f in one.topics & other.topics)
        )

    def _steps(self, one: str, other: str) -> int:
        return int(cosine(self._vectors[one], self._vectors[other]) * 10)

    def _relative(self, mine: Profile, other: Profile) -> Relative:
        """Return the reasons why *other* is related."""
        return Relative(
            key=other.key,
            refers=other.key in mine.refers,
            referred=mine.key in other.refers,
            terms=_rarest(mine.terms & other.terms, self._terms),
            works=_rarest(mine.refers & other.refers, self._works),
            topics=_rarest(mine.topics & other.topics, self._topics),
            alike=False,
        )

    def _alike(self, mine: Profile, known: set[str]) -> list[Relative]:
        """Return papers that only their titles relate, the most alike first."""
        vector = self._vectors[mine.key]
        found = [
            (likeness, other)
            for other in _of_the_rarest(self._words[word] for word in vector)
            if self._profiles[other].is_paper and other != mine.key and other not in known
            if (likeness := cosine(vector, self._vectors[other])) >= ALIKE
        ]
        found.sort(key=lambda pair: (-round(pair[0], 1), self._order[pair[1]]))
        return [
            Relative(k, refers=False, referred=False, terms=(), works=(), topics=(), alike=True)
            for _likeness, k in found
        ]


def _rarest(shared: frozenset[str], users: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return features, the rarest first, by powers of two: one user more seldom moves any."""
    return tuple(sorted(shared, key=lambda feature: (len(users[feature]).bit_length(), feature)))


def _of_the_rarest(users: Iterable[tuple[str, ...]]) -> set[str]:
    """Return the users of features, the fewest first, until there are many."""
    found: set[str] = set()
    for keys in sorted(users, key=len):
        found.update(keys)
        if len(found) > MANY:
            break
    return found


def _users(pairs: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for key, features in pairs:
        for feature in features:
            found.setdefault(feature, []).append(key)
    return {feature: tuple(keys) for feature, keys in found.items()}
