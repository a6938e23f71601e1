"""The page that a host shows where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import urlsplit

from sphinx.application import Sphinx

from sphinx_mlsys.ext.pages import Page, manifest_of, page_digest, page_path
from sphinx_mlsys.ext.site import PAGED
from sphinx_mlsys.ext.state import state_of
from sphinx_mlsys.ext.words import _

NAME = "404"
"""What the page is called: hosts such as Read the Docs and GitHub Pages look for it."""


def missing_page(app: Sphinx) -> Iterator[Page]:
    """Yield the page (html-collect-pages).

    It is shown at addresses of any depth, so its links start from the path of
    the site's address; without one they are right at the site's root alone.
    """
    if app.builder.name not in PAGED:
        return
    path = urlsplit(app.config.html_baseurl).path if app.config.html_baseurl else ""
    base = f'<base href="{escape(path.rstrip("/"))}/">\n' if app.config.html_baseurl else ""
    said = {
        "title": _("Page not found"),
        "lost": _("There is no page at this address. It may be misspelled, or never was one."),
        "placeholder": _("Search papers, authors, terms"),
        "search": _("Search"),
        "home": _("Home"),
    }
    titles = app.env.titles
    ways = [
        (docname, titles[docname].astext())
        for docname in app.env.toctree_includes.get(app.config.root_doc, ())
        if docname in titles
    ]
    manifest = manifest_of(app)
    made_from = page_digest(app, repr((base, sorted(said.items()), ways)))
    if manifest.claim(page_path(app, NAME), made_from):
        context: dict[str, Any] = {
            "title": said["title"],
            "metatags": base + '<meta name="robots" content="noindex">\n',
            "mlsys_words": said,
            "mlsys_ways": ways,
            "mlsys_has_search": state_of(app.env).has_search,
        }
        yield NAME, context, "mlsys-404.html"


def setup_missing(app: Sphinx) -> None:
    """Connect the handler."""
    app.connect("html-collect-pages", missing_page)
