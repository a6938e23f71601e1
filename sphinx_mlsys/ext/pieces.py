"""What records give to the files of a build, kept among the doctrees for the next one.

It is kept in parts: after an edit only the part of the edited record is written again.
"""

from __future__ import annotations

import zlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.application import Sphinx

from sphinx_mlsys.core.cache import read_value, stamp, write_value
from sphinx_mlsys.ext.site import site_of
from sphinx_mlsys.ext.state import state_of

if TYPE_CHECKING:
    from sphinx_mlsys.export.files import Made, Pieces

FOLDER = "mlsys-pieces"
"""The folder among the doctrees that holds the parts."""

PARTS = 64
"""How many parts there are at most."""


def pieces_of(app: Sphinx) -> Pieces:
    """Return what the records of this build give to its files."""
    from sphinx_mlsys.export.files import Pieces  # what writes files takes time to import

    state = state_of(app.env)
    if state.pieces is None:
        state.pieces = Pieces(state.library, site_of(app), stamp(), partial(_before, app))
    return state.pieces


def keep_pieces(app: Sphinx) -> None:
    """Keep for the next build what this one made anew."""
    pieces = state_of(app.env).pieces
    if pieces is None:
        return
    parts: dict[int, Made] = {_part_of(key): {} for key in pieces.changed}
    for name, found in pieces.made.items() if parts else ():
        of_part = parts.get(_part_of(name[1]))
        if of_part is not None:
            of_part[name] = found
    for number, of_part in sorted(parts.items()):
        write_value(_file(app, number), of_part)


def _before(app: Sphinx) -> Made:
    """Return what was kept; of a part that is lost, or another program's, nothing."""
    found: Made = {}
    for number in range(PARTS):
        found |= read_value(_file(app, number)) or {}
    return found


def _part_of(key: str) -> int:
    return zlib.crc32(key.encode()) % PARTS


def _file(app: Sphinx, number: int) -> Path:
    return Path(app.doctreedir) / FOLDER / f"{number}.pickle"
