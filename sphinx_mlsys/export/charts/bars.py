"""Results of one unit as bars from zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sphinx_mlsys.export.charts.svg import SIZE, SMALL, Drawing, Legend, Sheet, measure, wrap

MANY = 15
"""With more bars than this the baselines are left to the table."""

PARITY = "×"
"""The unit whose bars get a line at one, where the baseline stands."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A result."""

    kind: str
    key: str
    name: str
    amount: str
    """The number with unit and qualifier."""
    note: str
    """What was measured and against what."""
    values: tuple[float, ...]
    """The number, or the two of a range."""
    alone: bool
    """Whether no other bar has the same baseline: then it is pale."""


def draw(bars: Sequence[Bar], unit: str, width: int, ident: str, legend: Legend) -> Drawing:
    """Return the bars in order; a range ends in a hollow part."""
    wide = width > 500
    sheet = Sheet(width, ident)
    names = min(220.0, max(measure(b.name) for b in bars)) if wide else 0.0
    left = names + 14 if wide else 0.5
    low = min(0.0, *(b.values[0] for b in bars))
    scale = min(_scale(bar, low, width - left) for bar in bars)
    zero = left - low * scale
    brief = len(bars) > MANY
    pitch = (42 if wide else 58) - (18 if brief else 0)
    for n, bar in enumerate(bars):
        y = pitch * n
        with sheet.link(bar.kind, bar.key):
            line = wrap(bar.name, names if wide else width, SIZE, most=1)[0]
            sheet.text(
                names if wide else 0, y + 16, line, anchor="end" if wide else "start", english=True
            )
        if not wide:
            y += 20
        _bar(sheet, bar, zero, scale, y)
        if bar.note and not brief:
            at = y + (36 if wide else 35)
            line = wrap(bar.note, width - left, SMALL, most=1)[0]
            sheet.text(left, at, line, "muted", size=SMALL)
    height = pitch * len(bars)
    if unit == PARITY:
        sheet.line(zero + scale, 0, zero + scale, height - 4, "ink", 1)
    sheet.line(zero, 0, zero, height - 4, "muted", 1)
    return sheet.finish(height, legend)


def _scale(bar: Bar, low: float, room: float) -> float:
    """Return how long one of the unit can be for a bar with its number to fit."""
    room -= measure(bar.amount, SIZE, bold=True) + 8
    return room / ((max(bar.values[-1], 0.0) - low) or 1.0)


def _bar(sheet: Sheet, bar: Bar, zero: float, scale: float, y: float) -> None:
    first, last = bar.values[0] * scale, bar.values[-1] * scale
    x, length = min(0.0, first), abs(first)
    sheet.rect(zero + x, y + 3, length, 18, "soft" if bar.alone else "accent")
    if bar.alone:
        sheet.frame(zero + x + 0.5, y + 3.5, max(0.0, length - 1), 17, "accent")
    if last > first:
        sheet.frame(zero + first + 0.5, y + 3.5, max(0.0, last - first - 1), 17, "accent")
    end = max(last, 0.0)
    sheet.text(zero + end + 6, y + 16.5, bar.amount, bold=True)
