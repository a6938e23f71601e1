"""The one form between readers and merger: facts of a paper or talk, and where they were read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, tzinfo
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from sphinx_mlsys.core.entry import Name
from sphinx_mlsys.core.problems import KeyPath, Problem

NoteKind = Literal[
    "created",
    "filled",
    "differs",
    "renamed",
    "renumbered",
    "moved",
    "rows-disagree",
    "homonym",
    "duplicate",
    "unmatched",
    "skipped",
    "not-stored",
    "truncated",
]
"""What a line of the merge report can be about."""


@dataclass(frozen=True, slots=True)
class At:
    """Where in a file something was read."""

    file: Path
    line: int | None = None
    path: KeyPath = ()

    def problem(self, code: str, message: str, remedy: str) -> Problem:
        """Return a problem at this place."""
        return Problem(
            code=code,
            file=self.file,
            line=self.line,
            path=self.path,
            message=message,
            remedy=remedy,
        )

    def then(self, *more: str | int) -> At:
        """Return a place inside this one."""
        return At(self.file, self.line, (*self.path, *more))

    def __str__(self) -> str:
        """Return file and line or key path."""
        path = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in self.path).lstrip(".")
        return ":".join(str(p) for p in (self.file.name, self.line, path) if p)


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the merge report."""

    kind: NoteKind
    message: str
    key: str = ""
    """The record that it is about."""
    field: str = ""
    ours: str = ""
    theirs: str = ""
    at: At | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """An author or editor as the source writes the name."""

    name: Name
    number: str = ""
    """The number by which DBLP tells people of one name apart: ``0001``."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where the source puts something in the program; what it does not say is empty."""

    session: str = ""
    """Title of the session."""
    day: int | None = None
    """Number of the day, where the source counts days."""
    date: date | None = None
    start: time | None = None
    """Begin of the session or, with :attr:`own`, of the paper's talk."""
    end: time | None = None
    own: bool = False
    room: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """The facts of one paper or talk."""

    at: At
    kind: Literal["paper", "talk"] = "paper"
    title: str = ""
    """Unicode text; mathematics between dollar signs."""
    latex_title: str = ""
    """The title as LaTeX, where the source is LaTeX."""
    authors: tuple[Person, ...] = ()
    editors: tuple[Person, ...] = ()
    names: tuple[str, ...] = ()
    """Short names of the system, to find the record by."""
    key: str = ""
    """The source's own key."""
    ids: tuple[str, ...] = ()
    """Numbers such as ``poster-2653`` and ``openreview-KVZDNEoC0Q``."""
    bib: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Other fields of the bibliography entry, as plain text."""
    links: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    affiliations: tuple[str, ...] = ()
    award: str = ""
    topics: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()
    """Places in the program, the one to use first."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader must know of the conference."""

    conference: str
    year: int
    timezone: tzinfo
    origin: str
    """Address of the conference's host, for addresses without one."""
    dates: tuple[date, ...] = ()
    """The days of the program."""
    venue: str = ""
    """Take only what is of this venue (``ICML.cc/2026/Conference``), if given."""
    partial: bool = False
    """Whether to take what is sound of a file that is not whole."""


@dataclass(slots=True)
class Taken:
    """What a reader found."""

    items: list[Item] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def skip(self, at: At, message: str) -> None:
        """Note that something is left out, and why."""
        self.notes.append(Note("skipped", message, at=at))

    def extend(self, other: Taken) -> None:
        """Take in what another reading found."""
        self.items += other.items
        self.notes += other.notes
        self.problems += other.problems


class RefusedError(Exception):
    """Raised when nothing of a file can be used; holds the reasons."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep *problems*."""
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


Reader = Callable[[Path, str, Context], Taken]
"""(file, its text, context) to what was found."""
