"""Lists: terms, authors, records in rows, results beside each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sphinx_mlsys.core.library import Library, Paper
from sphinx_mlsys.core.model import (
    PaperRecord,
)
from sphinx_mlsys.core.text import choose, sorting_key
from sphinx_mlsys.core.views.cards import prose_of
from sphinx_mlsys.core.views.parts import (
    FigureView,
    Named,
    Neighbour,
    Prose,
    ResultRow,
    Where,
    authors,
    award,
    figure,
    neighbour,
    result_row,
    topics,
    where,
)


@dataclass(frozen=True, slots=True)
class TermView:
    """A term of the glossary with what uses it."""

    id: str
    name: str
    other_names: tuple[tuple[str, str], ...]
    """(language, name) in the other languages."""
    aliases: tuple[str, ...]
    sorting: str
    """By what the term is sorted: its English name, in Chinese its pinyin."""
    definition: Prose
    other: tuple[tuple[str, Prose], ...]
    related: tuple[Named, ...]
    users: tuple[Neighbour, ...]
    figure: FigureView | None


@dataclass(frozen=True, slots=True)
class AuthorView:
    """An author with papers and co-authors."""

    slug: str
    name: str
    native: str
    initial: str
    """First letter of the family name."""
    spellings: tuple[str, ...]
    records: tuple[tuple[str, str, str, str, str], ...]
    """(kind, key, name shown, conference, title)."""
    together: tuple[tuple[str, str, int], ...]
    """(slug, name, number of joint records)."""


def term(library: Library, ident: str, language: str) -> TermView:
    """Return a term of the glossary."""
    form = library.terms[ident]
    others = [x for x in library.project.settings.languages if x != language]
    return TermView(
        id=ident,
        name=choose(form.name, language),
        other_names=tuple(
            (x, name)
            for x in others
            if (name := choose(form.name, x)) and name != choose(form.name, language)
        ),
        aliases=form.aliases,
        sorting=sorting_key(choose(form.name, language), language),
        definition=Prose(("definition", language), choose(form.definition, language)),
        other=tuple(
            (x, Prose(("definition", x), form.definition[x]))
            for x in others
            if form.definition.get(x)
        ),
        related=tuple(
            Named(r, choose(library.terms[r].name, language))
            for r in form.related
            if r in library.terms
        ),
        users=tuple(
            user for k in library.term_users.get(ident, ()) if (user := neighbour(library, k))
        ),
        figure=figure(library, form.figure, language),
    )


def author(library: Library, slug: str) -> AuthorView:
    """Return an author with papers and co-authors."""
    found = library.authors[slug]
    together: dict[str, list[str]] = {}
    rows = []
    for key in found.records:
        holder = library.records[key]
        place = library.places.get(key)
        kind = "paper" if isinstance(holder, Paper) else "talk"
        conference = library.conferences[place.conference].form.short if place else ""
        rows.append((kind, key, holder.short, conference, holder.entry.title))
        for other, name in library.team(key).items():
            if other != slug:
                together.setdefault(other, []).append(name)
    ordered = sorted(together.items(), key=lambda kv: (-len(kv[1]), kv[0]))
    return AuthorView(
        slug,
        found.name,
        found.native,
        found.sorting[:1].upper(),
        found.spellings,
        tuple(rows),
        tuple((s, names[0], len(names)) for s, names in ordered),
    )


def listing(library: Library, keys: Iterable[str], language: str) -> tuple[object, ...]:
    """Return what a list or table of records shows."""
    return tuple(list_row(library, key, language) for key in keys)


def list_row(library: Library, key: str, language: str) -> ListRow:
    """Return what a list or table shows of a record."""
    holder = library.records[key]
    place = library.places.get(key)
    results = holder.record.results if isinstance(holder.record, PaperRecord) else ()
    return ListRow(
        key=key,
        kind="paper" if isinstance(holder, Paper) else "talk",
        name=getattr(holder.record, "name", None) or "",
        title=holder.entry.title,
        authors=authors(library, holder),
        where=where(library, place, language) if place else None,
        takeaway=prose_of(holder.record, "takeaway", language),
        lead=next((result_row(holder, r, language) for r in results if r.lead), None),
        award=award(library, holder, language),
        topics=topics(library, holder, language),
    )


@dataclass(frozen=True, slots=True)
class ListRow:
    """A record in a list, table or grid."""

    key: str
    kind: str
    name: str
    title: str
    authors: tuple[Named, ...]
    where: Where | None
    takeaway: Prose | None
    lead: ResultRow | None
    award: Named | None
    topics: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A result in a comparison."""

    kind: str
    key: str
    name: str
    conference: str
    row: ResultRow


def compared(
    library: Library, wanted: Iterable[tuple[str, str]], language: str
) -> tuple[Compared | str, ...]:
    """Return the results named by (key, amount); an empty amount means the lead result.

    Where there is none such, a sentence that says so stands in its place.
    """
    found: list[Compared | str] = []
    for key, shown in wanted:
        paper = library.papers.get(key)
        if paper is None:
            found.append(f"There is no paper '{key}' in this digest.")
            continue
        rows = [result_row(paper, r, language) for r in paper.record.results]
        wanted_amount = " ".join(shown.split())  # a no-break space is as good as another
        fitting = [
            r for r in rows if (" ".join(r.amount.split()) == wanted_amount if shown else r.lead)
        ]
        if not fitting:
            known = ", ".join(r.amount for r in rows)
            found.append(f"'{key}' has no result '{shown}'; it has {known or 'none'}.")
            continue
        place = library.places.get(key)
        conference = library.conferences[place.conference].form.short if place else ""
        found.append(Compared("paper", key, paper.short, conference, fitting[0]))
    return tuple(found)
