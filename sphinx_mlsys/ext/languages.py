"""Several languages: interface words, message catalogues, the way from one site to the other.

A site is built once per language from the same sources. Three kinds of text
meet on its pages:

========================  =====================================================
texts of records          chosen by :func:`~sphinx_mlsys.core.text.language_of`;
                          kept out of gettext here
words of the interface    ``locale/<language>/LC_MESSAGES/sphinx_mlsys.po``
words of Sphinx, theme    Sphinx's own catalogue, filled up by
                          ``locale/<language>/LC_MESSAGES/sphinx.po``
========================  =====================================================

The prose of pages is the project's: its catalogues are in ``locale_dirs``.
"""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import sphinx
from docutils import nodes
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_mlsys.core.text import language_of
from sphinx_mlsys.ext import words
from sphinx_mlsys.ext.words import CATALOG, _

LOCALE = Path(__file__).parent.parent / "locale"
SPHINX_LOCALE = Path(sphinx.__file__).parent / "locale"

CATALOGUES = {"zh": "zh_CN"}
"""Language of records to the language of the catalogues that this package has."""

REMARKS = "mlsys-remarks"
"""Class of the box with the prose that a page adds to a card."""

OWN = "mlsys-"
"""How the classes of nodes begin that are made of records."""

PAGED = frozenset({"html", "dirhtml"})
"""Builders whose pages have an address in every language."""

UNLISTED = frozenset({"404", "search"})
"""Pages that search engines are not told of."""


def catalogue_of(language: str) -> str:
    """Return the language of the catalogues for a Sphinx language (``zh-cn`` gives ``zh_CN``)."""
    return CATALOGUES.get(language_of(language), language)


def load_words(app: Sphinx) -> None:
    """Load the words of the interface, and those that Sphinx's catalogue lacks for the theme.

    Sphinx looks for its own under the very name that ``language`` has and finds
    none for ``zh`` or ``zh-cn``.
    """
    language = catalogue_of(app.config.language)
    locale.init([LOCALE], language, CATALOG)
    found, _known = locale.init([SPHINX_LOCALE, LOCALE], language)
    if found is not app.translator:  # Sphinx had none at all
        app.translator.add_fallback(found)


def settle_language(app: Sphinx, config: Config) -> None:
    """Give other spellings of a language the one that catalogues of pages have (config-inited)."""
    if config.language.replace("-", "_").lower() in ("zh", "zh_cn", "zh_hans"):
        config.language = catalogue_of(config.language)


class KeepRecordsOutOfCatalogues(SphinxTransform):
    """Keep texts of records out of gettext: they have their languages already."""

    default_priority = 5  # before Sphinx collects (10) and replaces (20) messages

    def apply(self, **kwargs: Any) -> None:
        """Mark what is made of records as not translatable."""
        _mark(self.document, made_of_records=False)


def _mark(node: nodes.Element, *, made_of_records: bool) -> None:
    for child in node.children:
        if not isinstance(child, nodes.Element):
            continue
        classes: list[str] = child.get("classes", [])
        inside = REMARKS not in classes and (
            made_of_records or any(c.startswith(OWN) for c in classes)
        )
        # Not inline nodes: RemoveTranslatableInline of Sphinx would move their content.
        if inside and isinstance(child, nodes.TextElement) and not isinstance(child, nodes.inline):
            child["translatable"] = False
        _mark(child, made_of_records=inside)


class KeepFiguresOutOfCatalogues(SphinxPostTransform):
    """Keep text alternatives of record figures out of gettext, which asks nothing of an image."""

    default_priority = 5
    builders = ("gettext",)

    def run(self, **kwargs: Any) -> None:
        """Remove the alternatives."""
        for figure in self.document.findall(nodes.figure):
            if "mlsys-figure" in figure["classes"]:
                for image in figure.findall(nodes.image):
                    image.attributes.pop("alt", None)


def add_assets(app: Sphinx, config: Config) -> None:
    """Load script and style of the switch where there is a switch (config-inited)."""
    if len(config.mlsys_translations) > 1:
        app.add_js_file("mlsys-languages.js", loading_method="defer")
    app.add_css_file("mlsys-languages.css", priority=710)


def page_languages(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Offer the same page in the other languages (html-page-context)."""
    paths: dict[str, str] = app.config.mlsys_translations
    if app.builder.name not in PAGED or len(paths) < 2:
        return
    address = app.builder.get_target_uri(pagename)
    if pagename != "404":  # shown at any address
        up = "../" * address.count("/")
        context["mlsys_languages"] = [
            {
                "name": words.language_name(language_of(code)),
                "tag": tag(code),
                "address": up + path + address,
                "here": code == app.config.language,
            }
            for code, path in paths.items()
        ]
        context["mlsys_languages_label"] = _("Language")
        context["sidebars"] = with_switch(context.get("sidebars"))
    if pagename not in UNLISTED and app.config.html_baseurl:
        links = alternates(app.config.html_baseurl, paths, address)
        context["metatags"] = context.get("metatags", "") + links


def tag(code: str) -> str:
    """Return the BCP 47 tag of a Sphinx language (``zh_CN`` gives ``zh-CN``)."""
    return code.replace("_", "-")


def with_switch(sidebars: object) -> object:
    """Return a theme's sidebars with the switch below the name of the site."""
    if not isinstance(sidebars, (list, tuple)):
        return sidebars
    found = list(sidebars)
    place = next((n for n, name in enumerate(found, 1) if "brand" in name), 0)
    return [*found[:place], "mlsys-languages.html", *found[place:]]


def alternates(base: str, paths: dict[str, str], address: str) -> str:
    """Return the ``hreflang`` links of a page, the first language as that for all others.

    https://developers.google.com/search/docs/specialty/international/localized-versions
    """
    base = base if base.endswith("/") else base + "/"
    found = [(tag(code), urljoin(base, path + address)) for code, path in paths.items()]
    found.append(("x-default", found[0][1]))
    return "".join(
        f'<link rel="alternate" hreflang="{code}" href="{html.escape(url)}">\n'
        for code, url in found
    )


def setup_languages(app: Sphinx) -> None:
    """Load the words, and connect the handlers."""
    load_words(app)
    app.connect("config-inited", settle_language, priority=100)
    app.connect("config-inited", add_assets)
    app.connect("html-page-context", page_languages)
    app.add_transform(KeepRecordsOutOfCatalogues)
    app.add_post_transform(KeepFiguresOutOfCatalogues)
