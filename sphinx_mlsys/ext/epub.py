"""The EPUB: one that epubcheck finds nothing in, the same bytes whenever it is built.

What Sphinx leaves out is added here: the manifest's properties for pages with
mathematics and drawings and for the cover, the language of each page, a cover,
contents by year, day and session, and times that are not those of the clock.
"""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from sphinx.application import Sphinx
from sphinx.builders.epub3 import Epub3Builder
from sphinx.config import Config
from sphinx.util.osutil import make_filename

from sphinx_mlsys.core.text import language_of
from sphinx_mlsys.ext import words
from sphinx_mlsys.ext.cover import FORMS, cover, drawn_as
from sphinx_mlsys.ext.latex import conference_facts, document_name, edition
from sphinx_mlsys.ext.outputs import write_whole
from sphinx_mlsys.ext.pages import STATIC
from sphinx_mlsys.ext.state import state_of
from sphinx_mlsys.ext.words import _

STYLE = Path(__file__).parent.parent / "static-epub" / "mlsys-epub.css"

DEFAULTS: Mapping[str, tuple[object, object]] = {
    "epub_uid": ("unknown", "publication-id"),
    "epub_scheme": ("unknown", "UUID"),
    "epub_tocscope": ("default", "includehidden"),
    "epub_tocdup": (True, False),
    "epub_show_urls": ("inline", "no"),
}
"""Setting to what Sphinx has and what a digest has; the project's own stands above both."""


def set_defaults(app: Sphinx, config: Config) -> None:
    """Set what the project did not set (config-inited)."""
    language = words.html_language(language_of(config.language))
    own: dict[str, tuple[object, object]] = {
        **DEFAULTS,
        "epub_basename": (make_filename(config.project), document_name(config)),
        "epub_language": (config.language, language),
        "epub_identifier": ("unknown", identifier(config)),
        "epub_contributor": ("unknown", config.author),
        "epub_cover": ((), (f"_static/{drawn_as()}", "mlsys-epub-cover.html")),
    }
    for name, (theirs, ours) in own.items():
        if getattr(config, name) == theirs:
            setattr(config, name, ours)


def identifier(config: Config) -> str:
    """Return an identifier that a project has for each language, now and ever."""
    name = f"{config.project}/{language_of(config.language)}"
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn


class DigestEpub(Epub3Builder):
    """Sphinx's EPUB builder with what epubcheck and readers ask for besides."""

    def init(self) -> None:
        """Say the language on every page, and name contents and cover in it."""
        super().init()
        language = self.config.epub_language
        self.html_tag = self.html_tag.replace(">", f' lang="{language}" xml:lang="{language}">')
        self.guide_titles = {"toc": _("Contents"), "cover": _("Cover")}

    def get_toc(self) -> None:
        """Get the contents in the order of reading: a page's sections before the pages below."""
        super().get_toc()
        self.refnodes = in_reading_order(self.refnodes)

    def handle_finish(self) -> None:
        """Draw the cover, leave out what belongs to other outputs, and make the file."""
        image, _template = self.config.epub_cover or ("", "")
        state = state_of(self.env)
        if Path(image).name in FORMS:
            made = cover(
                Path(image).name,
                self.config.epub_title,
                conference_facts(state.library, state.shows.language),
                words.language_name(state.shows.language),
            )
            write_whole(Path(self.outdir) / image, made)
        self.config.epub_exclude_files = [*self.config.epub_exclude_files, *self.leftovers()]
        super().handle_finish()

    def leftovers(self) -> Iterator[str]:
        """Yield files of the output folder that are no part of the book.

        Sphinx puts in whatever it finds: pages and images of earlier builds,
        scripts, styles of the site. The cover's page of an earlier build would
        come in twice, here and where Sphinx writes it anew.
        """
        out = Path(self.outdir)
        pages = {f"{docname}{self.out_suffix}" for docname in self.env.found_docs}
        pages |= {"nav.xhtml", "genindex.xhtml"}
        pages |= {name for name, *_rest in self.config.epub_pre_files}
        pages |= {name for name, *_rest in self.config.epub_post_files}
        pages |= {f"{name}{self.out_suffix}" for name, *_rest in self.domain_indices}
        images = {f"{self.imagedir}/{name}" for name in self.images.values()}
        site = {f"_static/{file.name}" for file in STATIC.iterdir()}
        for file in sorted(out.rglob("*")):
            path = file.relative_to(out).as_posix()
            stale = (file.suffix == self.out_suffix and path not in pages) or (
                path.startswith(f"{self.imagedir}/") and path not in images
            )
            hidden = any(part.startswith(".") for part in Path(path).parts)
            if file.is_file() and (stale or hidden or path in site):
                yield path

    def content_metadata(self) -> dict[str, Any]:
        """Return the metadata with the date of the edition, and what the book is about."""
        metadata = super().content_metadata()
        if self.config.epub_description == "unknown":
            state = state_of(self.env)
            facts = conference_facts(state.library, state.shows.language)
            described = "; ".join(" · ".join(both) for both in facts) or self.config.epub_title
            metadata["description"] = html.escape(described)
        metadata["date"] = f"{self.moment:%Y-%m-%dT%H:%M:%SZ}"
        return metadata

    def toc_metadata(self, level: int, navpoints: list[Any]) -> dict[str, Any]:
        """Return the metadata of the older contents with the book's identifier.

        Sphinx puts in the name of the element that holds it.
        """
        return {**super().toc_metadata(level, navpoints), "uid": self.config.epub_identifier}

    @property
    def moment(self) -> datetime:
        """The time that everything in the book has; a ZIP knows none before 1980."""
        day = edition(state_of(self.env).library)
        return max(datetime.combine(day, time(), UTC), datetime(1980, 1, 1, tzinfo=UTC))

    def build_content(self) -> None:
        """Write the manifest with the properties of its items.

        https://www.w3.org/TR/epub-33/#app-item-properties-vocab
        """
        super().build_content()
        file = Path(self.outdir) / "content.opf"
        manifest = file.read_text(encoding="utf-8")
        properties = dict(self.properties())

        def with_properties(match: re.Match[str]) -> str:
            found = properties.get(match[1])
            return f'{match[0]} properties="{found}"' if found else match[0]

        written = re.sub(r'<item id="[^"]*" href="([^"]*)" media-type="[^"]*"', with_properties,
                         manifest)  # fmt: skip
        write_whole(file, written.encode())

    def properties(self) -> Iterator[tuple[str, str]]:
        """Yield (path, properties) of the items that have any."""
        if self.config.epub_cover:
            yield self.config.epub_cover[0], "cover-image"
        for name in self.files:
            if name.endswith(self.out_suffix):
                page = (Path(self.outdir) / name).read_text(encoding="utf-8")
                found = [p for p, mark in (("mathml", "<math"), ("svg", "<svg")) if mark in page]
                if found:
                    yield name, " ".join(found)

    def build_epub(self) -> None:
        """Write the file; the same content gives the same bytes."""
        out = Path(self.outdir)
        first = ("mimetype", "META-INF/container.xml", "content.opf", "toc.ncx")
        part = out / f".{self.config.epub_basename}.part"
        with ZipFile(part, "w") as book:
            for name in (*first, *self.files):
                entry = ZipInfo(name, self.moment.timetuple()[:6])
                entry.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                entry.create_system = 3
                book.writestr(entry, (out / name).read_bytes())
        part.replace(out / f"{self.config.epub_basename}.epub")


def in_reading_order(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return entries of the contents, those below an entry ordered: its own page's first.

    A toctree may stand above a section of its page; a book shows the whole page first.
    """
    if not entries:
        return []
    found: list[dict[str, Any]] = []
    top = min(e["level"] for e in entries)
    starts = [n for n, e in enumerate(entries) if e["level"] <= top]
    for start, end in zip(starts, [*starts[1:], len(entries)], strict=True):
        head, below = entries[start], in_reading_order(entries[start + 1 : end])
        page = head["refuri"].partition("#")[0]
        own = [e for e in below if e["refuri"].partition("#")[0] == page]
        found += [head, *own, *(e for e in below if e not in own)]
    return found


def copy_style(app: Sphinx) -> None:
    """Put the style sheet of the book beside its pages (builder-inited)."""
    if isinstance(app.builder, DigestEpub):
        write_whole(Path(app.outdir) / "_static" / STYLE.name, STYLE.read_bytes())
        app.add_css_file(STYLE.name, priority=710)


def page_context(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Give pages of the book its own style sheet instead of the site's, and no script."""
    if not isinstance(app.builder, DigestEpub):
        return
    site = {f"_static/{file.name}" for file in STATIC.iterdir()}
    context["css_files"] = [s for s in context["css_files"] if str(s.filename) not in site]
    context["script_files"] = []


def setup_epub(app: Sphinx) -> None:
    """Register the builder in place of Sphinx's own, and connect the handlers."""
    app.add_builder(DigestEpub, override=True)
    app.connect("config-inited", set_defaults, priority=700)
    app.connect("builder-inited", copy_style)
    app.connect("html-page-context", page_context, priority=900)
