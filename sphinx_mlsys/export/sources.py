"""What files are made from, as digests: a file whose digest stays need not be made again.

A digest may change without need, which costs the making of a file; it may never
stay when the file would differ. So all of a record counts for every file that
shows anything of it, and so does all of what many records share (settings,
people, topics, …); only citations, which show less, have a digest of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.text import names_record
from sphinx_mlsys.export.file import digest, told
from sphinx_mlsys.export.ical import CalendarOf, keys_of
from sphinx_mlsys.export.site import Site


class Sources:
    """The digests of one library on one site, each taken once.

    *known* are digests of records that were taken before and are the same now.
    """

    def __init__(
        self, library: Library, site: Site, program: str, known: Mapping[str, str]
    ) -> None:
        self.library = library
        self.site = site
        self.program = program
        """What tells the program from another, which may write other files."""
        self._works: dict[str, str] = {}
        self._records = dict(known)

    def of(self, *parts: str) -> str:
        """Return the digest of texts, of what their roles mean, and of what everything shares."""
        return digest(self.shared, *parts, *(self.meant for part in parts if names_record(part)))

    def work(self, key: str) -> str:
        """Return the digest of what a citation shows."""
        if key not in self._works:
            entry, place = self.library.entries[key], self.library.places.get(key)
            parts: list[object] = [entry.key, entry.kind, entry.raw]
            if key in self.library.talks:
                parts.append("talk")
                if place is not None:
                    conference = self.library.conferences[place.conference]
                    day = conference.days[place.day - 1].date
                    parts += [conference.form, day, place.item.date_unverified]
            self._works[key] = digest(self.program, self.site.language, told(parts))
        return self._works[key]

    def works(self, keys: Iterable[str]) -> str:
        """Return the digest of citations in their order."""
        return digest(*map(self.work, keys))

    def record(self, key: str) -> str:
        """Return the digest of all that a file shows of a record."""
        if key not in self._records:
            holder, place = self.library.records[key], self.library.places.get(key)
            kind = "paper" if key in self.library.papers else "talk"
            where: list[object] = []
            if place is not None:
                # The other papers of a session are no part of what is shown of this one.
                item = {**vars(place.item), "papers": ()}
                where = [place.conference, place.day, place.session, item, place.slot]
            self._records[key] = self.of(
                self.work(key),
                told([kind, holder.content, where]),
                told([from_ for from_, _how in self.library.pointed_at.get(key, ())]),
                self.site.addresses.get((kind, key), ""),
                *([self.meant] if holder.refers else []),
            )
        return self._records[key]

    def records(self, keys: Iterable[str]) -> str:
        """Return the digest of records in their order."""
        return digest(*map(self.record, keys))

    def calendar(self, calendar: CalendarOf) -> str:
        """Return the digest of a calendar."""
        conference, session = calendar.conference, calendar.session
        days = [conference.days[number - 1] for number in calendar.days]
        pages = [("day", f"{conference.id}/{number}") for number in calendar.days]
        pages += [("session", f"{conference.id}/{item.session}") for item in calendar.items]
        return self.of(
            calendar.title,
            told([calendar.days, session or days]),
            told([self.site.addresses.get(page, "") for page in pages]),
            self.records(keys_of(self.library, calendar.items)),
        )

    @cached_property
    def everything(self) -> str:
        """Digest of all records."""
        return self.records(self.library.records)

    @cached_property
    def shared(self) -> str:
        """Digest of what any file may show, whatever record it is of."""
        library, site = self.library, self.site
        conferences = [
            (c.id, c.form, [(day.date, day.title) for day in c.days])
            for c in library.conferences.values()
        ]
        lists = [list(library.topics.values()), library.people, library.institutions]
        text = told([library.project.settings, conferences, lists])
        meant = self.meant if names_record(text) else ""
        return digest(self.program, site.language, site.base, text, meant)

    @cached_property
    def terms(self) -> str:
        """Digest of the glossary and of where its terms stand."""
        addresses = [self.site.addresses.get(("term", t), "") for t in self.library.terms]
        return self.of(told([list(self.library.terms.values()), addresses]))

    @cached_property
    def cited(self) -> str:
        """Digest of what the bibliography page shows, and where."""
        shown = {key: page for (kind, key), page in self.site.addresses.items() if kind == "cite"}
        return digest(told(shown), self.works(key for key in shown if key in self.library.entries))

    @cached_property
    def meant(self) -> str:
        """Digest of what roles can say: each name of a record, and the words shown for it."""
        return digest(
            told(
                [
                    (key, holder.short, holder.entry.title, holder.record.aliases)
                    for key, holder in self.library.records.items()
                ]
            )
        )
