"""The prepared tree of the whole document as Typst source.

Containers and spans with classes of the digest become calls of ``div`` and
``span`` with the class; how each looks is said in ``mlsys.typ`` alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.addnodes import start_of_file
from sphinx.locale import admonitionlabels
from sphinx.util import logging
from sphinx.util.docutils import SphinxTranslator

from sphinx_mlsys.ext.latexparts import print_cell, print_row, print_table
from sphinx_mlsys.ext.typst.markup import string, strings, text
from sphinx_mlsys.ext.typst.math import FormulaError

if TYPE_CHECKING:
    from sphinx_mlsys.ext.typst.builder import TypstBuilder

logger = logging.getLogger(__name__)

STYLED = ("mlsys-", "language-", "sd-card")
"""How the classes begin that ``mlsys.typ`` may have a look for."""
EXTERNAL = ("http:", "https:", "mailto:")

Visit = Callable[["TypstTranslator", Any], None]


def wrapped(before: str, after: str = "];") -> tuple[Visit, Visit]:
    """Return visit and depart that write a call around the children."""

    def visit(self: TypstTranslator, node: nodes.Element) -> None:
        self.body.append(before)

    def depart(self: TypstTranslator, node: nodes.Element) -> None:
        self.body.append(after)

    return visit, depart


def nothing(self: TypstTranslator, node: nodes.Element) -> None:
    """Write nothing for a node; its children are written."""


def skipped(self: TypstTranslator, node: nodes.Element) -> None:
    """Leave a node out with its children."""
    raise nodes.SkipNode


class TypstTranslator(SphinxTranslator):
    """Writes a document; the source is in ``body`` afterwards."""

    builder: TypstBuilder

    def __init__(self, document: nodes.document, builder: TypstBuilder) -> None:
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
                found.update(f"{docname}:{ident}" for ident in node.get("ids", ()))
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
        """Write the places of a node before it."""
        if isinstance(node, nodes.Element) and not isinstance(node, nodes.section):
            idents = [i for i in node.get("ids", ()) if i != ":doc"]
            if idents:
                self.body.append(self.anchors(idents))
        super().dispatch_visit(node)

    def unknown_visit(self, node: nodes.Node) -> None:
        """Warn of a node that is not known; its children are written."""
        self.complain("nothing is known of the node %r", type(node).__name__, node)

    def unknown_departure(self, node: nodes.Node) -> None:
        """Write nothing."""

    def complain(self, message: str, value: object, node: nodes.Node) -> None:
        """Warn of something that does not reach the PDF as it should."""
        logger.warning(
            f"Typst: {message}.", value, location=node, type="mlsys", subtype="typst"
        )

    # --- Documents, sections, headings ------------------------------------------------

    def visit_document(self, node: nodes.document) -> None:
        self.body.append(self.anchors([":doc"]))

    depart_document = nothing

    def visit_start_of_file(self, node: start_of_file) -> None:
        self.docnames.append(node["docname"])

    def depart_start_of_file(self, node: start_of_file) -> None:
        self.docnames.pop()

    def visit_section(self, node: nodes.section) -> None:
        self.depth += 1

    def depart_section(self, node: nodes.section) -> None:
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

    def visit_rubric(self, node: nodes.rubric) -> None:
        self.body.append('\n#div("mlsys-heading-4")[')

    visit_caption = nothing

    def depart_rubric(self, node: nodes.rubric) -> None:
        self.body.append("]\n\n")

    # --- Blocks -----------------------------------------------------------------------

    def visit_Text(self, node: nodes.Text) -> None:  # noqa: N802 - docutils names it so
        self.body.append(text(node.astext()))

    depart_Text = nothing  # noqa: N815
    visit_TextElement = depart_TextElement = nothing  # noqa: N815

    def visit_paragraph(self, node: nodes.paragraph) -> None:
        self.body.append("\n")

    def depart_paragraph(self, node: nodes.paragraph) -> None:
        self.body.append("\n\n")

    def visit_container(self, node: nodes.container) -> None:
        classes = [c for c in node["classes"] if c.startswith(STYLED)]
        self.body.append(f"\n#div(..{strings(classes)})[")

    def depart_container(self, node: nodes.container) -> None:
        self.body.append("]\n\n")

    def visit_inline(self, node: nodes.inline) -> None:
        classes = [c for c in node["classes"] if c.startswith(STYLED)]
        self.body.append(f"#span(..{strings(classes)})[" if classes else "")

    def depart_inline(self, node: nodes.inline) -> None:
        if any(c.startswith(STYLED) for c in node["classes"]):
            self.body.append("];")

    def visit_enumerated_list(self, node: nodes.enumerated_list) -> None:
        self.body.append(f"\n#enum(start: {node.get('start', 1)}, ")

    def depart_enumerated_list(self, node: nodes.enumerated_list) -> None:
        self.body.append(")\n\n")

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        language = node.get("language", "")
        lang = f", lang: {string(language)}" if language not in ("", "default", "none") else ""
        self.body.append(f"\n#raw(block: true{lang}, {string(node.astext())})\n\n")
        raise nodes.SkipNode

    visit_doctest_block = visit_literal_block

    def visit_literal(self, node: nodes.literal) -> None:
        self.body.append(f"#raw({string(node.astext())});")
        raise nodes.SkipNode

    def visit_admonition(self, node: nodes.Element) -> None:
        """Open a box; admonitions of a kind have the kind as their title."""
        label = admonitionlabels.get(node.tagname, "")
        self.body.append(f"\n#note({string(str(label))})[")

    depart_admonition = depart_container
    for _kind in ("note", "warning", "tip", "hint", "important", "caution", "danger", "error",
                  "attention", "seealso", "topic", "sidebar"):  # fmt: skip
        vars()[f"visit_{_kind}"] = visit_admonition
        vars()[f"depart_{_kind}"] = depart_container

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
        self.body.append("];")

    # --- Figures and mathematics --------------------------------------------------------

    def visit_image(self, node: nodes.image) -> None:
        if node["uri"] not in self.builder.images:
            self.complain("the image cannot be shown: %s", node["uri"], node)
            raise nodes.SkipNode
        name = f"images/{self.builder.images[node['uri']]}"
        width = node.get("width", "")
        size = f", width: {width}" if width.endswith("%") else ""
        self.body.append(f"#picture({string(name)}, alt: {string(node.get('alt', ''))}{size});")
        raise nodes.SkipNode

    def visit_figure(self, node: nodes.figure) -> None:
        self.body.append("\n#drawing[")

    depart_figure = depart_container

    def depart_caption(self, node: nodes.caption) -> None:
        self.body.append("]\n\n")

    def visit_math(self, node: nodes.math) -> None:
        self.formula(node, "")

    def visit_math_block(self, node: nodes.math_block) -> None:
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
        widths = "".join(f"{w:.4f}fr, " for w in node["widths"])
        self.body.append(f"\n#rows(({widths}), ")

    def visit_table(self, node: nodes.table) -> None:
        widths = [float(spec["colwidth"]) for spec in node.findall(nodes.colspec)]
        self.body.append(f"\n#rows(({''.join(f'{w:g}fr, ' for w in widths)}), ")

    def depart_table(self, node: nodes.Element) -> None:
        self.body.append(")\n\n")

    depart_print_table = depart_table

    def visit_print_row(self, node: print_row) -> None:
        self.body.append("table.header(" if node["head"] else "")

    def depart_print_row(self, node: print_row) -> None:
        self.body.append("), " if node["head"] else "\n  ")

    def visit_print_cell(self, node: print_cell) -> None:
        self.body.append("[")

    def depart_print_cell(self, node: print_cell) -> None:
        self.body.append("], ")

    def visit_entry(self, node: nodes.entry) -> None:
        spans = ((name, node.get(key, 0) + 1) for name, key in
                 (("colspan", "morecols"), ("rowspan", "morerows")))  # fmt: skip
        given = ", ".join(f"{name}: {count}" for name, count in spans if count > 1)
        self.body.append(f"table.cell({given})[")

    depart_entry = depart_print_cell
    visit_thead, depart_thead = wrapped("table.header(", "), ")
    visit_tgroup = depart_tgroup = visit_tbody = depart_tbody = nothing
    visit_row = depart_row = nothing

    # --- What is a call around its children, what is nothing, what is left out -----------

    visit_emphasis, depart_emphasis = wrapped("#emph[")
    visit_title_reference, depart_title_reference = wrapped("#emph[")
    visit_strong, depart_strong = wrapped("#strong[")
    visit_subscript, depart_subscript = wrapped("#sub[")
    visit_superscript, depart_superscript = wrapped("#super[")
    visit_bullet_list, depart_bullet_list = wrapped("\n#list(", ")\n\n")
    visit_list_item, depart_list_item = wrapped("[", "], ")
    visit_definition_list, depart_definition_list = wrapped("\n#[", "]\n\n")
    visit_definition_list_item = depart_definition_list_item = nothing
    visit_term, depart_term = wrapped('\n#div("mlsys-term-head")[', "]\n\n")
    visit_definition, depart_definition = wrapped("\n#pad(left: 1em)[", "]\n\n")
    visit_field_list, depart_field_list = wrapped("\n#[", "]\n\n")
    visit_field, depart_field = wrapped("\n#[", "]\n\n")
    visit_field_name, depart_field_name = wrapped("#strong[")
    visit_field_body, depart_field_body = wrapped("\n#pad(left: 1em)[", "]\n\n")
    visit_block_quote, depart_block_quote = wrapped("\n#quote(block: true)[", "]\n\n")
    visit_attribution, depart_attribution = wrapped("\n— ", "\n\n")
    visit_line_block, depart_line_block = wrapped("\n#[", "]\n\n")
    visit_line, depart_line = wrapped("", " \\\n")
    visit_caption, _ = wrapped("\n#drawing-caption[")
    visit_legend, depart_legend = wrapped("\n#drawing-caption[", "]\n\n")
    visit_glossary = depart_glossary = nothing
    visit_target = depart_target = nothing
    visit_compact_paragraph = depart_compact_paragraph = nothing
    visit_compound = depart_compound = nothing
    visit_transition, depart_transition = wrapped("\n#line(length: 100%)\n", "")
    visit_comment = visit_substitution_definition = visit_colspec = skipped
    visit_index = visit_tabular_col_spec = visit_toctree = visit_meta = skipped
    visit_system_message = visit_problematic = skipped
