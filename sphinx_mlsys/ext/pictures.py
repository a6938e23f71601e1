"""``picture``: topics by year, timetables, maps and networks, drawn from the records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx

from sphinx_mlsys.core import charts as data
from sphinx_mlsys.export.charts import (
    coauthors,
    institutions,
    terms,
    timetable,
    topics,
)
from sphinx_mlsys.export.charts.svg import Legend
from sphinx_mlsys.ext import lists, words
from sphinx_mlsys.ext.build import joined, table, term_xref, xref
from sphinx_mlsys.ext.directives import FILTERS, ChoosingDirective
from sphinx_mlsys.ext.drawn import Draw, drawn, setup_drawn
from sphinx_mlsys.ext.markup import title_nodes
from sphinx_mlsys.ext.words import _

LARGEST = 400
"""How many papers a map can hold: more could be neither read nor computed in a second."""

Cells = list[nodes.Node]
Rows = list[list[Cells]]


class Made(NamedTuple):
    """A picture, before it is drawn."""

    legend: Legend
    caption: str
    draw: Draw
    table: list[nodes.Node]


@dataclass(frozen=True, slots=True)
class Page:
    """The document that a picture stands in."""

    docname: str
    language: str

    def papers(self, shown: Sequence[data.Shown]) -> Cells:
        """Return links to papers."""
        refs = [xref("paper", s.key, *title_nodes(s.name), docname=self.docname) for s in shown]
        return joined(refs, self.comma)

    @property
    def comma(self) -> str:
        """What stands between the items of a list."""
        return "、" if self.language == "zh" else ", "

    def said(self, *sentences: object) -> str:
        """Return sentences one after the other."""
        return ("" if self.language == "zh" else " ").join(str(s) for s in sentences)


class PictureDirective(ChoosingDirective):
    """``picture``: a drawing of the records that the options choose, with its data.

    The argument is one of ``topics``, ``timetable`` (of the conference in the
    option), ``map``, ``institutions``, ``coauthors`` and ``terms``.
    """

    required_arguments = 1
    option_spec = {
        **dict.fromkeys(FILTERS, directives.unchanged_required),
        "filter": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Return the picture."""
        kind = self.arguments[0]
        if kind not in KINDS:
            return self.complain(
                f"There is no picture '{kind}'; there are {', '.join(KINDS)}.", "unknown-picture"
            )
        view = self.timetable() if kind == "timetable" else self.of_records(kind)
        if view is None:
            return []
        make, content = KINDS[kind]
        if not getattr(view, content):
            return [nodes.paragraph("", _("Nothing here yet."))]
        page = Page(self.env.docname, self.language)
        made = make(view, page)
        return drawn(made.draw, self.ident(), made.legend, made.caption, made.table, page.docname)

    def timetable(self) -> data.Held | None:
        """Return the program of the conference in the options; complain if there is none."""
        conference = self.options.get("conference", "")
        view: data.Held | None = self.view("held", conference)
        if view is None:
            self.complain(
                f"There is no conference '{conference}': name one in the option 'conference'.",
                "unknown-session",
            )
        return view

    def of_records(self, kind: str) -> Any:
        """Return what a picture of papers shows; complain if there are none or too many."""
        keys = self.chosen()
        if keys is None:
            return None
        if not keys or (kind == "map" and len(keys) > LARGEST):
            self.complain(
                f"A picture '{kind}' cannot show {len(keys)} records: choose from one to "
                f"{LARGEST} by an option such as 'conference' or 'filter'.",
                "picture-size",
            )
            return None
        return self.view("picture", kind, *keys)


def _text(content: object) -> Cells:
    return [nodes.Text(str(content))]


def _part(count: int, total: int) -> str:
    return f"{topics.share(count, total):.0f}%"


def _topics(view: data.Counts, page: Page) -> Made:
    caption = page.said(
        _("Share of the papers of each conference; a paper counts in each of its topics."),
        _("On the right: how many papers."),
    )
    rows: Rows = [
        [
            [xref("topic", row.id, row.name, docname=page.docname)],
            *(
                _text(f"{count} ({_part(count, total)})")
                for count, total in zip(row.counts, view.totals, strict=True)
            ),
        ]
        for row in view.rows
    ]
    head = [str(_("Topic")), *(c.name for c in view.conferences)]
    unit = str(_("papers"))
    return Made(
        Legend(str(_("Topics by year")), page.said(caption, *_moves(view))),
        caption,
        lambda width, ident, legend: topics.draw(view, width, ident, legend, unit),
        [_table(head, rows)],
    )


def _moves(view: data.Counts) -> list[str]:
    """Say which topic rose and which fell most."""
    moved = []
    for row in view.rows:
        first, last = (topics.share(row.counts[n], view.totals[n]) for n in (0, -1))
        moved.append((last - first, row, f"{first:.0f}%", f"{last:.0f}%"))
    if not moved or len(view.conferences) < 2:
        return []
    _up, rise, *risen = max(moved, key=lambda m: m[0])
    _down, fall, *fallen = min(moved, key=lambda m: m[0])
    return [
        str(_("The largest rise: %s, from %s to %s.") % (rise.name, *risen)),
        str(_("The largest fall: %s, from %s to %s.") % (fall.name, *fallen)),
    ]


def _timetable(view: data.Held, page: Page) -> Made:
    caption = page.said(
        _("Each day from its first to its last item; a dot is a paper."),
        _("Few times are on record, so the height of a block is no duration."),
    )
    said = timetable.Words(
        clock=words.clock,
        day=lambda day: words.short_date(day, page.language),
        untimed=str(_("time not recorded")),
        papers=lists.paper_count,
    )
    count = sum(len(papers) for _name, papers in view.papers)
    summary = _("%(days)d days, %(sessions)d sessions, %(papers)d papers.") % {
        "days": len(view.days),
        "sessions": len(view.papers),
        "papers": count,
    }
    return Made(
        Legend(str(_("Timetable of %s") % view.conference.name), page.said(summary, caption)),
        caption,
        lambda width, ident, legend: timetable.draw(view, width, ident, legend, said),
        lists.timetable(view.days, page.language, page.docname, titled=True),
    )


def _map(view: data.Places, page: Page) -> Made:
    from sphinx_mlsys.export.charts import similarity  # statistics takes time to import

    found = similarity.spread(view)
    caption = page.said(
        _("The more alike titles, takeaways, terms and topics of two papers are, the nearer they "
          "stand; the axes have no meaning."),
        _("In bold, topics in the middle of their papers."),
    )  # fmt: skip
    rows: Rows = [
        [
            page.papers([data.Shown(place.key, place.name)]),
            _text(view.conferences[place.conference].name),
            page.papers([data.Shown(view.places[n].key, view.places[n].name) for n in near]),
        ]
        for place, near in zip(view.places, found.nearest, strict=True)
    ]
    return Made(
        Legend(str(_("Map of papers by similarity")), caption),
        caption,
        lambda width, ident, legend: similarity.draw(view, found, width, ident, legend),
        [_table([_("Paper"), _("Where held"), _("Most alike")], rows)],
    )


def _institutions(view: data.Counts, page: Page) -> Made:
    leading = institutions.leading(view)
    least = min((row.total for row in leading), default=0)
    caption = page.said(
        _("Papers with an author of the institution; a paper counts for each of its institutions."),
        _("Shown are institutions with at least %d papers.") % least,
    )
    rows: Rows = [
        [_text(row.name), *(_text(n) for n in row.counts), page.papers(row.papers)]
        for row in leading
    ]
    head = [str(_("Institution")), *(c.name for c in view.conferences), str(_("Papers"))]
    return Made(
        Legend(str(_("Institutions")), caption),
        caption,
        lambda width, ident, legend: institutions.draw(view, width, ident, legend),
        [_table(head, rows, last=3)],
    )


def _coauthors(view: data.Circles, page: Page) -> Made:
    names = {person.id: person.name for group in view.groups for person in group}
    caption = str(
        _("An arc joins two people who wrote at least two of the papers together; the thicker it "
          "is, the more.")
    )  # fmt: skip
    rows: Rows = [
        [
            [xref("author", pair.one, names[pair.one], docname=page.docname)],
            [xref("author", pair.other, names[pair.other], docname=page.docname)],
            page.papers(pair.papers),
        ]
        for pair in sorted(view.pairs, key=lambda p: -len(p.papers))
    ]
    summary = _("%(people)d people in %(groups)d groups.") % {
        "people": len(names),
        "groups": len(view.groups),
    }
    return Made(
        Legend(str(_("Who wrote together")), page.said(summary, caption)),
        caption,
        lambda width, ident, legend: coauthors.draw(view, width, ident, legend),
        [_table([_("Author"), _("And"), _("Papers")], rows, last=2)],
    )


def _terms(view: data.Matrix, page: Page) -> Made:
    caption = page.said(
        _("A dot: papers of the session use the term; the larger it is, the more papers."),
        _("Shown are the terms of most papers."),
    )
    rows: Rows = [
        [[term_xref(term.name, term.id, docname=page.docname)], _uses(view, counts, page)]
        for term, counts in zip(view.terms[: terms.MOST], view.counts, strict=False)
    ]
    return Made(
        Legend(str(_("Terms by session")), caption),
        caption,
        lambda width, ident, legend: terms.draw(view, width, ident, legend),
        [_table([_("Term"), _("Sessions")], rows, last=3)],
    )


def _uses(view: data.Matrix, counts: Sequence[int], page: Page) -> Cells:
    """Return the sessions that use a term, with the number of papers."""
    found: Cells = []
    for (name, title, conference, _papers), count in zip(view.sessions, counts, strict=True):
        if count:
            ref = xref("session", name, f"{conference}: {title}", docname=page.docname)
            found.append(nodes.inline("", "", ref, nodes.Text(f" ({count})")))
    return joined(found, page.comma)


def _table(head: Sequence[object], rows: Rows, *, last: int = 1) -> nodes.table:
    """Return a table whose last column is *last* times as wide as the others."""
    widths = [1] * (len(head) - 1) + [last]
    shares = [round(100 * width / sum(widths)) for width in widths]
    return table([str(h) for h in head], rows, widths=shares, classes=["mlsys-figures"])


KINDS: Mapping[str, tuple[Callable[[Any, Page], Made], str]] = MappingProxyType(
    {
        "topics": (_topics, "rows"),
        "timetable": (_timetable, "days"),
        "map": (_map, "places"),
        "institutions": (_institutions, "rows"),
        "coauthors": (_coauthors, "groups"),
        "terms": (_terms, "terms"),
    }
)
"""Kind of picture to the function that makes it of its data, and what of these must be there."""


def setup_pictures(app: Sphinx) -> None:
    """Register the directive and what it needs."""
    app.add_directive_to_domain("mlsys", "picture", PictureDirective)
    setup_drawn(app)
