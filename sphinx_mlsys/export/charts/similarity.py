"""A map of papers: what is alike stands close together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from math import hypot
from statistics import median

from sphinx_mlsys.core.charts import Places
from sphinx_mlsys.core.layout import Point, positions
from sphinx_mlsys.core.similarity import Vector, cosine, vectors
from sphinx_mlsys.export.charts.svg import SIZE, SMALL, Drawing, Legend, Sheet, measure, wrap

ROW = 24
"""Height of a label with the room that fingers need."""
OWN = 0.4
"""The least part of the papers around the middle of a topic that must be its own."""
APART = 0.12
"""How near two names of topics may stand, as a part of the map's width."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Where papers and topics stand in the unit square, and which papers are nearest."""

    points: tuple[Point, ...]
    """Of each paper."""
    regions: tuple[tuple[str, Point], ...]
    """(name, middle) of the topics whose papers stand close together."""
    nearest: tuple[tuple[int, ...], ...]
    """For each paper, the three most like it."""


@dataclass(slots=True)
class Label:
    """A piece of text that must not cover another; *x* and *y* are its middle."""

    x: float
    y: float
    width: float


def spread(places: Places) -> Spread:
    """Compute where papers stand; the slow part, done once for all widths."""
    found = places.places
    counted = vectors(
        {p.key: chain.from_iterable(repeat(f, n) for f, n in p.features) for p in found}
    )
    rows: list[Vector] = [counted[p.key] for p in found]
    alike = [[0.0] * len(rows) for _ in rows]
    for i in range(len(rows)):
        for j in range(i):
            alike[i][j] = alike[j][i] = cosine(rows[i], rows[j])
    points = positions(len(rows), lambda i, j: alike[i][j])
    nearest = tuple(
        tuple(sorted((j for j in range(len(rows)) if j != i), key=lambda j: (-row[j], j))[:3])
        for i, row in enumerate(alike)
    )
    return Spread(tuple(points), _regions(places, points), nearest)


def _regions(places: Places, points: Sequence[Point]) -> tuple[tuple[str, Point], ...]:
    """Return the topics that have a region of their own, the clearest first.

    A topic of *n* papers has one if enough of the *n* papers around their
    middle are its own.
    """
    found = []
    for topic in places.topics:
        mine = {n for n, place in enumerate(places.places) if topic.id in place.topics}
        if len(mine) < 3:
            continue
        x = median(points[n][0] for n in mine)
        y = median(points[n][1] for n in mine)
        around = sorted(range(len(points)), key=lambda n: hypot(points[n][0] - x, points[n][1] - y))
        own = len(mine.intersection(around[: len(mine)]))
        if own >= OWN * len(mine):
            found.append((-own, topic.name, (x, y)))
    chosen: list[tuple[str, Point]] = []
    for _own, name, (x, y) in sorted(found):
        if all(hypot(x - u, y - v) > APART for _name, (u, v) in chosen):
            chosen.append((name, (x, y)))
    return tuple(chosen)


def draw(places: Places, found: Spread, width: int, ident: str, legend: Legend) -> Drawing:
    """Return the map; its longer axis goes across, or down where it is narrow."""
    wide = width > 500
    sheet = Sheet(width, ident)
    names = [wrap(p.name, 170 if wide else 130, most=1)[0] for p in places.places]
    room = sum((measure(name) + 22) * ROW for name in names)
    height = max(200.0, room * (2.6 if wide else 2.3) / width)
    labels = [
        Label(*_at(point, width, height, wide=wide), measure(name) + 18)
        for point, name in zip(found.points, names, strict=True)
    ]
    regions = [
        Label(*_at(point, width, height, wide=wide), measure(name, 15, bold=True) + 8)
        for name, point in found.regions
    ]
    top = 40
    _part([*labels, *regions], width, height)
    for label, (name, _point) in zip(regions, found.regions, strict=True):
        sheet.text(label.x, label.y + 5 + top, name, "muted", size=15, anchor="middle", bold=True)
    last = len(places.conferences) - 1
    for label, place, name in zip(labels, places.places, names, strict=True):
        x, y = label.x - label.width / 2 + 7, label.y + top
        full = place.title if place.title != name else ""
        with sheet.link("paper", place.key, full):
            if place.conference == last:
                sheet.dot(x, y, 4.5, "accent")
            else:
                sheet.ring(x, y, 4.5, "muted")
            sheet.text(x + 8, y + 4.5, name, english=True)
    x = 2.0
    for n, conference in enumerate(places.conferences):
        (sheet.dot if n == last else sheet.ring)(x + 5, 14, 4.5, "accent" if n == last else "muted")
        sheet.text(x + 16, 18.5, conference.name, size=SMALL)
        x += 36 + measure(conference.name, SIZE)
    return sheet.finish(height + top, legend)


def _at(point: Point, width: float, height: float, *, wide: bool) -> Point:
    across, down = point if wide else point[::-1]
    return across * width, ROW / 2 + down * (height - ROW)


def _part(labels: Sequence[Label], width: float, height: float) -> None:
    """Push labels apart, each by as little as it needs, and keep them on the sheet."""
    for _round in range(300):
        moved = False
        order = sorted(labels, key=lambda label: label.y)
        for n, one in enumerate(order):
            for other in order[n + 1 :]:
                if other.y - one.y >= ROW:
                    break
                moved |= _push(one, other)
        for label in labels:
            label.x = min(max(label.x, label.width / 2), width - label.width / 2)
            label.y = min(max(label.y, ROW / 2), height - ROW / 2)
        if not moved:
            return


def _push(one: Label, other: Label) -> bool:
    """Part two labels if one covers the other; tell whether they did."""
    across = (one.width + other.width) / 2 - abs(one.x - other.x)
    down = ROW - abs(one.y - other.y)
    if across <= 0 or down <= 0:
        return False
    if down <= across:
        step = (down / 2 + 0.1) * (1 if other.y >= one.y else -1)
        one.y -= step
        other.y += step
    else:
        step = (across / 2 + 0.1) * (1 if other.x >= one.x else -1)
        one.x -= step
        other.x += step
    return True
