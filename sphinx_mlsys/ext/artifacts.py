"""Files beside the pages: citations, data, feeds, calendars, pictures, the site map."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from sphinx_mlsys import __version__
from sphinx_mlsys.export.pagehead import Head
from sphinx_mlsys.export.picture import Painter, available
from sphinx_mlsys.ext.outputs import digest, write_whole
from sphinx_mlsys.ext.pages import manifest_of
from sphinx_mlsys.ext.site import PAGED, site_of
from sphinx_mlsys.ext.state import state_of

logger = logging.getLogger(__name__)


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """Write the files of HTML outputs, each only if it differs (build-finished)."""
    if exception is not None or app.builder.name not in PAGED:
        return
    if not app.config.mlsys_files:
        return
    library, site = state_of(app.env).library, site_of(app)
    manifest, out = manifest_of(app), Path(app.outdir)
    made_from = digest("files", state_of(app.env).inputs, repr(site))
    if not manifest.keep_made_from(made_from):
        from sphinx_mlsys.export.files import files  # what writes them takes time to import

        for path, content in files(library, site):
            manifest.claim(path, made_from)
            write_whole(out / path, content)
    if site.base:
        from sphinx_mlsys.export.feed import sitemap

        content = sitemap(site, _pages(app)).encode()
        manifest.claim("sitemap.xml")
        write_whole(out / "sitemap.xml", content)
        _draw_cards(app)


def _pages(app: Sphinx) -> Iterator[tuple[str, date | None]]:
    """Yield the addresses of pages for readers, each with the day it was revised."""
    state = state_of(app.env)
    for docname in sorted(app.env.found_docs):
        key = app.env.metadata.get(docname, {}).get("mlsys-record", "")
        holder = state.library.record(str(key))
        revised = holder.record.revised if holder is not None else None
        yield app.builder.get_target_uri(docname), revised
    if state.author_pages:
        for slug in state.library.authors:
            yield app.builder.get_target_uri(f"authors/{slug}"), None


def _draw_cards(app: Sphinx) -> None:
    """Draw the pictures of records whose heads have changed, if the font is there."""
    if not available():
        logger.info("no pictures for og:image: they need the extra 'cards' of sphinx-mlsys")
        return
    from sphinx_mlsys.export.files import stem

    state, manifest, painter = state_of(app.env), manifest_of(app), None
    for key in state.library.records:
        found: Head | None
        found, made_from = state.shows.view("head", key)
        path = f"{stem(state.library, key)}.png"
        if found is not None and manifest.claim(path, digest(__version__, made_from)):
            painter = painter or Painter()
            write_whole(Path(app.outdir) / path, painter.picture(found))


def setup_artifacts(app: Sphinx) -> None:
    """Connect the handler."""
    app.connect("build-finished", write_files)
