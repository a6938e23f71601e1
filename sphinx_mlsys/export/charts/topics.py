"""Topics by year: how large a share of a conference's papers each topic had."""

from __future__ import annotations

from sphinx_mlsys.core.charts import Counts, Row
from sphinx_mlsys.export.charts.svg import (
    SIZE,
    SMALL,
    Colour,
    Drawing,
    Legend,
    Sheet,
    measure,
    wrap,
)

NAMES = 250
"""Widest name of a topic beside the chart, in pixels."""
STEP = 5
"""Percentage points between two lines of the scale."""


def share(count: int, total: int) -> float:
    """Return a part in percent."""
    return 100 * count / total if total else 0.0


def draw(counts: Counts, width: int, ident: str, legend: Legend, unit: str) -> Drawing:
    """Return a dumbbell for each topic: hollow where it was first, full where it is last.

    *unit* is what the numbers at the end of a row count (papers).
    """
    wide = width > 500
    sheet = Sheet(width, ident)
    most = max(
        (share(n, t) for r in counts.rows for n, t in zip(r.counts, counts.totals, strict=True)),
        default=0,
    )
    top = STEP * (int(most // STEP) + 1)
    count_width = max(measure(_moved(r), SIZE) for r in counts.rows)
    names = min(NAMES, max(measure(r.name) for r in counts.rows)) if wide else 0.0
    left = names + 16 if wide else 12
    right = width - (max(count_width, measure(unit, SMALL)) + 24 if wide else 14)
    pitch, first = (24, 68) if wide else (40, 64)
    height = first + pitch * len(counts.rows)

    def at(percent: float) -> float:
        return left + (right - left) * percent / top

    for percent in range(0, top + 1, STEP):
        for n in range(1 if wide else len(counts.rows)):
            y = first - 14 if wide else first + pitch * n + 18
            sheet.line(at(percent), y, at(percent), height - 8 if wide else y + 16, "hair", 1)
        sheet.text(at(percent), first - 20, f"{percent}%", "muted", size=SMALL, anchor="middle")
    sheet.text(width, first - 20 if wide else 18.5, unit, "muted", size=SMALL, anchor="end")
    _key(sheet, counts, left if wide else 2)
    for n, row in enumerate(counts.rows):
        y = first + pitch * n + (6 if wide else 26)
        base = y + 4.5 if wide else y - 12
        with sheet.link("topic", row.id):
            name = wrap(row.name, names if wide else width - count_width - 12, most=1)[0]
            sheet.text(left - 16 if wide else 0, base, name, anchor="end" if wide else "start")
        sheet.text(width, base, _moved(row), "muted", anchor="end")
        shares = [share(c, t) for c, t in zip(row.counts, counts.totals, strict=True)]
        _dumbbell(sheet, [at(s) for s in shares], y)
    return sheet.finish(height, legend)


def _moved(row: Row) -> str:
    return " → ".join(map(str, row.counts))


def _key(sheet: Sheet, counts: Counts, x: float) -> None:
    """Say which mark stands for which conference."""
    last = len(counts.conferences) - 1
    for n, conference in enumerate(counts.conferences):
        (sheet.dot if n == last else sheet.ring)(x + 5, 14, 5, "accent" if n == last else "muted")
        sheet.text(x + 16, 18.5, conference.name, bold=n == last)
        x += 16 + measure(conference.name, bold=True) + 20


def _dumbbell(sheet: Sheet, places: list[float], y: float) -> None:
    first, last = places[0], places[-1]
    colour: Colour = "accent" if last > first else "muted"
    gap = 5 if last > first else -5
    if abs(last - first) > 5:
        sheet.line(first + gap, y, last, y, colour, 2)
    for x in places[:-1]:
        sheet.ring(x, y, 5, "muted")
    sheet.dot(places[-1], y, 5, "accent")
