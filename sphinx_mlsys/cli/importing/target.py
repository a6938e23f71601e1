"""A record that an import adds to, and how two writings of a value are compared."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sphinx_mlsys.cli.importing import clean
from sphinx_mlsys.cli.importing.model import At, Note, Person, Slot
from sphinx_mlsys.core.entry import Entry
from sphinx_mlsys.core.library import Paper, Talk
from sphinx_mlsys.core.project import PAPER_SUFFIX, TALK_SUFFIX
from sphinx_mlsys.core.text import fold


@dataclass(slots=True)
class Target:
    """A record that items were recognized as, and what they add to it."""

    key: str
    kind: str
    holder: Paper | Talk | None
    entry: Entry | None
    bib: dict[str, str] = field(default_factory=dict)
    """Fields for the entry, as LaTeX."""
    ids: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    affiliations: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    award: str = ""
    slots: list[Slot] = field(default_factory=list)
    title: str = ""
    people: tuple[Person, ...] = ()
    places: list[At] = field(default_factory=list)
    """Where the items were read."""

    @property
    def file(self) -> str:
        """The record's file, from the project's folder."""
        suffix = TALK_SUFFIX if self.kind == "talk" else PAPER_SUFFIX
        return f"{self.kind}s/{self.key}{suffix}"


@dataclass(slots=True)
class Merged:
    """What an import changes, and what it has to say."""

    files: dict[Path, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def award_kind(written: str, awards: Mapping[str, Mapping[str, str]]) -> str | None:
    """Return the kind of award of the project that a text names, the longest name first."""
    text = fold(written)
    names = [(fold(n), kind) for kind, label in awards.items() for n in label.values()]
    names += [(kind.replace("-", " "), kind) for kind in awards]
    found = [(len(n), kind) for n, kind in names if n in text]
    found += [
        (len(n), kind)
        for n, kind in names
        if (short := re.sub(r"\s*\b(?:award|paper)\b", "", n).strip()) and text == short
    ]
    return max(found)[1] if found else None


def alike(ours: str, theirs: str) -> bool:
    """Tell whether two titles of the same authors look like one paper renamed.

    They do when they begin with the same short name, or share half of their words.
    """
    first, second = (fold(t).partition(":")[0] if ":" in t else "" for t in (ours, theirs))
    mine, other = (re.findall(r"\w+", fold(t)) for t in (ours, theirs))
    ratio = difflib.SequenceMatcher(None, mine, other, autojunk=False).ratio()
    return bool(first and first == second) or ratio >= 0.5


def shown(value: object) -> str:
    """Return a value for the report."""
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def kind_of(ident: str) -> str:
    """Return of what kind a number is: ``poster`` for ``poster-2653``."""
    return ident.partition("-")[0] if ident.startswith("openreview-") else ident.rpartition("-")[0]


def same_address(address: str) -> str:
    """Return what two writings of an address have in common."""
    return re.sub(r"^https?://(?:www\.)?", "", address.strip()).rstrip("/").lower()


def same_value(name: str) -> Callable[[str], str]:
    """Return how a field of the bibliography is made comparable."""
    if name == "url":
        return same_address
    if name == "pages":
        return lambda v: re.sub(r"[-\u2013\u2014\s]+", "-", v)
    if name == "doi":
        return lambda v: clean.doi(v) or v.lower()
    return clean.title_key
