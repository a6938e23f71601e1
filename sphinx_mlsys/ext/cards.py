"""A record's view as standard nodes: the card, and the record's own page.

The tree of a card::

    container.mlsys-card  [id = key on its program page]
      paragraph.mlsys-eyebrow      session · time, award
      rubric.mlsys-title           link to the record
      paragraph.mlsys-authors
      paragraph.mlsys-takeaway
      container.mlsys-lead         the one figure
      paragraph.mlsys-topics
      paragraph.mlsys-links
      container.mlsys-folds        one row of labels in HTML
        container.mlsys-more       everything else, folded in HTML
        container.mlsys-other      the other languages, folded in HTML
        container.mlsys-cite       reference and BibTeX, folded in HTML
        paragraph.mlsys-mend       links to edit it and to report a mistake, in HTML
"""

from __future__ import annotations

from docutils import nodes
from sphinx.environment import BuildEnvironment

from sphinx_mlsys.core.views import Card, FigureView, Prose, ResultRow, Texts, Where
from sphinx_mlsys.core.yamlfile import YamlFile
from sphinx_mlsys.export.formats import FORMATS
from sphinx_mlsys.ext import words
from sphinx_mlsys.ext.build import (
    box,
    field,
    heading,
    joined,
    link,
    paragraph,
    span,
    table,
    term_xref,
    xref,
)
from sphinx_mlsys.ext.filelinks import file_links
from sphinx_mlsys.ext.languages import REMARKS
from sphinx_mlsys.ext.markup import Renderer, title_nodes
from sphinx_mlsys.ext.mend import mend_links
from sphinx_mlsys.ext.state import RECORD_FOLDERS, state_of
from sphinx_mlsys.ext.words import _

AUTHORS_SHOWN = 6
"""How many authors of a long list are shown before the rest is folded."""


class CardBuilder:
    """Builds the nodes of cards for one document."""

    def __init__(
        self,
        env: BuildEnvironment,
        docname: str,
        renderer: Renderer,
        settings: object,
        language: str,
    ) -> None:
        self.env = env
        self.docname = docname
        self.figures: list[nodes.Node] = []
        """The figures of the card that is built next."""
        self.renderer = renderer
        self.settings = settings
        self.language = language

    def card(
        self, view: Card, source: YamlFile, *, anchor: str, remarks: list[nodes.Node] | None = None
    ) -> nodes.container:
        """Return the card of a record; *anchor* is the id of the program card."""
        card = box("mlsys-card", f"mlsys-{view.kind}")
        card["record"] = (view.kind, view.key)
        if anchor:
            card["ids"].append(anchor)
        card += self.eyebrow(view, program=bool(anchor))
        card += heading(
            3,
            xref(view.kind, view.key, *self.title(view), docname=self.docname),
            classes=["mlsys-title"],
        )
        card += self.head(view, source)
        if remarks:
            card += nodes.container("", *remarks, classes=[REMARKS])
        more = box("mlsys-more", "mlsys-fold")
        more["label"] = _("Problem, approach, results") if view.kind == "paper" else _("More")
        more += self.body(view, view.texts, source)
        more += self.tail(view, source)
        folds = box("mlsys-folds")
        if len(more):
            folds += more
        folds += self.others(view, source)
        folds += self.cite(view)
        folds += mend_links(view)
        card += folds
        return card

    def page(self, view: Card, source: YamlFile) -> list[nodes.Node]:
        """Return the content of a record's own page, below its title."""
        card = box("mlsys-card", "mlsys-page", f"mlsys-{view.kind}")
        card += self.eyebrow(view, program=True)
        card += self.head(view, source)
        card += self.body(view, view.texts, source)
        card += self.tail(view, source)
        folds = box("mlsys-folds")
        folds += self.others(view, source)
        folds += self.cite(view)
        folds += mend_links(view)
        card += folds
        card += self.neighbours(view)
        return [card]

    def inline(self, prose: Prose, source: YamlFile) -> list[nodes.Node]:
        """Return a text of one paragraph."""
        return self.renderer.inline(prose, source, self.settings, own=self.own(source))

    def blocks(self, prose: Prose, source: YamlFile) -> list[nodes.Node]:
        """Return a text of one or more paragraphs."""
        return self.renderer.blocks(prose, source, self.settings, own=self.own(source))

    def own(self, source: YamlFile) -> bool:
        """Tell whether the document being read is the record's own page."""
        return source.file.name.startswith(self.docname.rsplit("/", 1)[-1] + ".")

    def title(self, view: Card) -> list[nodes.Node]:
        """Return the title, which is English, the system's name set apart when it is in front."""
        found = self.named(view)
        if self.language == "en":
            return found
        return [nodes.inline("", "", *found, classes=["language-en"])]

    def named(self, view: Card) -> list[nodes.Node]:
        """Return the title with the system's name set apart."""
        if view.name and view.title.startswith(view.name + ":"):
            rest = view.title[len(view.name) + 1 :]
            return [span(f"{view.name}:", "mlsys-name"), *title_nodes(rest)]
        return title_nodes(view.title)

    def eyebrow(self, view: Card, *, program: bool = False) -> nodes.paragraph:
        """Return session, day, time, and the award; the program card stands in its session."""
        parts: list[nodes.Node] = []
        where = view.where
        if where is not None:
            if not program:
                parts += self.held(view.kind, where)
            time = words.clock(where.start, where.end)
            parts.append(span(time or _("time not recorded"), "mlsys-time"))
        line = paragraph(*joined(parts, " · "), classes=["mlsys-eyebrow"])
        if view.award is not None:
            line += nodes.Text(" ")
            line += span(f"★ {view.award.name}", "mlsys-award")
        return line

    def held(self, kind: str, where: Where) -> list[nodes.Node]:
        """Return session, conference and day."""
        what: nodes.Node = span(_("Talk"))
        if where.session:
            what = xref("session", where.session, where.session_title, docname=self.docname)
        conference = xref(
            "conference", where.conference, where.conference_name, docname=self.docname
        )
        return [what, conference, span(words.held_day(where, self.language), "mlsys-date")]

    def head(self, view: Card, source: YamlFile) -> list[nodes.Node]:
        """Return what is always visible below the title."""
        found: list[nodes.Node] = [self.authors(view)]
        if view.texts.takeaway is not None:
            found.append(
                paragraph(*self.inline(view.texts.takeaway, source), classes=["mlsys-takeaway"])
            )
        if view.lead is not None:
            found.append(self.lead(view.lead))
        meta = box("mlsys-meta")
        if view.topics:
            chips = [xref("topic", t.id, t.name, docname=self.docname) for t in view.topics]
            meta += paragraph(
                span(_("Topics: "), "mlsys-lead-in"),
                *joined(chips, self.separator),
                classes=["mlsys-topics"],
            )
        if view.links:
            links = [link(x.label, x.address, f"mlsys-link-{x.kind}") for x in view.links]
            meta += paragraph(*joined(links, " · "), classes=["mlsys-links"])
        if len(meta):
            found.append(meta)
        return found

    def authors(self, view: Card) -> nodes.paragraph:
        """Return the authors, the middle of a long list set apart to be folded."""
        if not view.authors:
            return paragraph(span(_("Speaker not recorded")), classes=["mlsys-authors"])
        refs = [xref("author", a.id, a.name, docname=self.docname) for a in view.authors]
        separator = self.separator
        if len(refs) <= AUTHORS_SHOWN + 1:
            return paragraph(*joined(refs, separator), classes=["mlsys-authors"])
        first, last = refs[: AUTHORS_SHOWN - 1], refs[-1]
        # Shown whole without a script; the script folds it behind "+7".
        middle = span("", "mlsys-folded")
        middle += joined(refs[AUTHORS_SHOWN - 1 : -1], separator)
        return paragraph(
            *joined(first, separator),
            span(separator, "mlsys-sep"),
            middle,
            span(separator, "mlsys-sep"),
            last,
            classes=["mlsys-authors"],
        )

    def lead(self, row: ResultRow) -> nodes.container:
        """Return the one result that a reader would quote."""
        line = paragraph()
        said = words.qualifier(row.qualifier)
        if said:
            line += span(said, "mlsys-qualifier")
            line += nodes.Text(" ")
        line += span(row.amount, "mlsys-value")
        line += nodes.Text(" ")
        against = _("against %s") % row.baseline if row.baseline else ""
        parts = [p for p in (row.what, against, row.model, row.hardware) if p]
        line += span(" · ".join(parts), "mlsys-measured")
        lead = box("mlsys-lead")
        lead += line
        return lead

    def body(self, view: Card, texts: Texts, source: YamlFile) -> list[nodes.Node]:
        """Return the write-up in one language."""
        found: list[nodes.Node] = []
        fields = nodes.field_list(classes=["mlsys-fields"])
        for name, prose in texts.parts:
            fields += field(words.part(name), *self.blocks(prose, source))
        if len(fields):
            found.append(fields)
        if texts.results and texts.language == self.language:
            found.append(self.results(texts.results))
        after = nodes.field_list(classes=["mlsys-fields"])
        if texts.limits is not None:
            label = _("Limits") if view.limits_by == "paper" else _("Limits (our remark)")
            after += field(label, *self.blocks(texts.limits, source))
        if texts.notes is not None:
            after += field(_("Notes"), *self.blocks(texts.notes, source))
        if texts.disagreements:
            items = [
                nodes.list_item("", paragraph(*self.inline(d, source))) for d in texts.disagreements
            ]
            after += field(_("Where sources differ"), nodes.bullet_list("", *items))
        if len(after):
            found.append(after)
        return found

    def results(self, rows: tuple[ResultRow, ...]) -> nodes.table:
        """Return the results as a table, the lead result marked."""
        cells: list[list[list[nodes.Node]]] = []
        for row in rows:
            value: list[nodes.Node] = []
            if row.qualifier:
                value += [span(words.qualifier(row.qualifier), "mlsys-qualifier"), nodes.Text(" ")]
            marks = ["mlsys-led"] if row.lead else []
            value.append(nodes.strong("", row.amount, classes=marks))
            setting = " · ".join(p for p in (row.model, row.hardware) if p)
            at = words.place(row.at, self.language)
            place: list[nodes.Node] = [link(at, row.address) if row.address else nodes.Text(at)]
            cells.append(
                [value]
                + [[nodes.Text(t)] if t else [] for t in (row.what, row.baseline, setting)]
                + [place]
            )
        head = [_("Result"), _("What was measured"), _("Against"), _("On"), _("Where")]
        return table(head, cells, widths=[16, 30, 22, 20, 12], classes=["mlsys-results"])

    def tail(self, view: Card, source: YamlFile) -> list[nodes.Node]:
        """Return figures, connections, related papers and terms."""
        found: list[nodes.Node] = list(self.figures)
        fields = nodes.field_list(classes=["mlsys-fields"])
        if view.ties:
            items = []
            for tie in view.ties:
                line = paragraph(
                    self.tied(tie.kind, tie.key, tie.name),
                    nodes.Text(" — "),
                    span(words.relation(tie.relation), "mlsys-relation"),
                    nodes.Text(_(": ")),
                    *self.inline(tie.how, source),
                )
                items.append(nodes.list_item("", line))
            fields += field(_("Connections"), nodes.bullet_list("", *items))
        if view.tied_from:
            refs = [self.tied(t.kind, t.key, t.name) for t in view.tied_from]
            fields += field(_("Referred to by"), paragraph(*joined(refs, self.separator)))
        if view.related:
            items = [
                nodes.list_item(
                    "",
                    paragraph(
                        self.tied("paper", r.key, r.name),
                        nodes.Text(" — "),
                        span(words.why_related(r, self.separator), "mlsys-relation"),
                    ),
                )
                for r in view.related
            ]
            fields += field(_("Related"), nodes.bullet_list("", *items))
        if view.terms:
            refs = [term_xref(t.name, t.id, docname=self.docname) for t in view.terms]
            fields += field(_("Terms"), paragraph(*joined(refs, self.separator)))
        if view.affiliations:
            names = _("; ").join(view.affiliations)
            fields += field(_("Affiliations"), paragraph(nodes.Text(names)))
        if len(fields):
            found.append(fields)
        return found

    @property
    def separator(self) -> str:
        """What stands between names in a list."""
        return words.separator(self.language)

    def tied(self, kind: str, key: str, name: str) -> nodes.Node:
        """Return a reference to a record or a cited work."""
        return xref(kind, key, *title_nodes(name), docname=self.docname)

    def others(self, view: Card, source: YamlFile) -> list[nodes.Node]:
        """Return the write-up in the other languages, each in a fold."""
        found: list[nodes.Node] = []
        for texts in view.other:
            fold = box(
                "mlsys-other", "mlsys-fold", f"language-{words.html_language(texts.language)}"
            )
            fold["label"] = words.language_name(texts.language)
            if texts.takeaway is not None:
                fold += paragraph(*self.inline(texts.takeaway, source), classes=["mlsys-takeaway"])
            for _name, prose in (*texts.parts, *((("", texts.limits),) if texts.limits else ())):
                fold += self.blocks(prose, source)
            found.append(fold)
        return found

    def cite(self, view: Card) -> nodes.container:
        """Return the reference, and the BibTeX entry for outputs that can fold it."""
        cite = box("mlsys-cite", "mlsys-fold")
        cite["label"] = _("Cite")
        cite += paragraph(*title_nodes(view.reference), classes=["mlsys-reference"])
        # In a language of its own rules: for screens, like the BibTeX source.
        line: str = state_of(self.env).shows.view("gbt", view.key)[0]
        cite += paragraph(
            span("GB/T 7714: ", "mlsys-lead-in"), nodes.Text(line), classes=["mlsys-gbt"]
        )
        cite += file_links(f"{RECORD_FOLDERS[view.kind]}/{view.key}", tuple(FORMATS))
        code = nodes.literal_block(view.bibtex, view.bibtex, classes=["mlsys-bibtex"])
        code["language"] = "bibtex"
        code["force"] = True
        cite += code
        return cite

    def neighbours(self, view: Card) -> list[nodes.Node]:
        """Return the way to the records before and after in the program."""
        parts: list[nodes.Node] = []
        for label, other in ((_("Before: "), view.before), (_("After: "), view.after)):
            if other is not None:
                side = span("", "mlsys-neighbour")
                side += span(label, "mlsys-lead-in")
                side += self.tied(other.kind, other.key, other.name)
                parts += [side, nodes.Text(" ")]
        return [paragraph(*parts, classes=["mlsys-neighbours"])] if parts else []


def figure_nodes(view: FigureView, language: str, holder: str) -> nodes.figure:
    """Return a figure with caption, source and text alternative, for a record or a term."""
    image = nodes.image(uri=f"/figures/{view.id}.{language}.svg", alt=view.alt)
    caption = nodes.caption("", view.caption)
    if view.source:
        caption += nodes.Text(_(" Source: %s") % view.source)
    return nodes.figure(
        "", image, caption, ids=[f"{holder}-figure-{view.id}"], classes=["mlsys-figure"]
    )
