"""Cards are built when the page that shows them is written, not when it is read.

What is read, stored and sent between processes is one node for each card; it
names the record and holds what Sphinx must see early: the figures, and the
remarks of the page. The transforms that go over every node of a page when it
is read, and again when its references are resolved, never meet the nodes of
cards, which are most of a site. Pages in HTML have no such nodes at all: their
cards are written straight, but for those whose texts hold lists, tables,
formulas and the like, which are built of nodes as for every other output.

====================  ======================================================
stored for a card     kind, key, form, anchor; figures and remarks as children
makes a page stale    the views that :func:`note_card` notes
====================  ======================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from sphinx_mlsys.core.views import Card, Prose
from sphinx_mlsys.ext.build import figure_nodes
from sphinx_mlsys.ext.cards import CardBuilder
from sphinx_mlsys.ext.htmlmaker import HtmlMaker, is_simple
from sphinx_mlsys.ext.languages import REMARKS
from sphinx_mlsys.ext.maker import Maker, P
from sphinx_mlsys.ext.nodemaker import NodeMaker
from sphinx_mlsys.ext.references import as_if_read, resolve_below
from sphinx_mlsys.ext.site import PAGED
from sphinx_mlsys.ext.state import DigestState, meant, naming, show, state_of
from sphinx_mlsys.refer import KINDS

STRAIGHT = PAGED
"""Builders whose cards are written without nodes."""

_ROLE = re.compile(rf"\{{(?:mlsys:)?({'|'.join(KINDS)})\}}`([^`<>]+)`")
_EARLY = re.compile(
    r"\{cite|\{(?:ref|doc|any|numref|download)\}"
    r"|\]\((?!https?://)|\]\[|\]:|<[a-z]+:(?!//)"  # links of Markdown
)
"""What Sphinx or sphinxcontrib-bibtex must see when a page is read."""


class record_card(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """The place of a card or of a record's page; ``simple`` if it can be written without nodes."""


def card_node(
    env: BuildEnvironment,
    view: Card,
    settings: object,
    *,
    anchor: str = "",
    page: bool = False,
    remarks: Iterable[nodes.Node] = (),
) -> list[nodes.Node]:
    """Return what stands for a card in the document being read.

    *anchor* is the id of the card where it is the record's home; *page* asks
    for the content of the record's own page. A card whose texts cite works or
    link to pages is built at once: others must learn of such links early.
    """
    note_card(env, view)
    place = record_card(
        kind=view.kind,
        key=view.key,
        anchor=anchor,
        page=page,
        docname=env.docname,
        classes=["mlsys-card"],  # marks what is made of records
    )
    place += nodes.container("", *remarks, classes=[REMARKS])
    # Told here, where the view is known: the process that resolves references may be another.
    place["simple"] = all(is_simple(prose.text) for prose in _proses(view))
    state = state_of(env)
    place += [figure_nodes(f, state.shows.language, view.key) for f in view.figures]
    if any(_EARLY.search(prose.text) for prose in _proses(view)):
        return _build(env, place, settings)
    return [place]


def note_card(env: BuildEnvironment, view: Card) -> None:
    """Note what a card shows beyond its own view."""
    show(env, "gbt", view.key)
    for prose in _proses(view):
        for kind, name in _ROLE.findall(prose.text):
            target = meant(env, kind, name)
            if target is not None:
                show(env, *naming(kind, target))


def _proses(view: Card) -> Iterator[Prose]:
    for texts in (view.texts, *view.other):
        yield from (prose for _name, prose in texts.parts)
        for prose in (texts.takeaway, texts.limits, texts.notes, *texts.disagreements):
            if prose is not None:
                yield prose
    yield from (tie.how for tie in view.ties)


def _build(env: BuildEnvironment, place: record_card, settings: object) -> list[nodes.Node]:
    """Return the nodes of a card, its references unresolved."""
    state = state_of(env)
    remarks, *figures = place.children
    place.clear()
    make = NodeMaker(place["docname"], state.renderer, settings)
    builder = _builder(state, place, make, figures, list(remarks.children))
    return [] if builder is None else [_built(builder, place)]


def _builder(
    state: DigestState, place: record_card, make: Maker[P], figures: list[P], remarks: list[P]
) -> CardBuilder[P] | None:
    key, other = place["key"], state.env.config.mlsys_other_language
    view: Card | None = state.shows.view("card", key, other)[0]
    holder = state.library.record(key)
    if view is None or holder is None:
        return None
    gbt: str = state.shows.view("gbt", view.key)[0]
    language = state.shows.language
    return CardBuilder(
        make, language, view, holder.source, gbt=gbt, figures=figures, remarks=remarks
    )


def _built(builder: CardBuilder[P], place: record_card) -> P:
    return builder.page() if place["page"] else builder.card(place["anchor"])


class FillCards(SphinxPostTransform):
    """Build the cards of a page that is about to be written, of nodes if need be."""

    default_priority = 190  # after references are resolved, before cards are dressed

    def run(self, **_kwargs: Any) -> None:
        """Put cards, their references resolved, into their places."""
        places = list(self.document.findall(record_card))
        if not places:
            return
        state = state_of(self.env)
        if state.builder.name == "gettext":  # records have their languages already
            for place in places:
                place.replace_self(place[0])
            return
        with as_if_read(self.env, self.env.docname):
            for place in places:
                if state.builder.name in STRAIGHT and place["simple"]:
                    continue
                built = _build(self.env, place, self.document.settings)
                for node in built:
                    assert isinstance(node, nodes.Element)
                    resolve_below(node, self.env, place["docname"])
                place.replace_self(built)


def visit_record_card(self: HTML5Translator, node: record_card) -> None:
    """Write a card."""
    env = self.builder.env
    state, docname = state_of(env), str(node["docname"])
    make = HtmlMaker(self, docname, state, self.document.settings)
    with as_if_read(env, docname):
        remarks, *figures = node.children
        written = [make.written([figure], nodes.container()) for figure in figures]
        added = [make.written(remarks.children, nodes.container())] if remarks.children else []
        builder = _builder(state, node, make, written, added)
        if builder is not None:
            self.body.append(_built(builder, node))
    raise nodes.SkipNode


def setup_deferred(app: Sphinx) -> None:
    """Register node and transform."""
    app.add_node(record_card, html=(visit_record_card, None))
    app.add_post_transform(FillCards)
