"""What makes the views that documents can show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sphinx_mlsys.core import charts, views
from sphinx_mlsys.core.filters import FilterError, compile_filter
from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.text import choose
from sphinx_mlsys.export.bibtex import bibtex
from sphinx_mlsys.export.facets import browse_rows
from sphinx_mlsys.export.gbt import gbt
from sphinx_mlsys.export.pagehead import head
from sphinx_mlsys.export.reference import reference
from sphinx_mlsys.export.works import works

Maker = Callable[..., object]


def _card(library: Library, language: str, key: str, others: bool) -> object:
    return views.card(library, key, language, bibtex=bibtex, reference=reference, others=others)


def _short(library: Library, _language: str, key: str) -> object:
    holder = library.record(key)
    return holder.short if holder else None


def _name(library: Library, language: str, kind: str, target: str) -> object:
    if kind == "topic" and target in library.topics:
        return choose(library.topics[target].name, language)
    if kind == "session" and target in library.sessions:
        return choose(library.sessions[target].item.title, language)
    if kind == "author" and target in library.authors:
        return library.authors[target].name
    if kind == "conference" and target in library.conferences:
        return library.conferences[target].form.short
    return None


def _meant(library: Library, _language: str, kind: str, target: str) -> str | None:
    if kind in ("paper", "talk"):
        key = library.find(target)
        return key if key in (library.papers if kind == "paper" else library.talks) else None
    if kind == "author":
        if target in library.authors:
            return target
        found = [s for s, a in library.authors.items() if target in (a.name, *a.spellings)]
        return found[0] if len(found) == 1 else None
    known: Mapping[str, object] = {
        "session": library.sessions,
        "topic": library.topics,
        "conference": library.conferences,
    }[kind]
    return target if target in known else None


def _records(library: Library, _language: str, expression: str) -> object:
    if not expression:
        return tuple(k for k in library.records if k in library.places)
    try:
        fits = compile_filter(expression, library)
    except FilterError as error:
        return str(error)
    return tuple(k for k in library.records if fits(k))


MAKERS: Mapping[str, Maker] = MappingProxyType(
    {
        "card": _card,
        "short": _short,
        "gbt": lambda lib, _lang, key: gbt(works(lib, [key])[0]),
        "timed": lambda lib, _lang, name: lib.sessions[name].item.is_timed,
        "head": lambda lib, lang, key: head(lib, key, lang),
        "name": _name,
        "meant": _meant,
        "records": _records,
        "browse": lambda lib, lang: browse_rows(lib, lang),
        "rows": lambda lib, lang, *keys: views.listing(lib, keys, lang),
        "session": lambda lib, lang, name: views.session(lib, name, lang),
        "day": lambda lib, lang, name: views.day(lib, name, lang),
        "days": lambda lib, lang, conf: (
            views.days(lib, conf, lang) if conf in lib.conferences else None
        ),
        "results": lambda lib, lang, *wanted: views.compared(lib, wanted, lang),
        "glossary": lambda lib, lang: tuple(views.term(lib, t, lang) for t in lib.terms),
        "author": lambda lib, _lang, slug: views.author(lib, slug),
        "authors": lambda lib, _lang: tuple(views.author(lib, a) for a in lib.authors),
        "held": lambda lib, lang, conf: charts.held(lib, conf, lang),
        "picture": lambda lib, lang, kind, *keys: charts.PICTURES[kind](lib, keys, lang),
        "topics": lambda lib, lang: tuple(
            (t.id, choose(t.name, lang), len(lib.topic_users.get(t.id, ())))
            for t in lib.topics.values()
        ),
    }
)
"""Name to the function (library, language, arguments) that makes a view."""
