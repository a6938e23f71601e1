"""The facets by which the page of all records is filtered.

``selection/facets.js`` lists the values of every facet in a fixed order, and
for each record which of them it has. The page counts them itself, since a
count depends on what else is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.text import choose, fold, slug
from sphinx_mlsys.core.tokens import tokens
from sphinx_mlsys.core.views import Link, ListRow, links, listing

FACETS = (
    "conference", "day", "session", "kind", "topic", "award", "code", "term", "author",
    "institution",
)  # fmt: skip
"""The facets in the order shown; also their names in the address of the page."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What the interface calls things, in the language of the build."""

    kinds: Mapping[str, str]
    """Names of paper and talk."""
    code: str
    """What it is called that a record links to code."""
    day: Callable[[date], str]
    """A date without its year."""


@dataclass(frozen=True, slots=True)
class BrowseRow:
    """A record on the page of all records."""

    row: ListRow
    institutions: tuple[str, ...]
    links: tuple[Link, ...]


def browse_rows(library: Library, language: str) -> tuple[BrowseRow, ...]:
    """Return all records in the order of the program."""
    return tuple(
        BrowseRow(
            row,
            library.records[row.key].record.affiliations,
            links(library, library.records[row.key], language),
        )
        for row in listing(library, library.records, language)
        if isinstance(row, ListRow)
    )


def record_values(library: Library, key: str) -> dict[str, tuple[str, ...]]:
    """Return the values of a record by facet; a day that is not verified is none."""
    holder = library.records[key]
    record, place = holder.record, library.places.get(key)
    award: str = getattr(record, "award", None) or ""
    day = f"{place.conference}/{place.day}" if place and not place.item.date_unverified else ""
    found: dict[str, tuple[str, ...]] = {
        "conference": (place.conference,) if place else (),
        "day": (day,) if day else (),
        "session": (place.session,) if place and place.session else (),
        "kind": ("paper" if key in library.papers else "talk",),
        "topic": tuple(t for t in record.topics if t in library.topics),
        "award": (award,) if award in library.project.settings.awards else (),
        "code": ("yes",) if "code" in record.links else (),
        "term": tuple(t for t in record.terms if t in library.terms),
        "author": tuple(library.author_of(n, key)[0] for n in holder.entry.authors),
        "institution": tuple(slug(library.institution_of(a)) for a in record.affiliations),
    }
    return {facet: tuple(dict.fromkeys(values)) for facet, values in found.items()}


def facet_names(
    library: Library, language: str, wording: Wording
) -> dict[str, dict[str, tuple[str, str]]]:
    """Return facet to value to (name, other names) of all values in the order shown."""
    settings = library.project.settings
    return {
        "conference": {c.id: (c.form.short, "") for c in library.conferences.values()},
        "day": {
            f"{c.id}/{n}": (f"{c.form.short} · {wording.day(d.date)}", "")
            for c in library.conferences.values()
            for n, d in enumerate(c.days, 1)
        },
        "session": {
            s.name: (
                f"{choose(s.item.title, language)} · "
                f"{library.conferences[s.conference].form.short}",
                "",
            )
            for s in library.sessions.values()
        },
        "kind": {k: (v, "") for k, v in wording.kinds.items()},
        "topic": {
            t.id: (choose(t.name, language), _others(t.name.values()))
            for t in library.topics.values()
        },
        "award": {a: (choose(n, language) or a, "") for a, n in settings.awards.items()},
        "code": {"yes": (wording.code, "")},
        "term": {
            t.id: (choose(t.name, language), _others((*t.name.values(), *t.aliases)))
            for t in sorted(library.terms.values(), key=lambda t: fold(choose(t.name, language)))
        },
        "author": {
            a.slug: (a.name, _others((a.native, *a.spellings))) for a in library.authors.values()
        },
        "institution": {i: (name, "") for i, name in _institutions(library)},
    }


def _others(names: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(n for n in names if n))


def _institutions(library: Library) -> list[tuple[str, str]]:
    """Return (id, name) of all institutions; hyphens, case and points make no difference."""
    found: dict[str, str] = {}
    for holder in library.records.values():
        for printed in holder.record.affiliations:
            name = library.institution_of(printed)
            found.setdefault(slug(name), name)
    return sorted(found.items(), key=lambda pair: fold(pair[1]))


def facets(
    library: Library, language: str, wording: Wording, matched: Callable[[str], str]
) -> dict[str, object]:
    """Return the facets with their values, and all records with what they have of them.

    *matched* returns what the filter by words looks at: see :func:`matched_text`.

    ``facets`` holds [name, [[value, name shown, other names], …]], only values
    that a record has; ``records`` holds [key, text to match, [[index, …], …]] with
    the indices of its values, facet by facet.
    """
    having = {key: record_values(library, key) for key in library.records}
    names = facet_names(library, language, wording)
    used = {f: {v for values in having.values() for v in values[f]} for f in FACETS}
    shown = {f: [v for v in names[f] if v in used[f]] for f in FACETS}
    index = {f: {v: n for n, v in enumerate(shown[f])} for f in FACETS}
    return {
        "facets": [[f, [[v, *names[f][v]] for v in shown[f]]] for f in FACETS],
        "records": [
            (key, matched(key), [[index[f][v] for v in values[f]] for f in FACETS])
            for key, values in having.items()
        ],
    }


def matched_text(library: Library, key: str) -> str:
    """Return what the filter by words looks at: title, names and authors, folded.

    Words that search knows in another form too (``slora`` for ``S-LoRA``) are added.
    """
    holder = library.records[key]
    record = holder.record
    names = [holder.entry.title, getattr(record, "name", None) or "", key]
    names += [*record.aliases.names, *record.aliases.titles]
    for author in holder.entry.authors:
        names += [author.display, library.author_of(author, key)[2]]
    folded = fold(" ".join(n for n in names if n))
    forms = dict.fromkeys(t for t in tokens(folded) if t not in folded)
    return " ".join([folded, *forms])
