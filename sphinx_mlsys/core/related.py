"""Which papers are related to a record, and why.

What was set down on purpose decides: shared glossary terms (a rare one weighs
more than a common one), connections between the two, works that both refer
to, shared topics. Texts decide only between equals, in coarse steps, and name
a paper only where nothing else does: so rewording a sentence of one record
does not change what others show.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sphinx_mlsys.core.similarity import Vector, cosine, vectors
from sphinx_mlsys.core.tokens import tokens

MOST = 3
"""How many related papers a record shows."""

TIE = 30
"""Weight of a connection; a term that two of a hundred records share weighs about 40."""

LEAST = 8
"""What is shared must weigh at least one in so many parts of all that a record has."""

ALIKE = 0.25
"""The least cosine at which texts alone make two records related."""


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
    text: str
    """Its words."""


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
    """Whether the texts are the only reason."""


class Relations:
    """The related papers of each of some records."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        self._profiles = {p.key: p for p in profiles}
        self._order = {key: n for n, key in enumerate(self._profiles)}
        self._terms = _users((p.key, p.terms) for p in self._profiles.values())
        self._works = _users((p.key, p.refers) for p in self._profiles.values())
        self._topics = _users((p.key, p.topics) for p in self._profiles.values())

    @cached_property
    def _vectors(self) -> Mapping[str, Vector]:
        return vectors({key: tokens(p.text) for key, p in self._profiles.items()})

    def of(self, key: str) -> tuple[Relative, ...]:
        """Return the papers most related to a record, the nearest first; at most three."""
        mine = self._profiles[key]
        scores: defaultdict[str, int] = defaultdict(int)
        tied = {*mine.refers, *self._works.get(key, ())}
        for shared, users, factor in (
            (mine.terms, self._terms, 10),
            (mine.refers, self._works, 6),
            (mine.topics, self._topics, 2),
        ):
            for feature in shared:
                weight = self._weight(users[feature], factor)
                for other in users[feature]:
                    scores[other] += weight
        for other in tied:
            scores[other] += TIE
        ranked: dict[int, list[str]] = {}
        for other, score in scores.items():
            if other == key or other not in self._profiles or not self._profiles[other].is_paper:
                continue
            if other in tied or score * LEAST >= scores[key] > 0:
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

    def _weight(self, users: tuple[str, ...], factor: int) -> int:
        # Whole numbers: sums do not depend on their order, and equals are equal.
        return round(factor * math.log(len(self._profiles) / len(users)))

    def _steps(self, one: str, other: str) -> int:
        return int(cosine(self._vectors[one], self._vectors[other]) * 10)

    def _relative(self, mine: Profile, other: Profile) -> Relative:
        """Return the reasons why *other* is related."""
        return Relative(
            key=other.key,
            refers=other.key in mine.refers,
            referred=mine.key in other.refers,
            terms=self._rarest(mine.terms & other.terms, self._terms),
            works=self._rarest(mine.refers & other.refers, self._works),
            topics=self._rarest(mine.topics & other.topics, self._topics),
            alike=False,
        )

    def _rarest(
        self, shared: frozenset[str], users: Mapping[str, tuple[str, ...]]
    ) -> tuple[str, ...]:
        return tuple(sorted(shared, key=lambda feature: (len(users[feature]), feature)))

    def _alike(self, mine: Profile, known: set[str]) -> list[Relative]:
        """Return papers that only their texts relate, the most alike first."""
        found = [
            (likeness, other.key)
            for other in self._profiles.values()
            if other.is_paper and other.key != mine.key and other.key not in known
            if (likeness := cosine(self._vectors[mine.key], self._vectors[other.key])) >= ALIKE
        ]
        found.sort(key=lambda pair: (-round(pair[0], 1), self._order[pair[1]]))
        return [
            Relative(k, refers=False, referred=False, terms=(), works=(), topics=(), alike=True)
            for _likeness, k in found
        ]


def _users(pairs: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for key, features in pairs:
        for feature in features:
            found.setdefault(feature, []).append(key)
    return {feature: tuple(keys) for feature, keys in found.items()}
