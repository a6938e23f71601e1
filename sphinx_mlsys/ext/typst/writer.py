"""The prepared tree of the whole document as Typst source.

Containers and spans with classes of the digest become calls of ``div`` and
``span`` with the class; how each looks is said in ``mlsys.typ`` alone.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.addnodes import start_of_file
from sphinx.locale import admonitionlabels
from sphinx.util import logging
from sphinx.util.docutils import SphinxTranslator

from sphinx_mlsys.ext.latexparts import print_row, print_table
from sphinx_mlsys.ext.typst.calls import ADMONITIONS, CALLS, PLAIN, SKIPPED
from sphinx_mlsys.ext.typst.markup import string, strings, text
from sphinx_mlsys.ext.typst.math import FormulaError

logger = logging.getLogger(__name__)

STYLED = ("mlsys-", "language-", "sd-card")
"""How the classes begin that ``mlsys.typ`` may have a look for."""
EXTERNAL = ("http:", "https:", "mailto:")


class TypstTranslator(SphinxTranslator):
    """Writes a document; the source is in ``body`` afterwards."""

    builder: Any

    def __init__(self, document: nodes.document, builder: Any) -> None:
        super().__init__(document, builder)
        self.body: list[str] = []
        self.docnames: list[str] = [document["docname"]]
        self.depth = 0
        self.root_chapter = False
        self.start = ""
        self.labels = self.find_labels(document)
        self.written: set[str] = set()

    # --- Places ---------------------------------------------------------------------

    def find_labels(self, document: nodes.document) -> set[str]:
        """Return the labels of everything in the document that a link can lead to."""
        found: set[str] = set()

        def collect(node: nodes.Node, docname: str) -> None:
            if isinstance(node, start_of_file):
                docname = node["docname"]
                found.add(f"{docname}::doc")
            if isinstance(node, nodes.Element):
                idents: list[str] = node.get("ids", [])
                found.update(f"{docname}:{ident}" for ident in idents)
                for child in node.children:
                    collect(child, docname)

        found.add(f"{document['docname']}::doc")
        collect(document, document["docname"])
        return found

    def anchors(self, idents: list[str]) -> str:
        """Return a place for each id, once."""
        made = ""
        for ident in idents:
            label = f"{self.docnames[-1]}:{ident}"
            if label not in self.written:
                self.written.add(label)
                made += f"#anchor({string(label)});"
        return made

    def dispatch_visit(self, node: nodes.Node) -> None:
        """Write the places of a node, and what its table or method says."""
        name = type(node).__name__
        if name in SKIPPED:
            raise nodes.SkipNode
        if isinstance(node, nodes.Element) and name not in ("document", "section"):
            idents: list[str] = node.get("ids", [])
            self.body.append(self.anchors([i for i in idents if i != ":doc"]))
        if name in CALLS:
            self.body.append(CALLS[name][0])
        elif name in ADMONITIONS:
            label = str(admonitionlabels.get(name, ""))
            self.body.append(f"\n#note({string(label)})[")
        elif name not in PLAIN:
            super().dispatch_visit(node)

    def dispatch_departure(self, node: nodes.Node) -> None:
        """Write what closes a node."""
        name = type(node).__name__
        if name in CALLS:
            self.body.append(CALLS[name][1])
        elif name in ADMONITIONS:
            self.body.append("]\n\n")
        elif name not in PLAIN:
            super().dispatch_departure(node)

    def unknown_visit(self, node: nodes.Node) -> None:
        """Warn of a node that is not known; its children are written."""
        self.complain("nothing is known of the node %r", type(node).__name__, node)

    def unknown_departure(self, node: nodes.Node) -> None:
        """Write nothing."""

    def complain(self, message: str, value: object, node: nodes.Node) -> None:
        """Warn of something that does not reach the PDF as it should."""
        logger.warning(f"Typst: {message}.", value, location=node, type="mlsys", subtype="typst")

    # --- Documents, sections, headings ------------------------------------------------

    def visit_document(self, node: nodes.document) -> None:
        """Open a node of the kind ``document``."""
        self.body.append(self.anchors([":doc"]))

    def visit_start_of_file(self, node: start_of_file) -> None:
        """Open a node of the kind ``start_of_file``."""
        self.docnames.append(node["docname"])

    def depart_start_of_file(self, node: start_of_file) -> None:
        """Close a node of the kind ``start_of_file``."""
        self.docnames.pop()

    def visit_section(self, node: nodes.section) -> None:
        """Open a node of the kind ``section``."""
        self.depth += 1

    def depart_section(self, node: nodes.section) -> None:
        """Close a node of the kind ``section``."""
        self.depth -= 1

    def visit_title(self, node: nodes.title) -> None:
        """Open a heading; the one of the root is on the title page."""
        if not isinstance(node.parent, nodes.section):
            self.body.append("\n#strong[")
            return
        if self.depth == 1:
            raise nodes.SkipNode
        style = self.depth - 1  # 1 part, 2 chapter, 3 section, ...
        level = style - 1 if self.root_chapter else style
        file = node.parent.parent
        opens = isinstance(file, start_of_file) or (
            isinstance(file, nodes.section) and isinstance(file.parent, start_of_file)
        )
        places = self.anchors([*([":doc"] if opens else []), *node.parent["ids"]])
        start, self.start = self.start, ""
        self.body.append(
            f"\n#section({style}, {level}, start: {string(start)}, anchors: [{places}])["
        )

    def depart_title(self, node: nodes.title) -> None:
        """Close a node of the kind ``title``."""
        self.body.append("]\n\n")

    def visit_raw(self, node: nodes.raw) -> None:
        """Write what the preparation of the tree means by a command of LaTeX."""
        if "start" in node:
            self.start = node["start"]
            if self.start in ("part", "root-chapter"):
                self.root_chapter = self.start == "root-chapter"
        elif "page" in node and node["page"] in self.labels:
            self.body.append(f"#page-of({string(node['page'])});")
        elif "bookmark" in node:
            level = self.depth - (1 if self.root_chapter else 0)
            self.body.append(f"#bookmark({level}, {string(node['bookmark'])});")
        elif "typst" in node.get("format", "").split():
            self.body.append(node.astext())
        raise nodes.SkipNode

    # --- Blocks -----------------------------------------------------------------------

    def visit_Text(self, node: nodes.Text) -> None:  # noqa: N802 - docutils names it so
        """Open a node of the kind ``Text``."""
        self.body.append(text(node.astext()))

    def visit_container(self, node: nodes.container) -> None:
        """Open a node of the kind ``container``."""
        classes = [c for c in node["classes"] if c.startswith(STYLED)]
        if node.get("literal_block"):
            classes.append("mlsys-code")
        self.body.append(f"\n#boxed(..{strings(classes)})[")

    def depart_container(self, node: nodes.container) -> None:
        """Close a node of the kind ``container``."""
        self.body.append("]\n\n")

    def visit_inline(self, node: nodes.inline) -> None:
        """Open a node of the kind ``inline``."""
        classes = [c for c in node["classes"] if c.startswith(STYLED)]
        self.body.append(f"#marked(..{strings(classes)})[" if classes else "")

    def depart_inline(self, node: nodes.inline) -> None:
        """Close a node of the kind ``inline``."""
        if any(c.startswith(STYLED) for c in node["classes"]):
            self.body.append("];")

    def visit_enumerated_list(self, node: nodes.enumerated_list) -> None:
        """Open a node of the kind ``enumerated_list``."""
        self.body.append(f"\n#enum(start: {node.get('start', 1)}, ")

    def depart_enumerated_list(self, node: nodes.enumerated_list) -> None:
        """Close a node of the kind ``enumerated_list``."""
        self.body.append(")\n\n")

    def visit_caption(self, node: nodes.caption) -> None:
        """Open what stands below a drawing, or above a block of code that it names."""
        code = node.parent.get("literal_block")
        self.body.append('\n#boxed("mlsys-code-name")[' if code else "\n#drawing-caption[")

    def depart_caption(self, node: nodes.caption) -> None:
        """Close a node of the kind ``caption``."""
        self.body.append("]\n\n")

    def visit_literal_block(self, node: nodes.FixedTextElement) -> None:
        """Open a node of the kind ``literal_block``."""
        language = node.get("language", "")
        lang = f", lang: {string(language)}" if language not in ("", "default", "none") else ""
        self.body.append(f"\n#raw(block: true{lang}, {string(node.astext())})\n\n")
        raise nodes.SkipNode

    def visit_doctest_block(self, node: nodes.doctest_block) -> None:
        """Open a node of the kind ``doctest_block``."""
        self.visit_literal_block(node)

    def visit_literal(self, node: nodes.literal) -> None:
        """Open a node of the kind ``literal``."""
        self.body.append(f"#raw({string(node.astext())});")
        raise nodes.SkipNode

    # --- Links ------------------------------------------------------------------------

    def label_of(self, node: nodes.reference) -> str | None:
        """Return the label that an internal link leads to, or nothing."""
        address = node.get("refuri", "")
        if node.get("refid"):
            return f"{self.docnames[-1]}:{node['refid']}"
        if address.startswith("%"):
            docname, _hash, anchor = address[1:].partition("#")
            return f"{docname}:{anchor or ':doc'}"
        if address.startswith("#"):
            return f"{self.docnames[-1]}:{address[1:]}"
        return None

    def visit_reference(self, node: nodes.reference) -> None:
        """Open a node of the kind ``reference``."""
        label = self.label_of(node)
        address = node.get("refuri", "")
        if label in self.labels:
            self.body.append(f"#link(label({string(str(label))}))[")
        elif label is None and address.startswith(EXTERNAL):
            self.body.append(f"#link({string(address)})[")
        else:
            if label is not None:
                self.complain("the link leads nowhere: %s", label, node)
            self.body.append("#[")

    def depart_reference(self, node: nodes.reference) -> None:
        """Close a node of the kind ``reference``."""
        self.body.append("];")

    # --- Figures and mathematics --------------------------------------------------------

    def visit_image(self, node: nodes.image) -> None:
        """Open a node of the kind ``image``."""
        if node["uri"] not in self.builder.images:
            self.complain("the image cannot be shown: %s", node["uri"], node)
            raise nodes.SkipNode
        name = f"images/{self.builder.images[node['uri']]}"
        width = node.get("width", "")
        size = f", width: {width}" if width.endswith("%") else ""
        self.body.append(f"#picture({string(name)}, alt: {string(node.get('alt', ''))}{size});")
        raise nodes.SkipNode

    def visit_math(self, node: nodes.math) -> None:
        """Open a node of the kind ``math``."""
        self.formula(node, "")

    def visit_math_block(self, node: nodes.math_block) -> None:
        """Open a node of the kind ``math_block``."""
        self.formula(node, " ")

    def formula(self, node: nodes.Element, space: str) -> None:
        """Write a formula; one that cannot be converted is shown as its source."""
        try:
            made = self.builder.formulas.typst(node.astext())
            self.body.append(f"${space}{made}{space}$" + ("\n\n" if space else ""))
        except FormulaError as error:
            logger.warning(
                "The formula %r cannot be turned into Typst: %s.",
                node.astext(), error, location=node, type="mlsys", subtype="math",
            )  # fmt: skip
            self.body.append(f"#raw({string(node.astext())});")
        raise nodes.SkipNode

    # --- Tables -----------------------------------------------------------------------

    def visit_print_table(self, node: print_table) -> None:
        """Open a node of the kind ``print_table``."""
        widths = "".join(f"{w:.4f}fr, " for w in node["widths"])
        self.body.append(f"\n#rows(({widths}), ")

    def visit_table(self, node: nodes.table) -> None:
        """Open a node of the kind ``table``."""
        widths = [float(spec["colwidth"]) for spec in node.findall(nodes.colspec)]
        self.body.append(f"\n#rows(({''.join(f'{w:g}fr, ' for w in widths)}), ")

    def depart_table(self, node: nodes.table) -> None:
        """Close a node of the kind ``table``."""
        self.body.append(")\n\n")

    def depart_print_table(self, node: print_table) -> None:
        """Close a node of the kind ``print_table``."""
        self.body.append(")\n\n")

    def visit_print_row(self, node: print_row) -> None:
        """Open a node of the kind ``print_row``."""
        self.body.append("table.header(" if node["head"] else "")

    def depart_print_row(self, node: print_row) -> None:
        """Close a node of the kind ``print_row``."""
        self.body.append("), " if node["head"] else "\n  ")

    def depart_entry(self, node: nodes.entry) -> None:
        """Close a node of the kind ``entry``."""
        self.body.append("], ")

    def visit_entry(self, node: nodes.entry) -> None:
        """Open a node of the kind ``entry``."""
        spans = ((name, node.get(key, 0) + 1) for name, key in
                 (("colspan", "morecols"), ("rowspan", "morerows")))  # fmt: skip
        given = ", ".join(f"{name}: {count}" for name, count in spans if count > 1)
        self.body.append(f"table.cell({given})[")
