"""The pieces of cards as standard nodes: what every builder and every transform knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docutils import nodes

from sphinx_mlsys.core.views import Prose
from sphinx_mlsys.core.yamlfile import YamlFile
from sphinx_mlsys.ext import build
from sphinx_mlsys.ext.filelinks import file_links
from sphinx_mlsys.ext.markup import Renderer, title_nodes


class NodeMaker:
    """Makes pieces as nodes; see :class:`sphinx_mlsys.ext.maker.Maker`."""

    def __init__(self, docname: str, renderer: Renderer, settings: object) -> None:
        self.docname = docname
        self._renderer = renderer
        self._settings = settings

    def text(self, text: str) -> nodes.Node:
        """Return plain text."""
        return nodes.Text(text)

    def span(self, text: str, *classes: str) -> nodes.Node:
        """Return text with classes."""
        return build.span(text, *classes)

    def group(self, content: Sequence[nodes.Node], *classes: str) -> nodes.Node:
        """Return inline content with classes."""
        return nodes.inline("", "", *content, classes=list(classes))

    def strong(self, text: str, *classes: str) -> nodes.Node:
        """Return text that stands out."""
        return nodes.strong("", text, classes=list(classes))

    def title(self, title: str) -> list[nodes.Node]:
        """Return a title as text with its mathematics."""
        return title_nodes(title)

    def link(self, label: str, address: str, *classes: str) -> nodes.Node:
        """Return a link to another site."""
        return build.link(label, address, *classes)

    def xref(self, kind: str, target: str, content: Sequence[nodes.Node]) -> nodes.Node:
        """Return a reference to an object of the domain."""
        return build.xref(kind, target, *content, docname=self.docname)

    def term(self, name: str, ident: str) -> nodes.Node:
        """Return a reference to a term of the glossary by its id."""
        return build.term_xref(name, ident, docname=self.docname)

    def inline(self, prose: Prose, source: YamlFile) -> list[nodes.Node]:
        """Return a text of one paragraph, of the record file *source*."""
        own = is_own(self.docname, source)
        return self._renderer.inline(prose, source, self._settings, own=own)

    def blocks(self, prose: Prose, source: YamlFile) -> list[nodes.Node]:
        """Return a text of one or more paragraphs, of the record file *source*."""
        own = is_own(self.docname, source)
        return self._renderer.blocks(prose, source, self._settings, own=own)

    def paragraph(self, content: Sequence[nodes.Node], *classes: str) -> nodes.Node:
        """Return a paragraph of inline content."""
        return build.paragraph(*content, classes=classes)

    def box(self, content: Sequence[nodes.Node], *classes: str) -> nodes.Node:
        """Return a box of blocks."""
        return nodes.container("", *content, classes=list(classes))

    def card(
        self, content: Sequence[nodes.Node], *classes: str, anchor: str, record: tuple[str, str]
    ) -> nodes.Node:
        """Return the box of a card, with the id *anchor* if it has one."""
        found = nodes.container("", *content, classes=list(classes))
        found["record"] = record
        if anchor:
            found["ids"].append(anchor)
        return found

    def fold(self, label: str, content: Sequence[nodes.Node], *classes: str) -> nodes.Node:
        """Return a label and what it discloses; outputs that cannot fold show it open."""
        found = nodes.container("", *content, classes=[*classes, "mlsys-fold"])
        found["label"] = label
        return found

    def heading(
        self, content: Sequence[nodes.Node], record: tuple[str, str], anchor: str
    ) -> nodes.Node:
        """Return the heading of a card, a link that transforms take out where it leads nowhere."""
        return build.heading(3, self.xref(*record, content), classes=["mlsys-title"])

    def fields(self, fields: Iterable[tuple[str, Sequence[nodes.Node]]]) -> nodes.Node:
        """Return labels, each with its blocks."""
        listed = [build.field(label, *body) for label, body in fields]
        return nodes.field_list("", *listed, classes=["mlsys-fields"])

    def bullets(self, items: Iterable[Sequence[nodes.Node]]) -> nodes.Node:
        """Return a list of items with inline content."""
        listed = [nodes.list_item("", build.paragraph(*item)) for item in items]
        return nodes.bullet_list("", *listed)

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[Sequence[nodes.Node]]],
        widths: Sequence[int],
        *classes: str,
    ) -> nodes.Node:
        """Return a table of cells with inline content and one row of heads."""
        return build.table(head, rows, widths=widths, classes=classes)

    def code(self, code: str, language: str, *classes: str) -> nodes.Node:
        """Return a block of code."""
        found = nodes.literal_block(code, code, classes=list(classes))
        found["language"] = language
        found["force"] = True
        return found

    def files(self, path: str, suffixes: Sequence[str]) -> list[nodes.Node]:
        """Return a place for links, filled when it is known whether the output has files."""
        return [file_links(path, suffixes)]


def is_own(docname: str, source: YamlFile) -> bool:
    """Tell whether a document is the own page of the record in *source*: it tells of faults."""
    return source.file.name.startswith(docname.rsplit("/", 1)[-1] + ".")
