"""Every file that stands beside the pages, with its path from the root of the site."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from functools import partial

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.store import Store
from sphinx_mlsys.core.views import ListRow, list_row
from sphinx_mlsys.export.data import record_file, record_piece, records_file
from sphinx_mlsys.export.feed import Feed, atom, atom_entry, feeds
from sphinx_mlsys.export.file import File, data_path, digest, stem
from sphinx_mlsys.export.formats import FORMATS
from sphinx_mlsys.export.ical import calendar_file, calendars, keys_of
from sphinx_mlsys.export.llms import llms, llms_line
from sphinx_mlsys.export.schema import SCHEMAS, schema_file, schema_path
from sphinx_mlsys.export.site import Site
from sphinx_mlsys.export.sources import Sources
from sphinx_mlsys.export.works import works


def collections(library: Library) -> dict[str, tuple[str, ...]]:
    """Return path without suffix to keys of everything that can be cited as a whole.

    A record, a conference, a day, a session, and ``refs``: the whole bibliography.
    None is empty; where a session is called as a day is, the day keeps the name.
    """
    found: dict[str, tuple[str, ...]] = {stem(library, k): (k,) for k in library.records}
    placed = [(k, p) for k, p in library.places.items() if k in library.records]
    of_session: dict[str | None, list[str]] = {}
    for key, place in placed:
        of_session.setdefault(place.session, []).append(key)
    for ident, conference in library.conferences.items():
        here = [(k, p) for k, p in placed if p.conference == ident]
        found[f"mlsys-{ident}"] = tuple(k for k, _p in here)
        for number in range(1, len(conference.days) + 1):
            found[f"{ident}/day-{number}"] = tuple(k for k, p in here if p.day == number)
    for name in library.sessions:
        found.setdefault(name, tuple(of_session.get(name, ())))
    found["refs"] = tuple(library.entries)
    return {path: keys for path, keys in found.items() if keys}


class Pieces:
    """What records give to the files of one library on one site, each made once.

    *kept* holds what was made for the last build, of which is taken what is made
    from the same now: what a piece is and its record, to the digest of what it is made
    from and its text in UTF-8, since most are never looked at. *unchanged* has the
    digests of records that are as they were.
    """

    def __init__(
        self,
        library: Library,
        site: Site,
        program: str = "",
        kept: Store | None = None,
        unchanged: Mapping[str, str] | None = None,
    ) -> None:
        self.library = library
        self.site = site
        self.sources = Sources(library, site, program, unchanged or {})
        self.kept = kept or Store()
        self._rows: dict[str, ListRow] = {}

    def piece(self, name: tuple[str, ...], made_from: str, make: Callable[[], str]) -> bytes:
        """Return a piece, which *make* makes if it is not there."""
        found: tuple[str, bytes] | None = self.kept.get(name)
        if found is None or found[0] != made_from:
            found = (made_from, make().encode())
            self.kept.put(name, found)
        return found[1]

    def cited(self, suffix: str, key: str) -> str:
        """Return a work in a format of citations."""
        made_from = self.sources.work(key)
        return self.piece((suffix, key), made_from, partial(self._cited, suffix, key)).decode()

    def _cited(self, suffix: str, key: str) -> str:
        (work,) = works(self.library, [key])
        return FORMATS[suffix].one(work, self.site.language)

    def of_record(self, name: str, key: str, make: Callable[[], str], more: str = "") -> str:
        """Return a piece that is made from a record, and from *more*."""
        return self.piece((name, key), self.sources.record(key) + more, make).decode()

    def data(self, key: str) -> bytes:
        """Return a record as JSON."""
        make = partial(record_piece, self.library, key, self.site)
        return self.piece(("data", key), self.sources.record(key), make)

    def entry(self, key: str, up: str) -> str:
        """Return a record as an entry of a feed; *up* leads to the root of the site."""
        name = f"entry {up}"
        return self.of_record(name, key, lambda: atom_entry(self.library, key, self.site, up))

    def row(self, key: str) -> ListRow:
        """Return what a list shows of a record."""
        if key not in self._rows:
            self._rows[key] = list_row(self.library, key, self.site.language)
        return self._rows[key]


def files(pieces: Pieces, only: Set[str] | None = None) -> Iterator[File]:
    """Yield every file or, where nothing but the records *only* is worded anew, those they are in.

    Left out is what has nothing in it: a session without a verified time has no
    calendar, a topic without records no feed.
    """
    if only is None:  # citations and schemas show nothing of what a record says
        yield from _citations(pieces)
        yield from _schemas(pieces)
    yield from _data(pieces, only)
    library, site, sources = pieces.library, pieces.site, pieces.sources
    made_from = sources.of(sources.everything)
    yield File("llms.txt", made_from, partial(_llms, pieces))
    for feed in feeds(library, site):
        if only is not None and only.isdisjoint(feed.keys):
            continue
        made_from = sources.of(feed.path, feed.title, feed.page, sources.records(feed.keys))
        yield File(feed.path, made_from, partial(_feed, pieces, feed))
    for calendar in calendars(library, site.language):
        if only is not None and only.isdisjoint(keys_of(library, calendar.items)):
            continue
        made_from = sources.calendar(calendar)
        yield File(calendar.path, made_from, partial(calendar_file, library, calendar, site))


def _citations(pieces: Pieces) -> Iterator[File]:
    for path, keys in collections(pieces.library).items():
        made_from = pieces.sources.works(keys)
        for suffix in FORMATS:
            yield File(f"{path}.{suffix}", made_from, partial(_cited, pieces, suffix, keys))


def _cited(pieces: Pieces, suffix: str, keys: tuple[str, ...]) -> bytes:
    return FORMATS[suffix].join(pieces.cited(suffix, key) for key in keys).encode()


def _data(pieces: Pieces, only: Set[str] | None) -> Iterator[File]:
    library, sources = pieces.library, pieces.sources
    for key in library.records if only is None else sorted(only):
        made_from = sources.record(key)
        yield File(data_path(library, key), made_from, partial(_record, pieces, key))
    topics = [pieces.site.addresses.get(("topic", ident), "") for ident in library.topics]
    made_from = sources.of(sources.everything, sources.terms, *topics)
    yield File("records.json", made_from, partial(_records, pieces))


def _record(pieces: Pieces, key: str) -> bytes:
    return record_file(pieces.data(key))


def _records(pieces: Pieces) -> bytes:
    records = map(pieces.data, pieces.library.records)
    return records_file(pieces.library, pieces.site, records)


def _schemas(pieces: Pieces) -> Iterator[File]:
    for name in SCHEMAS:
        yield File(schema_path(name), digest(pieces.sources.program), partial(schema_file, name))


def _llms(pieces: Pieces) -> bytes:
    library, site = pieces.library, pieces.site

    def line(key: str) -> str:
        return pieces.of_record("line", key, lambda: llms_line(library, key, site))

    return llms(library, site, line).encode()


def _feed(pieces: Pieces, feed: Feed) -> bytes:
    return atom(pieces.library, feed, pieces.site, pieces.entry).encode()
