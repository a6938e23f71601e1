"""The domain ``mlsys``: names for papers, talks, sessions, authors, topics, conferences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from docutils import nodes
from docutils.nodes import Element, Node, system_message
from sphinx.addnodes import pending_xref
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from sphinx_mlsys.export.redirects import redirects
from sphinx_mlsys.ext.directives import DIRECTIVES
from sphinx_mlsys.ext.state import UNLINKED, DigestState, Listed, meant, naming, show
from sphinx_mlsys.refer import KINDS, OBJECT_TYPES


class RecordRole(XRefRole):
    """A reference to a record or a named thing; its text is its name, if none is given."""

    def create_xref_node(self) -> tuple[list[Node], list[system_message]]:
        """Return the reference with the name of its target as its text."""
        kind = self.name.rsplit(":", 1)[-1].lower()
        target = meant(self.env, kind, self.target)
        if target is not None and not self.has_explicit_title:
            self.title = show(self.env, *naming(kind, target)) or self.title
        return super().create_xref_node()


class MlsysDomain(DigestState):
    """Objects of a digest, their roles, directives and links."""

    name = "mlsys"
    label = "MLSys Digest"
    data_version = 1
    object_types = OBJECT_TYPES
    roles = {name: RecordRole(warn_dangling=True, innernodeclass=nodes.inline) for name in KINDS}
    directives = dict(DIRECTIVES)
    dangling_warnings = {name: f"there is no {name} '%(target)s' in this digest" for name in KINDS}

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> nodes.reference | None:
        """Make the link of a reference."""
        name = target if typ == "work" else self.canonical(typ, target)
        if name is None:
            return None
        home = self.home_of(typ, name)
        if home is None:
            # Sphinx takes any element.
            return cast("nodes.reference", contnode) if typ in UNLINKED else None
        docname, anchor = home
        return make_refnode(builder, fromdocname, docname, anchor, contnode)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Make the links of an ``any`` reference."""
        found = []
        for kind in KINDS:
            link = self.resolve_xref(env, fromdocname, builder, kind, target, node, contnode)
            if link is not None:
                found.append((f"mlsys:{kind}", link))
        return found

    def get_objects(self) -> Iterator[Listed]:
        """Yield the objects for ``objects.inv``, each at its home in this output."""
        yield from self.data["listed"]

    def listed_now(self) -> Iterator[Listed]:
        """Yield the objects as they are now, for :meth:`get_objects` of this build and later."""
        library = self.library
        named: list[tuple[str, str, str]] = [
            *(("paper", k, p.entry.title) for k, p in library.papers.items()),
            *(("talk", k, t.entry.title) for k, t in library.talks.items()),
            *(("session", s, self.shows.view("name", "session", s)[0]) for s in library.sessions),
            *(("author", a.slug, a.name) for a in library.authors.values()),
            *(("topic", t, self.shows.view("name", "topic", t)[0]) for t in library.topics),
            *(("conference", c.id, c.form.short) for c in library.conferences.values()),
        ]
        titles = {(kind, name): title for kind, name, title in named}
        listed = [(kind, kind, name, name) for kind, name, _title in named]
        # A reference by a former name keeps resolving from other projects.
        listed += [(f"former-{r.kind}", r.kind, r.old, r.new) for r in redirects(library)]
        for listed_as, kind, name, target in listed:
            home = self.home_of(kind, target)
            if home is not None:
                # The inventory is a file of lines.
                shown = " ".join(titles[kind, target].split())
                yield name, shown, listed_as, home[0], home[1], -1

    def get_full_qualified_name(self, node: Element) -> str | None:
        """Return the target of a reference."""
        target = node.get("reftarget")
        return f"{node.get('reftype')}:{target}" if target else None
