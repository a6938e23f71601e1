"""The merge report, for people and for scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sphinx_mlsys.cli.importing.model import Note
from sphinx_mlsys.cli.importing.target import Merged
from sphinx_mlsys.cli.shown import place

HEADS: Mapping[str, str] = MappingProxyType(
    {
        "truncated": "Not whole",
        "renamed": "Other titles",
        "renumbered": "Other numbers",
        "moved": "Other places in the program",
        "differs": "Differences; what is there was kept",
        "rows-disagree": "Contradictions within the source",
        "duplicate": "More than once in the source",
        "homonym": "People of one name",
        "unmatched": "Not found in the digest, and not made",
        "not-stored": "Not stored",
        "skipped": "Left out",
        "filled": "Filled in",
        "created": "New",
    }
)
"""Kind of note to its heading, in the order of the report."""

LONGEST = 12
"""How many lines of one kind are shown, unless everything is asked for."""


def as_text(merged: Merged, *, everything: bool) -> str:
    """Return the report for a terminal; notes that say the same are shown once."""
    lines = []
    for kind, head in HEADS.items():
        notes = [n for n in merged.notes if n.kind == kind]
        if not notes:
            continue
        lines += [f"{head} ({len(notes)})"]
        grouped: dict[str, list[Note]] = {}
        for note in notes:
            grouped.setdefault(_line(note, alone=False), []).append(note)
        shown = [_line(g[0], alone=True) if len(g) == 1 else f"{text} ({len(g)} times)"
                 for text, g in grouped.items()]  # fmt: skip
        cut = shown if everything else shown[:LONGEST]
        lines += [f"  {text}" for text in cut]
        if len(cut) < len(shown):
            lines.append(f"  … and {len(shown) - len(cut)} more; --all shows them")
    return "\n".join([*lines, summary(merged)])


def _line(note: Note, *, alone: bool) -> str:
    parts = []
    if alone or note.kind in ("created", "filled"):
        parts.append(f"{note.key}:" if note.key else "")
    if note.field:
        parts.append(f"{note.field}:")
    if note.message:
        parts.append(note.message)
    if note.ours or note.theirs:
        ours = f"ours {_cut(note.ours)!r}, " if note.ours else ""
        parts.append(f"({ours}theirs {_cut(note.theirs)!r})")
    if alone and note.at is not None:
        parts.append(f"[{note.at}]")
    return " ".join(p for p in parts if p)


def _cut(text: str) -> str:
    return text if len(text) <= 90 else text[:89] + "…"


def summary(merged: Merged) -> str:
    """Return the numbers in one line."""
    return ", ".join(f"{n} {word}" for word, n in merged.counts.items()) + "."


def as_data(merged: Merged, *, written: bool) -> dict[str, Any]:
    """Return the report as plain data for JSON."""
    return {
        "written": written,
        "counts": merged.counts,
        "files": [place(f) for f in sorted(merged.files)],
        "notes": [_note(n) for n in _ordered(merged.notes)],
    }


def _ordered(notes: Sequence[Note]) -> list[Note]:
    order = list(HEADS)
    return sorted(notes, key=lambda n: order.index(n.kind))


def _note(note: Note) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": note.kind, "message": note.message}
    for name in ("key", "field", "ours", "theirs"):
        if value := getattr(note, name):
            found[name] = value
    if note.at is not None:
        found |= {"file": place(note.at.file), "line": note.at.line, "path": list(note.at.path)}
    return found
