"""Cards and tables for outputs without looks: text and manual pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_mlsys.ext.dress import shape_grid_cards

COLUMNS = 75
"""How many characters a table may be wide: a terminal has 80, and notes are set in."""

LEAST = 6
"""How many characters a column has at least."""


class SetPlainly(SphinxPostTransform):
    """Set cards apart, write the addresses of their links, and fit tables to a terminal."""

    default_priority = 450  # after folds are opened (210)
    builders = ("text", "man")

    def run(self, **kwargs: Any) -> None:
        """Shape the document."""
        for card in list(self.document.findall(nodes.container)):
            if "mlsys-card" in card["classes"]:
                set_apart(card)
        for line in list(self.document.findall(nodes.paragraph)):
            if "mlsys-links" in line["classes"]:
                line.replace_self(addresses(line))
        for group in self.document.findall(nodes.tgroup):
            fit(group)
            let_break(group)
        shape_grid_cards(self.document)


class UnlinkInside(SphinxPostTransform):
    """Leave only the text of links inside: a manual page would print their anchors."""

    default_priority = 460
    builders = ("man",)

    def run(self, **kwargs: Any) -> None:
        """Take the links out."""
        for link in list(self.document.findall(nodes.reference)):
            if not urlsplit(link.get("refuri", "")).scheme:
                link.replace_self(nodes.inline("", "", *link.children))


def set_apart(card: nodes.container) -> None:
    """Put a rule above a card, and its title first and strong."""
    for title in [t for t in card.children if isinstance(t, nodes.rubric)]:
        card.remove(title)
        card.insert(0, nodes.paragraph("", "", nodes.strong("", "", *title.children)))
    card.insert(0, nodes.transition())


def addresses(line: nodes.paragraph) -> nodes.line_block:
    """Return links as lines, each with its address, which nothing else would show."""
    found = nodes.line_block()
    for link in line.findall(nodes.reference):
        text = f"{link.astext()}: {link['refuri']}"
        found += nodes.line("", "", nodes.reference("", text, refuri=link["refuri"]))
    return found


def fit(group: nodes.tgroup) -> None:
    """Scale the columns of a table so that it fits."""
    columns = [c for c in group.children if isinstance(c, nodes.colspec)]
    whole = sum(c["colwidth"] for c in columns)
    room = COLUMNS - 3 * len(columns) - 1  # what the writer draws between cells
    for column in columns:
        column["colwidth"] = max(LEAST, min(column["colwidth"], column["colwidth"] * room // whole))


def let_break(group: nodes.tgroup) -> None:
    """Let the lines of narrow cells break between words, and not inside marks around them."""
    for mark in list(group.findall(nodes.strong)):
        mark.replace_self(nodes.inline("", "", *mark.children))
    for text in list(group.findall(nodes.Text)):
        text.parent.replace(text, nodes.Text(text.replace("\u00a0", " ").replace("\u202f", " ")))


def setup_plain(app: Sphinx) -> None:
    """Register the transforms."""
    app.add_post_transform(SetPlainly)
    app.add_post_transform(UnlinkInside)
