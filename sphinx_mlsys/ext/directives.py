"""The directives: cards, sessions, days, timetables, lists, the glossary, the authors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from sphinx_mlsys.core.charts import Counts
from sphinx_mlsys.core.text import slug
from sphinx_mlsys.core.views import AuthorView, Card, DayView, ListRow, SessionView, TermView
from sphinx_mlsys.ext import indices, lists, results
from sphinx_mlsys.ext.build import paragraph, span, xref
from sphinx_mlsys.ext.deferred import card_node
from sphinx_mlsys.ext.filelinks import CITATIONS, file_links
from sphinx_mlsys.ext.report import warn
from sphinx_mlsys.ext.state import DigestState, meant, show, state_of
from sphinx_mlsys.ext.words import _


class DigestDirective(SphinxDirective):
    """What all directives share: the library, views that are noted, and complaints."""

    @property
    def digest(self) -> DigestState:
        """The domain's state."""
        return state_of(self.env)

    @property
    def language(self) -> str:
        """The language of the build's records."""
        return self.digest.shows.language

    def view(self, maker: str, *args: Any) -> Any:
        """Return a view and note that this document shows it."""
        return show(self.env, maker, *args)

    def complain(self, message: str, code: str) -> list[nodes.Node]:
        """Warn at the directive and show nothing."""
        warn(message, (self.env.docname, self.lineno), code)
        return []

    def ident(self) -> str:
        """Return a name for the ids of a drawing, one of its own in all documents."""
        number = self.env.new_serialno("mlsys-drawing")
        return f"{slug(self.env.docname)}-drawing-{number}"

    def card(self, key: str, remarks: list[nodes.Node] | None = None) -> list[nodes.Node]:
        """Return the card of a record; on its program page it is its home."""
        view: Card | None = self.view("card", key, self.config.mlsys_other_language)
        if view is None:
            return []
        place = self.digest.library.places.get(key)
        at_home = place is not None and place.page == self.env.docname
        anchor = at_home and self.digest.note_home(self.env.docname, view.kind, key, key)
        settings = self.state.document.settings
        return card_node(
            self.env, view, settings, anchor=key if anchor else "", remarks=remarks or ()
        )

    def session(self, view: SessionView) -> nodes.section:
        """Return a session as a section with its cards."""
        anchor = "session-" + view.name.replace("/", "-")
        section = nodes.section(ids=[anchor], names=[], classes=["mlsys-session"])
        section += nodes.title("", view.title)
        self.digest.note_home(self.env.docname, "session", view.name, anchor)
        section += lists.session_line(view)
        calendar = ("ics",) if self.view("timed", view.name) else ()
        citations = CITATIONS if view.keys else ()
        if citations or calendar:
            section += file_links(view.name, (*citations, *calendar))
        for key in view.keys:
            section += self.card(key)
        return section


class RecordDirective(DigestDirective):
    """``paper`` and ``talk``: the card of a record, with remarks for this page."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the card."""
        kind = self.name.rsplit(":", 1)[-1]
        key = meant(self.env, kind, self.arguments[0])
        if key is None:
            return self.complain(
                f"There is no {kind} '{self.arguments[0]}' in this digest.", "unknown-record"
            )
        remarks = self.parse_content_to_nodes() if self.content else []
        return self.card(key, remarks)


class SessionDirective(DigestDirective):
    """``session``: a session with its cards, as a section."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the section."""
        view = self.view("session", self.arguments[0])
        if view is None:
            return self.complain(f"There is no session '{self.arguments[0]}'.", "unknown-session")
        return [self.session(view)]


class DayDirective(DigestDirective):
    """``day``: everything held on a day, in order, with cards."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return sessions as sections and talks as cards below a heading."""
        day: DayView | None = self.view("day", self.arguments[0])
        if day is None:
            return self.complain(
                f"There is no day '{self.arguments[0]}'; write it as <conference>/<number>.",
                "unknown-session",
            )
        found: list[nodes.Node] = []
        talks: nodes.section | None = None
        for slot in day.slots:
            if slot.kind == "session":
                view = self.view("session", slot.id)
                if view is not None:
                    found.append(self.session(view))
                talks = None
                continue
            cards = self.card(slot.id) if slot.kind == "talk" else [lists.event_line(slot)]
            if talks is None:
                anchor = f"talks-{day.conference}-{day.number}-{len(found) + 1}"
                talks = nodes.section(ids=[anchor], names=[], classes=["mlsys-session"])
                talks += nodes.title("", _("Talks"))
                found.append(talks)
            talks += cards
        return found


class TimetableDirective(DigestDirective):
    """``timetable``: the program of a day or of a conference."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a table for each day."""
        name = self.arguments[0]
        if "/" in name:
            day: DayView | None = self.view("day", name)
            days: Sequence[DayView] = (day,) if day else ()
        else:
            days = self.view("days", name) or ()
        if not days:
            return self.complain(f"There is no conference or day '{name}'.", "unknown-session")
        found = lists.timetable(days, self.language, self.env.docname, titled="/" not in name)
        held = any(slot.papers or slot.kind == "talk" for day in days for slot in day.slots)
        path = name.replace("/", "/day-") if "/" in name else f"mlsys-{name}"
        return [*found, file_links(path, (*(CITATIONS if held else ()), "ics"))]


def _choice(*values: str) -> Any:
    return lambda argument: directives.choice(argument, values)


FILTERS = ("conference", "day", "session", "topic", "term", "author", "award", "kind")


class ChoosingDirective(DigestDirective):
    """What ``papers`` and ``results`` share: the choice of records."""

    def chosen(self) -> tuple[str, ...] | None:
        """Return the keys that options and filter choose; complain if the filter is faulty."""
        parts = [f"{n} == {self.options[n]!r}" for n in FILTERS if n in self.options]
        if "kind" not in self.options:
            parts.insert(0, "kind == 'paper'")
        if "filter" in self.options:
            parts.append(f"({self.options['filter']})")
        keys = self.view("records", " and ".join(parts))
        if isinstance(keys, str):
            self.complain(keys[:1].upper() + keys[1:] + ".", "bad-filter")
            return None
        return tuple(keys)


class PapersDirective(ChoosingDirective):
    """``papers``: records chosen by options and a filter, as list, table, grid or cards."""

    option_spec = {
        **dict.fromkeys(FILTERS, directives.unchanged_required),
        "filter": directives.unchanged_required,
        "sort": _choice("program", "title", "author", "year"),
        "group": _choice("none", "conference", "session", "topic", "award"),
        "as": _choice("list", "table", "grid", "cards"),
        "limit": directives.positive_int,
    }

    def run(self) -> list[nodes.Node]:
        """Return the records in the form asked for."""
        keys = self.chosen()
        if keys is None:
            return []
        rows: Sequence[ListRow] = self.view("rows", *keys)
        rows = lists.in_order(rows, self.options.get("sort", "program"))
        rows = rows[: self.options.get("limit", len(rows))]
        found: list[nodes.Node] = []
        for label, members in lists.grouped(rows, self.options.get("group", "none")):
            if label:
                found.append(lists.group_heading(label))
            form = self.options.get("as", "list")
            if form == "cards":
                for row in members:
                    found += self.card(row.key)
            else:
                found += lists.FORMS[form](members, self.language, self.env.docname)
        if not rows:
            found.append(nodes.paragraph("", _("Nothing here yet."), classes=["mlsys-empty"]))
        return found


class ResultsDirective(ChoosingDirective):
    """``results``: results side by side, with baseline and hardware beside each number.

    The body names results, one a line: a key and the amount as it is shown
    (``lin2024awq 3.9×``). Without a body, the lead results of the records
    that the options choose; ``unit`` keeps those of one unit,
    ``without-unit`` leaves units out (``×, %``). With ``plot``, bars stand above
    the table.
    """

    has_content = True
    option_spec = {
        **dict.fromkeys(FILTERS, directives.unchanged_required),
        "filter": directives.unchanged_required,
        "unit": directives.unchanged_required,
        "without-unit": directives.unchanged_required,
        "plot": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Return a table for each unit, and bars if they are asked for."""
        lines = [line.split(None, 1) for line in self.content if line.strip()]
        wanted = [(key, amount[0].strip() if amount else "") for key, *amount in lines]
        if not wanted:
            keys = self.chosen()
            if keys is None:
                return []
            rows = self.view("rows", *keys)
            wanted = [(row.key, "") for row in rows if row.lead is not None]
        found = self.view("results", *wanted)
        for complaint in (f for f in found if isinstance(f, str)):
            self.complain(complaint, "unknown-record")
        sound = [f for f in found if not isinstance(f, str)]
        if "unit" in self.options:
            sound = [f for f in sound if f.row.unit == self.options["unit"]]
        left_out = {u.strip() for u in self.options.get("without-unit", "").split(",") if u.strip()}
        sound = [f for f in sound if f.row.unit not in left_out]
        shown = results.comparison(sound, self.env.docname, self.language)
        if "plot" in self.options:
            shown = [*results.plots(sound, self.ident(), self.env.docname, self.language), *shown]
        return shown


class TermsDirective(DigestDirective):
    """``terms``: the glossary from its data."""

    def run(self) -> list[nodes.Node]:
        """Return the definitions and note each term and its other names."""
        terms: tuple[TermView, ...] = self.view("glossary")
        source = self.digest.library.sources.get("glossary")
        if source is None:
            return []
        rows = {d["id"]: n for n, d in enumerate(source.data) if isinstance(d, dict) and "id" in d}
        std = self.env.domains.standard_domain
        taken: set[str] = set()
        for term in terms:
            for name in (term.id, term.name, *(n for _x, n in term.other_names), *term.aliases):
                for spelling in dict.fromkeys((name, name.lower())):
                    if spelling not in taken:
                        taken.add(spelling)
                        std.note_object("term", spelling, f"term-{term.id}")
        return indices.glossary(
            terms, rows, source, self.digest.renderer, self.state.document.settings,
            self.language, self.env.docname,
        )  # fmt: skip


class AuthorsDirective(DigestDirective):
    """``authors``: the index of authors, their home where they have no pages."""

    def run(self) -> list[nodes.Node]:
        """Return a definition for each author, under initials."""
        authors: tuple[AuthorView, ...] = self.view("authors")
        for author in authors:
            self.digest.note_home(self.env.docname, "author", author.slug, f"author-{author.slug}")
        return indices.author_index(authors, self.language, self.env.docname)


class InstitutionsDirective(DigestDirective):
    """``institutions``: the institutions of the authors, each with its papers."""

    def run(self) -> list[nodes.Node]:
        """Return a definition for each institution, under initials."""
        counts: Counts = self.view("picture", "institutions", *self.view("records", ""))
        return indices.institution_index(counts.rows, self.language, self.env.docname)


class TopicsDirective(DigestDirective):
    """``topics``: all topics with their numbers of papers and talks, as a strip."""

    def run(self) -> list[nodes.Node]:
        """Return a list of links."""
        rows: tuple[tuple[str, str, int], ...] = self.view("topics")
        items = [
            nodes.list_item(
                "",
                paragraph(
                    xref("topic", ident, name, docname=self.env.docname),
                    nodes.Text(" "),
                    span(str(count), "mlsys-count"),
                ),
            )
            for ident, name, count in rows
        ]
        return [nodes.bullet_list("", *items, classes=["mlsys-topic-strip"])] if items else []


DIRECTIVES: dict[str, type[SphinxDirective]] = {
    "paper": RecordDirective,
    "talk": RecordDirective,
    "session": SessionDirective,
    "day": DayDirective,
    "timetable": TimetableDirective,
    "papers": PapersDirective,
    "results": ResultsDirective,
    "terms": TermsDirective,
    "authors": AuthorsDirective,
    "institutions": InstitutionsDirective,
    "topics": TopicsDirective,
}
"""Name to class of every directive of the domain."""
