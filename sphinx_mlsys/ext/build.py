"""Small makers and finders of standard nodes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docutils import nodes
from sphinx.addnodes import pending_xref

from sphinx_mlsys.core.views import FigureView
from sphinx_mlsys.ext.maker import interleaved
from sphinx_mlsys.ext.words import _


def xref(kind: str, target: str, *content: nodes.Node | str, docname: str) -> pending_xref:
    """Return a reference to an object of the domain."""
    inner = nodes.inline("", "", *(nodes.Text(c) if isinstance(c, str) else c for c in content))
    return pending_xref(
        "",
        inner,
        refdoc=docname,
        refdomain="mlsys",
        reftype=kind,
        reftarget=target,
        refexplicit=True,
        refwarn=True,
    )


def term_xref(name: str, ident: str, *, docname: str) -> pending_xref:
    """Return a reference to a term of the glossary by its id."""
    return pending_xref(
        "",
        nodes.inline("", name),
        refdoc=docname,
        refdomain="std",
        reftype="term",
        reftarget=ident,
        refexplicit=True,
        refwarn=True,
    )


def page_xref(target: str, text: str, *, docname: str) -> pending_xref:
    """Return a reference to a page."""
    return pending_xref(
        "",
        nodes.inline("", text),
        refdoc=docname,
        refdomain="std",
        reftype="doc",
        reftarget="/" + target,
        refexplicit=True,
        refwarn=True,
    )


def link(label: str, address: str, *classes: str) -> nodes.reference:
    """Return a link to another site."""
    return nodes.reference("", label, refuri=address, internal=False, classes=list(classes))


def span(text: str, *classes: str) -> nodes.inline:
    """Return text with classes."""
    return nodes.inline("", text, classes=list(classes))


def box(*classes: str) -> nodes.container:
    """Return an empty container with classes."""
    return nodes.container(classes=list(classes))


def paragraph(*content: nodes.Node, classes: Sequence[str] = ()) -> nodes.paragraph:
    """Return a paragraph."""
    return nodes.paragraph("", "", *content, classes=list(classes))


def joined(items: Iterable[nodes.Node], separator: str = ", ") -> list[nodes.Node]:
    """Return *items* with a separator between them, which style sheets can hide."""
    return interleaved(items, lambda: span(separator, "mlsys-sep"))


def heading(level: int, *content: nodes.Node, classes: Sequence[str] = ()) -> nodes.rubric:
    """Return a heading that opens no section."""
    node = nodes.rubric("", "", *content, classes=list(classes))
    node["heading-level"] = level
    return node


def field(label: str, *body: nodes.Node, classes: Sequence[str] = ()) -> nodes.field:
    """Return a field with its label."""
    return nodes.field(
        "", nodes.field_name("", label), nodes.field_body("", *body), classes=list(classes)
    )


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[Sequence[nodes.Node]]],
    *,
    widths: Sequence[int],
    classes: Sequence[str] = (),
) -> nodes.table:
    """Return a table of inline cells with one row of heads."""
    group = nodes.tgroup(cols=len(head))
    for width in widths:
        group += nodes.colspec(colwidth=width)
    top = nodes.row()
    for text in head:
        top += nodes.entry("", nodes.paragraph("", text))
    group += nodes.thead("", top)
    body = nodes.tbody()
    for cells in rows:
        row = nodes.row()
        for cell in cells:
            entry = nodes.entry()
            if cell:
                entry += nodes.paragraph("", "", *cell)
            row += entry
        body += row
    group += body
    found = nodes.table("", group, classes=["mlsys-table", *classes])
    found["widths"] = list(widths)
    return found


def with_class(root: nodes.Element, kind: type[nodes.Element], name: str) -> list[nodes.Element]:
    """Return the nodes of a kind that have a class."""
    return [n for n in root.findall(kind) if name in n["classes"]]


def figure_nodes(view: FigureView, language: str, holder: str) -> nodes.figure:
    """Return a figure with caption, source and text alternative, for a record or a term."""
    image = nodes.image(uri=f"/figures/{view.id}.{language}.svg", alt=view.alt)
    caption = nodes.caption("", view.caption)
    if view.source:
        caption += nodes.Text(_(" Source: %s") % view.source)
    return nodes.figure(
        "", image, caption, ids=[f"{holder}-figure-{view.id}"], classes=["mlsys-figure"]
    )
