"""What a citation format is told of a work: its entry, and what the program knows besides."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sphinx_mlsys.core.bibvalue import MONTHS
from sphinx_mlsys.core.entry import Entry, Name
from sphinx_mlsys.core.library import Library, Talk
from sphinx_mlsys.core.text import CJK, choose
from sphinx_mlsys.export.titles import plain, printable

_YEAR = re.compile("[0-9]{1,4}")
_CHINESE = re.compile(f"[{CJK}]")


@lru_cache(maxsize=1024)  # every format asks for the same fields, every paper has the same editors
def _plain(latex: str) -> str:
    return plain(latex)


@dataclass(frozen=True, slots=True)
class Work:
    """A paper, a talk or any other entry of the bibliography."""

    entry: Entry
    talk: bool = False
    day: date | None = None
    """When a talk was given, where verified."""
    event: str = ""
    """The conference of a talk."""
    city: str = ""
    """Where it was given."""

    def text(self, field: str) -> str:
        """Return a field as plain text."""
        return _plain(self.entry.raw.get(field, ""))

    def address(self, field: str) -> str:
        """Return a field that is no LaTeX text (url, doi, eprint)."""
        return printable(self.entry.get(field))

    @property
    def arxiv(self) -> str:
        """The arXiv id."""
        is_arxiv = self.address("archiveprefix").lower() == "arxiv"
        return self.address("eprint") if is_arxiv else ""

    @property
    def pages(self) -> tuple[str, str]:
        """First and last page, as far as known."""
        first, _dash, last = (
            self.entry.get("pages").replace("--", "-").replace("\u2013", "-").partition("-")
        )
        return printable(first), printable(last)

    @property
    def date(self) -> tuple[int, ...]:
        """Year, month and day as far as known."""
        if self.day is not None:
            return (self.day.year, self.day.month, self.day.day)
        year = self.entry.get("year")
        if not _YEAR.fullmatch(year):
            return ()
        month = self.entry.get("month").strip().lower()
        if month[:3] in MONTHS:
            return (int(year), MONTHS.index(month[:3]) + 1)
        return (int(year),)

    @property
    def kind(self) -> str:
        """What it is: talk, article, paper (in proceedings), preprint or other."""
        if self.talk:
            return "talk"
        if self.entry.kind == "article" and self.entry.get("journal"):
            return "article"
        if self.entry.get("booktitle"):
            return "paper"
        return "preprint" if self.arxiv else "other"


def works(library: Library, keys: Iterable[str]) -> tuple[Work, ...]:
    """Return the works of *keys*, which are keys of the bibliography."""
    return tuple(_work(library, key) for key in keys)


def _work(library: Library, key: str) -> Work:
    entry, holder = library.entries[key], library.record(key)
    place = library.places.get(key)
    if not isinstance(holder, Talk):
        return Work(entry)
    if place is None:
        return Work(entry, talk=True)
    conference = library.conferences[place.conference]
    day = conference.days[place.day - 1].date
    return Work(
        entry,
        talk=True,
        day=None if place.item.date_unverified else day,
        event=choose(conference.form.name, "en") or conference.form.short,
        city=choose(conference.form.city, "en"),
    )


def is_chinese(text: str) -> bool:
    """Tell whether a text holds Chinese characters."""
    return bool(_CHINESE.search(text))


@lru_cache(maxsize=4096)
def family_first(name: Name) -> str:
    """Return ``De Sa, Christopher``; a name without a given part stays whole."""
    return printable(name.sorting)
