"""The box on the home page and on each conference's page that offers PDF and EPUB."""

from __future__ import annotations

from collections.abc import Mapping

from docutils import nodes
from sphinx.application import Sphinx

from sphinx_mlsys.core.text import language_of
from sphinx_mlsys.ext import words
from sphinx_mlsys.ext.build import box, joined, link, paragraph, span
from sphinx_mlsys.ext.languages import PAGED, tag
from sphinx_mlsys.ext.state import state_of
from sphinx_mlsys.ext.words import _

FORMATS = {"pdf": "PDF", "epub": "EPUB"}
"""Format to the name shown for it."""


def offer_downloads(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the line where the introduction of a page that offers files ends (doctree-resolved)."""
    files: Mapping[str, str] = app.config.mlsys_downloads
    if not files or app.builder.name not in PAGED:
        return
    conferences = state_of(app.env).library.conferences
    if docname not in (app.config.root_doc, *(f"{c}/index" for c in conferences)):
        return
    section = next(doctree.findall(nodes.section), None)
    if section is None:
        return
    up = "../" * app.builder.get_target_uri(docname).count("/")
    parts = (n for n, part in enumerate(section) if isinstance(part, nodes.section))
    section.insert(next(parts, len(section)), downloads(files, up))


def downloads(files: Mapping[str, str], up: str) -> nodes.container:
    """Return the box: for each language its formats."""
    by_language: dict[str, list[nodes.Node]] = {}
    for name, address in files.items():
        language, _dash, form = name.rpartition("-")
        away = address.startswith("/") or "://" in address
        file = link(FORMATS.get(form, form.upper()), address if away else up + address)
        by_language.setdefault(language, []).append(file)
    groups: list[nodes.Node] = []
    for language, links in by_language.items():
        group = nodes.inline("", classes=["mlsys-download"])
        name = words.language_name(language_of(language))
        group += [span(name, f"language-{tag(language)}"), nodes.Text(" "), *joined(links, " · ")]
        groups.append(group)
    found = box("mlsys-downloads")
    found += paragraph(span(_("Read offline: "), "mlsys-lead-in"), *joined(groups, _("; ")))
    return found


def setup_downloads(app: Sphinx) -> None:
    """Connect the handler."""
    app.connect("doctree-resolved", offer_downloads)
