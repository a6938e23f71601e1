"""The way down to a page: breadcrumbs of pages below another, and of authors' pages."""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from sphinx_mlsys.ext.build import paragraph
from sphinx_mlsys.ext.dress import crumbs
from sphinx_mlsys.ext.site import PAGED
from sphinx_mlsys.ext.state import state_of
from sphinx_mlsys.ext.words import _


def way(steps: Sequence[tuple[str, str]]) -> crumbs:
    """Return the links of *steps*, each a title and an address."""
    found = crumbs("", classes=["mlsys-crumbs"], label=_("Where this page stands"))
    links = (nodes.reference("", title, refuri=uri, internal=True) for title, uri in steps)
    found += nodes.bullet_list(
        "", *(nodes.list_item("", paragraph(link)) for link in links), classes=["simple"]
    )
    return found


def pages_above(env: BuildEnvironment, docname: str) -> list[str]:
    """Return the pages from below the first one down to the one whose toctree has *docname*."""
    parents = {child: up for up, children in env.toctree_includes.items() for child in children}
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
        doctree.insert(0, way(steps_to(app, docname, above)))


def steps_to(app: Sphinx, docname: str, above: Sequence[str]) -> list[tuple[str, str]]:
    """Return title and address of each page in *above*, seen from *docname*."""
    return [
        (app.env.titles[up].astext(), app.builder.get_relative_uri(docname, up)) for up in above
    ]


def way_to_author(app: Sphinx, pagename: str) -> list[crumbs]:
    """Return the way from the index of authors, if there is one."""
    views = state_of(app.env).views
    holders = sorted(d for d, shown in views.items() if any(v[0] == "authors" for v in shown))
    return [way(steps_to(app, pagename, holders[:1]))] if holders else []


def setup_ways(app: Sphinx) -> None:
    """Connect the handler."""
    app.connect("doctree-resolved", show_way)
