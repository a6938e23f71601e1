"""The search index: small files of which a query loads only the few it needs.

``search/index.js`` says which there are and holds the synonyms of the glossary;
``search/part-<first>.js`` holds the postings of the tokens from *first* to where
the next part begins, ``search/rows-<number>.js`` what is shown of the entries from
that number on. They are scripts, not JSON, so that they load from a folder
without a server too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate, groupby, pairwise

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.text import fold
from sphinx_mlsys.export.file import File, digest, told
from sphinx_mlsys.export.postings import Postings
from sphinx_mlsys.export.searchentries import Entry

FOLDER = "search/"
"""Where the files of the index stand in the output."""

ROWS = {True: 6, False: 64}
"""Whether entries have a line under the title to how many of them a file of rows describes."""

PART = 6_000
"""How many characters a part shall have at most, unless one token has more."""

DEEPEST = 40
"""Tokens that have so many characters in common stay together."""


def index_files(library: Library, entries: Sequence[Entry], postings: Postings) -> Iterator[File]:
    """Yield the files of the index."""
    parts = list(parts_of(postings.lists))
    blocks = list(_blocks(entries))
    about = {
        "entries": len(entries),
        "parts": [first for first, _tokens in parts],
        "blocks": blocks,
        "synonyms": synonyms(library),
    }
    yield _file("index", told(about), "about", about)
    for first, tokens in parts:
        found = {token: postings.lists[token] for token in tokens}
        # Told by its words: most parts stay as they are, and need not be made to see that.
        said = " ".join([first, *found, *found.values()])
        yield _file(f"part-{file_name(first)}", said, "part", first, found)
    for (start, size), (end, _size) in pairwise((*blocks, (len(entries), 0))):
        for number in range(start, end, size):
            described = entries[number : min(number + size, end)]
            rows = [[e.kind, e.address, e.title, e.note] for e in described]
            yield _file(f"rows-{number}", told(rows), "rows", number, rows)


def _blocks(entries: Sequence[Entry]) -> Iterator[tuple[int, int]]:
    """Yield from which entry on how many share a file of rows."""
    start = 0
    for noted, group in groupby(entries, key=lambda entry: bool(entry.note)):
        yield start, ROWS[noted]
        start += sum(1 for _ in group)


def parts_of(lists: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the tokens of each part, in order, and the text from which on it has them."""
    last = ""
    for tokens in _split(sorted(lists), lists, 1):
        yield next(p for p in accumulate(tokens[0]) if p > last[: len(p)]), tokens
        last = tokens[-1]


def _split(tokens: Sequence[str], lists: Mapping[str, str], depth: int) -> Iterator[list[str]]:
    """Yield neighbours that make a part together.

    Those that begin with the same *depth* characters are split only where they
    are too many: so what changes in one part moves few others.
    """
    pending: list[str] = []
    filled = 0
    for _prefix, group in groupby(tokens, key=lambda token: token[:depth]):
        alike = list(group)
        size = sum(len(token) + len(lists[token]) for token in alike)
        if pending and filled + size > PART:
            yield pending
            pending, filled = [], 0
        if size > PART and len(alike) > 1 and depth < DEEPEST:
            yield from _split(alike, lists, depth + 1)
        else:
            pending += alike
            filled += size
    if pending:
        yield pending


def file_name(first: str) -> str:
    """Return the beginning of a part as it stands in the name of its file."""
    return re.sub("[^a-z0-9]", lambda found: f"_{ord(found[0]):04x}", first)


def synonyms(library: Library) -> list[list[str]]:
    """Return groups of names that mean the same, folded as queries are."""
    groups = []
    for term in library.terms.values():
        names = sorted({fold(n) for n in (*term.name.values(), *term.aliases) if len(n) > 1})
        if len(names) > 1:
            groups.append(names)
    return groups


def _file(name: str, said: str, function: str, *values: object) -> File:
    """Return a file that calls a function; *said* tells its values from others."""
    return File(f"{FOLDER}{name}.js", digest(said), partial(_call, function, *values))


def _call(function: str, *values: object) -> bytes:
    shown = ",".join(json.dumps(v, ensure_ascii=False, separators=(",", ":")) for v in values)
    # A script is no HTML, but whoever inlines it shall not be surprised.
    safe = shown.replace("</", "<\\/")
    return f"mlsysSearch.{function}({safe});\n".encode()
