"""Search: an index of its own, in parts, in place of Sphinx's (which knows no Chinese).

Records, terms, authors and topics come from the library; the prose of pages is
noted per document while it is read. The index is written whole by every build,
so it equals that of a clean one.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from sphinx_mlsys import __version__
from sphinx_mlsys.export.searchindex import FOLDER, Entry, index_files, record_entries, synonyms
from sphinx_mlsys.ext.outputs import digest, write_whole
from sphinx_mlsys.ext.pages import manifest_of, page_digest, page_path
from sphinx_mlsys.ext.state import RECORD_FOLDERS, state_of
from sphinx_mlsys.ext.words import _

SKIPPED = frozenset(
    {"mlsys-card", "mlsys-list", "mlsys-table", "mlsys-grid", "mlsys-authors-index"}
)
"""Classes of nodes whose text is found elsewhere."""


def replace_search(app: Sphinx) -> None:
    """Switch Sphinx's own index off where this one is written (builder-inited)."""
    builder = app.builder
    if isinstance(builder, StandaloneHTMLBuilder):
        builder.search = False
        state_of(app.env).has_search = builder.name in ("html", "dirhtml")


def note_text(app: Sphinx, doctree: nodes.document) -> None:
    """Note the prose of a page that is no record (doctree-read)."""
    env = app.env
    metadata = env.metadata.get(env.docname, {})
    if "mlsys-record" in metadata or "no-search" in metadata or "nosearch" in metadata:
        return
    if next(doctree.findall(addnodes.glossary), None) is not None:
        return  # each term is found by itself
    state_of(env).search[env.docname] = " ".join(_prose(doctree))


def _prose(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Text):
        yield node.astext()
    elif isinstance(node, (nodes.comment, nodes.literal_block, nodes.raw)):
        return
    elif not (isinstance(node, nodes.Element) and SKIPPED.intersection(node["classes"])):
        for child in node.children:
            yield from _prose(child)


def write_index(app: Sphinx, exception: Exception | None) -> None:
    """Write the index (build-finished)."""
    state = state_of(app.env)
    if exception is not None or not state.has_search:
        return
    manifest = manifest_of(app)
    listed = list(entries(app))
    made_from = digest(__version__, repr(listed), repr(synonyms(state.library)))
    # Splitting all texts into tokens is most of the work of a build without a change.
    if not manifest.claim(f"{FOLDER}index.js", made_from) and manifest.keep(FOLDER):
        return
    for path, content in index_files(state.library, listed):
        manifest.claim(path, made_from)
        write_whole(Path(app.outdir) / path, content.encode())


def entries(app: Sphinx) -> Iterator[Entry]:
    """Yield everything that can be found in this build."""
    state = state_of(app.env)
    address = app.builder.get_target_uri
    addresses: dict[tuple[str, str], str] = {}
    for kind, names in (
        ("paper", state.library.papers),
        ("talk", state.library.talks),
        ("author", state.library.authors),
        ("topic", state.library.topics),
    ):
        for name in names:
            home = state.home_of(kind, name)
            if home is not None:
                anchor = f"#{home[1]}" if home[1] else ""
                addresses[kind, name] = address(home[0]) + anchor
    std = app.env.domains.standard_domain
    for ident in state.library.terms:
        place = std.objects.get(("term", ident))
        if place is not None:
            addresses["term", ident] = f"{address(place[0])}#{place[1]}"
    topics = {addresses["topic", t]: t for t in state.library.topics if ("topic", t) in addresses}
    prose = {topics[where]: text for name, text in state.search.items()
             if (where := address(name)) in topics}  # fmt: skip
    yield from record_entries(state.library, state.shows.language, addresses, prose)
    known = set(addresses.values())
    for docname, text in sorted(state.search.items()):
        where = address(docname)
        if where in known or docname.startswith(tuple(RECORD_FOLDERS.values())):
            continue
        title = app.env.titles[docname].astext() if docname in app.env.titles else docname
        yield Entry("page", where, title, "", (("title", title), ("body", text)))


def search_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the search page, if it has changed (html-collect-pages)."""
    if not state_of(app.env).has_search:
        return
    words = {
        "title": _("Search"),
        "placeholder": _("Search papers, authors, terms"),
        "noscript": _("The search needs a script. Without it, the pages by day, topic, author "
                      "and term list everything."),
        "none": _("Nothing found. Try fewer or other words."),
        "one": _("1 result"),
        "many": _("%d results"),
        "more": _("Show more"),
        "also": _("Go to"),
        "paper": _("Paper"),
        "talk": _("Talk"),
        "term": _("Term"),
        "author": _("Author"),
        "topic": _("Topic"),
        "page": _("Page"),
    }  # fmt: skip
    manifest = manifest_of(app)
    if manifest.claim(page_path(app, "search"), page_digest(app, repr(sorted(words.items())))):
        said = {"title": words["title"], "mlsys_words": words,
                "mlsys_description": words["placeholder"]}  # fmt: skip
        yield "search", said, "mlsys-search.html"


class search_field(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """A field that leads to the search page; only pages with a search beside them show it."""


class SearchDirective(SphinxDirective):
    """``search``: a field for a query, where the output has a search page."""

    def run(self) -> list[nodes.Node]:
        """Return the field."""
        return [search_field("", label=_("Search papers, authors, terms"), button=_("Search"))]


class PlaceSearch(SphinxPostTransform):
    """Leave the field out where there is no search."""

    default_priority = 200

    def run(self, **kwargs: Any) -> None:
        """Remove each field of an output without a search page."""
        if not state_of(self.env).has_search:
            for field in list(self.document.findall(search_field)):
                field.parent.remove(field)


def visit_search_field(self: HTML5Translator, node: search_field) -> None:
    """Write a form that works without a script."""
    label, button = (html.escape(node[name]) for name in ("label", "button"))
    action = html.escape(self.builder.get_relative_uri(self.builder.current_docname, "search"))
    self.body.append(
        f'<form class="mlsys-search" role="search" method="get" action="{action}">'
        f'<input type="search" name="q" placeholder="{label}" aria-label="{label}">'
        f'<button type="submit">{button}</button></form>\n'
    )
    raise nodes.SkipNode


def setup_search(app: Sphinx) -> None:
    """Connect the handlers."""
    app.add_node(search_field, html=(visit_search_field, None))
    app.add_directive_to_domain("mlsys", "search", SearchDirective)
    app.add_post_transform(PlaceSearch)
    app.connect("builder-inited", replace_search, priority=600)
    app.connect("doctree-read", note_text)
    app.connect("html-collect-pages", search_page)
    app.connect("build-finished", write_index, priority=600)
