"""What records give to the files of a build, kept among the doctrees for the next one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.application import Sphinx

from sphinx_mlsys.core.cache import stamp
from sphinx_mlsys.core.store import Store
from sphinx_mlsys.export.file import data_path
from sphinx_mlsys.ext.pages import manifest_of
from sphinx_mlsys.ext.site import made_from, site_of
from sphinx_mlsys.ext.state import state_of

if TYPE_CHECKING:
    from sphinx_mlsys.export.files import Pieces

FOLDER = "mlsys-pieces"
"""The folder among the doctrees that holds the parts."""

FILES = "files"
"""The group of files, in the manifest, of which those with the data of records are."""


def pieces_of(app: Sphinx) -> Pieces:
    """Return what the records of this build give to its files."""
    from sphinx_mlsys.export.files import Pieces  # what writes files takes time to import

    state = state_of(app.env)
    if state.pieces is None:
        state.pieces = Pieces(
            state.library,
            site_of(app),
            stamp(),
            Store(Path(app.doctreedir) / FOLDER),
            _unchanged(app),
        )
    return state.pieces


def _unchanged(app: Sphinx) -> dict[str, str]:
    """Return the digests of records that are as they were when the last build wrote its files."""
    library, manifest = state_of(app.env).library, manifest_of(app)
    found = made_from(app)
    if not manifest.is_from(FILES, found.before):
        return {}
    written = {
        key: manifest.digest_of(FILES, data_path(library, key))
        for key in library.records
        if key not in found.keys
    }
    return {key: digest for key, digest in written.items() if digest is not None}


def keep_pieces(app: Sphinx) -> None:
    """Keep for the next build what this one made anew, but nothing of works that are gone."""
    state = state_of(app.env)
    if state.pieces is not None:
        state.pieces.kept.save(lambda name: name[-1] in state.library.entries)
