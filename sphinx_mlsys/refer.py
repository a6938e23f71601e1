"""The names of digests for Sphinx projects that have no records of their own.

``extensions = ["sphinx.ext.intersphinx", "sphinx_mlsys.refer"]`` gives a project the
roles of the domain ``mlsys``; what they refer to is found in the inventories of
``intersphinx_mapping``. A digest needs ``sphinx_mlsys`` itself instead.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole

from sphinx_mlsys import __version__

KINDS = ("paper", "talk", "session", "author", "topic", "conference")
"""Kinds of object, each with a role of its name."""

OBJECT_TYPES = {
    **{kind: ObjType(kind, kind) for kind in KINDS},
    # Former names stay in inventories, apart from what has the name today.
    **{f"former-{kind}": ObjType(f"former {kind}", kind) for kind in ("paper", "talk", "author")},
}
"""Type of object to what it is called and the role that reaches it."""


class ReferringDomain(Domain):
    """Roles and kinds of object, and no object."""

    name = "mlsys"
    label = "MLSys Digest"
    object_types = OBJECT_TYPES
    roles = {  # noqa: RUF012 - Sphinx's form
        kind: XRefRole(warn_dangling=True, innernodeclass=nodes.inline) for kind in KINDS
    }
    dangling_warnings = {  # noqa: RUF012 - Sphinx's form
        kind: f"no inventory of intersphinx_mapping has the {kind} '%(target)s'" for kind in KINDS
    }

    def merge_domaindata(self, docnames: Any, otherdata: Any) -> None:
        """Do nothing: nothing is kept."""


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the domain."""
    app.add_domain(ReferringDomain)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
