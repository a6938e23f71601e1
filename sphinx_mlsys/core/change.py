"""What changed since the last load, where it is little enough to be told.

Most edits reword a record. Who knows that nothing else changed need not ask of
every card in a digest whether it still says the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.model import PaperRecord
from sphinx_mlsys.core.project import PAPER_SUFFIX, TALK_SUFFIX


@dataclass(frozen=True, slots=True)
class Change:
    """Records that differ from those of an earlier load, of which all else is as it was."""

    since: str
    """Digest of all that the earlier load read, as in ``Loaded.inputs``."""
    keys: frozenset[str]
    """Keys of the records; none of them looks different to others."""


def changed_records(before: Library, after: Library, files: Iterable[str]) -> frozenset[str] | None:
    """Return the keys of the records in *files*, the only ones that differ.

    Nothing where another file is among them, where a record is new, gone or
    broken, or where what one is called or tied to is not as it was: then what
    is said of other records may differ too.
    """
    found = set()
    for file in files:
        suffix = next((s for s in (PAPER_SUFFIX, TALK_SUFFIX) if file.endswith(s)), None)
        if suffix is None:
            return None
        key = Path(file).name.removesuffix(suffix)
        if _seen_by_others(before, key) != _seen_by_others(after, key):
            return None
        if after.record(key) is None:
            return None
        found.add(key)
    return frozenset(found)


def _seen_by_others(library: Library, key: str) -> object:
    """Return all that cards of other records show of one, and what relates it to them."""
    holder = library.record(key)
    if holder is None:
        return None
    record = holder.record
    award = record.award if isinstance(record, PaperRecord) else None
    ties = [(c.to, c.relation) for c in record.connections]
    seen = (key in library.papers, holder.short, holder.entry, record.aliases, award)
    return seen, ties, record.terms, record.topics
