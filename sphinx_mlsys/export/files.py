"""Every file that stands beside the pages, with its path from the root of the site."""

from __future__ import annotations

from collections.abc import Iterator

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.export.data import Site, record_json, records_json
from sphinx_mlsys.export.feed import atom, feeds
from sphinx_mlsys.export.formats import FORMATS
from sphinx_mlsys.export.ical import calendars
from sphinx_mlsys.export.llms import llms
from sphinx_mlsys.export.schema import schema_files
from sphinx_mlsys.export.works import works

FOLDERS = {"paper": "papers", "talk": "talks"}
"""Kind of record to the folder of its files."""


def stem(library: Library, key: str) -> str:
    """Return where the files of a record stand, less their suffixes."""
    return f"{FOLDERS['paper' if key in library.papers else 'talk']}/{key}"


def collections(library: Library) -> dict[str, tuple[str, ...]]:
    """Return path without suffix to keys of everything that can be cited as a whole.

    A record, a conference, a day, a session, and ``refs``: the whole bibliography.
    None is empty; where a session is called as a day is, the day keeps the name.
    """
    found: dict[str, tuple[str, ...]] = {stem(library, k): (k,) for k in library.records}
    placed = [(k, p) for k, p in library.places.items() if k in library.records]
    for ident, conference in library.conferences.items():
        here = [(k, p) for k, p in placed if p.conference == ident]
        found[f"mlsys-{ident}"] = tuple(k for k, _p in here)
        for number in range(1, len(conference.days) + 1):
            found[f"{ident}/day-{number}"] = tuple(k for k, p in here if p.day == number)
    for name in library.sessions:
        found.setdefault(name, tuple(k for k, p in placed if p.session == name))
    found["refs"] = tuple(library.entries)
    return {path: keys for path, keys in found.items() if keys}


def files(library: Library, site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield (path, content) of every file.

    Left out is what has nothing in it: a session without a verified time has no
    calendar, a topic without records no feed.
    """
    everything = dict(zip(library.entries, works(library, library.entries), strict=True))
    for path, keys in collections(library).items():
        chosen = tuple(everything[key] for key in keys)
        for suffix, form in FORMATS.items():
            yield f"{path}.{suffix}", form.write(chosen, site.language).encode()
    for key in library.records:
        yield f"{stem(library, key)}.record.json", record_json(library, key, site).encode()
    yield "records.json", records_json(library, site).encode()
    for path, content in schema_files().items():
        yield path, content.encode()
    yield "llms.txt", llms(library, site).encode()
    for feed in feeds(library, site):
        yield feed.path, atom(library, feed, site).encode()
    yield from calendars(library, site)
