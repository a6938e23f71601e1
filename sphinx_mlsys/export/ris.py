"""Works as RIS, which Zotero, EndNote and Mendeley load; rispy writes it.

Tags and types: https://en.wikipedia.org/wiki/RIS_(file_format) and the readers
of Zotero and citation-js. In a conference paper ``C3`` is the title of the
proceedings and ``T2`` the name of the conference; readers differ in which of
the two they look at, so both hold the proceedings.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any

import rispy

from sphinx_mlsys.export.works import Work, family_first

TYPES = MappingProxyType(
    {"paper": "CONF", "article": "JOUR", "preprint": "GEN", "talk": "SLIDE", "other": "GEN"}
)
"""Kind of work to type of reference; a talk is what Zotero calls a presentation."""


class Writer(rispy.RisWriter):  # type: ignore[misc]
    """The writer of rispy without its numbers between entries, which are no RIS."""

    def set_header(self, count: int) -> str:  # noqa: ARG002
        """Return no header."""
        return ""


_WRITER = Writer()


def entry(work: Work) -> dict[str, Any]:
    """Return a work as rispy takes it; what is not known is absent."""
    venue = work.text("journal") or work.text("booktitle") or work.event
    first, last = work.pages
    year, month, day = (*map(str, work.date), "", "", "")[:3]
    notes = [f"arXiv:{work.arxiv}"] if work.arxiv else []
    parts: dict[str, Any] = {
        "type_of_reference": TYPES[work.kind],
        "id": work.entry.key,
        "authors": [family_first(n) for n in work.entry.authors],
        "title": work.text("title"),
        "secondary_title": venue,
        "custom3": venue if work.kind == "paper" else "",
        "secondary_authors": [family_first(n) for n in work.entry.editors],
        "publisher": work.text("publisher"),
        "place_published": work.city or work.text("address"),
        "volume": work.text("volume"),
        "number": work.text("number"),
        "start_page": first,
        "end_page": last,
        "year": year,
        "date": f"{year}/{month:0>2}/{day:0>2}" if day else f"{year}/{month:0>2}//" if month
        else f"{year}///" if year else "",
        "type_of_work": work.text("howpublished"),
        "doi": work.address("doi"),
        "urls": [work.address("url")] if work.address("url") else [],
        "notes": [*notes, *([work.text("note")] if work.text("note") else [])],
    }  # fmt: skip
    return {key: value for key, value in parts.items() if value}


def ris_entry(work: Work) -> str:
    """Return a work as RIS."""
    return str(_WRITER.formats([entry(work)]))


def ris_file(entries: Iterable[str]) -> str:
    """Join entries, with a blank line between them."""
    return "\n".join(entries)
