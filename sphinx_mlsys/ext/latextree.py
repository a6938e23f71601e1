"""The joined document of the LaTeX builder, shaped for print.

What the style ``mlsys.sty`` sets must reach LaTeX as environments, but the
LaTeX writer of Sphinx passes on the classes of containers and spans only. So
paragraphs and headings with classes become containers, cards get a head and a
body, tables of the digest rows that can break between pages, and lists of
records the page where each stands. Nothing here changes what is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from docutils import nodes
from docutils.utils import smartquotes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_mlsys.ext.build import box, paragraph
from sphinx_mlsys.ext.dress import shape_grid_cards
from sphinx_mlsys.ext.latexcards import (
    shape_bibliography,
    shape_card,
    shape_figures,
    shape_lists,
    wrap,
)
from sphinx_mlsys.ext.latexparts import setup_latexparts, shape_tables, target, tex
from sphinx_mlsys.ext.state import state_of


class ForPrint(SphinxPostTransform):
    """Shapes the whole document; runs when links are resolved and folds are open."""

    default_priority = 450  # after ":doc" targets (400), before footnotes (600)
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:
        """Do everything, from the outline down to the quotation marks."""
        if self.config.latex_engine != "xelatex":
            return
        shape(self.document, self.env)


def shape(document: nodes.document, env: BuildEnvironment) -> None:
    """Shape a joined document whose links are resolved."""
    leave_out_notices(document)
    shape_outline(document, env)
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
            command = r"\mlsysstartpart" if below else r"\mlsysstartchapter"
            file.insert(0, tex(command, start="part" if below else "root-chapter"))
            if not below:
                _lower(section)
    for file in files:
        if _depth(file) == 1:
            parent = _holder(file)
            conference = parent is not None and _is_conference(env, parent["docname"])
            command = r"\mlsysnewpagechapter" if conference else r"\mlsysrunonchapter"
            file.insert(0, tex(command, start="chapter" if conference else "run-on"))
    shape_opening(document)


def leave_out_notices(document: nodes.document) -> None:
    """Leave out pages that only say that they are part of the web edition, and those below."""
    gone = set()
    for file in list(document.findall(addnodes.start_of_file)):
        if any("mlsys-web-notice" in p["classes"] for p in file.findall(nodes.paragraph)):
            gone |= {below["docname"] for below in file.findall(addnodes.start_of_file)}
            file.parent.remove(file)
    for link in list(document.findall(nodes.reference)):
        if link.get("refuri", "").removeprefix("%").partition("#")[0] in gone:
            link.replace_self(link.children)


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
    root.insert(1, [tex(r"\mlsysstartchapter", start="root-chapter"), wrapper])


def heading(level: int, content: Iterable[nodes.Node]) -> nodes.container:
    """Return a heading that the table of contents does not show."""
    found = box(f"mlsys-heading-{min(level, 4)}")
    found += paragraph(*content)
    return found


def shape_headings(document: nodes.document) -> None:
    """Turn headings that open no section into containers."""
    for rubric in list(document.findall(nodes.rubric)):
        content = [*target(rubric["ids"]), *rubric.children]
        rubric.replace_self(heading(rubric.get("heading-level", 3), content))


def shape_paragraphs(document: nodes.document) -> None:
    """Wrap paragraphs with classes of the digest."""
    for block in list(document.findall(nodes.paragraph)):
        classes = [c for c in block["classes"] if c.startswith("mlsys-")]
        if classes:
            wrap(block, *classes)


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
    setup_latexparts(app)
    app.add_post_transform(ForPrint)
