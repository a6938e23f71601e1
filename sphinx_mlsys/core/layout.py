"""Positions on a plane for things of which only the likeness is known.

The way of Isomap: each thing is tied to those most like it, the distance
between two is the shortest way along the ties, and the positions keep these
distances as well as a plane allows (classical scaling to begin with, then
majorization of the stress; de Leeuw 1977, Gansner, Koren and North 2004).
Nothing is drawn by lot, signs are fixed, and all sums run in one order: the
same likenesses give the same map.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Sequence
from operator import mul

Point = tuple[float, float]
Matrix = Sequence[Sequence[float]]

NEIGHBOURS = 4
ROUNDS = 60
"""Rounds of each iteration; more change positions by less than a dot's width."""


def positions(count: int, likeness: Callable[[int, int], float]) -> list[Point]:
    """Return a position in the unit square for each of *count* things.

    *likeness* gives a number from 0 (nothing in common) to 1 for two of them.
    The first axis is the one along which they differ most.
    """
    if count < 3:
        return [((n + 0.5) / max(count, 1), 0.5) for n in range(count)]
    far = [[0.0] * count for _ in range(count)]
    for i in range(count):
        for j in range(i):
            far[i][j] = far[j][i] = math.sqrt(max(0.0, 2 - 2 * likeness(i, j)))
    ways = _ways(far)
    return _framed(_unstressed(_scaled(ways), ways))


def _ways(far: Matrix) -> list[list[float]]:
    """Return the lengths of the shortest ways along ties of near things."""
    count = len(far)
    ties: list[set[int]] = [set() for _ in range(count)]
    for i in range(count):
        near = sorted((j for j in range(count) if j != i), key=lambda j: (far[i][j], j))
        for j in near[:NEIGHBOURS]:
            ties[i].add(j)
            ties[j].add(i)
    _join(far, ties)
    return [_from(i, far, ties) for i in range(count)]


def _join(far: Matrix, ties: list[set[int]]) -> None:
    """Tie what is in pieces together where the pieces are nearest."""
    while True:
        reached = {0}
        stack = [0]
        while stack:
            for j in ties[stack.pop()] - reached:
                reached.add(j)
                stack.append(j)
        rest = [j for j in range(len(far)) if j not in reached]
        if not rest:
            return
        _length, i, j = min((far[i][j], i, j) for i in sorted(reached) for j in rest)
        ties[i].add(j)
        ties[j].add(i)


def _from(start: int, far: Matrix, ties: Sequence[set[int]]) -> list[float]:
    lengths = [math.inf] * len(far)
    lengths[start] = 0.0
    queue = [(0.0, start)]
    while queue:
        length, i = heapq.heappop(queue)
        if length > lengths[i]:
            continue
        for j in ties[i]:
            further = length + far[i][j]
            if further < lengths[j]:
                lengths[j] = further
                heapq.heappush(queue, (further, j))
    return lengths


def _scaled(ways: Matrix) -> list[Point]:
    """Return the positions of classical scaling: the two main axes of the centred squares."""
    count = len(ways)
    squares = [[d * d for d in row] for row in ways]
    means = [math.fsum(row) / count for row in squares]
    mean = math.fsum(means) / count
    centred = [
        [(means[i] + means[j] - mean - squares[i][j]) / 2 for j in range(count)]
        for i in range(count)
    ]
    first, length = _main_axis(centred, [])
    second, height = _main_axis(centred, first)
    return [(a * length, b * height) for a, b in zip(first, second, strict=True)]


def _main_axis(matrix: Matrix, known: Sequence[float]) -> tuple[list[float], float]:
    """Return the main axis at a right angle to a known one, and the root of its value."""
    axis = [math.sin(1 + i) for i in range(len(matrix))]
    value = 0.0
    for _round in range(ROUNDS):
        axis = [sum(map(mul, row, axis)) for row in matrix]
        if known:
            shadow = sum(map(mul, axis, known))
            axis = [a - shadow * k for a, k in zip(axis, known, strict=True)]
        value = math.hypot(*axis) or 1.0
        axis = [a / value for a in axis]
    if max(axis) < -min(axis):
        axis = [-a for a in axis]
    return axis, math.sqrt(value)


def _unstressed(points: Sequence[Point], ways: Matrix) -> list[Point]:
    """Move points until their distances fit *ways*; what is near counts most."""
    count = len(points)
    pairs = [
        (i, j, 1 / (ways[i][j] ** 2), 1 / ways[i][j])
        for i in range(count)
        for j in range(i)
        if ways[i][j]
    ]
    totals = [math.fsum(1 / (d * d) for d in row if d) or 1.0 for row in ways]
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    for _round in range(ROUNDS):
        to_x, to_y = [0.0] * count, [0.0] * count
        for i, j, weight, pull in pairs:
            x, y, u, v = xs[i], ys[i], xs[j], ys[j]
            share = pull / (math.hypot(x - u, y - v) or 1e-9)
            dx, dy = share * (x - u), share * (y - v)
            to_x[i] += weight * u + dx
            to_y[i] += weight * v + dy
            to_x[j] += weight * x - dx
            to_y[j] += weight * y - dy
        xs = [x / total for x, total in zip(to_x, totals, strict=True)]
        ys = [y / total for y, total in zip(to_y, totals, strict=True)]
    return list(zip(xs, ys, strict=True))


def _framed(points: Sequence[Point]) -> list[Point]:
    """Return the points moved and stretched into the unit square, each axis by itself."""
    columns = []
    for values in zip(*points, strict=True):
        low, span = min(values), (max(values) - min(values)) or 1.0
        columns.append([(v - low) / span for v in values])
    return list(zip(columns[0], columns[1], strict=True))
