"""A conference at a glance: its days, what was held in order, a dot for each paper.

Few times are on record, so height does not stand for time: a session is as
high as its papers are many, and what has no recorded place in the day's order
stands below a line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time

from sphinx_mlsys.core.charts import Held, Shown
from sphinx_mlsys.core.views import DayView, Slot
from sphinx_mlsys.export.charts.svg import SIZE, SMALL, Drawing, Legend, Sheet, wrap

GAP = 12
PAD = 10
LINE = 17
DOT = 5
PITCH = 24
"""From dot to dot: as far as fingers need."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is written besides the program's own texts."""

    clock: Callable[[time | None, time | None], str]
    """A time or a range of times; empty where none is recorded."""
    day: Callable[[date], str]
    """A date without its year."""
    untimed: str
    """Heads what has no recorded place in the day's order."""
    papers: Callable[[int], str]
    """A number of papers."""


@dataclass(frozen=True, slots=True)
class Block:
    """A slot with its texts broken into lines."""

    slot: Slot
    head: str
    lines: tuple[str, ...]
    foot: tuple[str, ...]
    papers: tuple[Shown, ...]
    dots: int
    """How many dots stand in a row."""

    @property
    def height(self) -> float:
        """How much room it takes."""
        rows = -(-len(self.papers) // self.dots)
        lines = bool(self.head) + len(self.lines) + len(self.foot)
        return 2 * PAD - 4 + LINE * lines + PITCH * rows


def draw(held: Held, width: int, ident: str, legend: Legend, words: Words) -> Drawing:
    """Return the days side by side, or below each other where it is narrow."""
    sheet = Sheet(width, ident)
    columns = len(held.days) if width > 500 else 1
    room = (width - GAP * (columns - 1)) / columns
    papers = dict(held.papers)
    y = lowest = 0.0
    for n, day in enumerate(held.days):
        if columns == 1:
            y = lowest + (GAP * 2 if n else 0)
        bottom = _day(sheet, day, papers, (n % columns) * (room + GAP), y, room, words)
        lowest = max(lowest, bottom)
    return sheet.finish(lowest + 2, legend)


def _day(
    sheet: Sheet,
    day: DayView,
    papers: dict[str, tuple[Shown, ...]],
    x: float,
    y: float,
    width: float,
    words: Words,
) -> float:
    """Draw a day and return where it ends."""
    with sheet.link("doc", day.page):
        sheet.text(x, y + 14, words.day(day.date), bold=True, size=15)
    y += 24
    for timed in (True, False):
        slots = [s for s in day.slots if s.timed == timed]
        if slots and not timed:
            sheet.text(x, y + 16, words.untimed, "muted", size=SMALL)
            y += 24
        for slot in slots:
            block = _block(slot, papers.get(slot.id, ()), width, words)
            _draw(sheet, block, x, y, width)
            y += block.height + 6
    return y - 6


def _block(slot: Slot, papers: tuple[Shown, ...], width: float, words: Words) -> Block:
    inner = width - 2 * PAD
    foot = ""
    if slot.kind == "talk":
        foot = ", ".join(slot.speakers)
    head = words.clock(slot.start, slot.end)
    if papers:
        head = " · ".join(part for part in (head, words.papers(len(papers))) if part)
    return Block(
        slot=slot,
        head=head,
        lines=tuple(wrap(slot.title, inner, SIZE, most=4)),
        foot=tuple(wrap(foot, inner, SMALL, most=2)) if foot else (),
        papers=papers,
        dots=max(1, int((inner + PITCH - 2 * DOT) // PITCH)),
    )


def _draw(sheet: Sheet, block: Block, x: float, y: float, width: float) -> None:
    slot = block.slot
    if slot.kind == "session":
        sheet.rect(x, y, width, block.height, "soft", 6)
    else:
        sheet.frame(x + 0.5, y + 0.5, width - 1, block.height - 1, "hair", 6)
    at = y + PAD - 2
    left = x + PAD
    if block.head:
        sheet.text(left, at + 12, block.head, "muted", size=SMALL)
        at += LINE
    if slot.kind == "event":
        for line in block.lines:
            sheet.text(left, at + 13, line)
            at += LINE
    else:
        with sheet.link(slot.kind, slot.id, slot.title):
            at = _lines(sheet, block.lines, left, at, session=slot.kind == "session")
    for line in block.foot:
        sheet.text(left, at + 12, line, "muted", size=SMALL)
        at += LINE
    for n, paper in enumerate(block.papers):
        row, column = divmod(n, block.dots)
        with sheet.link("paper", paper.key, paper.name):
            sheet.dot(left + DOT + PITCH * column, at + 13 + PITCH * row, DOT, "accent")


def _lines(
    sheet: Sheet, lines: tuple[str, ...], x: float, y: float, *, session: bool = True
) -> float:
    """Write a title and return where it ends; titles of talks are English everywhere."""
    for line in lines:
        sheet.text(x, y + 13, line, bold=session, english=not session)
        y += LINE
    return y
