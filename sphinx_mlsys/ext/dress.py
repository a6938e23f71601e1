"""Transforms: HTML finery, folds left open elsewhere, links of one-page HTML."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxTranslator



class details(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """A fold: a label and what it discloses; HTML only."""


class drawing(nodes.General, nodes.Element):  # noqa: N801
    """An SVG file written into the page, so that it follows light and dark; HTML only."""


class DressCards(SphinxPostTransform):
    """Turn the containers of cards into folds; other outputs show them open."""

    default_priority = 210  # after references are resolved (10) and images collected (100)
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Replace what only HTML can fold."""
        folds = self.app.builder.name != "epub"
        for box in list(self.document.findall(nodes.container)):
            if "mlsys-fold" not in box["classes"]:
                continue
            if folds:
                fold = details("", *box.children, classes=list(box["classes"]))
                fold["label"] = box["label"]
                box.replace_self(fold)
            else:
                _open(box)
        for figure in list(self.document.findall(nodes.figure)):
            if "mlsys-figure" in figure["classes"] and folds:
                _draw(self.app, figure)


class OpenFolds(SphinxPostTransform):
    """Show folds open, with their labels, where nothing can be folded."""

    default_priority = 210

    def run(self, **kwargs: Any) -> None:
        """Give each fold its label as a heading."""
        if self.app.builder.format == "html":
            return
        for box in list(self.document.findall(nodes.container)):
            if "mlsys-fold" in box["classes"]:
                _open(box)


def _open(box: nodes.container) -> None:
    """Show a fold open; the BibTeX source is for screens and left out."""
    for code in list(box.findall(nodes.literal_block)):
        if "mlsys-bibtex" in code["classes"]:
            code.parent.remove(code)
    if "mlsys-other" in box["classes"]:
        label = nodes.paragraph("", "", nodes.strong("", box["label"]))
        box.insert(0, label)
    del box["label"]


def _draw(app: Sphinx, figure: nodes.figure) -> None:
    image = next(figure.findall(nodes.image), None)
    if image is None:
        return
    file = app.srcdir / image["uri"].lstrip("/")
    if image["uri"] in app.env.images and file.suffix == ".svg" and file.is_file():
        drawn = drawing("", alt=image["alt"])
        drawn["svg"] = file.read_text(encoding="utf-8")
        image.replace_self(drawn)


class OnePageLinks(SphinxPostTransform):
    """Mend links such as ``#document-glossary#term`` of one-page HTML (sphinx #14221)."""

    default_priority = 900

    def run(self, **kwargs: Any) -> None:
        """Keep the last anchor of each link."""
        if self.app.builder.name != "singlehtml":
            return
        for reference in self.document.findall(nodes.reference):
            address = reference.get("refuri", "")
            if address.startswith("#document-") and address.count("#") > 1:
                reference["refuri"] = "#" + address.rsplit("#", 1)[1]


def visit_details(self: SphinxTranslator, node: details) -> None:
    """Open a fold."""
    self.body.append(self.starttag(node, "details"))  # type: ignore[attr-defined]
    self.body.append(f"<summary>{self.encode(node['label'])}</summary>\n")  # type: ignore[attr-defined]


def depart_details(self: SphinxTranslator, node: details) -> None:
    """Close a fold."""
    self.body.append("</details>\n")


def visit_drawing(self: SphinxTranslator, node: drawing) -> None:
    """Write the SVG without its XML declaration."""
    svg = node["svg"]
    self.body.append(svg[svg.index("<svg") :])
    raise nodes.SkipNode


def setup_dress(app: Sphinx) -> None:
    """Register transforms and nodes."""
    app.add_node(details, html=(visit_details, depart_details))
    app.add_node(drawing, html=(visit_drawing, None))
    app.add_post_transform(DressCards)
    app.add_post_transform(OpenFolds)
    app.add_post_transform(OnePageLinks)
