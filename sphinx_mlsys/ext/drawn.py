"""Pictures that are drawn while a page is read: nodes, and how each output shows them.

HTML gets the SVG itself, one for wide columns and one for phones; the style
sheet shows the one that fits. EPUB, LaTeX and the others get a file, as for any
image. The data follow as a table, folded where that is possible.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from sphinx_mlsys.export.charts.svg import Drawing, Legend, standalone
from sphinx_mlsys.ext.build import box, page_xref, xref
from sphinx_mlsys.ext.outputs import write_whole
from sphinx_mlsys.ext.state import state_of
from sphinx_mlsys.ext.words import _

WIDTHS = {"wide": 720, "narrow": 360}
"""Form to the width in pixels for which it is drawn."""

_LINK = re.compile(r' href="mlsys:([a-z]+):([^"]+)"')

Draw = Callable[[int, str, Legend], Drawing]
"""Draws for a width, with ids that begin with a name, under a legend."""


class picture(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """A drawn picture; its children are the references that its links stand for."""


def drawn(
    draw: Draw, ident: str, legend: Legend, caption: str, data: list[nodes.Node], docname: str
) -> list[nodes.Node]:
    """Return a picture in all its widths with its caption, and its data below.

    Without *data* the page shows them beside the picture already.
    """
    forms = {form: draw(width, f"{ident}-{form}", legend) for form, width in WIDTHS.items()}
    node = picture("", name=ident, alt=f"{legend.title}. {legend.description}")
    links: set[tuple[str, str]] = set()
    for form, drawing in forms.items():
        node[form] = drawing.svg
        links.update(_LINK.findall(drawing.svg))
    for kind, target in sorted(links):
        reference = (
            page_xref(target, "", docname=docname)
            if kind == "doc"
            else xref(kind, target, docname=docname)
        )
        node += nodes.inline("", "", reference, link=f"{kind}:{target}")
    figure = nodes.figure("", node, nodes.caption("", caption))
    figure["classes"] = ["mlsys-figure", "mlsys-picture"]
    if not data:
        return [figure]
    fold = box("mlsys-fold", "mlsys-data")
    fold["label"] = str(_("Data as a table"))
    fold += data
    return [figure, fold]


class PicturesAsFiles(SphinxPostTransform):
    """Turn pictures into images where SVG cannot stand in the page itself."""

    default_priority = 50  # before images are converted (200)

    def run(self, **kwargs: Any) -> None:
        """Write the wide form of each picture to a file beside the doctrees."""
        state = state_of(self.env)
        if state.builder.format == "html" and state.builder.name != "epub":
            return
        folder = Path(self.env.doctreedir) / "mlsys-pictures"
        for node in list(self.document.findall(picture)):
            file = folder / f"{node['name']}.svg"
            write_whole(file, standalone(node["wide"], state.shows.language).encode())
            image = nodes.image(uri=str(file), alt=node["alt"])
            image["candidates"] = {"image/svg+xml": str(file)}
            self.env.images.add_file(self.env.docname, str(file))
            node.replace_self(image)


def visit_picture(self: HTML5Translator, node: picture) -> None:
    """Write each form of the picture, its links in place."""
    addresses: dict[str, str] = {}
    for holder in node.children:
        assert isinstance(holder, nodes.Element)
        for reference in holder.findall(nodes.reference):
            address = reference.get("refuri") or f"#{reference['refid']}"
            addresses[holder["link"]] = f' href="{escape(address)}"'
    for form in WIDTHS:
        svg = _LINK.sub(lambda found: addresses.get(f"{found[1]}:{found[2]}", ""), node[form])
        self.body.append(svg.replace("<svg ", f'<svg class="mlsys-{form}" ', 1) + "\n")
    raise nodes.SkipNode


def add_assets(
    app: Sphinx, _pagename: str, _template: str, _context: dict[str, Any], doctree: object
) -> None:
    """Load style and script where there is a picture or a table to sort (html-page-context)."""
    if not isinstance(doctree, nodes.document):
        return
    tables = [t for t in doctree.findall(nodes.table) if "mlsys-comparison" in t["classes"]]
    if tables or next(doctree.findall(picture), None) is not None:
        app.add_css_file("mlsys-pictures.css", priority=720)
    if any("mlsys-sortable" in t["classes"] for t in tables):
        app.add_js_file("mlsys-sort.js", loading_method="defer")


def setup_drawn(app: Sphinx) -> None:
    """Register node and transform."""
    app.connect("html-page-context", add_assets)
    app.add_node(picture, html=(visit_picture, None))
    app.add_post_transform(PicturesAsFiles)
