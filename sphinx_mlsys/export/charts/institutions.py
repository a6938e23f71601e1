"""The institutions of most papers, as bars of papers by conference."""

from __future__ import annotations

from sphinx_mlsys.core.charts import Counts, Row
from sphinx_mlsys.export.charts.svg import SIZE, Drawing, Legend, Sheet, measure, wrap

NAMES = 280
"""Widest name beside the bars, in pixels."""
MOST = 20
"""About how many institutions are drawn; those with equally many papers stay together."""


def leading(counts: Counts) -> tuple[Row, ...]:
    """Return the institutions that are drawn."""
    rows = counts.rows
    if len(rows) <= MOST:
        return rows
    least = rows[MOST - 1].total
    found = tuple(r for r in rows if r.total >= least)
    return found if len(found) <= MOST + 4 else tuple(r for r in rows if r.total > least)


def draw(counts: Counts, width: int, ident: str, legend: Legend) -> Drawing:
    """Return a bar for each institution, from zero, its conferences one after the other."""
    wide = width > 500
    sheet = Sheet(width, ident)
    rows = leading(counts)
    top = max((r.total for r in rows), default=1)
    names = min(NAMES, max(measure(r.name) for r in rows)) if wide else float(width)
    left = names + 14 if wide else 0.0
    step = (width - left - 28) / top
    pitch, first = (24, 40) if wide else (42, 40)
    _key(sheet, counts, left)
    for n, row in enumerate(rows):
        y = first + pitch * n
        if wide:
            sheet.text(names, y + 16, wrap(row.name, names, most=1)[0], anchor="end")
        else:
            sheet.text(0, y + 12, wrap(row.name, names, most=1)[0])
            y += 14
        x = left
        for index, count in enumerate(row.counts):
            if count:
                _bar(sheet, counts, index, x, y + 4, count * step - 1, 16)
                x += count * step
        sheet.text(x + 6, y + 16.5, str(row.total), "muted")
    return sheet.finish(first + pitch * len(rows), legend)


def _bar(
    sheet: Sheet, counts: Counts, index: int, x: float, y: float, width: float, height: float
) -> None:
    """Draw a bar: full for the last conference, pale with an outline for those before."""
    if index == len(counts.conferences) - 1:
        sheet.rect(x, y, width, height, "accent")
    else:
        sheet.rect(x, y, width, height, "soft")
        sheet.frame(x + 0.5, y + 0.5, width - 1, height - 1, "accent")


def _key(sheet: Sheet, counts: Counts, x: float) -> None:
    """Say which colour stands for which conference."""
    for n, conference in enumerate(counts.conferences):
        _bar(sheet, counts, n, x, 8, 12, 12)
        sheet.text(x + 18, 18.5, conference.name)
        x += 18 + measure(conference.name, SIZE) + 20
