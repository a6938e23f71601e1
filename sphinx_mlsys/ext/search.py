"""Search: an index of its own, in parts, in place of Sphinx's (which knows no Chinese).

Records, terms, authors and topics come from the library; the prose of pages is
noted per document while it is read. Which entries have a token is kept beside the
doctrees: only what has changed is split into tokens again, and only the files
whose content has changed are written. The index equals that of a clean build.
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
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from sphinx_mlsys.core.cache import read_value, write_value
from sphinx_mlsys.core.store import Store
from sphinx_mlsys.export.file import File
from sphinx_mlsys.export.postings import Postings, renewed
from sphinx_mlsys.export.searchentries import Entry, entry, record_entries
from sphinx_mlsys.export.searchindex import index_files
from sphinx_mlsys.ext.outputs import MadeFrom
from sphinx_mlsys.ext.pages import manifest_of, page_digest, page_path
from sphinx_mlsys.ext.site import made_from
from sphinx_mlsys.ext.state import records_among, state_of
from sphinx_mlsys.ext.words import _

CACHE = "mlsys-search.pickle"
"""The file among the doctrees that holds the postings of the last build."""

WEIGHED = "mlsys-search"
"""The folder among the doctrees that holds which tokens its entries have."""

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
    prose = _prose(doctree)
    if prose is not None:
        state_of(env).search[env.docname] = prose


def _prose(doctree: nodes.document) -> str | None:
    """Return the text of a page; nothing for a glossary, of which each term is found by itself."""
    found: list[str] = []
    waiting: list[nodes.Node] = [doctree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, nodes.Text):
            found.append(node.astext())
        elif isinstance(node, addnodes.glossary):
            return None
        elif isinstance(node, (nodes.comment, nodes.literal_block, nodes.raw)):
            continue
        elif not (isinstance(node, nodes.Element) and SKIPPED.intersection(node["classes"])):
            waiting.extend(reversed(node.children))
    return " ".join(found)


def write_index(app: Sphinx) -> None:
    """Write the files of the index that have changed."""
    manifest_of(app).write("search", _made_from(app), lambda _only: _files(app))


def _files(app: Sphinx) -> Iterator[File]:
    """Yield the files of the index, and keep its postings for the next build."""
    found, cache = list(entries(app)), Path(app.doctreedir) / CACHE
    last = _kept(cache)
    postings = renewed(found, last)
    yield from index_files(state_of(app.env).library, found, postings)
    if postings != last:
        write_value(cache, (postings.digests, postings.lists))
        used = frozenset(postings.digests)
        postings.weighed.save(lambda name: name[-1] in used)


def _kept(cache: Path) -> Postings:
    """Return the postings of the last build; without one, none."""
    digests, lists = read_value(cache) or ((), {})
    return Postings(digests, lists, Store(cache.parent / WEIGHED))


def _made_from(app: Sphinx) -> MadeFrom:
    """Return a digest of all that the entries come from, without making them."""
    pages = [(name, _title(app.env, name), text) for name, text in state_of(app.env).search.items()]
    return made_from(app, repr(sorted(pages)))


def _title(env: BuildEnvironment, docname: str) -> str:
    return env.titles[docname].astext() if docname in env.titles else docname


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
    known, records = set(addresses.values()), records_among(app.env)
    for docname, text in sorted(state.search.items()):
        where = address(docname)
        if where in known or docname in records:
            continue
        title = _title(app.env, docname)
        yield entry("page", where, title, (("title", title), ("body", text)))


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
