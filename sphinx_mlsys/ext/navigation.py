"""HTML only: the navigation, made once for the pages of a folder instead of for each.

Resolving and writing it takes as long as it has entries: for each page again, that is
the square of the pages. In one folder it differs by what is marked as the current page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from markupsafe import escape
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment.adapters.toctree import TocTree

from sphinx_mlsys.ext.state import state_of

NO_PAGE = "\0"
"""Name of a document that none has: the navigation for it marks no page."""

_TAG = re.compile(r"(</?(?:ul|li|a|input)\b[^>]*>)")
_HREF = re.compile(r'(?<=href=")[^"]*')


class Tree(NamedTuple):
    """The theme's navigation without a mark, cut at its tags."""

    pieces: tuple[str, ...]
    branches: dict[str, tuple[int, ...]]
    """Address of a page to the numbers of the tags that lead down to its link."""
    boxes: dict[int, int]
    """Number of an item's tag to that of the box that opens it."""


def share_navigation(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Share the navigation among the pages of a folder (html-page-context).

    Pages that stand in no toctree are shown its first level only: no branch of it
    is theirs, and all of them would be a quarter of such a page.
    """
    toctree: Callable[..., str] | None = context.get("toctree")
    if toctree is None:
        return
    folder = pagename.rpartition("/")[0]
    if pagename not in app.env.toctree_includes and not _in_navigation(app, pagename):
        context["toctree"] = _kept(
            app, ("outside", folder), lambda **o: toctree(**o, collapse=True)
        )
    elif app.builder.name == "html" and "furo" in app.extensions:
        context["mlsys_toctree"] = toctree  # for whoever asks after the theme
        context["toctree"] = _to_be_marked(app, pagename, toctree, context)


def _in_navigation(app: Sphinx, pagename: str) -> bool:
    return pagename == app.config.root_doc or pagename in state_of(app.env).parents


def _kept(app: Sphinx, where: tuple[str, ...], make: Callable[..., str]) -> Callable[..., str]:
    """Return *make*, which is called once for each place and set of options."""
    shared = state_of(app.env).navigation

    def navigation(**options: Any) -> str:
        options.pop("collapse", None)
        call = (*where, *sorted(options.items()))
        if call not in shared:
            shared[call] = make(**options)
        return shared[call]

    return navigation


def _to_be_marked(
    app: Sphinx, pagename: str, toctree: Callable[..., str], context: dict[str, Any]
) -> Callable[..., str]:
    """Return what gives the navigation without a mark, for ``mark_page`` to add it.

    A page that stands in it twice gets its own.
    """
    builder = app.builder
    assert isinstance(builder, StandaloneHTMLBuilder)
    folder = pagename.rpartition("/")[0]
    nowhere = f"{folder}/{NO_PAGE}" if folder else NO_PAGE
    own = str(escape(builder.get_relative_uri(nowhere, pagename)))

    def unmarked(**options: Any) -> str:
        tree = TocTree(app.env).get_toctree_for(nowhere, builder, collapse=False, **options)
        return builder.render_partial(tree)["fragment"]

    kept = _kept(app, ("inside", folder), unmarked)

    def navigation(**options: Any) -> str:
        if options.get("collapse", True):
            return toctree(**options)
        shared = kept(**options)
        if shared.count(f'href="{own}"') != 1:
            return toctree(**options)
        context["mlsys_own_address"] = own
        return shared

    return navigation


def mark_page(
    _app: Sphinx, _pagename: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Mark the page in a navigation that is shared, as Sphinx and furo do (html-page-context)."""
    if "mlsys_toctree" in context:
        context["toctree"] = context.pop("mlsys_toctree")
    own = context.pop("mlsys_own_address", None)
    if own is not None:
        context["furo_navigation_tree"] = marked(context["furo_navigation_tree"], own)


def marked(navigation: str, own: str) -> str:
    """Return furo's navigation with the way to the page at address *own* marked and open.

    As it is, where a furo that is not known here writes it otherwise.
    """
    try:
        tree = _cut(navigation)
        *_above, item, link = branch = tree.branches[own]
    except (IndexError, KeyError, ValueError):
        return navigation
    pieces = list(tree.pieces)
    for number in branch:
        tag = pieces[number]
        if tag.startswith("<ul"):
            pieces[number] = '<ul class="current">'
        elif tag.startswith("<li"):
            pieces[number] = re.sub(r"\btoctree-l\d+", r"\g<0> current", tag, count=1)
        if number in tree.boxes:
            box = pieces[tree.boxes[number]]
            pieces[tree.boxes[number]] = box.replace(' class="', ' checked="" class="')
    pieces[item] = pieces[item].replace('">', ' current-page">')
    pieces[link] = _HREF.sub("#", pieces[link]).replace('class="', 'class="current ')
    return "".join(pieces)


@lru_cache(maxsize=64)
def _cut(navigation: str) -> Tree:
    pieces = tuple(_TAG.split(navigation))
    tree = Tree(pieces, {}, {})
    around: list[int] = []  # the lists and items that stand open
    for number in range(1, len(pieces), 2):
        tag = pieces[number]
        if tag.startswith(("<ul", "<li")):
            around.append(number)
        elif tag.startswith(("</ul", "</li")):
            around.pop()
        elif tag.startswith("<input"):
            tree.boxes[around[-1]] = number
        elif tag.startswith("<a") and (address := _HREF.search(tag)):
            tree.branches[address[0]] = (*around, number)
    return tree


def setup_navigation(app: Sphinx) -> None:
    """Connect the handlers, before and after the theme's (500), which asks for the toctree."""
    app.connect("html-page-context", share_navigation, priority=400)
    app.connect("html-page-context", mark_page, priority=600)
