"""What is shown of a library, as plain values.

A directive shows exactly what a view holds, so the digest of its view tells
whether a page is stale: nothing else may reach the page from the library.
"""

from __future__ import annotations

import hashlib

from sphinx_mlsys.core.views.cards import Card, Related, Texts, Tie, card, related, texts
from sphinx_mlsys.core.views.lists import (
    AuthorView,
    Compared,
    ListRow,
    TermView,
    author,
    compared,
    list_row,
    listing,
    term,
)
from sphinx_mlsys.core.views.parts import (
    FigureView,
    Link,
    Named,
    Neighbour,
    Prose,
    ResultRow,
    Where,
    address_of,
    authors,
    figure,
    links,
    result_row,
    where,
)
from sphinx_mlsys.core.views.program import DayView, SessionView, Slot, day, days, session

__all__ = [
    "AuthorView",
    "Card",
    "Compared",
    "DayView",
    "FigureView",
    "Link",
    "ListRow",
    "Named",
    "Neighbour",
    "Prose",
    "Related",
    "ResultRow",
    "SessionView",
    "Slot",
    "TermView",
    "Texts",
    "Tie",
    "Where",
    "address_of",
    "author",
    "authors",
    "card",
    "compared",
    "day",
    "days",
    "digest",
    "figure",
    "links",
    "list_row",
    "listing",
    "related",
    "result_row",
    "session",
    "term",
    "texts",
    "where",
]


def digest(view: object) -> str:
    """Return a short digest of a view; equal views have equal digests in every process."""
    return hashlib.sha256(repr(view).encode()).hexdigest()[:24]
