"""Lists, tables and grids of records; timetables; the glossary; the author index."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from docutils import nodes

from sphinx_mlsys.core.text import fold
from sphinx_mlsys.core.views import (
    DayView,
    ListRow,
    SessionView,
    Slot,
)
from sphinx_mlsys.ext import words
from sphinx_mlsys.ext.build import (
    box,
    heading,
    joined,
    link,
    page_xref,
    paragraph,
    span,
    table,
    xref,
)
from sphinx_mlsys.ext.markup import title_nodes
from sphinx_mlsys.ext.words import _

Rows = Sequence[ListRow]


def session_line(view: SessionView) -> nodes.paragraph:
    """Return time, room, chair and number of papers of a session."""
    parts: list[nodes.Node] = [
        span(words.clock(view.start, view.end) or _("time not recorded"), "mlsys-time")
    ]
    if view.room:
        parts.append(span(view.room, "mlsys-room"))
    if view.chair:
        parts.append(span(_("Chair: %s") % view.chair))
    parts.append(span(paper_count(len(view.keys))))
    if view.url:
        parts.append(link(_("Session page"), view.url))
    return paragraph(*joined(parts, " · "), classes=["mlsys-session-line"])


def paper_count(number: int) -> str:
    """Return a number of papers in words."""
    return _("1 paper") if number == 1 else _("%d papers") % number


def event_line(slot: Slot) -> nodes.paragraph:
    """Return an event that is neither session nor talk."""
    time = words.clock(slot.start, slot.end) or _("time not recorded")
    return paragraph(
        nodes.strong("", slot.title), nodes.Text(" · "), span(time), classes=["mlsys-event"]
    )


def timetable(
    days: Sequence[DayView], language: str, docname: str, *, titled: bool
) -> list[nodes.Node]:
    """Return a table of the program for each day."""
    found: list[nodes.Node] = []
    for day in days:
        block = box("mlsys-timetable")
        if titled:
            date = words.long_date(day.date, language)
            link_ = page_xref(day.page, f"{date} · {day.title}", docname=docname)
            block += heading(3, link_, classes=["mlsys-group"])
        rooms = any(s.room for s in day.slots)
        columns = 4 if rooms else 3
        block += table(
            [_("Time"), _("What"), _("Who"), _("Room")][:columns],
            [_slot(s, language, docname)[:columns] for s in day.slots],
            widths=[18, 46, 20, 16][:columns],
            classes=["mlsys-program"],
        )
        zone = words.timezone(day.timezone, language)
        if any(s.start for s in day.slots):
            block += paragraph(span(_("Times in %s.") % zone), classes=["mlsys-row-facts"])
        found.append(block)
    return found


def _slot(slot: Slot, language: str, docname: str) -> list[list[nodes.Node]]:
    time = words.clock(slot.start, slot.end) or _("not recorded")
    what: list[nodes.Node] = (
        [nodes.Text(slot.title)]
        if slot.kind == "event"
        else [xref(slot.kind, slot.id, *title_nodes(slot.title), docname=docname)]
    )
    if slot.kind == "session":
        who = paper_count(slot.papers)
    elif slot.kind == "talk":
        who = words.separator(language).join(slot.speakers) or _("speaker not recorded")
    else:
        who = ""
    room: list[nodes.Node] = [nodes.Text(slot.room)] if slot.room else []
    return [[span(time, "mlsys-time")], what, [nodes.Text(who)] if who else [], room]


def in_order(rows: Rows, by: str) -> tuple[ListRow, ...]:
    """Sort rows; ``program`` leaves them in the order of the program."""
    orders: Mapping[str, Callable[[ListRow], object]] = {
        "title": lambda r: fold(r.title),
        "author": lambda r: (fold(r.authors[0].name.split()[-1]) if r.authors else "", r.key),
        "year": lambda r: r.where.date.toordinal() if r.where else 0,
    }
    if by not in orders:
        return tuple(rows)
    return tuple(sorted(rows, key=orders[by]))  # type: ignore[arg-type]


def grouped(rows: Rows, by: str) -> list[tuple[str, Rows]]:
    """Return (label, rows) in the order in which the groups first appear."""
    labels: Mapping[str, Callable[[ListRow], Sequence[str]]] = {
        "conference": lambda r: [r.where.conference_name] if r.where else [],
        "session": lambda r: [
            f"{r.where.conference_name} · {r.where.session_title}" if r.where else ""
        ],
        "topic": lambda r: [t.name for t in r.topics],
        "award": lambda r: [r.award.name] if r.award else [],
    }
    if by not in labels:
        return [("", rows)]
    groups: dict[str, list[ListRow]] = {}
    for row in rows:
        for label in labels[by](row):
            groups.setdefault(label, []).append(row)
    return list(groups.items())


def group_heading(label: str) -> nodes.rubric:
    """Return the heading of a group."""
    return heading(3, nodes.Text(label), classes=["mlsys-group"])


def _short_authors(row: ListRow, language: str) -> str:
    names = [a.name for a in row.authors]
    if language == "zh":
        return "、".join(names[:3]) + (" 等" if len(names) > 3 else "")
    return ", ".join(names[:3]) + (" et al." if len(names) > 3 else "")


def _title(row: ListRow, docname: str) -> nodes.Node:
    return xref(row.kind, row.key, *title_nodes(row.title), docname=docname)


def _facts(row: ListRow, language: str) -> str:
    parts = [_short_authors(row, language)]
    if row.where is not None:
        parts.append(row.where.conference_name)
        if row.where.session_title:
            parts.append(row.where.session_title)
    return " · ".join(p for p in parts if p)


def _award(row: ListRow) -> list[nodes.Node]:
    if row.award is None:
        return []
    return [nodes.Text(" "), span(f"★ {row.award.name}", "mlsys-award")]


def as_list(rows: Rows, language: str, docname: str) -> list[nodes.Node]:
    """Return rows as a list: title, authors and place, takeaway."""
    items = []
    for row in rows:
        item = nodes.list_item(
            "",
            paragraph(_title(row, docname), *_award(row), classes=["mlsys-row-title"]),
            paragraph(nodes.Text(_facts(row, language)), classes=["mlsys-row-facts"]),
        )
        if row.takeaway is not None:
            item += paragraph(nodes.Text(row.takeaway.text), classes=["mlsys-row-takeaway"])
        items.append(item)
    return [nodes.bullet_list("", *items, classes=["mlsys-list"])] if items else []


def as_table(rows: Rows, language: str, docname: str) -> list[nodes.Node]:
    """Return rows as a table with the lead figure."""
    alone = len({row.where.conference_name if row.where else "" for row in rows}) == 1
    cells: list[list[list[nodes.Node]]] = []
    for row in rows:
        lead: list[nodes.Node] = []
        if row.lead is not None:
            said = words.qualifier(row.lead.qualifier)
            lead = [nodes.Text(f"{said} " if said else ""), nodes.strong("", row.lead.amount)]
            lead.append(nodes.Text(f" {row.lead.what}"))
        place = _place(row, alone=alone)
        cells.append(
            [
                [_title(row, docname), *_award(row)],
                [nodes.Text(_short_authors(row, language))] if row.authors else [],
                [nodes.Text(place)] if place else [],
                lead,
            ]
        )
    head = [_("Paper"), _("Authors"), _("Where held"), _("Lead figure")]
    return (
        [table(head, cells, widths=[40, 22, 12, 26], classes=["mlsys-overview"])] if cells else []
    )


def _place(row: ListRow, *, alone: bool) -> str:
    """Return the conference of a row, or its session if all rows are of one conference."""
    if row.where is None:
        return ""
    return (row.where.session_title or _("Talk")) if alone else row.where.conference_name


def as_grid(rows: Rows, language: str, docname: str) -> list[nodes.Node]:
    """Return rows as boxes of equal height."""
    grid = box("mlsys-grid")
    for row in rows:
        cell = box("mlsys-tile")
        cell += heading(4, _title(row, docname), classes=["mlsys-tile-title"])
        cell += paragraph(
            nodes.Text(_facts(row, language)), *_award(row), classes=["mlsys-row-facts"]
        )
        if row.takeaway is not None:
            cell += paragraph(nodes.Text(row.takeaway.text), classes=["mlsys-row-takeaway"])
        grid += cell
    return [grid] if rows else []


FORMS: Mapping[str, Callable[[Rows, str, str], list[nodes.Node]]] = MappingProxyType(
    {"list": as_list, "table": as_table, "grid": as_grid}
)
"""Form to the function that makes it."""
