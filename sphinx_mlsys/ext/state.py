"""What the domain keeps, and the questions that directives and roles ask of it."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.builders import Builder
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.util.parallel import ParallelTasks

from sphinx_mlsys.core.cache import stamp
from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.project import RECORD_SUFFIXES
from sphinx_mlsys.export.file import FOLDERS
from sphinx_mlsys.ext.markup import Renderer
from sphinx_mlsys.ext.outputs import Manifest
from sphinx_mlsys.ext.shows import Shows

if TYPE_CHECKING:
    from sphinx_mlsys.export.files import Pieces

RECORD_FOLDERS = FOLDERS
"""Kind of record to the folder of its pages."""

RECORD_PAGES = tuple(f"{folder}/" for folder in RECORD_FOLDERS.values())
"""How the names of documents begin that are the files of records."""

UNLINKED = frozenset({"author", "work"})
"""Kinds of objects that are plain text where they have no home in the output."""

PAGES = {
    "paper": "papers/%s",
    "talk": "talks/%s",
    "topic": "topics/%s",
    "conference": "%s/index",
}
"""Kind of object to the document that is its own page, where there is one."""

BY_DOCUMENT = ("homes", "views", "search")
"""What the environment keeps by document."""


Listed = tuple[str, str, str, str, str, int]
"""Name, shown name, kind, document, anchor and priority of an object, as Sphinx lists it."""


class Home(NamedTuple):
    """An object and where it is at home outside of pages of its own."""

    kind: str
    name: str
    anchor: str


class DigestState(Domain):
    """The domain's data and the library of the build.

    In the environment: ``homes``, ``views`` and ``search`` (the prose of pages),
    all by document, so that purging is a pop and merging a copy; ``last``, digests
    of what moved pages that were not read; ``places``, where each object was; and
    ``listed``, what ``objects.inv`` lists. The library, its views and the
    renderer of this build stand on the instance and are never stored.
    """

    initial_data = {"homes": {}, "views": {}, "search": {}, "last": {}, "places": {}, "listed": ()}

    shows: Shows
    """The views of this build."""
    renderer: Renderer
    """The renderer of record texts of this build."""
    inputs: str = ""
    """Digest of the program and of every file of the digest."""
    pieces: Pieces | None = None
    """What records give to the files of this build."""
    manifest: Manifest | None = None
    """The manifest of this build's output."""
    beside: ParallelTasks | None = None
    """The process of this build that makes what stands beside the pages."""
    author_pages: bool = False
    """Whether the output of this build has pages for authors."""

    builder: Builder
    """The builder of this build."""
    has_search: bool = False
    """Whether the output of this build has a search page of this extension."""

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        self.assets = ""
        self.navigation: dict[tuple[Any, ...], str] = {}
        self.tags: dict[tuple[Any, ...], str] = {}
        """What loads a style sheet or script, with where from, to the element."""
        self.works: dict[str, tuple[str, str]] = {}
        """Key of a cited work to document and anchor of its entry in the bibliography."""
        self.parents: dict[str, str] = {}
        """Document to the one whose toctree has it."""
        self._anchors: dict[tuple[str, str], tuple[str, str]] | None = None

    @property
    def library(self) -> Library:
        """The library of this build."""
        return self.shows.library

    @property
    def homes(self) -> dict[str, tuple[Home, ...]]:
        """Document to the objects that are at home on it."""
        found: dict[str, tuple[Home, ...]] = self.data["homes"]
        return found

    @property
    def views(self) -> dict[str, tuple[tuple[str, tuple[Any, ...], str], ...]]:
        """Document to the views that it shows."""
        found: dict[str, tuple[tuple[str, tuple[Any, ...], str], ...]] = self.data["views"]
        return found

    @property
    def search(self) -> dict[str, str]:
        """Document to its prose."""
        found: dict[str, str] = self.data["search"]
        return found

    def note_home(self, docname: str, kind: str, name: str, anchor: str) -> bool:
        """Note an object's home; tell whether it had none on this document yet."""
        here = self.homes.get(docname, ())
        home = Home(kind, name, anchor)
        if any((h.kind, h.name) == (kind, name) for h in here):
            return False
        self.homes[docname] = (*here, home)
        self._anchors = None
        return True

    def note_view(self, docname: str, shown: tuple[str, tuple[Any, ...], str]) -> None:
        """Note that a document shows a view."""
        here = self.views.get(docname, ())
        if shown not in here:
            self.views[docname] = (*here, shown)

    def clear_doc(self, docname: str) -> None:
        """Forget a document."""
        self._anchors = None
        for name in BY_DOCUMENT:
            self.data[name].pop(docname, None)

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict[str, Any]) -> None:
        """Take what a parallel reader found for its documents."""
        self._anchors = None
        for docname in docnames:
            for name in BY_DOCUMENT:
                if docname in otherdata[name]:
                    self.data[name][docname] = otherdata[name][docname]

    @abstractmethod
    def listed_now(self) -> Iterable[Listed]:
        """Return the objects of this build."""

    def canonical(self, kind: str, target: str) -> str | None:
        """Return the one name of *target*, or nothing when the digest has none such."""
        found: str | None = self.shows.view("meant", kind, target)[0]
        return found

    def page_of(self, kind: str, name: str) -> str | None:
        """Return the document that is an object's own page, if it is part of the output."""
        if kind == "author":
            has_page = self.author_pages and name in self.library.authors
            return f"authors/{name}" if has_page else None
        if kind not in PAGES:
            return None
        page = PAGES[kind] % name
        return page if page in self.env.found_docs else None

    def home_of(self, kind: str, name: str) -> tuple[str, str] | None:
        """Return (document, anchor) of an object, or of a cited work, in this output."""
        if kind == "work":  # the bibliography page lists only what is cited
            return self.works.get(name)
        page = self.page_of(kind, name)
        if page is not None:
            return page, ""
        return self.anchors.get((kind, name))

    @property
    def anchors(self) -> dict[tuple[str, str], tuple[str, str]]:
        """Kind and name of an object to the first document, in their order, and its anchor."""
        if self._anchors is None:
            self._anchors = {
                (home.kind, home.name): (docname, home.anchor)
                for docname in sorted(self.homes, reverse=True)
                for home in self.homes[docname]
            }
        return self._anchors


def objects(library: Library) -> dict[str, Mapping[str, object]]:
    """Return the objects of each kind by their names."""
    return {
        "paper": library.papers,
        "talk": library.talks,
        "author": library.authors,
        "topic": library.topics,
        "session": library.sessions,
        "conference": library.conferences,
    }


def inputs_of(whole: str) -> str:
    """Return the digest of the program and of all files, *whole* being that of the files."""
    return f"{stamp()} {whole}"


def state_of(env: BuildEnvironment) -> DigestState:
    """Return the domain of an environment."""
    domain = env.get_domain("mlsys")
    assert isinstance(domain, DigestState)
    return domain


def records_among(env: BuildEnvironment) -> dict[str, str]:
    """Return those documents that are the files of records, with the paths of their files."""
    return {
        docname: path
        for docname in env.found_docs
        if docname.startswith(RECORD_PAGES)
        and (path := os.fspath(env.doc2path(docname, base=False))).endswith(RECORD_SUFFIXES)
    }


def show(env: BuildEnvironment, maker: str, *args: Any) -> Any:
    """Return a view for the document being read, and note that it shows it."""
    state = state_of(env)
    view, digest = state.shows.view(maker, *args)
    state.note_view(env.docname, (maker, args, digest))
    return view


def naming(kind: str, name: str) -> tuple[str, ...]:
    """Return the view of what a reference to an object says, as ``show`` takes it."""
    return ("short", name) if kind in RECORD_FOLDERS else ("name", kind, name)


def meant(env: BuildEnvironment, kind: str, target: str) -> str | None:
    """Return the one name of *target* for the document being read.

    Where it is another, or there is none such yet, the document notes that: it
    is read again when the digest comes to mean something else.
    """
    name = state_of(env).canonical(kind, target)
    if name != target:
        show(env, "meant", kind, target)
    return name
