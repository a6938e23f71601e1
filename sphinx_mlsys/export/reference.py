"""An entry of the bibliography as one line of plain text."""

from __future__ import annotations

from sphinx_mlsys.core.entry import Entry, Name
from sphinx_mlsys.export.works import Work

DASH = "\u2013"


def names(people: tuple[Name, ...], language: str) -> str:
    """Join names as the language does: ``A, B and C`` or ``A、B、C``."""
    shown = [p.display for p in people]
    if language == "zh":
        return "、".join(shown)
    if len(shown) < 3:
        return " and ".join(shown)
    return ", ".join(shown[:-1]) + " and " + shown[-1]


def reference(entry: Entry, language: str) -> str:
    """Return authors, title, venue, volume, pages and year of *entry*.

    Mathematics in the title stays between dollar signs, for who can set it.
    """
    return _reference(entry, entry.title, language)


def _reference(entry: Entry, title: str, language: str) -> str:
    venue = next(
        (entry.get(f) for f in ("booktitle", "journal", "howpublished") if entry.get(f)), ""
    )
    if not venue and entry.get("eprint"):
        venue = f"arXiv:{entry.get('eprint')}"
    if entry.get("volume"):
        venue += f" {entry.get('volume')}"
    if entry.get("number") and entry.get("journal"):
        venue += f"({entry.get('number')})"
    if entry.get("pages"):
        venue += f": {entry.get('pages').replace('--', DASH)}"
    year = entry.get("year")
    parts = (names(entry.authors, language), title, venue, "" if venue.endswith(year) else year)
    return ". ".join(p.rstrip(".") for p in parts if p) + "."


def reference_line(work: Work, language: str = "en") -> str:
    """Return a work as one line with its address, mathematics as near as Unicode comes."""
    return plain_line(_reference(work.entry, work.text("title"), language), work)


def plain_line(text: str, work: Work) -> str:
    """Return a reference with its address, as one line."""
    where = f"https://doi.org/{work.address('doi')}" if work.entry.get("doi") else ""
    address = where or work.address("url")
    return f"{text} {address}\n" if address else f"{text}\n"
