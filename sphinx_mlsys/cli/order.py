"""The order in which fields are written."""

from __future__ import annotations

PAPER = (
    *("name", "aliases", "award", "affiliations", "topics", "terms", "links", "takeaway"),
    *("problem", "approach", "results", "quantities", "limits_by", "limits", "connections"),
    *("disagreements", "notes", "figures", "added", "revised"),
)
"""Fields of a paper record."""

TALK = (
    *("aliases", "affiliations", "topics", "terms", "links", "takeaway", "summary"),
    *("quantities", "connections", "disagreements", "notes", "figures", "added", "revised"),
)
"""Fields of a talk record."""

ALIASES = ("ids", "titles", "names")
"""Fields of the aliases of a record."""

ITEM = (
    *("session", "talk", "event", "title", "start", "end", "room", "url", "chair"),
    *("date_unverified", "papers"),
)
"""Fields of an item of a program."""

DAY = ("date", "title", "items", "also")
"""Fields of a day of a program."""

ENTRY = (
    *("author", "key", "title", "booktitle", "journal", "howpublished", "volume", "number"),
    *("pages", "month", "year", "editor", "publisher", "url", "doi", "eprint", "archiveprefix"),
    *("primaryclass", "note"),
)
"""Fields of an entry of the bibliography."""
