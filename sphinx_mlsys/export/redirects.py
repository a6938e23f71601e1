"""Former names of things, and where they lead: a published address never dies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.text import slug


@dataclass(frozen=True, slots=True)
class Redirect:
    """A former name and the name that took its place."""

    kind: str
    """paper, talk or author."""
    old: str
    new: str


def redirects(library: Library) -> Iterator[Redirect]:
    """Yield the former names: ids among the aliases of records, other spellings of authors.

    A name that means something today is no former name.
    """
    for key, holder in library.records.items():
        kind = "paper" if key in library.papers else "talk"
        for old in holder.record.aliases.ids:
            if old not in library.records and library.find(old) == key:
                yield Redirect(kind, old, key)
    claimed: dict[str, set[str]] = {}
    for ident, author in library.authors.items():
        for spelling in (author.name, *author.spellings):
            claimed.setdefault(slug(spelling), set()).add(ident)
    for old, owners in claimed.items():
        if old not in library.authors and len(owners) == 1:
            yield Redirect("author", old, min(owners))
