"""Where things are in this output: the addresses that exports and page heads write."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from sphinx_mlsys.export.file import digest
from sphinx_mlsys.export.site import Site
from sphinx_mlsys.ext.outputs import MadeFrom
from sphinx_mlsys.ext.state import inputs_of, objects, state_of

logger = logging.getLogger(__name__)

PAGED = frozenset({"html", "dirhtml"})
"""Builders whose output has files beside its pages."""


def base_of(app: Sphinx) -> str:
    """Return the site's public address with a slash at its end, or nothing."""
    base: str = app.config.html_baseurl or ""
    return base.rstrip("/") + "/" if base.startswith(("http://", "https://")) else ""


def tell_base(app: Sphinx) -> None:
    """Say once what is left out without a public address (builder-inited)."""
    if app.builder.name in PAGED and not base_of(app):
        logger.info(
            "html_baseurl is not set: sitemap.xml, canonical and og:url are left out, "
            "and feeds have relative addresses"
        )


def site_of(app: Sphinx) -> Site:
    """Return the addresses of everything that has a home in this output."""
    state = state_of(app.env)
    library = state.library
    found = {}
    for kind, listed in objects(library).items():
        for name in listed:
            home = state.home_of(kind, name)
            if home is not None:
                found[kind, name] = _address(app, *home)
    terms = app.env.domains.standard_domain.objects
    for ident in library.terms:
        place = terms.get(("term", ident))
        if place is not None:
            found["term", ident] = _address(app, *place)
    for ident, conference in library.conferences.items():
        for number in range(1, len(conference.days) + 1):
            if f"{ident}/day-{number}" in app.env.found_docs:
                found["day", f"{ident}/{number}"] = _address(app, f"{ident}/day-{number}", "")
    for citation in getattr(app.env.domains.get("cite"), "citations", ()):
        page = citation.bibliography_key.docname
        found["cite", citation.key] = _address(app, page, citation.citation_id)
    return Site(found, base_of(app), state.shows.language)


def made_from(app: Sphinx, *more: str) -> MadeFrom:
    """Return digests of the digest's files, of what says where things are, and of *more*.

    While they stay, nothing else need be compared, and nothing is loaded.
    """
    state, placed = state_of(app.env), _placed(app)
    now = digest(state.inputs, placed, *more)
    change = state.shows.change
    if change is None:
        return MadeFrom(now)
    return MadeFrom(now, digest(inputs_of(change.since), placed, *more), change.keys)


def _placed(app: Sphinx) -> str:
    env, state = app.env, state_of(app.env)
    terms = [(name, place) for name, place in env.domains.standard_domain.objects.items()
             if name[0] == "term"]  # fmt: skip
    last: dict[str, str] = state.data["last"]
    return digest(
        state.shows.language,
        base_of(app),
        str(state.author_pages),
        app.builder.get_target_uri("a/page"),
        last["homes"],
        last["citations"],
        repr(sorted(env.found_docs)),
        repr(sorted(terms)),
    )


def _address(app: Sphinx, docname: str, anchor: str) -> str:
    return app.builder.get_target_uri(docname) + (f"#{anchor}" if anchor else "")


def label_record(app: Sphinx, doctree: nodes.document) -> None:
    """Give a record's page its key as a label (doctree-read).

    Intersphinx resolves roles of domains that a project has loaded; a label is
    reached with ``ref`` from every project, also from one without this extension.
    """
    env = app.env
    key = env.metadata.get(env.docname, {}).get("mlsys-record")
    title = next(doctree.findall(nodes.title), None)
    if key is not None and title is not None:
        labels = env.domains.standard_domain
        labels.note_hyperlink_target(str(key), env.docname, str(key), title.astext())


def setup_site(app: Sphinx) -> None:
    """Connect the handlers."""
    app.connect("builder-inited", tell_base)
    app.connect("doctree-read", label_record)
