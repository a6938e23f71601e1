"""Which terms occur in which sessions: a dot for each pair, larger for more papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import sqrt

from sphinx_mlsys.core.charts import Matrix
from sphinx_mlsys.export.charts.svg import (
    SIZE,
    SMALL,
    Drawing,
    Legend,
    Sheet,
    measure,
    number,
    wrap,
)

MOST = 18
"""How many terms are drawn."""

ACROSS, UP = 0.6, 0.8
"""How far a turned line of text goes across and up, for each of its length."""
TURN = -53


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns of a picture and the height of its rows."""

    terms: Sequence[str]
    left: float
    pitch: float
    row: float
    """Height of a row."""
    dot: float
    """How far the dots of a row lie below its top."""
    most: int
    """The largest number of a dot."""

    def at(self, column: int) -> float:
        """Return where a column stands."""
        return self.left + self.pitch * column

    @property
    def head(self) -> float:
        """How much room the names of the terms take."""
        return UP * max((measure(t, SMALL) for t in self.terms), default=0) + 32


def draw(matrix: Matrix, width: int, ident: str, legend: Legend) -> Drawing:
    """Return sessions as rows under their conferences, the most used terms as columns."""
    wide = width > 500
    sheet = Sheet(width, ident)
    grid = _grid(matrix, width, wide=wide)
    y = 0.0
    for conference, group in groupby(enumerate(matrix.sessions), key=lambda s: s[1][2]):
        # On a phone the head would be out of sight before the second conference.
        headed = y == 0 or not wide
        top = y
        y += grid.head if headed else 30
        if headed:
            _head(sheet, grid, y)
        sheet.text(0, y - 12 if wide else top + 18, conference, bold=True, size=15)
        rows = list(group)
        _lines(sheet, grid, y, len(rows), wide=wide)
        for n, (name, title, _conference, _papers) in rows:
            with sheet.link("session", name):
                line = wrap(title, grid.left - 18 if wide else width, SIZE, most=1)[0]
                sheet.text(0, y + (grid.dot + 4.5 if wide else 15), line)
            for column, row in enumerate(matrix.counts[: len(grid.terms)]):
                if row[n]:
                    size = min(9.5, 0.6 * grid.pitch) * sqrt(row[n] / grid.most)
                    sheet.dot(grid.at(column), y + grid.dot, size, "accent")
            y += grid.row
        y += 16
    return sheet.finish(y - 14, legend)


def _grid(matrix: Matrix, width: int, *, wide: bool) -> Grid:
    terms = [wrap(t.name, 200, SMALL, most=1)[0] for t in matrix.terms[:MOST]]
    titles = max((measure(s[1]) for s in matrix.sessions), default=0)
    left = min(300.0, titles) + 16 if wide else 10.0
    room = [width - left - 10 - ACROSS * measure(t, SMALL) for t in terms]
    return Grid(
        terms=terms,
        left=left,
        pitch=min([26.0, *(space / n for n, space in enumerate(room) if n)]),
        row=24 if wide else 46,
        dot=12 if wide else 32,
        most=max((n for row in matrix.counts for n in row), default=1),
    )


def _head(sheet: Sheet, grid: Grid, y: float) -> None:
    for column, name in enumerate(grid.terms):
        sheet.text(grid.at(column) + 3, y - 8, name, "muted", size=SMALL, turned=TURN)


def _lines(sheet: Sheet, grid: Grid, y: float, rows: int, *, wide: bool) -> None:
    """Draw the grid as one path; on a phone it leaves room for the titles between rows."""
    last = number(grid.at(len(grid.terms) - 1))
    heights = [y + grid.row * n + grid.dot for n in range(rows)]
    data = [f"M{number(grid.left)} {number(middle)}H{last}" for middle in heights]
    spans = [(y, y + grid.row * rows)] if wide else [(m - 12, m + 12) for m in heights]
    for column in range(len(grid.terms)):
        data += [f"M{number(grid.at(column))} {number(a)}V{number(b)}" for a, b in spans]
    sheet.path("".join(data), "hair", 1)
