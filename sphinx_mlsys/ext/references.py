"""References of cards, which are built after Sphinx has resolved those of the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from docutils import nodes
from sphinx import addnodes
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import sphinx_domains

from sphinx_mlsys.ext.state import state_of

logger = logging.getLogger(__name__)


@contextmanager
def as_if_read(env: BuildEnvironment, docname: str) -> Iterator[None]:
    """Let roles in texts work as they do while *docname* is read, in this domain."""
    document = env.current_document
    before = document.docname, document.default_domain
    document.docname, document.default_domain = docname, env.get_domain("mlsys")
    try:
        with sphinx_domains(env):
            yield
    finally:
        document.docname, document.default_domain = before


def resolve_below(node: nodes.Element, env: BuildEnvironment, docname: str) -> None:
    """Turn the references below *node*, which *docname* shows, into links."""
    for pending in list(node.findall(addnodes.pending_xref)):
        domain = env.domains.get(pending["refdomain"] or "")  # a link of Markdown names none
        kind, target = pending["reftype"], pending["reftarget"]
        inner = pending[0] if pending.children else nodes.inline("", target)
        assert isinstance(inner, nodes.Element)
        found = None
        if domain is not None:
            found = domain.resolve_xref(
                env, docname, state_of(env).builder, kind, target, pending, inner
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
