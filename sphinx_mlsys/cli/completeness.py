"""``check --report``: what the records hold, by conference, kind, language and field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sphinx_mlsys.core.library import Library, Paper, Talk
from sphinx_mlsys.core.model import ANY
from sphinx_mlsys.core.rules import Form, field_names

REQUIRED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "paper": ("takeaway", "problem", "approach", "results", "limits", "connections"),
        "talk": ("takeaway", "summary", "connections"),
    }
)
"""Kind of record to the fields without which its write-up is not complete."""

OPTIONAL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "paper": ("name", "affiliations", "topics", "terms", "links", "quantities", "notes"),
        "talk": ("affiliations", "topics", "terms", "links", "quantities", "notes"),
    }
)
"""Kind of record to fields that are counted, and may be absent."""


@dataclass(frozen=True, slots=True)
class Absent:
    """What a record lacks in a language."""

    key: str
    kind: str
    conference: str
    language: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many records of a conference and kind have a field in a language."""

    conference: str
    kind: str
    language: str
    field: str
    required: bool
    have: int
    of: int


@dataclass(frozen=True, slots=True)
class Completeness:
    """The report."""

    languages: tuple[str, ...]
    totals: Mapping[str, tuple[int, int]]
    """Kind to (complete in every language, all)."""
    counts: tuple[Count, ...]
    absent: tuple[Absent, ...]

    def as_data(self) -> dict[str, Any]:
        """Return the report as plain data for JSON."""
        return {
            "languages": list(self.languages),
            "complete": {k: {"complete": c, "of": n} for k, (c, n) in self.totals.items()},
            "absent": [
                {
                    "key": a.key,
                    "kind": a.kind,
                    "conference": a.conference,
                    "language": a.language,
                    "fields": list(a.fields),
                }
                for a in self.absent
            ],
            "fields": [
                {
                    "conference": c.conference,
                    "kind": c.kind,
                    "language": c.language,
                    "field": c.field,
                    "required": c.required,
                    "have": c.have,
                    "of": c.of,
                }
                for c in self.counts
            ],
        }

    def as_text(self) -> str:
        """Return the report as tables."""
        lines = []
        for kind, (complete, total) in self.totals.items():
            shown = " and ".join(self.languages) or "no language"
            lines.append(f"{complete} of {total} {kind}s complete in {shown}")
        for conference in dict.fromkeys(c.conference for c in self.counts):
            for kind in dict.fromkeys(c.kind for c in self.counts if c.conference == conference):
                lines += ["", *self._table(conference, kind)]
        if self.absent:
            lines += ["", "Absent:"]
            lines += [f"  {a.key} [{a.language}] {', '.join(a.fields)}" for a in self.absent]
        return "\n".join(lines)

    def _table(self, conference: str, kind: str) -> Iterator[str]:
        rows = [c for c in self.counts if (c.conference, c.kind) == (conference, kind)]
        yield f"{conference} {kind}s ({rows[0].of})"
        yield "  " + "field".ljust(16) + "".join(f"{name:>8}" for name in self.languages)
        for name in dict.fromkeys(c.field for c in rows):
            cells = [next(c for c in rows if (c.field, c.language) == (name, language))
                     for language in self.languages]  # fmt: skip
            mark = "" if cells[0].required else " (may be absent)"
            yield f"  {name:<16}" + "".join(f"{c.have:>8}" for c in cells) + mark


def completeness(library: Library) -> Completeness:
    """Count what the records of *library* hold.

    A field counts in a language when everything in it that is text is given in
    that language or for all of them.
    """
    languages = library.project.settings.languages
    groups: dict[tuple[str, str], list[Paper | Talk]] = {}
    absent: list[Absent] = []
    totals = {"paper": (0, 0), "talk": (0, 0)}
    for key, holder in library.records.items():
        kind = "paper" if isinstance(holder, Paper) else "talk"
        place = library.places.get(key)
        conference = place.conference if place else ""
        groups.setdefault((conference, kind), []).append(holder)
        missing = {
            language: tuple(f for f in REQUIRED[kind] if not has(holder.record, f, language))
            for language in languages
        }
        absent += (Absent(key, kind, conference, la, fs) for la, fs in missing.items() if fs)
        complete, total = totals[kind]
        totals[kind] = (complete + (not any(missing.values())), total + 1)
    counts = tuple(
        Count(
            conference,
            kind,
            language,
            name,
            name in REQUIRED[kind],
            sum(has(h.record, name, language) for h in holders),
            len(holders),
        )
        for (conference, kind), holders in groups.items()
        for name in (*REQUIRED[kind], *OPTIONAL[kind])
        for language in languages
    )
    return Completeness(languages, totals, counts, tuple(absent))


def has(record: Form, name: str, language: str) -> bool:
    """Tell whether a field holds something, and all its texts are given in *language*."""
    value = getattr(record, name, None)
    return bool(value) and all(language in t or ANY in t for t in _texts(value, name))


def _texts(value: object, name: str) -> Iterator[Mapping[str, str]]:
    if isinstance(value, Form):
        for inner in field_names(type(value)):
            yield from _texts(getattr(value, inner), inner)
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item, name)
    elif isinstance(value, Mapping) and name != "links":
        yield value
