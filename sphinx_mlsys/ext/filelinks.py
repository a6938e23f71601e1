"""Links to the files beside the pages, in outputs that have them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.osutil import relative_uri

from sphinx_mlsys.export.formats import FORMATS
from sphinx_mlsys.ext.build import joined, paragraph, span
from sphinx_mlsys.ext.site import PAGED
from sphinx_mlsys.ext.state import state_of
from sphinx_mlsys.ext.words import _

CITATIONS = ("bib", "ris", "json")
"""The formats offered for a session, a day or a conference."""


def file_links(path: str, suffixes: Sequence[str]) -> nodes.paragraph:
    """Return a place for links to the files of *path*, a path less its suffix.

    It is empty until the document is written: only then is it known whether
    the output has such files.
    """
    place = paragraph(classes=["mlsys-files"])
    place["files"] = [path, *suffixes]
    return place


class FileLinks(SphinxPostTransform):
    """Fill the places for links, or take them away."""

    default_priority = 205

    def run(self, **_kwargs: Any) -> None:
        """Write relative links into pages; other outputs have no such files."""
        paged = state_of(self.env).builder.name in PAGED
        for place in list(self.document.findall(nodes.paragraph)):
            if "mlsys-files" not in place["classes"]:
                continue
            if not paged:
                place.parent.remove(place)
                continue
            path, *suffixes = place["files"]
            builder, docname = state_of(self.env).builder, self.env.docname
            links = [
                nodes.reference(
                    "",
                    label_of(s),
                    refuri=relative_address(builder, docname, path, s),
                    internal=True,
                )
                for s in suffixes
            ]
            place += [span(_("Save: "), "mlsys-lead-in"), *joined(links, " · ")]


def relative_address(builder: Builder, docname: str, path: str, suffix: str) -> str:
    """Return the address of a file of *path* as the links of a page of *docname* count it."""
    own_folder = builder.name == "dirhtml" and docname.rpartition("/")[2] != "index"
    return relative_uri(f"{docname}/" if own_folder else f"{docname}.html", f"{path}.{suffix}")


def label_of(suffix: str) -> str:
    """Return what people call a kind of file."""
    if suffix == "ics":
        return str(_("Calendar"))
    return str(_("Text")) if suffix == "txt" else FORMATS[suffix].name


def setup_filelinks(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(FileLinks)
