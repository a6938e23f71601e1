"""HTML only: pages of authors, the page context, the style sheet and the script."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from sphinx_mlsys.core.views import AuthorView
from sphinx_mlsys.export.file import digest
from sphinx_mlsys.ext import words
from sphinx_mlsys.ext.build import box, heading, joined, paragraph, span, xref
from sphinx_mlsys.ext.dress import mend_contents
from sphinx_mlsys.ext.markup import title_nodes
from sphinx_mlsys.ext.outputs import MadeFrom, Manifest, write_whole
from sphinx_mlsys.ext.site import PAGED, made_from
from sphinx_mlsys.ext.state import state_of
from sphinx_mlsys.ext.ways import way_to_author
from sphinx_mlsys.ext.words import _

logger = logging.getLogger(__name__)
STATIC = Path(__file__).parent.parent / "static"
COPIED = "copied"
"""The mark in the manifest of the options with which files were copied."""
AUTHORS = "authors"
"""The group of the pages of authors in the manifest."""
Page = tuple[str, dict[str, Any], str]


def copy_static(app: Sphinx) -> None:
    """Copy style sheet and script before pages are written, so that they carry checksums."""
    if not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    _clear_static(app, app.builder)
    for file in sorted(STATIC.iterdir()):
        write_whole(app.outdir / "_static" / file.name, file.read_bytes())


def _clear_static(app: Sphinx, builder: StandaloneHTMLBuilder) -> None:
    """Remove what Sphinx and theme copied with other options: they remove nothing of it."""
    if builder.name not in PAGED:
        return
    info, config = builder.build_info, app.config
    options = digest(info.config_hash, info.tags_hash, repr((config.language, config.locale_dirs)))
    manifest = manifest_of(app)
    if manifest.has(COPIED) and not manifest.is_from(COPIED, options):
        shutil.rmtree(app.outdir / "_static", ignore_errors=True)
    manifest.mark(COPIED, MadeFrom(options))


def page_context(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Take from one-page HTML the box of a search it has not, and mend its contents."""
    if app.builder.name == "singlehtml":  # it has no search page
        context["sidebars"] = [s for s in context.get("sidebars") or () if "search" not in s]
        context["toc"] = mend_contents(context.get("toc", ""), context.get("body", ""))


def share_assets(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Share the elements that load style sheets and scripts (html-page-context).

    Sphinx finds each of a dozen files, and its checksum, again for every page. They
    are the same on all pages that are as deep.
    """
    for name in ("css_tag", "js_tag"):
        make: Callable[[Any], str] | None = context.get(name)
        if make is not None and not pagename.startswith("_static/"):
            where = (name, str(context.get("content_root", "")))
            context[name] = _shared(make, where, state_of(app.env).tags)


def _shared(
    make: Callable[[Any], str], where: tuple[str, ...], shared: dict[tuple[Any, ...], str]
) -> Callable[[Any], str]:
    def tag(asset: Any) -> str:
        file = str(getattr(asset, "filename", None) or "")
        if not file.startswith("_static/"):
            return make(asset)
        call = (*where, file, *sorted(asset.attributes.items()))
        if call not in shared:
            shared[call] = make(asset)
        return shared[call]

    return tag


def author_pages(app: Sphinx) -> Iterator[Page]:
    """Yield the pages of authors that have changed since the last build."""
    state = state_of(app.env)
    if not state.author_pages or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    manifest = manifest_of(app)
    shared = _shared_by_pages(app)
    group = made_from(app, shared)
    # What a page says of records is what they are called, not how they are worded.
    if manifest.take_over(AUTHORS, group, anew=False):
        return
    for slug in state.library.authors:
        view, of_view = state.shows.view("author", slug)
        pagename = f"authors/{slug}"
        homes = repr([state.home_of(kind, key) for kind, key, *_more in view.records])
        of_page = f"{AUTHORS} {digest(shared, of_view + homes)}"
        if manifest.claim(page_path(app, pagename), of_page):
            yield pagename, _author_context(app, pagename, view), "page.html"
    manifest.mark(AUTHORS, group)


def page_digest(app: Sphinx, content: str) -> str:
    """Return a digest of a page that is no document: its content and what all pages share."""
    return digest(_shared_by_pages(app), content)


def _shared_by_pages(app: Sphinx) -> str:
    builder = app.builder
    assert isinstance(builder, StandaloneHTMLBuilder)
    info = builder.build_info
    state = state_of(app.env)
    if not state.assets:
        state.assets = digest(*(f.read_text(encoding="utf-8") for f in sorted(STATIC.iterdir())))
    shared = (info.config_hash, info.tags_hash, state.data["last"].get("navigation", ""))
    return digest(*shared, state.assets)


def page_path(app: Sphinx, pagename: str) -> str:
    """Return the path of a page within the output folder."""
    builder = app.builder
    assert isinstance(builder, StandaloneHTMLBuilder)
    # Asked for every page: taking paths apart would cost more than all else about it.
    path = os.fspath(builder.get_output_path(pagename))
    return path.removeprefix(f"{os.fspath(app.outdir)}{os.sep}").replace(os.sep, "/")


def _author_context(app: Sphinx, pagename: str, view: AuthorView) -> dict[str, Any]:
    builder = app.builder
    assert isinstance(builder, StandaloneHTMLBuilder)
    section = author_nodes(view, state_of(app.env).shows.language, pagename)
    # Resolved here: all post-transforms for a page of a few links cost more than the page.
    state = state_of(app.env)
    for ref in list(section.findall(pending_xref)):
        home = state.home_of(ref["reftype"], ref["reftarget"])
        if home is not None:
            uri = builder.get_relative_uri(pagename, home[0]) + (f"#{home[1]}" if home[1] else "")
            ref.replace_self(nodes.reference("", "", *ref.children, refuri=uri, internal=True))
    section[:0] = way_to_author(app, pagename, view.slug)
    body = builder.render_partial(section)["fragment"]
    return {
        "title": view.name,
        "body": body,
        "parents": [],
        "prev": None,
        "next": None,
        "meta": {},
        "metatags": "",
        "mlsys_description": " \u00b7 ".join([view.name, *(r[2] for r in view.records)]),
        "rellinks": [],
        "sourcename": "",
        "toc": "",
        "display_toc": False,
        "page_source_suffix": "",
    }


def author_nodes(view: AuthorView, language: str, docname: str) -> nodes.container:
    """Return the page of an author."""
    section = box("mlsys-author")
    section += heading(1, nodes.Text(view.name))
    for name in (view.native, *view.spellings):
        if name:
            section += paragraph(span(_("Also written: %s") % name), classes=["mlsys-eyebrow"])
    groups: dict[str, list[tuple[str, str, str, str, str]]] = {}
    for row in view.records:
        groups.setdefault(row[3], []).append(row)
    for conference, rows in groups.items():
        section += heading(2, nodes.Text(conference), classes=["mlsys-group"])
        section += nodes.bullet_list(
            "",
            *(
                nodes.list_item(
                    "", paragraph(xref(kind, key, *title_nodes(title), docname=docname))
                )
                for kind, key, _short, _conference, title in rows
            ),
        )
    if view.together:
        section += heading(2, nodes.Text(_("With")), classes=["mlsys-group"])
        refs: list[nodes.Node] = []
        for slug, name, number in view.together:
            ref = xref("author", slug, name, docname=docname)
            refs.append(
                nodes.inline("", "", ref, nodes.Text(f" ({number})")) if number > 1 else ref
            )
        separator = words.separator(language)
        section += paragraph(*joined(refs, separator), classes=["mlsys-authors"])
    return section


def manifest_of(app: Sphinx) -> Manifest:
    """Return the manifest of this build."""
    state = state_of(app.env)
    if state.manifest is None:
        state.manifest = Manifest(Path(app.outdir), as_it_is=app.config.mlsys_preview)
    return state.manifest


def plan_pages(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Note the pages of documents before they are written (env-updated)."""
    if app.builder.name in ("html", "dirhtml"):
        manifest_of(app).plan(page_path(app, d) for d in sorted(env.found_docs))
    return []


def close_manifest(app: Sphinx, exception: Exception | None) -> None:
    """Claim every document's files, and remove those of documents that are gone."""
    builder = app.builder
    if exception is not None or not isinstance(builder, StandaloneHTMLBuilder):
        return
    if builder.name not in ("html", "dirhtml"):
        return
    manifest = manifest_of(app)
    for docname in sorted(app.env.found_docs):
        manifest.claim(page_path(app, docname))
        if builder.copysource and app.config.html_copy_source:
            suffix = app.env.doc2path(docname, base=False).suffix
            name = app.env.doc2path(docname, base=False).as_posix()
            link = app.config.html_sourcelink_suffix
            manifest.claim(f"_sources/{name}{link if link != suffix else ''}")
    for image in builder.images.values():
        manifest.claim(f"{builder.imagedir}/{image}")
    for path in manifest.close():
        logger.info("removed %s", path)
    # Sphinx's copy from before an option changed: nothing that belongs to a site.
    (Path(app.outdir) / ".buildinfo.bak").unlink(missing_ok=True)


def setup_pages(app: Sphinx) -> None:
    """Connect the handlers."""
    app.add_css_file("mlsys.css", priority=700)
    app.add_js_file("mlsys.js", loading_method="defer")
    app.connect("builder-inited", copy_static)
    app.connect("html-collect-pages", author_pages)
    app.connect("html-page-context", page_context)
    app.connect("html-page-context", share_assets)
    app.connect("env-updated", plan_pages, priority=950)
    app.connect("build-finished", close_manifest, priority=900)
