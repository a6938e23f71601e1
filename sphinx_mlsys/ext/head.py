"""The heads of pages: what records say to machines, and where their files are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.export.file import stem
from sphinx_mlsys.export.formats import FORMATS
from sphinx_mlsys.export.pagehead import Head, highwire, json_ld, open_graph, script_json
from sphinx_mlsys.export.picture import available
from sphinx_mlsys.ext.site import PAGED, base_of
from sphinx_mlsys.ext.state import show, state_of
from sphinx_mlsys.ext.theme import describe

META = Markup('<meta name="{}" content="{}">\n')
PROPERTY = Markup('<meta property="{}" content="{}">\n')
LINK = Markup('<link rel="alternate" type="{}" title="{}" href="{}">\n')

Alternate = tuple[str, str, str]
"""Media type, title and path from the root of the site."""


def note_head(app: Sphinx, doctree: nodes.document) -> None:
    """Note that a record's page shows what its head says (doctree-read)."""
    key = app.env.metadata.get(app.env.docname, {}).get("mlsys-record")
    if key is not None:
        show(app.env, "head", key)


def page_head(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], doctree: object
) -> None:
    """Add to the head of a page (html-page-context)."""
    pathto: Callable[..., str] | None = context.get("pathto")
    if app.builder.name not in PAGED or pathto is None:
        return
    state = state_of(app.env)
    parts: list[str] = [
        LINK.format(m, t, pathto(path, 1)) for m, t, path in alternates(app, pagename)
    ]
    key = app.env.metadata.get(pagename, {}).get("mlsys-record")
    found: Head | None = state.shows.view("head", key)[0] if key is not None else None
    if found is not None:
        base = base_of(app)
        image = f"{base}{stem(state.library, str(key))}.png" if base and available() else ""
        page = base + app.builder.get_target_uri(pagename) if base else ""
        parts += _record(found, page, image)
    elif isinstance(doctree, nodes.document):
        if described := describe(doctree):
            parts.append(META.format("description", described))
    elif "mlsys_description" in context:
        parts.append(META.format("description", context["mlsys_description"]))
    context["metatags"] = context.get("metatags", "") + "\n" + "".join(parts)


def _record(found: Head, page: str, image: str) -> Iterator[str]:
    if found.description:
        yield META.format("description", found.description)
    for name, content in highwire(found):
        if content:
            yield META.format(name, content)
    for name, content in open_graph(found, page, image):
        if content:
            yield PROPERTY.format(name, content)
    script = Markup('<script type="application/ld+json">{}</script>\n')
    yield script.format(Markup(script_json(json_ld(found, page))))  # noqa: S704 - escaped for scripts


def alternates(app: Sphinx, pagename: str) -> Iterator[Alternate]:
    """Yield what else there is of the thing that a page shows."""
    folder, _slash, name = pagename.rpartition("/")
    if folder:  # of other pages there is nothing, and loading the library takes time
        key = app.env.metadata.get(pagename, {}).get("mlsys-record", "")
        yield from _of_the_same(state_of(app.env).library, folder, name, str(key))
    yield "application/atom+xml", "Atom", "feed.atom"


def _of_the_same(library: Library, folder: str, name: str, key: str) -> Iterator[Alternate]:
    if key in library.records:
        for suffix in ("bib", "ris", "json"):
            form = FORMATS[suffix]
            yield form.media, form.name, f"{stem(library, key)}.{suffix}"
        yield "application/json", "Record", f"{stem(library, key)}.record.json"
    elif folder == "topics" and library.topic_users.get(name):
        yield "application/atom+xml", "Atom", f"topics/{name}.atom"
    elif folder in library.conferences:
        yield from _program(library, folder, name)


def _program(library: Library, conference: str, name: str) -> Iterator[Alternate]:
    short = library.conferences[conference].form.short
    if name == "index":
        if any(p.conference == conference for p in library.places.values()):
            yield "application/atom+xml", f"Atom: {short}", f"mlsys-{conference}.atom"
            yield FORMATS["bib"].media, f"BibTeX: {short}", f"mlsys-{conference}.bib"
        yield "text/calendar", short, f"mlsys-{conference}.ics"
    elif name.startswith("day-") and name.removeprefix("day-").isdecimal():
        number = int(name.removeprefix("day-"))
        if 0 < number <= len(library.conferences[conference].days):
            yield "text/calendar", f"{short}, {number}", f"{conference}/{name}.ics"


def setup_head(app: Sphinx) -> None:
    """Connect the handlers."""
    app.connect("doctree-read", note_head)
    app.connect("html-page-context", page_head)
