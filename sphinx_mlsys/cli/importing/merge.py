"""The one merger: items into the records, the bibliography and the program of a digest.

What is there stays: an empty field is filled, a difference is noted. So a second
run of the same import finds nothing to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sphinx_mlsys.cli.importing import clean
from sphinx_mlsys.cli.importing.keys import new_key
from sphinx_mlsys.cli.importing.matching import Index, Known, Match, marks_of
from sphinx_mlsys.cli.importing.model import Item, Note
from sphinx_mlsys.cli.importing.taking import Taker
from sphinx_mlsys.cli.importing.target import Merged, Target, alike
from sphinx_mlsys.cli.importing.writing import Writer
from sphinx_mlsys.core.library import Conference, Library, Paper


class Merger:
    """Brings items into one conference of a digest."""

    def __init__(self, library: Library, conference: Conference, day: date) -> None:
        """Take the digest, the conference, and the day that new records are dated."""
        self.library = library
        self.conference = conference
        self.day = day
        self.index = Index(library, conference.id)
        self.targets: dict[str, Target] = {}
        self.notes: list[Note] = []
        self.taker = Taker(library, self.index, self.notes)

    def merge(self, items: Iterable[Item]) -> Merged:
        """Return what the items change.

        :raises EditError: when a file stands in a form that cannot be added to.
        """
        matched = []
        for item in map(_normal, items):
            match = self.index.match(item)
            if match is not None and match.also:
                message = (
                    f"the {match.by} leads here, another mark to {match.also}; the first counts"
                )
                self.taker.note("differs", message, match.key, item)
            matched.append((item, match))
        settled = {m.key for _i, m in matched if m is not None}
        for item, match in matched:
            # A record that an item before this one made may be this one's too.
            again = match or self.index.match(item)
            if again is not None and self._is_record(again.key):
                self.taker.take(self._target(again, item), item)
            elif self._may_create(item, settled):
                target = self._target(again, item) if again else self._create(item)
                settled.add(target.key)
                self.taker.take(target, item)
        merged = Merged(notes=self.notes)
        Writer(self.library, self.conference, self.day).write([*self.targets.values()], merged)
        return merged

    def _is_record(self, key: str) -> bool:
        """Tell whether a key is a record's, and not only that of a work that is cited."""
        return key in self.library.records or key in self.targets

    def _target(self, match: Match, item: Item) -> Target:
        target = self.targets.get(match.key)
        if target is None:
            holder = self.library.record(match.key)
            kind = item.kind if holder is None else "paper" if isinstance(holder, Paper) else "talk"
            entry = self.library.entries.get(match.key)
            target = self.targets[match.key] = Target(match.key, kind, holder, entry)
        elif any(place.file == item.at.file for place in target.places):
            message = f"this file has it twice: {target.places[0]} and {item.at}"
            self.taker.note("duplicate", message, match.key, item)
        return target

    def _may_create(self, item: Item, settled: set[str]) -> bool:
        """Tell whether an item is a new record; if not, say why.

        *settled* are the records that items were recognized as.
        """
        if item.kind == "paper" and not item.authors:
            message = (
                "no record has this title, and without authors none can be made; "
                "import it first from a source that names them"
            )
            self.taker.note("unmatched", message, "", item, theirs=item.title)
            return False
        year, ours = item.bib.get("year", ""), self._year()
        if year.isdecimal() and abs(int(year) - ours) > 1:
            message = f"it is of {year}, the conference of {ours}"
            self.taker.note("unmatched", message, "", item, theirs=item.title)
            return False
        for key in self.index.same_authors(item):
            if key not in settled and alike(self.library.entries[key].title, item.title):
                message = (
                    "the same authors and a similar title: if it is this paper, add the title to "
                    "aliases.titles; no record was made"
                )
                mine = self.library.entries[key].title
                self.taker.note("renamed", message, key, item, "title", mine, item.title)
                return False
        return True

    def _year(self) -> int:
        days = self.conference.days
        return (days[0].date if days else self.day).year

    def _create(self, item: Item) -> Target:
        """Return a new record, by which later items are recognized too."""
        year = item.bib.get("year") or str(self._year())
        used = {*self.library.entries, *self.library.records, *self.targets, *self.taker.aliases}
        key = new_key(item, year, self.conference.form.short, used)
        self.targets[key] = Target(key, item.kind, None, None)
        self.index.add(
            Known(
                key,
                {clean.title_key(item.title)},
                tuple(p.name for p in item.authors),
                marks_of(item.ids, item.links, item.bib),
                conference=self.conference.id,
            )
        )
        return self.targets[key]


def _normal(item: Item) -> Item:
    """Return an item with what belongs into the bibliography taken out of its links."""
    links, bib = dict(item.links), dict(item.bib)
    if (address := links.pop("arxiv", "")) and (found := clean.arxiv(address)):
        bib.setdefault("eprint", found)
        bib.setdefault("archiveprefix", "arXiv")
    if (address := links.pop("doi", "")) and (doi := clean.doi(address)):
        bib.setdefault("doi", doi)
    if address := links.pop("proceedings", ""):
        bib.setdefault("url", address)
    return replace(item, links=links, bib=bib)
