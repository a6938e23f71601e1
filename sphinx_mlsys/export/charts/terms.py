"""Which terms occur in which sessions: a dot for each pair, larger for more papers."""

from __future__ import annotations

from itertools import groupby
from math import sqrt

from sphinx_mlsys.core.charts import Matrix
from sphinx_mlsys.export.charts.svg import SIZE, SMALL, Drawing, Legend, Sheet, measure, wrap

MOST = {True: 22, False: 16}
"""How many terms are drawn, wide and narrow."""

FLAT, STEEP = 0.6, 0.8
"""How far a turned line of text goes across and up, for each of its length."""


def draw(matrix: Matrix, width: int, ident: str, legend: Legend) -> Drawing:
    """Return sessions as rows under their conferences, the most used terms as columns."""
    wide = width > 500
    sheet = Sheet(width, ident)
    terms = [wrap(t.name, 150, SMALL, most=1)[0] for t in matrix.terms[: MOST[wide]]]
    last = FLAT * measure(terms[-1], SMALL) if terms else 0
    left = min(250, max(measure(s[1]) for s in matrix.sessions)) + 18 if wide else 10.0
    pitch = min(26.0, (width - left - last - 6) / max(1, len(terms)))
    most = max((n for row in matrix.counts for n in row), default=1)
    top = STEEP * max((measure(t, SMALL) for t in terms), default=0) + 16
    row_height = 24 if wide else 44
    y = top
    for conference, group in groupby(enumerate(matrix.sessions), key=lambda s: s[1][2]):
        sheet.text(0, y + 16, conference, bold=True, size=15)
        y += 30
        rows = list(group)
        for n, (_name, title, _conference, _papers) in rows:
            at = y + (row_height / 2 if wide else 30)
            with sheet.link("session", matrix.sessions[n][0]):
                lines = wrap(title, left - 18 if wide else width, SIZE, most=1)
                sheet.text(0, at + 4.5 if wide else at - 15, lines[0])
            sheet.line(left, at, left + pitch * (len(terms) - 1), at, "hair", 1)
            for column in range(len(terms)):
                count = matrix.counts[column][n]
                if count:
                    radius = min(pitch, 18) / 2 * sqrt(count / most)
                    sheet.dot(left + pitch * column, at, radius, "accent")
            y += row_height
        y += 14
    for column, name in enumerate(terms):
        x = left + pitch * column
        sheet.text(x + 3, top - 10, name, "muted", size=SMALL, turned=-53)
        sheet.line(x, top - 6, x, top - 1, "hair", 1)
    return sheet.finish(y - 8, legend)
