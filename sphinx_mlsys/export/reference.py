"""An entry of the bibliography as one line of plain text."""

from __future__ import annotations

from sphinx_mlsys.core.bibfile import Entry, Name

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
    """Return authors, title, venue, volume, pages and year of *entry*."""
    venue = next(
        (entry.get(f) for f in ("booktitle", "journal", "howpublished") if entry.get(f)), ""
    )
    if not venue and entry.get("eprint"):
        venue = f"arXiv:{entry.get('eprint')}"
    if entry.get("volume"):
        venue += f" {entry.get('volume')}"
    if entry.get("pages"):
        venue += f": {entry.get('pages').replace('--', DASH)}"
    parts = (names(entry.authors, language), entry.title, venue, entry.get("year"))
    return ". ".join(p.rstrip(".") for p in parts if p) + "."
