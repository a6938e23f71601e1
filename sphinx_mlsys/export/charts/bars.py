"""Results of one unit as bars from zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sphinx_mlsys.export.charts.svg import SIZE, SMALL, Drawing, Legend, Sheet, measure, wrap

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
    against: str
    """The baseline; empty if there is none."""
    values: tuple[float, ...]
    """The number, or the two of a range."""
    alone: bool
    """Whether no other bar has the same baseline: then it is pale."""


def draw(bars: Sequence[Bar], unit: str, width: int, ident: str, legend: Legend) -> Drawing:
    """Return the bars in order; a range ends in a hollow part."""
    wide = width > 500
    sheet = Sheet(width, ident)
    low = min(0.0, *(b.values[0] for b in bars))
    high = max(0.0, *(b.values[-1] for b in bars))
    amounts = max(measure(b.amount, SIZE, bold=True) for b in bars) + 12
    names = min(220.0, max(measure(b.name) for b in bars)) if wide else 0.0
    left = names + 14 if wide else 0.0
    below = (amounts if low < 0 else 0.0) + left
    scale = (width - amounts - below) / ((high - low) or 1.0)
    zero = below - low * scale
    pitch = 42 if wide else 58
    for n, bar in enumerate(bars):
        y = pitch * n
        with sheet.link(bar.kind, bar.key):
            line = wrap(bar.name, names if wide else width, SIZE, most=1)[0]
            sheet.text(names if wide else 0, y + 16, line, anchor="end" if wide else "start")
        if not wide:
            y += 20
        _bar(sheet, bar, zero, scale, y)
        if bar.against:
            at = y + (36 if wide else 35)
            line = wrap(bar.against, width - left, SMALL, most=1)[0]
            sheet.text(left, at, line, "muted", size=SMALL)
    height = pitch * len(bars)
    if unit == PARITY and high > 1:
        sheet.line(zero + scale, 0, zero + scale, height - 4, "ink", 1)
    sheet.line(zero, 0, zero, height - 4, "muted", 1)
    return sheet.finish(height, legend)


def _bar(sheet: Sheet, bar: Bar, zero: float, scale: float, y: float) -> None:
    first, last = bar.values[0] * scale, bar.values[-1] * scale
    x, length = min(0.0, first), abs(first)
    sheet.rect(zero + x, y + 3, length, 18, "soft" if bar.alone else "accent")
    if bar.alone:
        sheet.frame(zero + x + 0.5, y + 3.5, max(0.0, length - 1), 17, "accent")
    if last > first:
        sheet.frame(zero + first + 0.5, y + 3.5, last - first - 1, 17, "accent")
    end = max(last, 0.0)
    sheet.text(zero + end + 6, y + 16.5, bar.amount, bold=True)
