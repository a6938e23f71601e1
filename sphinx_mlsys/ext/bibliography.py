"""Gives sphinxcontrib-bibtex only what it can read.

pybtex stops at the first fault of a file, and the whole build with it; and it
drops what follows a repeated key. The core reads the same file first and tells
every fault with its line; where there is one, the sound entries are handed on
in a file of their own among the build's caches.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from sphinx_mlsys.core.cache import digest_of, stamp
from sphinx_mlsys.core.problems import Problem
from sphinx_mlsys.ext.outputs import write_whole


def hand_on_sound_entries(app: Sphinx, config: Config) -> None:
    """Replace each faulty file of ``bibtex_bibfiles`` (config-inited)."""
    config.bibtex_bibfiles = [_sound(app, name) for name in config.bibtex_bibfiles or ()]


def _sound(app: Sphinx, name: str) -> str:
    """Return the name of the file to read: *name*, or that of its sound entries."""
    file = (Path(app.confdir) / name).resolve()
    # What was found sound once is not parsed again: that takes as long as reading all of it.
    known = Path(app.doctreedir) / f"sound-{file.name}.digest"
    state = f"{stamp()} {digest_of(file)}"
    if known.is_file() and known.read_text(encoding="ascii", errors="replace") == state:
        return name
    from sphinx_mlsys.core.bibfile import read_bibliography  # its parsers take time to import

    problems: list[Problem] = []
    entries = read_bibliography(file, problems)
    if not any(p.severity == "error" for p in problems):
        write_whole(known, state.encode("ascii"))
        return name
    from sphinx_mlsys.export.bibtex import bibtex

    sound = Path(app.doctreedir) / f"sound-{file.name}"
    write_whole(sound, "\n".join(bibtex(e) for e in entries.values()).encode())
    return str(sound)


def setup_bibliography(app: Sphinx) -> None:
    """Connect the handler."""
    app.connect("config-inited", hand_on_sound_entries)
