"""Cards, lists, glossary, authors and bibliography, shaped for ``mlsys.sty``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from docutils import nodes

from sphinx_mlsys.ext.build import box, paragraph, span, with_class
from sphinx_mlsys.ext.latexparts import above, add_pages, classes_of, escaped, target, tex

FIGURE_WIDTH = "70%"
"""Width of a drawing of the digest, of the line."""

HEAD = frozenset({"mlsys-eyebrow", "mlsys-authors", "mlsys-takeaway", "mlsys-lead", "mlsys-meta"})
"""Classes of what belongs to the head of a card."""

PRINTED = frozenset({"mlsys-link-proceedings", "mlsys-link-event", "mlsys-link-talk"})
"""Classes of links whose address a reader on paper needs."""


def wrap(node: nodes.Element, *classes: str) -> None:
    """Put a node into a container."""
    wrapper = box(*classes)
    node.replace_self(wrapper)
    wrapper += node


def boxed(content: Iterable[nodes.Node], *classes: str) -> nodes.container:
    """Return inline nodes as a paragraph in a container."""
    found = box(*classes)
    found += paragraph(*content)
    return found


def shape_card(card: nodes.container) -> None:
    """Divide a card into a head that stays together and a body that may break."""
    head, body = box(), box("mlsys-body")
    for child in list(card.children):
        card.remove(child)
        if classes_of(child) & HEAD or isinstance(child, nodes.rubric):
            head += child
        elif isinstance(child, nodes.Element) and "mlsys-folds" in child["classes"]:
            body += list(child.children)
        else:
            body += child
    head["classes"] = ["mlsys-head" if len(body) else "mlsys-headonly"]
    if "mlsys-talk" in card["classes"]:
        head["classes"].append("mlsys-talkhead")
    for title in list(head.findall(nodes.rubric)):
        content: list[nodes.Node] = target(card["ids"])
        if card["ids"]:
            name = title.astext()
            content.append(tex(rf"\mlsysbookmark{{{escaped(name)}}}", bookmark=name))
        else:
            add_pages(title)
        title.replace_self(boxed([*content, *title.children], "mlsys-cardtitle"))
    print_address(head, body)
    for fields in list(body.findall(nodes.field_list)):
        fields.replace_self(list(labelled(fields)))
    for other in with_class(body, nodes.container, "mlsys-other"):
        run_in(other)
    card["ids"] = []
    card += [head, body] if len(body) else [head]


def print_address(head: nodes.container, body: nodes.container) -> None:
    """Print the address of the proceedings, or of the event, behind the reference."""
    links = (r for r in head.findall(nodes.reference) if PRINTED & classes_of(r))
    link = next(links, None)
    for cite in with_class(body, nodes.paragraph, "mlsys-reference"):
        if link is not None:
            address = link["refuri"]
            cite += [nodes.Text(" "), nodes.reference("", address, refuri=address)]


def labelled(fields: nodes.field_list) -> Iterator[nodes.container]:
    """Yield fields as blocks, the label in front of the first paragraph."""
    for field in fields.findall(nodes.field):
        name, body = cast("tuple[nodes.field_name, nodes.field_body]", field.children)
        block = box("mlsys-field")
        block += body.children
        put_label(block, name.astext())
        yield block


def put_label(block: nodes.container, text: str) -> None:
    """Put a label in front of the first paragraph of a block, or above what is none."""
    label = span(text, "mlsys-label")
    first = block.children[0] if block.children else None
    if isinstance(first, nodes.paragraph):
        first.insert(0, label)
        first.insert(1, nodes.Text(" "))
    else:
        block.insert(0, paragraph(label, classes=["mlsys-alone"]))


def run_in(other: nodes.Element) -> None:
    """Put the name of the other language in front of its first paragraph."""
    name = other.children[0]
    other.remove(name)
    put_label(cast("nodes.container", other), name.astext())


def shape_lists(document: nodes.document) -> None:
    """Add pages to lists of records; set glossary and authors as entries in columns."""
    for title in with_class(document, nodes.paragraph, "mlsys-row-title"):
        add_pages(title)
    for listing in with_class(document, nodes.bullet_list, "mlsys-list"):
        wrap(listing, "mlsys-list")
    for strip in with_class(document, nodes.paragraph, "mlsys-strip"):
        strip.parent.remove(strip)
    for listing in with_class(document, nodes.definition_list, "mlsys-glossary"):
        listing.replace_self(glossary(listing))
    shape_authors(with_class(document, nodes.definition_list, "mlsys-authors-index"))


def glossary(listing: nodes.Element) -> nodes.container:
    """Return definitions as entries of columns."""
    found = box("mlsys-terms")
    for other in with_class(listing, nodes.container, "mlsys-other"):
        run_in(other)
    for item in listing.children:
        term, definition = cast("tuple[nodes.term, nodes.definition]", item.children)
        entry = box("mlsys-terms-entry")
        entry += boxed([*target(term["ids"]), *term.children], "mlsys-terms-head")
        entry += definition.children
        found += entry
    return found


def shape_authors(listings: list[nodes.Element]) -> None:
    """Set all authors as one index in columns, each with the pages of the records."""
    if not listings:
        return
    found = box("mlsys-index")
    holder = listings[0].parent
    for listing in listings:
        before = holder[holder.index(listing) - 1]
        if isinstance(before, nodes.rubric):
            holder.remove(before)
            found += boxed(before.children, "mlsys-index-letter")
        add_pages(listing)
        for item in listing.children:
            term, definition = cast("tuple[nodes.term, nodes.definition]", item.children)
            records = [c for block in definition.children for c in block.children]
            for link in list(term.findall(nodes.reference)):  # to this very entry
                link.replace_self(link.children)
            name = nodes.strong("", "", *term.children)
            content = [*target(term["ids"]), name, nodes.Text(" "), *records]
            found += boxed(content, "mlsys-index-entry")
        if listing is not listings[-1]:
            holder.remove(listing)
    listings[-1].replace_self(found)


def shape_bibliography(document: nodes.document) -> None:
    """Keep the bibliography in its chapter, each work with its key in front.

    The writer would move it to the end under a heading of its own, with an
    indent as wide as the longest key. On paper a link called URL says nothing.
    """
    for citation in list(document.findall(nodes.citation)):
        label, *blocks = citation.children
        entry = box("mlsys-work")
        entry += blocks
        for link in entry.findall(nodes.reference):
            if link.astext() == "URL":
                link.clear()
                link += nodes.Text(link["refuri"])
        for first in list(entry.findall(nodes.paragraph))[:1]:
            key = span(label.astext(), "mlsys-key")
            first.insert(0, nodes.Text(" "))
            first.insert(0, key)
            for place in target(citation["ids"]):
                first.insert(0, place)
        citation.replace_self(entry)


def shape_figures(document: nodes.document) -> None:
    """Give drawings of the digest a width."""
    for figure in with_class(document, nodes.figure, "mlsys-figure"):
        for image in figure.findall(nodes.image):
            narrow = any("mlsys-terms" in classes_of(up) for up in above(figure))
            image["width"] = "100%" if narrow else FIGURE_WIDTH
