"""The joined document of the LaTeX builder, shaped for print.

What the style ``mlsys.sty`` sets must reach LaTeX as environments, but the
LaTeX writer of Sphinx passes on the classes of containers and spans only. So
paragraphs and headings with classes become containers, cards get a head and a
body, tables of the digest rows that can break between pages, and lists of
records the page where each stands. Nothing here changes what is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from docutils import nodes
from docutils.utils import smartquotes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import texescape
from sphinx.writers.latex import LaTeXTranslator

from sphinx_mlsys.ext.build import box, paragraph, span
from sphinx_mlsys.ext.state import state_of

FIGURE_WIDTH = "70%"
"""Width of a drawing of the digest, of the line."""


class print_table(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """A table of the digest; ``widths`` holds a fraction of the line for each column."""


class print_row(nodes.Part, nodes.Element):  # noqa: N801
    """A row; ``head`` tells whether it holds the heads."""


class print_cell(nodes.Part, nodes.Element):  # noqa: N801
    """A cell; ``width`` is its fraction of the line."""


class ForPrint(SphinxPostTransform):
    """Shapes the whole document; runs when links are resolved and folds are open."""

    default_priority = 450  # after ":doc" targets (400), before footnotes (600)
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:
        """Do everything, from the outline down to the quotation marks."""
        if self.config.latex_engine != "xelatex":
            return
        document = self.document
        shape_outline(document, self.env)
        for card in list(document.findall(nodes.container)):
            if "mlsys-card" in card["classes"]:
                shape_card(card)
        shape_grid_cards(document)
        shape_tables(document)
        shape_lists(document)
        shape_bibliography(document)
        shape_figures(document)
        shape_headings(document)
        shape_paragraphs(document)
        educate_quotes(document)


def tex(code: str) -> nodes.raw:
    """Return LaTeX code as a node."""
    return nodes.raw("", code, format="latex")


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
    return tex(rf"\mlsyspage{{\detokenize{{{label}}}}}")


# --- Outline: parts, chapters, sections -------------------------------------------------


def shape_outline(document: nodes.document, env: BuildEnvironment) -> None:
    """Make documents with pages below them parts, and all others chapters.

    LaTeX takes the level from the depth of sections; so a section without a
    title, which writes nothing, brings a chapter down to its level. Sections
    that only divide a page of the digest (timetable, list of papers) become
    headings that the table of contents does not show.
    """
    files = list(document.findall(addnodes.start_of_file))
    digest = digest_pages(env)
    raise_files(document, files)
    for file in files:
        section = file.next_node(nodes.section)
        if section is None:
            continue
        below = any(True for _ in section.findall(addnodes.start_of_file))
        if below or file["docname"] in digest:
            unlist(section)
        if _depth(file) == 0:
            file.insert(0, tex(r"\mlsysstartpart" if below else r"\mlsysstartchapter"))
            if not below:
                _lower(section)
    for file in files:
        if _depth(file) == 1:
            parent = _holder(file)
            conference = parent is not None and _is_conference(env, parent["docname"])
            file.insert(0, tex(r"\mlsysnewpagechapter" if conference else r"\mlsysrunonchapter"))
    shape_opening(document)


def raise_files(document: nodes.document, files: Iterable[addnodes.start_of_file]) -> None:
    """Put the pages below a page at its end, next to its sections.

    A toctree at the foot of a page stands in its last section, and would bring
    the pages below that one down by a level.
    """
    for file in files:
        for child in file.children:
            child.parent = file  # Sphinx leaves the document that it took them from
    for file in files:
        section = (_holder(file) or document).next_node(nodes.section)
        if section is not None and file.parent is not section:
            file.parent.remove(file)
            section += file


def digest_pages(env: BuildEnvironment) -> set[str]:
    """Return the documents of days, conferences and topics."""
    state = state_of(env)
    days = {
        docname
        for docname, homes in state.homes.items()
        if any(home.kind in ("session", "talk", "paper") for home in homes)
    }
    named = (("conference", c) for c in state.library.conferences)
    topics = (("topic", t) for t in state.library.topics)
    pages = {state.page_of(kind, name) for kind, name in (*named, *topics)}
    return days | {page for page in pages if page is not None}


def _is_conference(env: BuildEnvironment, docname: str) -> bool:
    state = state_of(env)
    return any(state.page_of("conference", c) == docname for c in state.library.conferences)


def _holder(node: nodes.Node) -> addnodes.start_of_file | None:
    """Return the file that holds a node."""
    up = node.parent
    while up is not None and not isinstance(up, addnodes.start_of_file):
        up = up.parent
    return up


def _depth(file: addnodes.start_of_file) -> int:
    """Return how many files hold a file."""
    holder = _holder(file)
    return 0 if holder is None else 1 + _depth(holder)


def _lower(section: nodes.section) -> None:
    """Bring a section down by one level."""
    wrapper = nodes.section()
    section.replace_self(wrapper)
    wrapper += section


def unlist(section: nodes.section) -> None:
    """Turn the sections that divide a page into headings."""
    for child in list(section.children):
        if isinstance(child, nodes.section) and "mlsys-session" not in child["classes"]:
            _flatten(child, 2)


def _flatten(section: nodes.section, level: int) -> None:
    for child in list(section.children):
        if isinstance(child, nodes.section):
            _flatten(child, level + 1)
    title = section[0]
    assert isinstance(title, nodes.title)
    head = heading(level, title.children)
    head.insert(0, target(section["ids"]))
    section.parent.replace(section, [head, *section.children[1:]])


def shape_opening(document: nodes.document) -> None:
    """Make what stands on the first page, before all others, a chapter under its title."""
    root = document.next_node(nodes.section)
    if root is None:
        return
    opening = nodes.section(ids=["opening"])
    for child in list(root.children[1:]):
        if isinstance(child, addnodes.start_of_file):
            break
        root.remove(child)
        opening += child
    if not any(child.astext().strip() for child in opening.children):
        return
    opening.insert(0, nodes.title("", "", *(n.deepcopy() for n in root[0].children)))
    unlist(opening)
    wrapper = nodes.section("", opening)
    root.insert(1, [tex(r"\mlsysstartchapter"), wrapper])


# --- Cards --------------------------------------------------------------------------------


def shape_card(card: nodes.container) -> None:
    """Divide a card into a head that stays together and a body that may break."""
    folds = next((c for c in card.children if "mlsys-folds" in _classes(c)), None)
    talk = ["mlsys-talkhead"] if "mlsys-talk" in card["classes"] else []
    first = next((c for c in card.children if isinstance(c, nodes.rubric)), None)
    head = box("mlsys-head" if folds is not None else "mlsys-headonly", *talk)
    body = box("mlsys-body")
    for child in list(card.children):
        card.remove(child)
        if child is folds:
            body += list(child.children)
        elif _classes(child) & HEAD or isinstance(child, nodes.rubric):
            head += child
        else:
            body += child
    if first is not None:
        title = box("mlsys-cardtitle")
        title += paragraph(*target(card["ids"]))
        if card["ids"]:
            title[0] += tex(rf"\mlsysbookmark{{{escaped(first.astext())}}}")
        title[0] += first.children
        first.replace_self(title)
    cite = next((p for p in body.findall(nodes.paragraph) if "mlsys-reference" in _classes(p)), None)
    address = next((r["refuri"] for r in head.findall(nodes.reference) if PRINTED & _classes(r)), "")
    if cite is not None and address:
        cite += [nodes.Text(" "), nodes.reference("", address, refuri=address)]
    for fields in list(body.findall(nodes.field_list)):
        fields.replace_self(labelled(fields))
    card["ids"] = []
    card += head
    if len(body):
        card += body


HEAD = frozenset({"mlsys-eyebrow", "mlsys-authors", "mlsys-takeaway", "mlsys-lead", "mlsys-meta"})
"""Classes of what belongs to the head of a card."""
PRINTED = frozenset({"mlsys-link-proceedings", "mlsys-link-event", "mlsys-link-talk"})
"""Classes of links whose address a reader on paper needs."""


def _classes(node: nodes.Node) -> set[str]:
    return set(node.get("classes", ())) if isinstance(node, nodes.Element) else set()


def labelled(fields: nodes.field_list) -> list[nodes.Node]:
    """Return fields as blocks, the label in front of the first paragraph."""
    found: list[nodes.Node] = []
    for field in fields.children:
        name, body = field.children
        label = span(name.astext(), "mlsys-label")
        block = box("mlsys-field")
        block += body.children
        first = block.children[0] if block.children else None
        if isinstance(first, nodes.paragraph):
            first.insert(0, [label, nodes.Text(" ")])
        else:
            block.insert(0, paragraph(label, classes=["mlsys-alone"]))
        found.append(block)
    return found


def shape_grid_cards(document: nodes.document) -> None:
    """Link the titles of sphinx-design's cards; their stretched link would stand as text."""
    for card in list(document.findall(nodes.container)):
        if "sd-card" not in card["classes"]:
            continue
        links = [r for r in card.findall(nodes.reference) if "sd-stretched-link" in r["classes"]]
        title = next((c for c in card.findall() if "sd-card-title" in _classes(c)), None)
        for link in links:
            (link.parent if len(link.parent.children) == 1 else link).replace_self([])
            if title is not None:
                link.children = []
                link += [n for t in title.children for n in _inline(t)]
                title.children = []
                title += paragraph(link)


def _inline(node: nodes.Node) -> list[nodes.Node]:
    return list(node.children) if isinstance(node, nodes.container | nodes.paragraph) else [node]


# --- Tables -------------------------------------------------------------------------------


def shape_tables(document: nodes.document) -> None:
    """Turn tables of the digest into rows of fixed widths; add pages to lists of records."""
    for table in list(document.findall(nodes.table)):
        if "mlsys-table" not in table["classes"]:
            continue
        in_card = any("mlsys-body" in _classes(up) for up in _above(table))
        widths = [float(spec["colwidth"]) for spec in table.findall(nodes.colspec)]
        fractions = [w / sum(widths) for w in widths]
        made = print_table(classes=list(table["classes"]), widths=fractions, rows=in_card)
        for row in table.findall(nodes.row):
            head = isinstance(row.parent, nodes.thead)
            line = print_row(head=head, columns=len(fractions))
            for entry, width in zip(row.children, fractions, strict=True):
                cell = print_cell("", *entry.children, width=width, columns=len(fractions))
                if "mlsys-overview" in table["classes"] and not len(line):
                    _add_pages(cell)
                line += cell
            made += line
        table.replace_self(made)


def _above(node: nodes.Node) -> Iterator[nodes.Node]:
    up = node.parent
    while up is not None:
        yield up
        up = up.parent


def _add_pages(node: nodes.Element) -> None:
    """Put the page behind each internal link."""
    for reference in list(node.findall(nodes.reference)):
        page = page_of(reference)
        if page is not None:
            reference.parent.insert(reference.parent.index(reference) + 1, page)


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
        self.body.append("\\mlsysheadfont{}")


def depart_cell(self: LaTeXTranslator, node: print_cell) -> None:
    """Close a cell."""
    if node.parent.parent["rows"]:
        self.body.append("}%\n")


# --- Lists, glossary, authors, bibliography -----------------------------------------------


def shape_lists(document: nodes.document) -> None:
    """Add pages to lists of records; set glossary and authors as entries in columns."""
    for listing in list(document.findall(nodes.bullet_list)):
        if "mlsys-list" in listing["classes"]:
            for title in listing.findall(nodes.paragraph):
                if "mlsys-row-title" in title["classes"]:
                    _add_pages(title)
            _wrap(listing, "mlsys-list")
    for listing in list(document.findall(nodes.definition_list)):
        if "mlsys-glossary" in listing["classes"]:
            listing.replace_self(_entries(listing, "mlsys-terms"))
        elif "mlsys-authors-index" in listing["classes"]:
            for definition in listing.findall(nodes.definition):
                _add_pages(definition)
            listing.replace_self(_entries(listing, "mlsys-index"))


def _wrap(node: nodes.Element, *classes: str) -> None:
    wrapper = box(*classes)
    node.replace_self(wrapper)
    wrapper += node


def _entries(listing: nodes.definition_list, name: str) -> nodes.container:
    """Return definitions as entries: a head, and what belongs to it."""
    found = box(name)
    for item in listing.children:
        term, definition = item.children
        entry = box(f"{name}-entry")
        head = paragraph(*target(term["ids"]), *term.children)
        entry += box(f"{name}-head")
        entry[0] += head
        entry += definition.children
        found += entry
    return found


def shape_bibliography(document: nodes.document) -> None:
    """Keep the bibliography in its chapter, each work with its key in front.

    The writer would move it to the end under a heading of its own, with an
    indent as wide as the longest key.
    """
    for citation in list(document.findall(nodes.citation)):
        label, *blocks = citation.children
        entry = box("mlsys-work")
        entry += blocks
        first = next(iter(entry.findall(nodes.paragraph)), None)
        if first is not None:
            key = span(label.astext(), "mlsys-key")
            first.insert(0, [*target(citation["ids"]), key, nodes.Text(" ")])
        citation.replace_self(entry)


def shape_figures(document: nodes.document) -> None:
    """Give drawings of the digest a width."""
    for figure in document.findall(nodes.figure):
        if "mlsys-figure" in figure["classes"]:
            for image in figure.findall(nodes.image):
                image["width"] = FIGURE_WIDTH


# --- Headings, paragraphs, quotation marks ------------------------------------------------


def heading(level: int, content: Iterable[nodes.Node]) -> nodes.container:
    """Return a heading that the table of contents does not show."""
    found = box(f"mlsys-heading-{min(level, 4)}")
    found += paragraph(*content)
    return found


def shape_headings(document: nodes.document) -> None:
    """Turn headings that open no section into containers."""
    for rubric in list(document.findall(nodes.rubric)):
        made = heading(rubric.get("heading-level", 3), rubric.children)
        made[0].insert(0, target(rubric["ids"]))
        rubric.replace_self(made)


def shape_paragraphs(document: nodes.document) -> None:
    """Wrap paragraphs with classes of the digest."""
    for block in list(document.findall(nodes.paragraph)):
        classes = [c for c in block["classes"] if c.startswith("mlsys-")]
        if classes:
            _wrap(block, *classes)


LITERAL = (nodes.FixedTextElement, nodes.Special, nodes.literal, nodes.math, nodes.raw)


def educate_quotes(document: nodes.document) -> None:
    """Set straight quotation marks and apostrophes as a printer would."""
    for block in document.findall(nodes.TextElement):
        if isinstance(block, LITERAL) or isinstance(block.parent, nodes.TextElement):
            continue
        texts = list(block.findall(nodes.Text))
        if not any("'" in t or '"' in t for t in texts):
            continue
        tokens = [("literal" if isinstance(t.parent, LITERAL) else "plain", str(t)) for t in texts]
        taught = smartquotes.educate_tokens(tokens, attr="q", language="en")
        for text, new in zip(texts, taught, strict=True):
            text.parent.replace(text, nodes.Text(new))


def setup_latextree(app: Sphinx) -> None:
    """Register the transform and the nodes."""
    app.add_node(print_table, latex=(visit_table, depart_table))
    app.add_node(print_row, latex=(visit_row, depart_row))
    app.add_node(print_cell, latex=(visit_cell, depart_cell))
    app.add_post_transform(ForPrint)
