"""A record's view as a card, and as the record's own page, whatever they are made with.

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

from typing import Generic

from sphinx_mlsys.core.views import Card, Prose, ResultRow, Texts, Tie, Where
from sphinx_mlsys.core.yamlfile import YamlFile
from sphinx_mlsys.export.formats import FORMATS
from sphinx_mlsys.ext import words
from sphinx_mlsys.ext.languages import REMARKS
from sphinx_mlsys.ext.maker import Maker, P, joined
from sphinx_mlsys.ext.mend import MEND, mend_addresses
from sphinx_mlsys.ext.state import RECORD_FOLDERS
from sphinx_mlsys.ext.words import _

AUTHORS_SHOWN = 6
"""How many authors of a long list are shown before the rest is folded."""


class CardBuilder(Generic[P]):
    """Builds cards for one document out of the pieces of a maker.

    *language* is that of the build; *gbt* is the reference of the card that is
    built by GB/T 7714, *figures* and *remarks* are the pieces of its figures and
    of what the page adds to it.
    """

    def __init__(
        self,
        make: Maker[P],
        language: str,
        view: Card,
        source: YamlFile,
        *,
        gbt: str,
        figures: list[P],
        remarks: list[P],
    ) -> None:
        self.make = make
        self.language = language
        self.view = view
        self.source = source
        self.gbt = gbt
        self.figures = figures
        self.remarks = remarks

    def card(self, anchor: str) -> P:
        """Return the card; *anchor* is the id of the program card."""
        view, make = self.view, self.make
        record = (view.kind, view.key)
        content = [
            self.eyebrow(program=bool(anchor)),
            make.heading(self.title(), record, anchor),
            *self.head(),
        ]
        if self.remarks:
            content.append(make.box(self.remarks, REMARKS))
        label = _("Problem, approach, results") if view.kind == "paper" else _("More")
        more = [*self.body(view.texts), *self.tail()]
        folds = [make.fold(label, more, "mlsys-more")] if more else []
        folds += [*self.others(), self.cite(), *self.mend()]
        content.append(make.box(folds, "mlsys-folds"))
        return make.card(content, "mlsys-card", f"mlsys-{view.kind}", anchor=anchor, record=record)

    def page(self) -> P:
        """Return the content of the record's own page, below its title."""
        view, make = self.view, self.make
        folds = [*self.others(), self.cite(), *self.mend()]
        content = [
            self.eyebrow(program=True),
            *self.head(),
            *self.body(view.texts),
            *self.tail(),
            make.box(folds, "mlsys-folds"),
            *self.neighbours(),
        ]
        return make.box(content, "mlsys-card", "mlsys-page", f"mlsys-{view.kind}")

    def title(self) -> list[P]:
        """Return the title, which is English, the system's name set apart when it is in front."""
        found = self.named()
        return found if self.language == "en" else [self.make.group(found, "language-en")]

    def named(self) -> list[P]:
        """Return the title with the system's name set apart."""
        name, title = self.view.name, self.view.title
        if name and title.startswith(name + ":"):
            rest = title[len(name) + 1 :]
            return [self.make.span(f"{name}:", "mlsys-name"), *self.make.title(rest)]
        return [*self.make.title(title)]

    def eyebrow(self, *, program: bool) -> P:
        """Return session, day, time, and the award; the program card stands in its session."""
        make, where = self.make, self.view.where
        parts: list[P] = []
        if where is not None:
            if not program:
                parts += self.held(where)
            time = words.clock(where.start, where.end)
            parts.append(make.span(time or _("time not recorded"), "mlsys-time"))
        line = joined(make, parts, " · ")
        if self.view.award is not None:
            line += [make.text(" "), make.span(f"★ {self.view.award.name}", "mlsys-award")]
        return make.paragraph(line, "mlsys-eyebrow")

    def held(self, where: Where) -> list[P]:
        """Return session, conference and day."""
        make = self.make
        what = make.span(_("Talk"))
        if where.session:
            what = make.xref("session", where.session, [make.text(where.session_title)])
        conference = make.xref("conference", where.conference, [make.text(where.conference_name)])
        return [what, conference, make.span(words.held_day(where, self.language), "mlsys-date")]

    def head(self) -> list[P]:
        """Return what is always visible below the title."""
        view, make = self.view, self.make
        found: list[P] = [self.authors()]
        if view.texts.takeaway is not None:
            found.append(
                make.paragraph(make.inline(view.texts.takeaway, self.source), "mlsys-takeaway")
            )
        if view.lead is not None:
            found.append(self.lead(view.lead))
        meta: list[P] = []
        if view.topics:
            chips = [make.xref("topic", t.id, [make.text(t.name)]) for t in view.topics]
            lead_in = make.span(_("Topics: "), "mlsys-lead-in")
            line = [lead_in, *joined(make, chips, self.separator)]
            meta.append(make.paragraph(line, "mlsys-topics"))
        if view.links:
            links = [make.link(x.label, x.address, f"mlsys-link-{x.kind}") for x in view.links]
            meta.append(make.paragraph(joined(make, links, " · "), "mlsys-links"))
        if meta:
            found.append(make.box(meta, "mlsys-meta"))
        return found

    def authors(self) -> P:
        """Return the authors, the middle of a long list set apart to be folded."""
        make, separator = self.make, self.separator
        if not self.view.authors:
            return make.paragraph([make.span(_("Speaker not recorded"))], "mlsys-authors")
        refs = [make.xref("author", a.id, [make.text(a.name)]) for a in self.view.authors]
        if len(refs) <= AUTHORS_SHOWN + 1:
            return make.paragraph(joined(make, refs, separator), "mlsys-authors")
        # Shown whole without a script; the script folds the middle behind "+7".
        middle = joined(make, refs[AUTHORS_SHOWN - 1 : -1], separator)
        line = [
            *joined(make, refs[: AUTHORS_SHOWN - 1], separator),
            make.span(separator, "mlsys-sep"),
            make.group(middle, "mlsys-folded"),
            make.span(separator, "mlsys-sep"),
            refs[-1],
        ]
        return make.paragraph(line, "mlsys-authors")

    def lead(self, row: ResultRow) -> P:
        """Return the one result that a reader would quote."""
        make = self.make
        line: list[P] = []
        if said := words.qualifier(row.qualifier):
            line += [make.span(said, "mlsys-qualifier"), make.text(" ")]
        against = _("against %s") % row.baseline if row.baseline else ""
        parts = [p for p in (row.what, against, row.model, row.hardware) if p]
        line += [make.span(row.amount, "mlsys-value"), make.text(" ")]
        line.append(make.span(" · ".join(parts), "mlsys-measured"))
        return make.box([make.paragraph(line)], "mlsys-lead")

    def body(self, texts: Texts) -> list[P]:
        """Return the write-up in one language."""
        make, found = self.make, list[P]()
        if texts.parts:
            parts = [(words.part(name), self.blocks(prose)) for name, prose in texts.parts]
            found.append(make.fields(parts))
        if texts.results and texts.language == self.language:
            found.append(self.results(texts.results))
        after = []
        if texts.limits is not None:
            ours = self.view.limits_by != "paper"
            label = _("Limits (our remark)") if ours else _("Limits")
            after.append((label, self.blocks(texts.limits)))
        if texts.notes is not None:
            after.append((_("Notes"), self.blocks(texts.notes)))
        if texts.disagreements:
            items = [make.inline(d, self.source) for d in texts.disagreements]
            after.append((_("Where sources differ"), [make.bullets(items)]))
        if after:
            found.append(make.fields(after))
        return found

    def blocks(self, prose: Prose) -> list[P]:
        """Return a text of one or more paragraphs."""
        return [*self.make.blocks(prose, self.source)]

    def results(self, rows: tuple[ResultRow, ...]) -> P:
        """Return the results as a table, the lead result marked."""
        make, cells = self.make, list[list[list[P]]]()
        for row in rows:
            value: list[P] = []
            if row.qualifier:
                said = words.qualifier(row.qualifier)
                value += [make.span(said, "mlsys-qualifier"), make.text(" ")]
            value.append(make.strong(row.amount, *(("mlsys-led",) if row.lead else ())))
            setting = " · ".join(p for p in (row.model, row.hardware) if p)
            at = words.place(row.at, self.language)
            place = make.link(at, row.address) if row.address else make.text(at)
            middle = [[make.text(t)] if t else [] for t in (row.what, row.baseline, setting)]
            cells.append([value, *middle, [place]])
        head = [_("Result"), _("What was measured"), _("Against"), _("On"), _("Where")]
        return make.table(head, cells, (16, 30, 22, 20, 12), "mlsys-results")

    def tail(self) -> list[P]:
        """Return figures, connections, related papers and terms."""
        view, make = self.view, self.make
        fields: list[tuple[str, list[P]]] = []
        if view.ties:
            fields.append((_("Connections"), [make.bullets(map(self.tie, view.ties))]))
        if view.tied_from:
            refs = [self.tied(t.kind, t.key, t.name) for t in view.tied_from]
            fields.append((_("Referred to by"), [self.listed(refs)]))
        if view.related:
            items = [
                [
                    self.tied("paper", r.key, r.name),
                    make.text(" — "),
                    make.span(words.why_related(r, self.separator), "mlsys-relation"),
                ]
                for r in view.related
            ]
            fields.append((_("Related"), [make.bullets(items)]))
        if view.terms:
            fields.append(
                (_("Terms"), [self.listed([make.term(t.name, t.id) for t in view.terms])])
            )
        if view.affiliations:
            names = make.text(_("; ").join(view.affiliations))
            fields.append((_("Affiliations"), [make.paragraph([names])]))
        return [*self.figures, *([make.fields(fields)] if fields else ())]

    def tie(self, tie: Tie) -> list[P]:
        """Return a connection: to what, of what kind, and how."""
        make = self.make
        return [
            self.tied(tie.kind, tie.key, tie.name),
            make.text(" — "),
            make.span(words.relation(tie.relation), "mlsys-relation"),
            make.text(_(": ")),
            *make.inline(tie.how, self.source),
        ]

    def listed(self, refs: list[P]) -> P:
        """Return references as a paragraph."""
        return self.make.paragraph(joined(self.make, refs, self.separator))

    @property
    def separator(self) -> str:
        """What stands between names in a list."""
        return words.separator(self.language)

    def tied(self, kind: str, key: str, name: str) -> P:
        """Return a reference to a record or a cited work."""
        return self.make.xref(kind, key, self.make.title(name))

    def others(self) -> list[P]:
        """Return the write-up in the other languages, each in a fold."""
        make, found = self.make, list[P]()
        for texts in self.view.other:
            content: list[P] = []
            if texts.takeaway is not None:
                takeaway = make.inline(texts.takeaway, self.source)
                content.append(make.paragraph(takeaway, "mlsys-takeaway"))
            for _name, prose in texts.parts:
                content += self.blocks(prose)
            if texts.limits is not None:
                content += self.blocks(texts.limits)
            language = f"language-{words.html_language(texts.language)}"
            label = words.language_name(texts.language)
            found.append(make.fold(label, content, "mlsys-other", language))
        return found

    def cite(self) -> P:
        """Return the reference, and the BibTeX entry for outputs that can fold it."""
        make, view = self.make, self.view
        # In a language of its own rules: for screens, like the BibTeX source.
        gbt = [make.span("GB/T 7714: ", "mlsys-lead-in"), make.text(self.gbt)]
        content = [
            make.paragraph(make.title(view.reference), "mlsys-reference"),
            make.paragraph(gbt, "mlsys-gbt"),
            *make.files(f"{RECORD_FOLDERS[view.kind]}/{view.key}", tuple(FORMATS)),
            make.code(view.bibtex, "bibtex", "mlsys-bibtex"),
        ]
        return make.fold(_("Cite"), content, "mlsys-cite")

    def mend(self) -> list[P]:
        """Return links to edit the record and to report a mistake."""
        make = self.make
        links = [make.link(label, address) for label, address in mend_addresses(self.view)]
        return [make.paragraph(joined(make, links, " · "), MEND)] if links else []

    def neighbours(self) -> list[P]:
        """Return the way to the records before and after in the program."""
        make, parts = self.make, list[P]()
        sides = ((_("Before: "), self.view.before), (_("After: "), self.view.after))
        for label, other in sides:
            if other is not None:
                link = self.tied(other.kind, other.key, other.name)
                side = [make.span(label, "mlsys-lead-in"), link]
                parts += [make.group(side, "mlsys-neighbour"), make.text(" ")]
        return [make.paragraph(parts, "mlsys-neighbours")] if parts else []
