"""References to many records in a line, as one node until the page is written.

A glossary names the records that use each of its terms, an index those of each
author. As nodes, these references would be most of what the transforms of all
extensions go through. Like cards, they are written straight into HTML pages and
become nodes for every other output.

====================  ======================================================
stored for a line     kind, key and shown name of each record
makes a page stale    the view that the names come from
====================  ======================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from sphinx_mlsys.ext.htmlmaker import HtmlMaker
from sphinx_mlsys.ext.maker import Maker, P, joined
from sphinx_mlsys.ext.nodemaker import NodeMaker
from sphinx_mlsys.ext.references import as_if_read, resolve_below
from sphinx_mlsys.ext.site import PAGED
from sphinx_mlsys.ext.state import state_of

Named = tuple[str, str, str]
"""Kind and key of a record, and the name to show, which may have mathematics."""


class record_list(nodes.Inline, nodes.Element):  # noqa: N801 - docutils names nodes so
    """The place of references to records."""


def record_list_node(records: Iterable[Named], separator: str, docname: str) -> record_list:
    """Return what stands for references to *records* in the document *docname*."""
    return record_list(records=tuple(records), separator=separator, docname=docname)


def _references(make: Maker[P], node: record_list) -> Sequence[P]:
    refs = (make.xref(kind, key, make.title(name)) for kind, key, name in node["records"])
    return joined(make, refs, node["separator"])


class FillRecordLists(SphinxPostTransform):
    """Make nodes of the references, where they are not written straight."""

    default_priority = 190  # as cards: after references are resolved

    def run(self, **_kwargs: Any) -> None:
        """Put references, resolved, into their places."""
        state = state_of(self.env)
        if state.builder.name in PAGED:
            return
        for place in list(self.document.findall(record_list)):
            make = NodeMaker(place["docname"], state.renderer, self.document.settings)
            holder = nodes.paragraph("", "", *_references(make, place))
            if state.builder.name != "gettext":  # it resolves no references
                resolve_below(holder, self.env, place["docname"])
            place.replace_self(holder.children)


def visit_record_list(self: HTML5Translator, node: record_list) -> None:
    """Write the references."""
    env, docname = self.builder.env, str(node["docname"])
    with as_if_read(env, docname):
        make = HtmlMaker(self, docname, state_of(env), self.document.settings)
        self.body += _references(make, node)
    raise nodes.SkipNode


def setup_reflist(app: Sphinx) -> None:
    """Register node and transform."""
    app.add_node(record_list, html=(visit_record_list, None))
    app.add_post_transform(FillRecordLists)
