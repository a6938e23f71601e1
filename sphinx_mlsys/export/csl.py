"""Works as CSL-JSON, the format of citeproc, Zotero and pandoc.

Schema and types: https://docs.citationstyles.org/en/stable/specification.html
(appendices III and IV). No Python library writes it from BibTeX, so it is done here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from json.encoder import encode_basestring
from types import MappingProxyType
from typing import Any

from sphinx_mlsys.core.entry import Name
from sphinx_mlsys.export.titles import csl, printable
from sphinx_mlsys.export.works import Work

TYPES = MappingProxyType(
    {
        "paper": "paper-conference",
        "article": "article-journal",
        "preprint": "article",
        "talk": "speech",
        "other": "document",
    }
)
"""Kind of work to type of CSL."""


def person(name: Name) -> dict[str, str]:
    """Return a name in its parts; one without a given name is an organisation's or whole."""
    return dict(_parts(name))


@lru_cache(maxsize=4096)  # the papers of a volume have the same editors
def _parts(name: Name) -> tuple[tuple[str, str], ...]:
    if not name.given:
        return (("literal", printable(name.display)),)
    parts = (
        ("family", name.family),
        ("given", name.given),
        ("non-dropping-particle", name.prefix),
        ("suffix", name.suffix),
    )
    return tuple((key, printable(text)) for key, text in parts if text)


def item(work: Work) -> dict[str, Any]:
    """Return a work as one item; what is not known is absent."""
    entry, kind = work.entry, work.kind
    first, last = work.pages
    number = work.arxiv and kind == "preprint"
    parts: dict[str, Any] = {
        "id": entry.key,
        "citation-key": entry.key,
        "type": TYPES[kind],
        "title": csl(entry.raw.get("title", "")),
        "author": [person(n) for n in entry.authors],
        "editor": [person(n) for n in entry.editors],
        "container-title": work.text("journal") or work.text("booktitle"),
        "collection-title": work.text("series"),
        "publisher": work.text("publisher") or ("arXiv" if number else ""),
        "publisher-place": work.text("address"),
        "volume": work.text("volume"),
        "issue": work.text("number") if kind == "article" else "",
        "number": f"arXiv:{work.arxiv}" if number else "",
        "page": f"{first}-{last}" if last else first,
        "genre": work.text("howpublished"),
        "event-title": work.event,
        "event-place": work.city,
        "issued": {"date-parts": [list(work.date)]} if work.date else None,
        "DOI": work.address("doi"),
        "URL": work.address("url"),
        "note": work.text("note"),
    }
    return {key: value for key, value in parts.items() if value}


def csl_item(work: Work) -> str:
    """Return a work as an item of a list in JSON."""
    return shown(item(work), "\n ")


def json_list(items: Iterable[str]) -> str:
    """Return a list in JSON of *items*, which are written as standing in a list."""
    joined = ",\n ".join(items)
    return f"[\n {joined}\n]\n" if joined else "[]\n"


def dump(data: object) -> str:
    """Return *data* as JSON with one line feed at the end."""
    return shown(data) + "\n"


def compact(data: object) -> str:
    """Return *data* as JSON without spaces."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def joined(pairs: Mapping[str, str]) -> str:
    """Return an object in JSON, without spaces, of names and of values that are JSON."""
    return f"{{{','.join(f'{encode_basestring(name)}:{text}' for name, text in pairs.items())}}}"


def shown(value: object, line: str = "\n") -> str:
    """Return *value* as JSON, a space for each level; *line* begins a line that stands level.

    ``json.dumps(value, ensure_ascii=False, indent=1)``, which takes several times
    as long: it is written in C only for JSON without line feeds.
    """
    if isinstance(value, str):
        return str(encode_basestring(value))
    inner = line + " "
    if isinstance(value, dict) and value:
        pairs = [f"{encode_basestring(k)}: {shown(v, inner)}" for k, v in value.items()]
        return f"{{{inner}{f',{inner}'.join(pairs)}{line}}}"
    if isinstance(value, (list, tuple)) and value:
        return f"[{inner}{f',{inner}'.join([shown(v, inner) for v in value])}{line}]"
    return json.dumps(value)
