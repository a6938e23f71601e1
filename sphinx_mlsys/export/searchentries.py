"""What the search can find: records, terms, authors and topics as entries with texts to weigh."""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from sphinx_mlsys.core.library import Library, Paper, Talk, texts_of
from sphinx_mlsys.core.model import PaperRecord
from sphinx_mlsys.core.text import CJK, choose, fold
from sphinx_mlsys.core.tokens import tokens

EXACT = {"name": 3000, "title": 4000}
"""Field to the weight of a query that is the whole of it (or of a title up to its colon)."""

WEIGHTS = {"name": 30, "title": 16, "other": 10, "takeaway": 5, "body": 2}
"""Field to the weight of a token in it."""

_WHOLE = re.compile(f"[a-z0-9+{CJK}]+", re.ASCII)
_ROLE = re.compile(r"\{[a-z:]+\}`([^`<]*)[^`]*`")


Fields = tuple[tuple[str, str], ...]
"""(field, text) of the texts in which an entry is found."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found."""

    kind: str
    """paper, talk, term, author, topic or page."""
    address: str
    """Address relative to the root of the site."""
    title: str
    note: str
    """A line shown under the title."""
    made_from: str
    """What stands for the texts in which it is found: while this stays, so do they."""
    texts: Callable[[], Fields]
    """Returns those texts; only what has changed is asked for them."""


def record_entries(
    library: Library,
    language: str,
    addresses: dict[tuple[str, str], str],
    prose: Mapping[str, str],
) -> Iterator[Entry]:
    """Yield the entries of records, terms, authors and topics that have an address.

    *prose* is the text of the page of a topic.
    """
    for key, holder in library.records.items():
        kind = "paper" if isinstance(holder, Paper) else "talk"
        record = holder.record
        place = library.places.get(key)
        note = library.conferences[place.conference].form.short if place else ""
        other = [
            *record.aliases.ids,
            *record.aliases.titles,
            *(a.display for a in holder.entry.authors),
            *record.affiliations,
            key,
            *(
                n
                for t in record.terms
                if t in library.terms
                for n in library.terms[t].name.values()
            ),
            *_places(library, holder),
        ]
        if (kind, key) in addresses:
            yield Entry(
                kind,
                addresses[kind, key],
                holder.entry.title,
                f"{note}\n{choose(record.takeaway, language)}",
                "\0".join((holder.content, *other)),
                partial(_fields, holder, other),
            )
    for ident, term in library.terms.items():
        if ("term", ident) in addresses:
            called = [*term.name.values(), *term.aliases]
            title = " · ".join(
                dict.fromkeys(n for n in (choose(term.name, language), *term.name.values()) if n)
            )
            said = " ".join(term.definition.values())
            fields: Fields = (("title", " ".join(called)), ("body", _ROLE.sub(r"\1", said)))
            yield entry("term", addresses["term", ident], title, fields)
    for slug, author in library.authors.items():
        if ("author", slug) in addresses:
            names = [author.name, author.native, *author.spellings]
            fields = (("title", " ".join(names)),)
            yield entry("author", addresses["author", slug], author.name, fields)
    for ident, topic in library.topics.items():
        if ("topic", ident) in addresses:
            fields = (("title", " ".join(topic.name.values())), ("body", prose.get(ident, "")))
            yield entry("topic", addresses["topic", ident], choose(topic.name, language), fields)


def entry(kind: str, address: str, title: str, fields: Fields) -> Entry:
    """Return an entry without a line under its title, of which the texts are there."""
    return Entry(kind, address, title, "", repr(fields), lambda: fields)


def _fields(holder: Paper | Talk, other: Sequence[str]) -> Fields:
    """Return the texts in which a record is found, *other* being those of other things."""
    record = holder.record
    names = [record.name] if isinstance(record, PaperRecord) and record.name else []
    body = [_ROLE.sub(r"\1", text) for path, _l, text in texts_of(record) if path[0] != "takeaway"]
    if isinstance(record, PaperRecord):
        for result in record.results:
            for text in (result.metric, result.baseline, result.model, result.hardware):
                body += (text or {}).values()
    return (
        ("name", " ".join([*names, *record.aliases.names])),
        ("title", holder.entry.title),
        ("other", " ".join(other)),
        ("takeaway", " ".join((record.takeaway or {}).values())),
        ("body", " ".join(body)),
    )


def _places(library: Library, holder: Paper | Talk) -> Iterator[str]:
    """Yield the names of conference, topics and award, in all languages."""
    record = holder.record
    if place := library.places.get(holder.key):
        yield library.conferences[place.conference].form.short
    for topic in record.topics:
        if topic in library.topics:
            yield from library.topics[topic].name.values()
    if isinstance(record, PaperRecord) and record.award:
        yield from library.project.settings.awards.get(record.award, {}).values()


def weights_of(entry: Entry) -> dict[str, int]:
    """Return the tokens of an entry with their weights; ``=`` begins a whole name or title."""
    weights: dict[str, int] = {}
    for name, text in entry.texts():
        once = WEIGHTS[name]
        for token, times in Counter(tokens(text)).items():
            weight = once if times == 1 else _weight(name, times)
            weights[token] = weights.get(token, 0) + weight
    if short := whole(entry.title.partition(":")[0]):
        weights[f"={short}"] = EXACT["name"]
    if title := whole(entry.title):
        weights[f"={title}"] = EXACT["title"]
    return weights


@cache
def _weight(field: str, times: int) -> int:
    return round(WEIGHTS[field] * (1 + math.log(times)))


def digest_of(entry: Entry) -> str:
    """Return a digest of what the weights of an entry come from."""
    said = f"{entry.title}\0{entry.made_from}".encode()
    return hashlib.blake2b(said, digest_size=16).hexdigest()


def whole(text: str) -> str:
    """Return a text as one word, by which a query that is all of it is known."""
    return "".join(_WHOLE.findall(fold(text)))
