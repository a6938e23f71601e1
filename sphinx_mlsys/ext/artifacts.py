"""Files beside the pages: citations that can be saved and loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.export.bibtex import bibtex
from sphinx_mlsys.ext.outputs import digest, write_whole
from sphinx_mlsys.ext.pages import manifest_of
from sphinx_mlsys.ext.state import RECORD_FOLDERS, state_of


def files(library: Library) -> Iterator[tuple[str, str]]:
    """Yield (path in the output, content) of every file."""
    for key, holder in library.records.items():
        kind = "paper" if key in library.papers else "talk"
        yield f"{RECORD_FOLDERS[kind]}/{key}.bib", bibtex(holder.entry)
    for conference in library.conferences:
        keys = [
            k
            for k, place in library.places.items()
            if place.conference == conference and k in library.records
        ]
        text = "\n".join(bibtex(library.records[k].entry) for k in keys)
        yield f"mlsys-{conference}.bib", text
    yield "refs.bib", "\n".join(bibtex(e) for e in library.entries.values())


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """Write the files of HTML outputs, each only if it differs (build-finished)."""
    if exception is not None or app.builder.name not in ("html", "dirhtml"):
        return
    manifest = manifest_of(app)
    for path, content in files(state_of(app.env).library):
        manifest.claim(path, digest(content))
        write_whole(Path(app.outdir) / path, content.encode())


def setup_artifacts(app: Sphinx) -> None:
    """Connect the handler."""
    app.connect("build-finished", write_files)
