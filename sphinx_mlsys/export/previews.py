"""What a preview shows of the thing that a link leads to.

``selection/previews.js`` maps an address, from the root of the site, to
[title, place, text], for a record followed by its key and the shard that holds
it. A text with mathematics is a list: words, and ``{"math": MathML}``.
"""

from __future__ import annotations

import re
from functools import partial

from latex2mathml.converter import convert

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.text import choose, sentences
from sphinx_mlsys.export.csl import compact, joined
from sphinx_mlsys.export.files import Pieces
from sphinx_mlsys.export.prose import text
from sphinx_mlsys.export.titles import plain

UNPLACED = "other"
"""The shard of records that stand in no program."""

AUTHORS_SHOWN = 2
"""How many authors a preview names."""

Words = str | list[str | dict[str, str]]

_MATH = re.compile(r"(?<![\\$])\$(?!\s)([^$\n]+?)(?<!\s)\$")
# Characters for private use stand for formulas while mark-up is taken from around them.
_MARK = re.compile("(\ue000[0-9]+\ue001)")


def shard_of(library: Library, key: str) -> str:
    """Return the name of the shard that holds a record: its conference."""
    place = library.places.get(key)
    return place.conference if place else UNPLACED


def previews(pieces: Pieces) -> str:
    """Return address to preview, as JSON.

    Looked at are the addresses of papers, talks and terms in the site of *pieces*, and
    those of kind ``cite``: works on the bibliography page, which show their reference.
    """
    library, site = pieces.library, pieces.site
    found: dict[str, str] = {}
    for key in library.records:
        kind = "paper" if key in library.papers else "talk"
        if (kind, key) in site.addresses:
            make = partial(_record, pieces, key)
            found[site.addresses[kind, key]] = pieces.of_record("preview", key, make)
    for ident, term in library.terms.items():
        if ("term", ident) in site.addresses:
            names = dict.fromkeys((choose(term.name, site.language), *term.name.values()))
            first = sentences(choose(term.definition, site.language))[:1]
            said = shown(first[0], library) if first else ""
            preview = [" · ".join(n for n in names if n), "", said]
            found[site.addresses["term", ident]] = compact(preview)
    for kind, key in site.addresses:
        if kind == "cite" and key in library.entries:
            line = pieces.cited("txt", key).strip()
            found[site.addresses[kind, key]] = compact(["", "", line])
    return joined(found)


def _record(pieces: Pieces, key: str) -> str:
    library, row = pieces.library, pieces.row(key)
    names = [a.name for a in row.authors]
    separator, more = ("、", " 等") if pieces.site.language == "zh" else (", ", " et al.")
    some = separator.join(names[:AUTHORS_SHOWN]) + (more if len(names) > AUTHORS_SHOWN else "")
    where = (row.where.conference_name, row.where.session_title) if row.where else ()
    return compact(
        [
            plain(library.records[key].entry.raw.get("title", "")),
            " · ".join(p for p in (some, *where) if p),
            shown(row.takeaway.text, library) if row.takeaway else "",
            key,
            shard_of(library, key),
        ]
    )


def shown(source: str, library: Library) -> Words:
    """Return a text without mark-up, its formulas as MathML."""
    formulas: list[str] = []

    def mark(match: re.Match[str]) -> str:
        formulas.append(match[1])
        return f"\ue000{len(formulas) - 1}\ue001"

    parts = _MARK.split(text(_MATH.sub(mark, source), library))
    if len(parts) == 1:
        return parts[0]
    return [
        _formula(formulas[int(part[1:-1])]) if _MARK.fullmatch(part) else part
        for part in parts
        if part
    ]


def _formula(tex: str) -> str | dict[str, str]:
    try:
        return {"math": str(convert(tex))}
    except Exception:  # of many kinds; the page that the text is on has told it
        return plain(f"${tex}$")
