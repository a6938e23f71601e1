"""Links on cards to edit the record and to report a mistake."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_mlsys.core.repository import edit_address, report_address
from sphinx_mlsys.core.views import Card
from sphinx_mlsys.ext.site import PAGED
from sphinx_mlsys.ext.state import state_of
from sphinx_mlsys.ext.words import _

MEND = "mlsys-mend"


def mend_addresses(view: Card) -> list[tuple[str, str]]:
    """Return (label, address) of the links, or nothing where the project names no repository."""
    repository = view.repository
    if repository is None:
        return []
    body = "\n\n".join(
        (
            f"{view.title}\n{repository.folder}/{view.file}",
            _("What is wrong:"),
            _("What is right, and where it stands (page, table or figure of the paper):"),
        )
    )
    return [
        (_("Edit this record"), edit_address(repository, view.file)),
        (_("Report a mistake"), report_address(repository, f"{view.key}: ", body)),
    ]


class MendLinks(SphinxPostTransform):
    """Take the links away from what is not read on a site."""

    default_priority = 205

    def run(self, **_kwargs: Any) -> None:
        """Remove the paragraphs where pages have no files beside them."""
        if state_of(self.env).builder.name in PAGED:
            return
        for place in list(self.document.findall(nodes.paragraph)):
            if MEND in place["classes"]:
                place.parent.remove(place)


def setup_mend(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(MendLinks)
