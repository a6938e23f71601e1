"""Results side by side: tables that can be sorted, bars, and which numbers can be compared."""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes

from sphinx_mlsys.core.text import fold
from sphinx_mlsys.core.views import Compared
from sphinx_mlsys.export.charts import bars
from sphinx_mlsys.export.charts.svg import Legend
from sphinx_mlsys.ext import words
from sphinx_mlsys.ext.build import heading, paragraph, span, table, xref
from sphinx_mlsys.ext.drawn import drawn
from sphinx_mlsys.ext.markup import title_nodes
from sphinx_mlsys.ext.words import _

Found = Sequence[Compared]


def by_unit(found: Found) -> dict[str, list[Compared]]:
    """Return results by unit, the unit of most results first."""
    groups: dict[str, list[Compared]] = {}
    for item in found:
        groups.setdefault(item.row.unit, []).append(item)
    return dict(sorted(groups.items(), key=lambda pair: -len(pair[1])))


def mates(group: Found) -> list[list[str]]:
    """Return, for each result of one unit, the other papers with the same baseline and aim.

    Numbers against different baselines say nothing of each other, nor does a
    time that should be short of a speed that should be high.
    """
    against = [(fold(c.row.baseline), c.row.direction) for c in group]
    return [
        [
            other.name
            for other, theirs in zip(group, against, strict=True)
            if mine[0] and mine == theirs and other is not item
        ]
        for item, mine in zip(group, against, strict=True)
    ]


def comparison(found: Found, docname: str, language: str) -> list[nodes.Node]:
    """Return a table for each unit, and a note where numbers cannot be compared."""
    groups = by_unit(found)
    shown: list[nodes.Node] = []
    marked = False
    for unit, group in groups.items():
        if len(groups) > 1:
            shown.append(heading(3, nodes.Text(words.unit(unit)), classes=["mlsys-group"]))
        together = mates(group)
        marked |= len(group) > 1 and not all(together)
        shown.append(_table(group, together, docname, language))
    if marked:
        note = _("A number marked ≠ has a baseline that no other row of its table has: their "
                 "sizes cannot be compared.")  # fmt: skip
        shown.insert(0, paragraph(nodes.Text(str(note)), classes=["mlsys-note"]))
    return shown


def _table(
    group: Found, together: Sequence[Sequence[str]], docname: str, language: str
) -> nodes.table:
    cells: list[list[list[nodes.Node]]] = []
    for item, others in zip(group, together, strict=True):
        row = item.row
        said = words.qualifier(row.qualifier)
        value: list[nodes.Node] = [span(said, "mlsys-qualifier"), nodes.Text(" ")] if said else []
        value.append(nodes.strong("", row.amount))
        paper = xref(item.kind, item.key, *title_nodes(item.name), docname=docname)
        what: list[nodes.Node] = [nodes.Text(row.what)]
        if row.direction == "lower":
            what += [nodes.Text(" "), span(str(_("(lower is better)")), "mlsys-aliases")]
        cells.append(
            [
                [
                    paper,
                    span(" · ", "mlsys-sep", "mlsys-aliases"),
                    span(item.conference, "mlsys-aliases"),
                ],
                value,
                what,
                _against(item, others, language, marked=len(group) > 1),
                [nodes.Text(row.model)] if row.model else [],
                [nodes.Text(row.hardware or str(_("not stated")))],
            ]
        )
    head = [_("Paper"), _("Result"), _("What was measured"), _("Against"), _("Model or data"),
            _("Hardware")]  # fmt: skip
    classes = ["mlsys-comparison", *(["mlsys-sortable"] if len(group) > 2 else [])]
    return table(head, cells, widths=[18, 13, 24, 17, 15, 13], classes=classes)


def _against(
    item: Compared, others: Sequence[str], language: str, *, marked: bool
) -> list[nodes.Node]:
    """Return the baseline and which rows have it too, or a mark that none has."""
    found: list[nodes.Node] = [nodes.Text(item.row.baseline or str(_("none")))]
    names = [name for name in dict.fromkeys(others) if name != item.name]
    if marked and not others:
        found += [nodes.Text(" "), span("≠", "mlsys-alone")]
    elif others:
        said = str(_("same baseline as its other rows"))
        if names:
            said = str(_("same baseline as %s") % ("、" if language == "zh" else ", ").join(names))
        found += [nodes.Text(" "), span(f"= {said}", "mlsys-same")]
    return found


def plots(found: Found, ident: str, docname: str, language: str) -> list[nodes.Node]:
    """Return bars for each unit and aim of which there are at least two results."""
    groups: dict[tuple[str, str], list[Compared]] = {}
    for unit, group in by_unit(found).items():
        for item in group:
            groups.setdefault((unit, item.row.direction), []).append(item)
    shown: list[nodes.Node] = []
    for number, ((unit, direction), group) in enumerate(groups.items()):
        if len(group) > 1:
            shown += _plot(group, unit, direction, f"{ident}-{number}", docname, language)
    return shown


def _plot(
    group: Found, unit: str, direction: str, ident: str, docname: str, language: str
) -> list[nodes.Node]:
    ordered = sorted(group, key=lambda c: -c.row.values[-1])
    together = mates(ordered)
    shown = [
        bars.Bar(
            kind=item.kind,
            key=item.key,
            name=item.name,
            amount=f"{words.qualifier(item.row.qualifier)} {item.row.amount}".strip(),
            note=", ".join(
                part
                for part in (
                    item.row.what,
                    str(_("against %s") % item.row.baseline) if item.row.baseline else "",
                )
                if part
            ),
            values=item.row.values,
            alone=not others,
        )
        for item, others in zip(ordered, together, strict=True)
    ]
    aim = _("Higher is better.") if direction == "higher" else _("Lower is better.")
    caption = [str(aim)]
    if unit == bars.PARITY:
        caption.append(str(_("The line at 1× is the baseline.")))
    if any(b.alone for b in shown):
        pale = _("A pale bar has a baseline of its own: its length says nothing about the others.")
        caption.append(str(pale))
    gap = "" if language == "zh" else " "
    title = str(_("Results: %s") % words.unit(unit))
    legend = Legend(title, gap.join(caption))
    return drawn(
        lambda width, name, said: bars.draw(shown, unit, width, name, said),
        ident, legend, gap.join(caption), [], docname,
    )  # fmt: skip
