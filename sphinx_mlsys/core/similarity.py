"""How alike texts are: TF-IDF vectors and their cosine.

Small and plain: a digest has some hundred records, and a numerical library
would cost more to import than these sums cost to make. The additions run in
one order, so every machine gets the same numbers.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

Vector = Mapping[str, float]
"""Feature to weight; of length one, or empty."""


def vectors(features: Mapping[str, Iterable[str]]) -> dict[str, Vector]:
    """Return key to vector for the features (words, terms) of each key, with repetitions.

    A feature that only one key has says nothing of likeness and is left out,
    and so is one that all have. A feature weighs ``(1 + ln n) · ln(N / df)``.
    """
    counted = {key: Counter(found) for key, found in features.items()}
    users = Counter(feature for found in counted.values() for feature in found)
    number = len(counted)
    return {
        key: _unit(
            {
                feature: (1 + math.log(times)) * math.log(number / users[feature])
                for feature, times in sorted(found.items())
                if 1 < users[feature] < number
            }
        )
        for key, found in counted.items()
    }


def _unit(weights: dict[str, float]) -> Vector:
    length = math.sqrt(math.fsum(w * w for w in weights.values()))
    return {feature: w / length for feature, w in weights.items()} if length else {}


def cosine(one: Vector, other: Vector) -> float:
    """Return how alike two vectors are: 0 for nothing in common, 1 for the same direction."""
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    return math.fsum(weight * many[feature] for feature, weight in few.items() if feature in many)
