"""The way down to a page: breadcrumbs of pages below another, and of authors' pages."""

from __future__ import annotations

from collections.abc import Iterable

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from sphinx_mlsys.core.views import Where
from sphinx_mlsys.ext import words
from sphinx_mlsys.ext.build import page_xref, paragraph, xref
from sphinx_mlsys.ext.dress import crumbs
from sphinx_mlsys.ext.site import PAGED
from sphinx_mlsys.ext.state import state_of
from sphinx_mlsys.ext.words import _


def way(label: str, links: Iterable[nodes.Node]) -> crumbs:
    """Return breadcrumbs of *links*, a landmark called *label*."""
    found = crumbs("", classes=["mlsys-crumbs"], label=label)
    found += nodes.bullet_list(
        "", *(nodes.list_item("", paragraph(link)) for link in links), classes=["simple"]
    )
    return found


def way_to_record(where: Where, language: str, docname: str) -> crumbs:
    """Return the way from the conference over day and session down to a record's own page."""
    links = [
        xref("conference", where.conference, where.conference_name, docname=docname),
        page_xref(where.page, words.held_day(where, language), docname=docname),
    ]
    if where.session:
        links.append(xref("session", where.session, where.session_title, docname=docname))
    return way(_("Where this was held"), links)


def way_to_page(app: Sphinx, docname: str, above: Iterable[str]) -> crumbs:
    """Return the way over the pages *above* down to *docname*."""
    links = [
        nodes.reference(
            "",
            app.env.titles[up].astext(),
            refuri=app.builder.get_relative_uri(docname, up),
            internal=True,
        )
        for up in above
    ]
    return way(_("Where this page stands"), links)


def pages_above(env: BuildEnvironment, docname: str) -> list[str]:
    """Return the pages from below the first one down to the one whose toctree has *docname*."""
    parents = state_of(env).parents
    found: list[str] = []
    up = parents.get(docname)
    while up is not None and up != env.config.root_doc and up not in found:
        found.insert(0, up)
        up = parents.get(up)
    return found


def show_way(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the way above the title of a page that stands below another (doctree-resolved)."""
    if app.builder.name not in PAGED:
        return
    above = pages_above(app.env, docname)
    if above:
        doctree.insert(0, way_to_page(app, docname, above))


def way_to_author(app: Sphinx, pagename: str, slug: str) -> list[crumbs]:
    """Return the way from the index of authors, if there is one."""
    index = state_of(app.env).anchors.get(("author", slug))
    return [way_to_page(app, pagename, index[:1])] if index else []


def setup_ways(app: Sphinx) -> None:
    """Connect the handler."""
    app.connect("doctree-resolved", show_way)
