"""Works in EndNote's tagged format (``.enw``), the descendant of refer(1).

Tags: https://docs.endnote.com, "Tagged EndNote import format". No Python library
writes it; it is a tag, a space and a value to the line.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from sphinx_mlsys.export.works import Work, family_first

TYPES = MappingProxyType(
    {
        "paper": "Conference Proceedings",
        "article": "Journal Article",
        "preprint": "Unpublished Work",
        "talk": "Generic",
        "other": "Generic",
    }
)
"""Kind of work to EndNote's name of it."""


def endnote(work: Work) -> str:
    """Return a work as a record; between records stands a blank line."""
    return "".join(f"{tag} {value}\n" for tag, value in _lines(work) if value)


def _lines(work: Work) -> Iterator[tuple[str, str]]:
    first, last = work.pages
    venue = work.text("booktitle") or work.text("howpublished")
    yield "%0", TYPES[work.kind]
    for name in work.entry.authors:
        yield "%A", family_first(name)
    yield "%T", work.text("title")
    yield "%J", work.text("journal")
    yield "%B", "" if work.kind == "article" else venue
    for name in work.entry.editors:
        yield "%E", family_first(name)
    yield "%I", work.text("publisher")
    yield "%C", work.city or work.text("address")
    yield "%V", work.text("volume")
    yield "%N", work.text("number")
    yield "%P", f"{first}-{last}" if last else first
    yield "%D", str(work.date[0]) if work.date else ""
    yield "%8", "-".join(f"{part:02}" for part in work.date) if work.day else ""
    yield "%R", work.address("doi")
    yield "%U", work.address("url")
    yield "%Z", f"arXiv:{work.arxiv}" if work.arxiv else ""
    yield "%F", work.entry.key
