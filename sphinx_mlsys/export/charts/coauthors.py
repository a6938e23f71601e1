"""Who wrote several papers together: a ring of names for each group, a line for each pair.

Names stand on a ring at even heights, left and right in turn, so that none
covers another; the thicker a line, the more papers two people share.
"""

from __future__ import annotations

from math import sqrt

from sphinx_mlsys.core.charts import Circles
from sphinx_mlsys.core.views import Named
from sphinx_mlsys.export.charts.svg import Drawing, Legend, Sheet, measure

PITCH = 24
GAP = 28


def draw(circles: Circles, width: int, ident: str, legend: Legend) -> Drawing:
    """Return the groups in columns, the largest first."""
    sheet = Sheet(width, ident)
    columns = 2 if width > 500 else 1
    room = (width - GAP * (columns - 1)) / columns
    ends = [0.0] * columns
    for group in circles.groups:
        column = min(range(columns), key=lambda c: (ends[c], c))
        height = PITCH * ((len(group) + 1) // 2)
        _group(sheet, circles, group, column * (room + GAP), ends[column], room)
        ends[column] += height + GAP
    return sheet.finish(max(ends) - GAP if circles.groups else 20, legend)


def _group(
    sheet: Sheet, circles: Circles, group: tuple[Named, ...], x: float, y: float, room: float
) -> None:
    half = (len(group) + 1) // 2
    sides = (group[:half], group[half:][::-1])
    radius = max(20.0, PITCH * half / 2)
    names = [max((measure(p.name) for p in side), default=0) for side in sides]
    bulge = min(radius, max(24.0, (room - sum(names) - 24) / 2))
    middle = x + room / 2 + (names[0] - names[1]) / 2
    places: dict[str, tuple[float, float]] = {}
    for side, sign in zip(sides, (-1, 1), strict=True):
        top = y + PITCH * (half - len(side)) / 2
        for n, person in enumerate(side):
            down = top + PITCH * (n + 0.5)
            away = (down - (y + radius)) / radius if half > 1 else 0.0
            places[person.id] = (middle + sign * bulge * sqrt(max(0.15, 1 - away * away)), down)
    for pair in circles.pairs:
        if pair.one in places and pair.other in places:
            _tie(sheet, places[pair.one], places[pair.other], middle, len(pair.papers))
    for side, sign in zip(sides, (-1, 1), strict=True):
        for person in side:
            at, down = places[person.id]
            with sheet.link("author", person.id):
                sheet.dot(at, down, 4.5, "accent")
                anchor = "start" if sign > 0 else "end"
                sheet.text(at + sign * 10, down + 4.5, person.name, anchor=anchor)


def _tie(
    sheet: Sheet, one: tuple[float, float], other: tuple[float, float], middle: float, papers: int
) -> None:
    """Draw a line, bent to the middle so that neighbours' lines do not lie on each other."""
    (x, y), (u, v) = one, other
    bend_x, bend_y = (x + u + 2 * middle) / 4, (y + v) / 2
    data = f"M{x:.0f} {y:.0f}Q{bend_x:.0f} {bend_y:.0f} {u:.0f} {v:.0f}"
    sheet.path(data, "muted", 1 if papers == 2 else 1 + 1.5 * (papers - 2))
