"""Who wrote several papers together: arcs between names, a block of names for each group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sphinx_mlsys.core.charts import Circles, Pair
from sphinx_mlsys.core.views import Named
from sphinx_mlsys.export.charts.svg import Drawing, Legend, Sheet, measure, number

PITCH = 24
GAP = 14
COLUMN = 220
"""Least width of a column of names with their arcs."""
DEEPEST = 90
"""How deep an arc is at most."""


def draw(circles: Circles, width: int, ident: str, legend: Legend) -> Drawing:
    """Return the groups in columns of about one height, the largest first."""
    sheet = Sheet(width, ident)
    columns = max(1, width // COLUMN)
    room = width / columns
    longest = max((measure(p.name) for group in circles.groups for p in group), default=0)
    ends = [0.0] * columns
    for group in circles.groups:
        column = min(range(columns), key=lambda c: (ends[c], c))
        heights = {p.id: ends[column] + PITCH * (n + 0.5) for n, p in enumerate(group)}
        arcs = [_arc(pair, heights) for pair in circles.pairs if pair.one in heights]
        _group(sheet, group, heights, arcs, column * room, min(DEEPEST, room - longest - 24))
        ends[column] += PITCH * len(group) + GAP
    return sheet.finish(max(ends) - GAP if circles.groups else PITCH, legend)


def _arc(pair: Pair, heights: Mapping[str, float]) -> tuple[float, float, int]:
    """Return upper end, lower end and number of papers."""
    high, low = sorted((heights[pair.one], heights[pair.other]))
    return high, low, len(pair.papers)


def _group(
    sheet: Sheet,
    group: Sequence[Named],
    heights: Mapping[str, float],
    arcs: Sequence[tuple[float, float, int]],
    x: float,
    depth: float,
) -> None:
    at = x + depth + 4
    # Half circles where there is room for them, else all of the group as flat as the widest.
    flatter = min(1.0, depth / (max(low - high for high, low, _papers in arcs) / 2))
    for high, low, papers in arcs:
        radius = (low - high) / 2
        sheet.path(
            f"M{number(at)} {number(low)}"
            f"A{number(radius * flatter)} {number(radius)} 0 0 1 {number(at)} {number(high)}",
            "muted",
            1.5 * (papers - 1),
        )
    for person in group:
        with sheet.link("author", person.id):
            sheet.dot(at, heights[person.id], 4.5, "accent")
            sheet.text(at + 10, heights[person.id] + 4.5, person.name)
