"""Filtering, the reader's own list and previews: pages, scripts and the data they load.

``browse`` shows every record in one list that can be read as it stands; a
script filters it. ``my-list`` is a place that only a script can fill and says so
without one. Everything else is scripts, loaded where there is something for
them to do, and the files of :mod:`sphinx_mlsys.export.selection`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from sphinx_mlsys.export.facets import BrowseRow, Wording
from sphinx_mlsys.export.file import File
from sphinx_mlsys.ext import words
from sphinx_mlsys.ext.build import box, joined, link, paragraph, span, xref
from sphinx_mlsys.ext.directives import DigestDirective
from sphinx_mlsys.ext.markup import title_nodes
from sphinx_mlsys.ext.outputs import Keys
from sphinx_mlsys.ext.pages import manifest_of
from sphinx_mlsys.ext.pieces import pieces_of
from sphinx_mlsys.ext.site import PAGED, made_from
from sphinx_mlsys.ext.state import state_of
from sphinx_mlsys.ext.words import _

WEB = "builder_html or builder_dirhtml"
"""The outputs that have these pages; written as the directive ``only`` has it."""

MY_LIST = "my-list"
"""The document that shows the reader's own list, by which other pages know there is one."""


def web_only(content: nodes.Node, otherwise: str) -> list[nodes.Node]:
    """Return *content* for the outputs that have it, and a sentence for all others."""
    notice = paragraph(nodes.Text(otherwise), classes=["mlsys-web-notice"])
    other = addnodes.only("", notice, expr=f"not ({WEB})")
    return [addnodes.only("", content, expr=WEB), other]


class BrowseDirective(DigestDirective):
    """``browse``: all papers and talks in one list, which the page can filter."""

    def run(self) -> list[nodes.Node]:
        """Return the list."""
        rows: Sequence[BrowseRow] = self.view("browse")
        items = [entry(row, self.language, self.env.docname) for row in rows]
        found = box("mlsys-browse")
        found += nodes.bullet_list("", *items, classes=["mlsys-list", "mlsys-entries"])
        return web_only(found, _("The list of all papers and talks is part of the web edition."))


class MyListDirective(DigestDirective):
    """``my-list``: the place of the list that readers keep in their browser."""

    def run(self) -> list[nodes.Node]:
        """Return the place, which says what it needs."""
        found = box("mlsys-my-list")
        found += paragraph(nodes.Text(_("The list needs a script, which does not run here.")))
        return web_only(found, _("A list of your own can be kept in the web edition."))


def entry(item: BrowseRow, language: str, docname: str) -> nodes.list_item:
    """Return a record as an entry with three depths: title, takeaway, facts."""
    row = item.row
    name = nodes.inline("", "", *title_nodes(row.title))
    if language != "en":  # titles are English
        name["classes"].append("language-en")
    title = paragraph(xref(row.kind, row.key, name, docname=docname), classes=["mlsys-row-title"])
    if row.award is not None:
        title += nodes.Text(" ")
        title += span(f"★ {row.award.name}", "mlsys-award")
    found = nodes.list_item("", title)
    found += paragraph(nodes.Text(_place(item, language)), classes=["mlsys-row-facts"])
    if row.takeaway is not None:
        found += paragraph(nodes.Text(row.takeaway.text), classes=["mlsys-row-takeaway"])
    for part in _facts(item, language, docname):
        found += part
    return found


def _place(item: BrowseRow, language: str) -> str:
    row = item.row
    names = [a.name for a in row.authors]
    some = words.separator(language).join(names[:3])
    if len(names) > 3:
        some += " 等" if language == "zh" else " et al."
    parts = [some or _("Speaker not recorded")]
    if row.where is not None:
        parts += [
            row.where.conference_name,
            words.held_day(row.where, language),
            row.where.session_title or _("Talk"),
        ]
    return " · ".join(p for p in parts if p)


def _facts(item: BrowseRow, language: str, docname: str) -> list[nodes.Node]:
    """Return what only the fullest density shows."""
    row, separator = item.row, words.separator(language)
    found: list[nodes.Node] = []
    if row.lead is not None:
        said = words.qualifier(row.lead.qualifier)
        line = paragraph(classes=["mlsys-row-lead", "mlsys-row-full"])
        if said:
            line += [span(said, "mlsys-qualifier"), nodes.Text(" ")]
        against = _("against %s") % row.lead.baseline if row.lead.baseline else ""
        measured = (row.lead.what, against, row.lead.model, row.lead.hardware)
        line += [span(row.lead.amount, "mlsys-value"), nodes.Text(" ")]
        line += span(" · ".join(m for m in measured if m), "mlsys-measured")
        found.append(line)
    more: list[tuple[str, list[nodes.Node]]] = []
    if len(row.authors) > 3:
        names = [xref("author", a.id, a.name, docname=docname) for a in row.authors]
        more.append((_("Authors"), joined(names, separator)))
    if item.institutions:
        more.append((_("Affiliations"), [nodes.Text(_("; ").join(item.institutions))]))
    if row.topics:
        topics = [xref("topic", t.id, t.name, docname=docname) for t in row.topics]
        more.append((_("Topics"), joined(topics, separator)))
    if item.links:
        addresses = [link(x.label, x.address) for x in item.links]
        more.append((_("Links"), joined(addresses, " · ")))
    for label, content in more:
        head = span(f"{label}{'：' if language == 'zh' else ': '}", "mlsys-lead-in")
        found.append(paragraph(head, *content, classes=["mlsys-row-more", "mlsys-row-full"]))
    return found


def wording(language: str) -> Wording:
    """Return what the interface calls things, for the files of data."""
    return Wording(
        kinds={"paper": _("Paper"), "talk": _("Talk")},
        code=_("With code"),
        day=lambda day: words.short_date(day, language),
    )


def facet_words() -> dict[str, str]:
    """Return the names of the facets, and what is said of them."""
    return {
        "conference": _("Conference"),
        "day": _("Day"),
        "session": _("Session"),
        "kind": _("Paper or talk"),
        "topic": _("Topic"),
        "award": _("Award"),
        "code": _("Code"),
        "term": _("Term"),
        "author": _("Author"),
        "institution": _("Institution"),
        "find": _("Title, name or author"),
        "filters": _("Filters"),
        "chosen": _("Filters in use"),
        "remove": _("Remove the filter {name}"),
        "clear": _("Clear all"),
        "narrow": _("Find in {name}"),
        "all": _("Show all {count}"),
        "fewer": _("Show fewer"),
        "count": _("{shown} of {all} papers and talks"),
        "whole": _("All {all} papers and talks"),
        "none": _("Nothing fits all of these filters. Take one away, or search the full texts:"),
        "search": _("Search"),
        "density": _("Show"),
        "titles": _("Titles"),
        "takeaways": _("Takeaways"),
        "full": _("All facts"),
    }


def save_words() -> dict[str, str]:
    """Return what is said of saving."""
    return {
        "save": _("Save as"),
        "calendar": _("Calendar"),
        "saved": _("{count} saved in {file}."),
        "undated": _("{count} saved in {file}; of {missing} the day is not recorded."),
        "failed": _("The data could not be loaded."),
    }


def list_words() -> dict[str, str]:
    """Return what is said of the reader's own list."""
    return {
        "star": _("Keep “{name}” in my list"),
        "keep": _("Keep"),
        "kept": _("Kept"),
        "lost": _("This browser stores nothing for this site, so the list is lost with the page. "
                  "On the page of the list it can be saved as a file."),
    }  # fmt: skip


def my_list_words() -> dict[str, str]:
    """Return what is said on the page of the list."""
    return {
        "empty": _("Nothing here yet. Press the star of a paper or talk to keep it here."),
        "browse": _("Browse all papers and talks"),
        "count": _("{count} in the list"),
        "private": _("The list is stored in this browser only; nothing is sent anywhere."),
        "up": _("Move “{name}” up"),
        "down": _("Move “{name}” down"),
        "remove": _("Remove “{name}”"),
        "take": _("Remove"),
        "note": _("Note"),
        "moved": _("“{name}” is now number {number} of {count}."),
        "removed": _("“{name}” was removed."),
        "cleared": _("The list was cleared."),
        "undo": _("Undo"),
        "restored": _("The list is as it was."),
        "clear": _("Clear the list"),
        "load": _("Load a saved list"),
        "loaded": _("{count} added, {known} were there already."),
        "unknown": _(
            "{count} added, {known} were there already, {unknown} are not of this digest."
        ),
        "faulty": _("This file holds no list that was saved here."),
        "gone": _("not in this digest"),
        "lost": list_words()["lost"],
        "stored": save_words()["saved"],
        "failed": save_words()["failed"],
    }


def add_scripts(
    app: Sphinx, pagename: str, _template: str, _context: dict[str, Any], _doctree: object
) -> None:
    """Load the scripts that this page needs (html-page-context)."""
    if app.builder.name not in PAGED:
        return
    views = {maker for maker, *_rest in state_of(app.env).views.get(pagename, ())}
    here = pagename == MY_LIST
    if not (views or here or pagename.startswith("authors/")):
        return
    app.add_css_file("mlsys-browse.css", priority=720)
    _script(app, "mlsys-data.js")
    _script(app, "mlsys-preview.js")
    if MY_LIST in app.env.found_docs:
        _script(app, "mlsys-list.js", list_words())
    if "browse" in views or here:
        _script(app, "mlsys-save.js", save_words())
    if "browse" in views:
        _script(app, "mlsys-search.js")  # folds what is typed as the data is folded
        _script(
            app, "mlsys-browse.js", facet_words() | {"page": app.builder.get_target_uri("search")}
        )
    if here:
        browse = app.builder.get_target_uri("browse") if "browse" in app.env.found_docs else ""
        _script(app, "mlsys-my-list.js", my_list_words() | {"page": browse})


def _script(app: Sphinx, name: str, said: Mapping[str, str] | None = None) -> None:
    """Load a script; what it says stands in an attribute of its element."""
    data: dict[str, Any] = {}
    if said:
        data["data-words"] = json.dumps(said, ensure_ascii=False)
    app.add_js_file(name, loading_method="defer", **data)


def write_data(app: Sphinx) -> None:
    """Write the files that the scripts load, if they have changed."""
    called = wording(state_of(app.env).shows.language)
    said = made_from(app, called.code, *called.kinds.values())
    manifest_of(app).write("selection", said, lambda only: _files(app, called, only))


def _files(app: Sphinx, called: Wording, only: Keys | None) -> Iterator[File]:
    from sphinx_mlsys.export.selection import selection_files  # takes time to import

    return selection_files(pieces_of(app), called, only)


def setup_browse(app: Sphinx) -> None:
    """Register the directives and connect the handlers."""
    app.add_directive_to_domain("mlsys", "browse", BrowseDirective)
    app.add_directive_to_domain("mlsys", "my-list", MyListDirective)
    app.connect("html-page-context", add_scripts)
