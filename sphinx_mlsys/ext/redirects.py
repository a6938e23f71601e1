"""Pages at former addresses that lead to where things are now."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util import logging

from sphinx_mlsys.export.file import File, digest
from sphinx_mlsys.export.redirects import redirects
from sphinx_mlsys.ext.pages import manifest_of, page_path
from sphinx_mlsys.ext.site import base_of, made_from
from sphinx_mlsys.ext.state import RECORD_FOLDERS, state_of
from sphinx_mlsys.ext.words import _, html_language

logger = logging.getLogger(__name__)

FOLDERS = {**RECORD_FOLDERS, "author": "authors"}

PAGE = Markup("""\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<link rel="canonical" href="{canonical}">
<meta http-equiv="refresh" content="0; url={address}">
</head>
<body>
<p>{moved} <a href="{address}">{title}</a></p>
</body>
</html>
""")
"""A redirect that needs no server and no script."""


def write_redirects(app: Sphinx) -> None:
    """Write a page for each former name, if nothing else is there."""
    builder = app.builder
    assert isinstance(builder, StandaloneHTMLBuilder)
    manifest_of(app).write("redirects", made_from(app), lambda _only: _pages(app, builder))


def _pages(app: Sphinx, builder: StandaloneHTMLBuilder) -> Iterator[File]:
    """Yield the pages; of a name that a page has, say that it is not free."""
    state = state_of(app.env)
    for found in redirects(state.library):
        home = state.home_of(found.kind, found.new)
        pagename = f"{FOLDERS[found.kind]}/{found.old}"
        if home is None:
            continue
        if pagename in app.env.found_docs:
            logger.warning(
                "'%s' is an alias of '%s', but a page of that name exists: "
                "remove the alias, or rename the page",
                found.old,
                found.new,
                location=pagename,
                type="mlsys",
                subtype="alias-clash",
            )
            continue
        anchor = f"#{home[1]}" if home[1] else ""
        address = builder.get_relative_uri(pagename, home[0]) + anchor
        base = base_of(app)
        canonical = base + builder.get_target_uri(home[0]) + anchor if base else address
        content = PAGE.format(
            language=html_language(state.shows.language),
            title=_title(app, found.kind, found.new),
            canonical=canonical,
            address=address,
            moved=_("This page has moved:"),
        )
        yield File(page_path(app, pagename), digest(content), content.encode)


def _title(app: Sphinx, kind: str, name: str) -> str:
    library = state_of(app.env).library
    holder = library.record(name)
    return library.authors[name].name if kind == "author" or holder is None else holder.short
