"""The search index: small files of which a query loads only the few it needs.

``search/entries.js`` lists what can be found and the synonyms of the glossary;
``search/part-<x>.js`` holds the postings of the tokens of one shard. They are
scripts, not JSON, so that they load from a folder without a server too.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sphinx_mlsys.core.library import Library, Paper, texts_of
from sphinx_mlsys.core.model import PaperRecord
from sphinx_mlsys.core.text import choose, fold
from sphinx_mlsys.core.tokens import shard, tokens

FOLDER = "search/"
"""Where the files of the index stand in the output."""

WEIGHTS = {"name": 30, "title": 16, "other": 10, "takeaway": 5, "body": 2}
"""Field to the weight of a token in it."""

_ROLE = re.compile(r"\{[a-z:]+\}`([^`<]*)[^`]*`")


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
    fields: tuple[tuple[str, str], ...]
    """(field, text)."""


def record_entries(
    library: Library, language: str, addresses: dict[tuple[str, str], str]
) -> Iterator[Entry]:
    """Yield the entries of records, terms, authors and topics that have an address."""
    for key, holder in library.records.items():
        kind = "paper" if isinstance(holder, Paper) else "talk"
        record = holder.record
        place = library.places.get(key)
        note = library.conferences[place.conference].form.short if place else ""
        names = [record.name] if isinstance(record, PaperRecord) and record.name else []
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
        ]
        body = [
            _ROLE.sub(r"\1", text) for path, _l, text in texts_of(record) if path[0] != "takeaway"
        ]
        if isinstance(record, PaperRecord):
            for result in record.results:
                for text in (result.metric, result.baseline, result.model, result.hardware):
                    body += (text or {}).values()
        if (kind, key) in addresses:
            yield Entry(
                kind,
                addresses[kind, key],
                holder.entry.title,
                f"{note}\n{choose(record.takeaway, language)}",
                (
                    ("name", " ".join([*names, *record.aliases.names])),
                    ("title", holder.entry.title),
                    ("other", " ".join(other)),
                    ("takeaway", " ".join((record.takeaway or {}).values())),
                    ("body", " ".join(body)),
                ),
            )
    for ident, term in library.terms.items():
        if ("term", ident) in addresses:
            names = [*term.name.values(), *term.aliases]
            title = " · ".join(dict.fromkeys(term.name.values()))
            yield Entry("term", addresses["term", ident], title, "", (("title", " ".join(names)),))
    for slug, author in library.authors.items():
        if ("author", slug) in addresses:
            names = [author.name, author.native, *author.spellings]
            yield Entry(
                "author", addresses["author", slug], author.name, "", (("title", " ".join(names)),)
            )
    for ident, topic in library.topics.items():
        if ("topic", ident) in addresses:
            yield Entry(
                "topic",
                addresses["topic", ident],
                choose(topic.name, language),
                "",
                (("title", " ".join(topic.name.values())),),
            )


def index_files(library: Library, entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """Yield (path, content) of the files of the index."""
    listed = list(entries)
    parts: dict[str, dict[str, list[int]]] = {}
    for number, entry in enumerate(listed):
        weights: Counter[str] = Counter()
        for name, text in entry.fields:
            for token, times in Counter(tokens(text)).items():
                weights[token] += round(WEIGHTS[name] * (1 + math.log(times)))
        for token, weight in weights.items():
            parts.setdefault(shard(token), {}).setdefault(token, []).extend((number, weight))
    rows = [[e.kind, e.address, e.title, e.note] for e in listed]
    listing = {"rows": rows, "synonyms": synonyms(library), "parts": sorted(parts)}
    yield f"{FOLDER}entries.js", _call("entries", listing)
    for name in sorted(parts):
        postings = {token: parts[name][token] for token in sorted(parts[name])}
        yield f"{FOLDER}part-{name}.js", _call("part", name, postings)


def synonyms(library: Library) -> list[list[str]]:
    """Return groups of names that mean the same, folded as queries are."""
    groups = []
    for term in library.terms.values():
        names = sorted({fold(n) for n in (*term.name.values(), *term.aliases) if len(n) > 1})
        if len(names) > 1:
            groups.append(names)
    return groups


def _call(function: str, *values: object) -> str:
    shown = ",".join(json.dumps(v, ensure_ascii=False, separators=(",", ":")) for v in values)
    # A script is no HTML, but whoever inlines it shall not be surprised.
    safe = shown.replace("</", "<\\/")
    return f"mlsysSearch.{function}({safe});\n"
