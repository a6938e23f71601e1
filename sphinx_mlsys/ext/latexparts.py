"""What LaTeX is given beside standard nodes: code, places, pages, and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import texescape
from sphinx.writers.latex import LaTeXTranslator


class print_table(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """A table of the digest; ``widths`` holds a fraction of the line for each column."""


class print_row(nodes.Part, nodes.Element):  # noqa: N801
    """A row; ``head`` tells whether it holds the heads."""


class print_cell(nodes.Part, nodes.Element):  # noqa: N801
    """A cell; ``width`` is its fraction of the line."""


def tex(code: str, **meaning: str) -> nodes.raw:
    """Return LaTeX code as a node; *meaning* says the same to other writers (ext/typst)."""
    return nodes.raw("", code, format="latex", **meaning)


def escaped(text: str) -> str:
    """Return text for LaTeX."""
    return str(texescape.escape(text, "xelatex"))


def target(idents: Iterable[str]) -> list[nodes.Node]:
    """Return a place that links can lead to, for each id."""
    found: list[nodes.Node] = [nodes.target("", "", ids=[i]) for i in idents if i != ":doc"]
    return found


def page_of(reference: nodes.reference) -> nodes.raw | None:
    """Return the number of the page that an internal link leads to."""
    uri = reference.get("refuri", "")
    if not uri.startswith("%"):
        return None
    docname, _hash, anchor = uri[1:].partition("#")
    label = f"{docname}:{anchor or ':doc'}"
    return tex(rf"\mlsyspage{{\detokenize{{{label}}}}}", page=label)


def classes_of(node: nodes.Node) -> set[str]:
    """Return the classes of a node."""
    return set(node.get("classes", ())) if isinstance(node, nodes.Element) else set()


def above(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield what a node stands in, from the inside."""
    up = node.parent
    while up is not None:
        yield up
        up = up.parent


def add_pages(node: nodes.Element) -> None:
    """Put the page behind each internal link."""
    for reference in list(node.findall(nodes.reference)):
        page = page_of(reference)
        if page is not None and not any(isinstance(up, nodes.term) for up in above(reference)):
            reference.parent.insert(reference.parent.index(reference) + 1, page)


def shape_tables(document: nodes.document) -> None:
    """Turn tables of the digest into rows of fixed widths; add pages to lists of records."""
    for table in list(document.findall(nodes.table)):
        if "mlsys-table" not in table["classes"]:
            continue
        in_card = any("mlsys-body" in classes_of(up) for up in above(table))
        widths = [float(spec["colwidth"]) for spec in table.findall(nodes.colspec)]
        fractions = [w / sum(widths) for w in widths]
        made = print_table(classes=list(table["classes"]), widths=fractions, rows=in_card)
        for row in table.findall(nodes.row):
            head = isinstance(row.parent, nodes.thead)
            line = print_row(head=head, columns=len(fractions))
            for entry, width in zip(row.children, fractions, strict=True):
                cell = print_cell("", *entry.children, width=width, columns=len(fractions))
                if "mlsys-overview" in table["classes"] and not len(line):
                    add_pages(cell)
                line += cell
            made += line
        table.replace_self(made)


def visit_table(self: LaTeXTranslator, node: print_table) -> None:
    """Open a table."""
    if node["rows"]:
        self.body.append("\n\\begin{mlsysrows}\n")
    else:
        last = len(node["widths"])
        spec = "".join(f"\\mlsyscolumn{{{w:.4f}}}{{{last}}}" for w in node["widths"])
        self.body.append(f"\n\\begin{{mlsyslongtable}}{{{spec}}}\n")


def depart_table(self: LaTeXTranslator, node: print_table) -> None:
    """Close a table."""
    self.body.append("\\end{mlsysrows}\n" if node["rows"] else "\\end{mlsyslongtable}\n")


def visit_row(self: LaTeXTranslator, node: print_row) -> None:
    """Open a row."""
    if node.parent["rows"]:
        self.body.append("\\mlsysheadrow{" if node["head"] else "\\mlsysrow{")


def depart_row(self: LaTeXTranslator, node: print_row) -> None:
    """Close a row."""
    if node.parent["rows"]:
        self.body.append("}\n")
    else:
        self.body.append("\\mlsysendhead\n" if node["head"] else "\\mlsysendrow\n")


def visit_cell(self: LaTeXTranslator, node: print_cell) -> None:
    """Open a cell."""
    row = node.parent
    place = row.index(node)
    if row.parent["rows"]:
        self.body.append(f"\\mlsyscell{{{node['width']:.4f}}}{{{node['columns']}}}{{")
    elif place:
        self.body.append(" & ")
    if row["head"]:
        self.body.append("\\mlsysheadfont ")


def depart_cell(self: LaTeXTranslator, node: print_cell) -> None:
    """Close a cell."""
    if node.parent.parent["rows"]:
        self.body.append("}%\n")


def setup_latexparts(app: Sphinx) -> None:
    """Register the nodes of tables."""
    app.add_node(print_table, latex=(visit_table, depart_table))
    app.add_node(print_row, latex=(visit_row, depart_row))
    app.add_node(print_cell, latex=(visit_cell, depart_cell))
