"""What a card is made with, so that one description of it serves every output.

:class:`~sphinx_mlsys.ext.cards.CardBuilder` says what stands on a card, in pieces
that a maker makes. There are two makers:

==============================================  =======================================
:class:`sphinx_mlsys.ext.nodemaker.NodeMaker`   standard nodes, for every output
:class:`sphinx_mlsys.ext.htmlmaker.HtmlMaker`   the HTML that those nodes would become,
                                                without making them, for pages
==============================================  =======================================

Cards are most of a site, and most of the time of a build went into nodes that
lived for the length of one page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from sphinx_mlsys.core.views import Prose
from sphinx_mlsys.core.yamlfile import YamlFile

P = TypeVar("P")
"""A piece: a node, or HTML."""

Pieces = Sequence[P]


class Maker(Protocol[P]):
    """Makes the pieces of cards for one document."""

    docname: str
    """The document that shows the card."""

    def text(self, text: str) -> P:
        """Return plain text."""
        ...

    def span(self, text: str, *classes: str) -> P:
        """Return text with classes."""
        ...

    def group(self, content: Pieces[P], *classes: str) -> P:
        """Return inline content with classes."""
        ...

    def strong(self, text: str, *classes: str) -> P:
        """Return text that stands out."""
        ...

    def title(self, title: str) -> Pieces[P]:
        """Return a title as text with its mathematics."""
        ...

    def link(self, label: str, address: str, *classes: str) -> P:
        """Return a link to another site."""
        ...

    def xref(self, kind: str, target: str, content: Pieces[P]) -> P:
        """Return a reference to an object of the domain."""
        ...

    def term(self, name: str, ident: str) -> P:
        """Return a reference to a term of the glossary by its id."""
        ...

    def inline(self, prose: Prose, source: YamlFile) -> Pieces[P]:
        """Return a text of one paragraph, of the record file *source*."""
        ...

    def blocks(self, prose: Prose, source: YamlFile) -> Pieces[P]:
        """Return a text of one or more paragraphs, of the record file *source*."""
        ...

    def paragraph(self, content: Pieces[P], *classes: str) -> P:
        """Return a paragraph of inline content."""
        ...

    def box(self, content: Pieces[P], *classes: str) -> P:
        """Return a box of blocks."""
        ...

    def card(self, content: Pieces[P], *classes: str, anchor: str, record: tuple[str, str]) -> P:
        """Return the box of a card, with the id *anchor* if it has one."""
        ...

    def fold(self, label: str, content: Pieces[P], *classes: str) -> P:
        """Return a label and what it discloses."""
        ...

    def heading(self, content: Pieces[P], record: tuple[str, str], anchor: str) -> P:
        """Return the heading of a card, a link to the record if that is somewhere else."""
        ...

    def fields(self, fields: Iterable[tuple[str, Pieces[P]]]) -> P:
        """Return labels, each with its blocks."""
        ...

    def bullets(self, items: Iterable[Pieces[P]]) -> P:
        """Return a list of items with inline content."""
        ...

    def table(self, head: Sequence[str], rows: Sequence[Sequence[Pieces[P]]],
              widths: Sequence[int], *classes: str) -> P:  # fmt: skip
        """Return a table of cells with inline content and one row of heads."""
        ...

    def code(self, code: str, language: str, *classes: str) -> P:
        """Return a block of code."""
        ...

    def files(self, path: str, suffixes: Sequence[str]) -> Pieces[P]:
        """Return links to the files of *path*, a path less its suffix, where there are such."""
        ...


def joined(make: Maker[P], items: Iterable[P], separator: str = ", ") -> list[P]:
    """Return *items* with a separator between them, which style sheets can hide."""
    return interleaved(items, lambda: make.span(separator, "mlsys-sep"))


def interleaved(items: Iterable[P], between: Callable[[], P]) -> list[P]:
    """Return *items* with what *between* makes anew between each two."""
    found: list[P] = []
    for item in items:
        if found:
            found.append(between())
        found.append(item)
    return found
