"""Files beside the pages: citations, data, feeds, calendars, pictures, the site map."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache, partial

from sphinx.application import Sphinx
from sphinx.util import logging

from sphinx_mlsys import __version__
from sphinx_mlsys.export.file import File, digest, stem
from sphinx_mlsys.export.pagehead import Head
from sphinx_mlsys.export.picture import Painter, available, words_of
from sphinx_mlsys.ext.outputs import Keys
from sphinx_mlsys.ext.pages import manifest_of
from sphinx_mlsys.ext.pieces import FILES, pieces_of
from sphinx_mlsys.ext.site import base_of, made_from
from sphinx_mlsys.ext.state import state_of

logger = logging.getLogger(__name__)


def write_files(app: Sphinx) -> None:
    """Write the files of HTML outputs that have changed."""
    manifest = manifest_of(app)
    manifest.write(FILES, made_from(app), lambda only: _files(app, only))
    if base_of(app):
        pages = state_of(app.env).data["last"]["navigation"]
        manifest.write("sitemap", made_from(app, pages), lambda _only: [_sitemap(app)])
        _draw_cards(app)


def _files(app: Sphinx, only: Keys | None) -> Iterator[File]:
    from sphinx_mlsys.export.files import files  # what writes them takes time to import

    return files(pieces_of(app), only)


def _sitemap(app: Sphinx) -> File:
    from sphinx_mlsys.export.feed import sitemap

    content = sitemap(pieces_of(app).site, _pages(app))
    return File("sitemap.xml", digest(content), content.encode)


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
    """Draw the pictures of records that say something else now, if the font is there."""
    if not available():
        logger.info("no pictures for og:image: they need the extra 'cards' of sphinx-mlsys")
        return
    manifest_of(app).write("pictures", made_from(app), lambda only: _cards(app, only))


def _cards(app: Sphinx, only: Keys | None) -> Iterator[File]:
    state, painter = state_of(app.env), cache(Painter)  # loading the font takes long
    for key in state.library.records if only is None else only:
        found: Head | None = state.shows.view("head", key)[0]
        if found is not None:
            shown = digest(__version__, repr(words_of(found)))
            make = partial(_picture, painter, found)
            yield File(f"{stem(state.library, key)}.png", shown, make)


def _picture(painter: Callable[[], Painter], found: Head) -> bytes:
    return painter().picture(found)
