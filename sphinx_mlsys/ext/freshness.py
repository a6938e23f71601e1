"""What is read and written again, and why.

===============================  ==================================================
What changes                     What is done
===============================  ==================================================
nothing                          what was loaded last is taken; no view is compared
a record, program, glossary, …   documents whose views have another digest are read
a record's file                  Sphinx reads its own page again (it is a document)
where an object is at home       documents that refer to objects are written; one that the
                                 digest did not have was referred to by none
a label or entry of the          the citing documents and the bibliography are
bibliography                     written
navigation (titles, toctrees)    every document is written
a record that is gone            its page and files are removed
anything, in a preview           documents of which more than a list of records differs
===============================  ==================================================
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util import logging

from sphinx_mlsys.core.files import content_of, is_utf8, leads_out
from sphinx_mlsys.core.load import LoadError, load
from sphinx_mlsys.core.text import language_of
from sphinx_mlsys.ext.config import project_folder
from sphinx_mlsys.ext.markup import Renderer
from sphinx_mlsys.ext.report import report
from sphinx_mlsys.ext.shows import Shows
from sphinx_mlsys.ext.state import DigestState, inputs_of, objects, records_among, state_of

logger = logging.getLogger(__name__)

CACHE = "mlsys-digest.pickle"
"""The file among the doctrees that holds what was loaded last."""

PAGED = frozenset({"html", "dirhtml", "linkcheck"})
"""Builders in whose output every record has a page of its own."""

GATHERED = frozenset({"browse", "picture", "records", "results", "rows"})
"""Views of many records at once, which a preview leaves as they were."""

OF_RECORDS = frozenset({"card", "gbt", "head", "rows"})
"""Views of the records among their arguments; of others they show what those are called."""

OF_NAMES = frozenset({"meant", "name", "short", "timed"})
"""Views of what things are called and when they are."""


class NoDigestError(SphinxError):
    """There is no usable project file."""

    category = "The digest cannot be loaded"


def load_library(app: Sphinx) -> None:
    """Read the digest's files, report what is wrong, hand the rest to the domain."""
    folder = project_folder(app.srcdir, app.config)
    try:
        loaded = load(folder, Path(app.doctreedir) / CACHE, app.parallel)
    except LoadError as error:
        report(error.problems)
        raise NoDigestError(str(error)) from None
    report(loaded.problems)
    state = state_of(app.env)
    state.shows = Shows(loaded, language_of(app.config.language))
    state.inputs = inputs_of(loaded.inputs)
    state.renderer = Renderer(app.env)
    state.author_pages = app.builder.name in PAGED and app.config.mlsys_author_pages
    state.builder = app.builder


def leave_out_record_pages(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Keep record files out of outputs that show cards only (env-get-outdated).

    And out of all those that are not read at all: Sphinx cannot write a page of a name that
    is not UTF-8, ends when a file is not, and would show the source of one that is a link to
    a file elsewhere.
    """
    doubted = {
        p.file for p in state_of(env).shows.problems if p.code in ("encoding", "file-missing")
    }
    folder = os.fspath(env.srcdir)
    for docname, path in records_among(env).items():
        if app.builder.name in PAGED and not _is_unread(folder, path, doubted):
            continue
        env.found_docs.discard(docname)
        added.discard(docname)
        changed.discard(docname)
        env.clear_doc(docname)
        env.all_docs.pop(docname, None)
    return []


def _is_unread(folder: str, path: str, doubted: Set[Path | None]) -> bool:
    """Tell whether the file of a record is one that only complains are made of."""
    file = f"{folder}{os.sep}{path}"
    if not is_utf8(path) or leads_out(file, folder):
        return True
    if not doubted or Path(file) not in doubted:
        return False
    try:
        content_of(file).decode()
    except (OSError, UnicodeDecodeError):
        return True
    return False


def stale_documents(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the documents that show something that has changed (env-get-outdated)."""
    state, preview = state_of(env), app.config.mlsys_preview
    last: dict[str, str] = state.data["last"]
    before = last.get("compared" if preview else "inputs")
    if before == state.inputs:
        return []
    since = _reworded(state, before)
    left = GATHERED if preview else frozenset()
    return [
        docname
        for docname, shown in state.views.items()
        if any(
            maker not in left
            and (since is None or _may_show(maker, args, since))
            and state.shows.view(maker, *args)[1] != digest
            for maker, args, digest in shown
        )
    ]


def prepare_workers(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Make once what every worker would make for itself (env-before-read-docs)."""
    state = state_of(env)
    # As Sphinx decides whether workers read: few documents are read without, and need not wait.
    if app.parallel < 2 or len(docnames) <= 5 or not state.library.records:
        return
    state.library.prepare()
    keys, other = list(state.library.records), app.config.mlsys_other_language
    # With what this imports.
    state.shows.view("card", keys[0], other)
    # What few documents show they make when they need it.
    if len(docnames) * 2 > len(env.found_docs):
        calls = [c for k in keys for c in (("card", k, other), ("gbt", k), ("head", k))]
        state.shows.prepare(calls, app.parallel)


def _reworded(state: DigestState, before: str | None) -> frozenset[str] | None:
    """Return the keys of the records that were worded anew, if nothing else was since *before*."""
    change = state.shows.change
    return change.keys if change is not None and inputs_of(change.since) == before else None


def _may_show(maker: str, args: tuple[Any, ...], keys: frozenset[str]) -> bool:
    """Tell whether a view can differ where only how the records of *keys* are worded does."""
    if maker in OF_NAMES:
        return False
    return not keys.isdisjoint(args) if maker in OF_RECORDS else True


def moved_targets(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the documents to write again although they were not read (env-updated).

    Three things reach a page from other documents: where objects are at home,
    the bibliography's labels and entries, and the navigation. Each has a
    digest in the environment; when one differs, the documents that it reaches
    are returned.
    """
    state = state_of(env)
    cited = getattr(env.domains.get("cite"), "citations", ())
    entries = ((c.key, (c.bibliography_key.docname, c.citation_id)) for c in cited)
    state.works = dict(sorted(entries, reverse=True))  # of several bibliographies, the first
    state.parents = {c: up for up, below in env.toctree_includes.items() for c in below}
    last: dict[str, str] = state.data["last"]
    records = records_among(env).keys()
    now = {
        "inputs": state.inputs,
        "compared": state.inputs,
        "homes": _digest(_homes(env, records)),
        "citations": _digest(_citations(env)),
        "navigation": _digest(_navigation(env, records)),
    }
    changed = {name for name, value in now.items() if last.get(name, value) != value}
    if last and app.config.mlsys_preview and last["inputs"] != state.inputs:
        now["inputs"] = ""  # pages are of several ages: a build that is no preview compares all
    state.data["last"] = now
    have_moved = False
    # Where records are only worded anew and nothing is at home elsewhere, no object is called
    # or listed otherwise.
    same = changed == {"inputs", "compared"} and _reworded(state, last["inputs"]) is not None
    if not last or (changed and not same):
        have_moved = _have_moved(state)
        state.data["listed"] = tuple(state.listed_now())
    if "navigation" in changed:
        return sorted(env.found_docs)
    stale: set[str] = set()
    if "citations" in changed:
        cited = env.domains.get("cite")
        stale |= {r.docname for r in getattr(cited, "citation_refs", ())}
        stale |= {b.docname for b in getattr(cited, "bibliographies", ())}
        stale |= set(state.views)
    if have_moved:
        stale |= set(state.views)
    if last and now["inputs"] and last["inputs"] != now["inputs"]:
        # Sphinx keeps the environment only where a document is read or written again: without
        # one, every later build would compare all views again.
        stale.add(env.config.root_doc)
    return sorted(stale & env.found_docs)


def _have_moved(state: DigestState) -> bool:
    """Note where objects are; tell whether one that there was is elsewhere or gone."""
    before: dict[str, str] = state.data["places"]
    now = {
        f"{kind} {name}": "#".join(state.home_of(kind, name) or ())
        for kind, names in objects(state.library).items()
        for name in names
    }
    state.data["places"] = now
    return any(now.get(name) != place for name, place in before.items())


def _homes(env: BuildEnvironment, records: Set[str]) -> Iterator[object]:
    state = state_of(env)
    yield state.author_pages
    yield from sorted(state.homes.items())
    yield from sorted(records)


def _digest(values: Iterable[object]) -> str:
    found = hashlib.sha256()
    for value in values:
        found.update(repr(value).encode())
    return found.hexdigest()


def _citations(env: BuildEnvironment) -> Iterator[object]:
    for citation in getattr(env.domains.get("cite"), "citations", ()):
        yield citation.key, citation.bibliography_key.docname, citation.citation_id
        yield str(citation.formatted_entry.text), citation.formatted_entry.label


def _navigation(env: BuildEnvironment, records: Set[str]) -> Iterator[object]:
    yield sorted(env.found_docs - records)
    for docname in sorted(env.toctree_includes):
        yield docname, env.toctree_includes[docname]
    reached = {d for docs in env.toctree_includes.values() for d in docs}
    reached.add(env.config.root_doc)
    for docname in sorted(reached & env.titles.keys()):
        yield docname, env.titles[docname].astext()
        toc = env.tocs.get(docname)
        if toc is not None:
            for entry in toc.findall(nodes.reference):
                yield entry.get("anchorname"), entry.astext()
            for tree in toc.findall(addnodes.toctree):
                yield tree.get("entries"), tree.get("caption"), tree.get("hidden")


def setup_freshness(app: Sphinx) -> None:
    """Connect the handlers."""
    app.connect("builder-inited", load_library)
    app.connect("env-get-outdated", leave_out_record_pages, priority=400)
    app.connect("env-get-outdated", stale_documents)
    app.connect("env-before-read-docs", prepare_workers)
    # After sphinxcontrib-bibtex has made its labels, which it does at 500.
    app.connect("env-updated", moved_targets, priority=900)
