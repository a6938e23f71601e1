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

from sphinx_mlsys.core.bibfile import read_bibliography
from sphinx_mlsys.core.problems import Problem
from sphinx_mlsys.export.bibtex import bibtex
from sphinx_mlsys.ext.outputs import write_whole


def hand_on_sound_entries(app: Sphinx, config: Config) -> None:
    """Replace each faulty file of ``bibtex_bibfiles`` (config-inited)."""
    config.bibtex_bibfiles = [_sound(app, name) for name in config.bibtex_bibfiles or ()]


def _sound(app: Sphinx, name: str) -> str:
    problems: list[Problem] = []
    entries = read_bibliography((Path(app.confdir) / name).resolve(), problems)
    if not any(p.severity == "error" for p in problems):
        return name
    file = Path(app.doctreedir) / f"sound-{Path(name).name}"
    write_whole(file, "\n".join(bibtex(e) for e in entries.values()).encode())
    return str(file)


def setup_bibliography(app: Sphinx) -> None:
    """Connect the handler."""
    app.connect("config-inited", hand_on_sound_entries)
