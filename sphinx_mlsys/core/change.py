"""What changed since the last load, where it is little enough to be told.

Most edits reword a record. Who knows that nothing else changed need not ask of
every card in a digest whether it still says the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.made import Reading
from sphinx_mlsys.core.model import PaperRecord, TalkRecord


@dataclass(frozen=True, slots=True)
class Change:
    """Records that differ from those of an earlier load, of which all else is as it was."""

    since: str
    """Digest of all that the earlier load read, as in ``Loaded.inputs``."""
    keys: frozenset[str]
    """Keys of the records; on pages of others, and in lists by facets, none looks different."""


def changed_records(
    before: Mapping[Path, Reading], after: Library, files: Iterable[str]
) -> frozenset[str] | None:
    """Return the keys of the records in *files*, the only ones that differ.

    *before* is what reading the files gave then. Nothing is returned where
    another file is among them, where a record is new, gone or broken, or where
    what one is called or tied to is not as it was: then what is said of other
    records may differ too.
    """
    found = set()
    for file in map(Path, files):
        key = file.name.partition(".")[0]  # if it is the file of a record
        holder, last = after.record(key), before.get(file)
        if holder is None or holder.source.file != file or last is None or last.value is None:
            return None
        if _seen_elsewhere(last.value) != _seen_elsewhere(holder.record):
            return None
        found.add(key)
    return frozenset(found)


def _seen_elsewhere(record: PaperRecord | TalkRecord) -> object:
    """Return what cards of other records show of one, what relates it to them, and its facets."""
    own = (record.name, record.award) if isinstance(record, PaperRecord) else ()
    ties = [(c.to, c.relation) for c in record.connections]
    facets = (record.terms, record.topics, record.affiliations, "code" in record.links)
    return own, record.aliases, ties, facets
