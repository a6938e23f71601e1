"""Keys for new records: family name, year, first word that means something."""

from __future__ import annotations

import re
from collections.abc import Container

from slugify import slugify

from sphinx_mlsys.cli.importing.model import Item

KEY = re.compile(r"[a-z][a-z0-9]*[0-9]{4}[a-z0-9]*\Z")
LONGEST = 24
"""How long a word of a key may be."""
MOST = 5
"""How many words of the title a key may have; the name of a file has at most 255 bytes."""

_EMPTY = frozenset(
    [
        "a",
        "an",
        "the",
        "on",
        "of",
        "in",
        "for",
        "to",
        "with",
        "at",
        "by",
        "and",
        "from",
        "is",
        "are",
        "via",
        "or",
        "as",
        "into",
        "towards",
        "toward",
    ]
)


def _words(title: str) -> list[str]:
    found = []
    for word in re.sub(r"\$[^$]*\$", " ", title).split():
        plain = _letters(word)
        if plain and plain not in _EMPTY:
            found.append(plain[:LONGEST])
    return found or ["untitled"]


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", str(slugify(text.replace("'", "").replace("\u2019", ""))))


def new_key(item: Item, year: str, short: str, taken: Container[str]) -> str:
    """Return a key that is not among those *taken*.

    *short* is the conference's short name, which stands in for an unknown speaker.
    """
    if KEY.match(item.key) and len(item.key) <= LONGEST * MOST and item.key not in taken:
        return item.key
    family = _letters(item.authors[0].name.family) if item.authors else _letters(short.split()[0])
    family = re.sub(r"^[0-9]+", "", family)[:LONGEST] or "anon"
    words = _words(item.title)
    for count in range(1, min(len(words), MOST) + 1):
        key = f"{family}{year}{''.join(words[:count])}"
        if key not in taken:
            return key
    number = 2
    while f"{family}{year}{words[0]}{number}" in taken:
        number += 1
    return f"{family}{year}{words[0]}{number}"
