"""Cards are built when the page that shows them is written, not when it is read.

What is read, stored and sent between processes is one node for each card; it
names the record and holds what Sphinx must see early: the figures, and the
remarks of the page. The transforms that go over every node of a page when it
is read, and again when its references are resolved, never meet the nodes of
cards, which are most of a site.

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
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import sphinx_domains

from sphinx_mlsys.core.views import Card, Prose
from sphinx_mlsys.ext.cards import CardBuilder, figure_nodes
from sphinx_mlsys.ext.languages import REMARKS
from sphinx_mlsys.ext.state import RECORD_FOLDERS, meant, show, state_of

logger = logging.getLogger(__name__)

_ROLE = re.compile(r"\{(?:mlsys:)?(paper|talk|session|author|topic|conference)\}`([^`<>]+)`")
_EARLY = re.compile(r"\{cite|\]\((?!https?://)|\]\[|\{(?:ref|doc|any|numref|download)\}")
"""What Sphinx or sphinxcontrib-bibtex must see when a page is read."""


class record_card(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """The place of a card or of a record's page."""


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
                show(env, *(("short",) if kind in RECORD_FOLDERS else ("name", kind)), target)


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
    view: Card | None = state.shows.view("card", place["key"], env.config.mlsys_other_language)[0]
    holder = state.library.record(place["key"])
    if view is None or holder is None:
        return []
    remarks, *figures = place.children
    place.clear()
    builder = CardBuilder(env, place["docname"], state.renderer, settings, state.shows.language)
    builder.figures = figures
    if place["page"]:
        return builder.page(view, holder.source)
    return [
        builder.card(view, holder.source, anchor=place["anchor"], remarks=list(remarks.children))
    ]


class FillCards(SphinxPostTransform):
    """Build the cards of a page that is about to be written."""

    default_priority = 190  # after references are resolved, before cards are dressed

    def run(self, **_kwargs: Any) -> None:
        """Put cards, their references resolved, into their places."""
        places = list(self.document.findall(record_card))
        if not places:
            return
        if state_of(self.env).builder.name == "gettext":  # records have their languages already
            for place in places:
                place.replace_self(place[0])
            return
        document = self.env.current_document
        document.default_domain = self.env.get_domain("mlsys")
        with sphinx_domains(self.env):
            for place in places:
                built = _build(self.env, place, self.document.settings)
                for node in built:
                    self.resolve(node, place["docname"])
                place.replace_self(built)

    def resolve(self, node: nodes.Node, docname: str) -> None:
        """Turn the references below *node* into links."""
        for pending in list(node.findall(addnodes.pending_xref)):
            domain = self.env.domains[pending["refdomain"]]
            kind, target = pending["reftype"], pending["reftarget"]
            inner = pending[0]
            assert isinstance(inner, nodes.Element)
            found = domain.resolve_xref(
                self.env, docname, state_of(self.env).builder, kind, target, pending, inner
            )
            if found is None:
                logger.warning(
                    "%s has a reference to the %s '%s', which has no place in this output.",
                    docname,
                    kind,
                    target,
                    location=docname,
                    type="ref",
                    subtype=kind,
                )
            pending.replace_self(inner if found is None else found)


def setup_deferred(app: Sphinx) -> None:
    """Register node and transform."""
    app.add_node(record_card)
    app.add_post_transform(FillCards)
