"""What the theme's page lacks: words of other languages, names of its parts, a link to search."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from markupsafe import escape
from sphinx.application import Sphinx

from sphinx_mlsys.ext.state import state_of
from sphinx_mlsys.ext.words import _

DESCRIBED = 200
"""About how many characters a description of a page may have."""


def offer_mends(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Give the template what mends the theme's page (html-page-context)."""
    pathto = context.get("pathto")
    has_search = state_of(app.env).has_search and pagename != "search" and pathto is not None
    search = str(pathto("search")) if has_search and pathto is not None else ""
    context["mlsys_mend_theme"] = lambda page: mend(page, search)


def mend(page: str, search: str) -> str:
    """Return furo's page translated, its parts named, with a link to the search on phones."""
    page = translate(page)
    for theirs, ours in (
        # Sphinx gives captions of a toctree the role of a heading without its level.
        ('<p class="caption" role="heading">', '<p class="caption" role="heading" aria-level="2">'),
        ('<aside class="sidebar-drawer"', '<aside class="sidebar-drawer"' + _label(_("Site"))),
        ('<aside class="toc-drawer', "<aside" + _label(_("This page")) + ' class="toc-drawer'),
        # docutils gives entries of a bibliography a role that its list may not hold.
        (' role="doc-biblioentry">', ' role="listitem">'),
    ):
        page = page.replace(theirs, ours)
    if not search:
        return page
    named = _label(_("Search"))
    link = (
        f'<a class="mlsys-find" href="{escape(search)}"{named}>'
        '<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="11" cy="11" r="6.5"/>'
        '<path d="m16 16 5 5"/></svg></a>\n'
    )
    place = '<div class="header-right">'
    return page.replace(place, f"{place}\n      {link}", 1)


def _label(name: str) -> str:
    return f' aria-label="{escape(name)}"'


def translate(page: str) -> str:
    """Return a page with the words of furo that it offers to no catalogue."""
    labels = (
        ("Toggle site navigation sidebar", _("Toggle site navigation sidebar")),
        ("Toggle table of contents sidebar", _("Toggle table of contents sidebar")),
        ("Toggle Light / Dark / Auto color theme", _("Toggle Light / Dark / Auto color theme")),
        ("Toggle navigation of ", _("Toggle navigation of ")),
    )
    titles = (  # of the symbols
        ("Contents", _("Contents")),
        ("Menu", _("Menu")),
        ("Expand", _("Expand")),
        ("Light mode", _("Light mode")),
        ("Dark mode", _("Dark mode")),
        ("Auto light/dark, in light mode", _("Auto light/dark, in light mode")),
        ("Auto light/dark, in dark mode", _("Auto light/dark, in dark mode")),
    )
    for theirs, ours in labels:
        page = page.replace(f'"{theirs}', f'"{ours}')
    for theirs, ours in titles:
        page = page.replace(f"<title>{theirs}</title>", f"<title>{ours}</title>")
    return page


def describe(doctree: nodes.document) -> str:
    """Return the first sentences of a page, for search engines and link previews."""
    for paragraph in doctree.findall(nodes.paragraph):
        if not isinstance(paragraph.parent, (nodes.section, nodes.document)):
            continue
        text = " ".join(paragraph.astext().split())
        if len(text) <= DESCRIBED:
            return text
        cut = max(text.rfind(mark, 0, DESCRIBED) for mark in (". ", "\u3002", "; ", "\uff1b"))
        return text[: cut + 1] if cut > 60 else text[: DESCRIBED - 1].rstrip() + "\u2026"
    return ""


def setup_theme(app: Sphinx) -> None:
    """Connect the handler."""
    app.connect("html-page-context", offer_mends)
