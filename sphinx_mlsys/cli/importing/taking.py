"""Taking facts of items into records: what is empty is filled, what differs is noted."""

from __future__ import annotations

from collections.abc import Callable

from sphinx_mlsys.cli.importing import bibtext, clean
from sphinx_mlsys.cli.importing.matching import Index, marks_of
from sphinx_mlsys.cli.importing.model import Item, Note, NoteKind
from sphinx_mlsys.cli.importing.names import same_people
from sphinx_mlsys.cli.importing.target import (
    Target,
    award_kind,
    kind_of,
    same_address,
    same_value,
    shown,
)
from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.model import PaperRecord
from sphinx_mlsys.core.text import fold, slug


class Taker:
    """Takes items into targets."""

    def __init__(self, library: Library, index: Index, notes: list[Note]) -> None:
        """Take the digest, by what its records are recognized, and where notes go."""
        self.library = library
        self.settings = library.project.settings
        self.index = index
        self.notes = notes
        self.aliases = {
            fold(a): k for k, h in library.records.items() for a in h.record.aliases.ids
        }
        """Folded alias to the key of its record."""
        self._topic_ids = {
            fold(name): ident
            for ident, topic in library.topics.items()
            for name in (ident, *topic.name.values())
        }

    def note(
        self,
        kind: NoteKind,
        message: str,
        key: str,
        item: Item,
        name: str = "",
        ours: str = "",
        theirs: str = "",
    ) -> None:
        """Add a line about an item to the report."""
        self.notes.append(Note(kind, message, key, name, ours, theirs, item.at))

    def take(self, target: Target, item: Item) -> None:
        """Fill what is empty of a record with the facts of an item; note what differs."""
        target.places.append(item.at)
        self.index.note(target.key, (), marks_of(item.ids, item.links, item.bib))
        self._take_title(target, item)
        self._take_people(target, item)
        self._take_bib(target, item)
        self._take_ids(target, item)
        self._take_links(target, item)
        record = target.holder.record if target.holder else None
        if item.affiliations:
            ours = record.affiliations if record else ()
            if not (ours or target.affiliations):
                target.affiliations = item.affiliations
            else:
                self._compare(
                    target, item, "affiliations", ours or target.affiliations, item.affiliations
                )
        if topics := self._topics(item):
            ours = record.topics if record else ()
            if not (ours or target.topics):
                target.topics = topics
        self._take_award(target, item)
        target.slots += [s for s in item.slots if s not in target.slots]

    def _compare(
        self, target: Target, item: Item, name: str, ours: object, theirs: object,
        same: Callable[[str], str] = fold,
    ) -> None:  # fmt: skip
        mine, other = shown(ours), shown(theirs)
        if same(mine) != same(other):
            self.note("differs", "kept as it is", target.key, item, name, mine, other)

    def _take_title(self, target: Target, item: Item) -> None:
        known = self.index.known[target.key]
        target.title = target.title or item.title
        if target.entry is None:
            title = item.latex_title or bibtext.title_latex(item.title)
            target.bib.setdefault("title", title)
        # What was found by a name alone may have its title in another language.
        if (item.authors or item.ids) and clean.title_key(item.title) not in known.titles:
            self.note(
                "renamed",
                "the source has another title; if it is a former one, add it to aliases.titles",
                target.key,
                item,
                "title",
                self.title(target),
                item.title,
            )

    def _take_people(self, target: Target, item: Item) -> None:
        if not item.authors:
            return
        target.people = target.people or item.authors
        ours = target.entry.authors if target.entry else ()
        if not ours and "author" not in target.bib:
            target.bib["author"] = bibtext.people_latex(item.authors)
            return
        mine = ours or tuple(p.name for p in target.people)
        theirs = tuple(p.name for p in item.authors)
        if not same_people(mine, theirs):
            self.note(
                "differs",
                "kept as it is",
                target.key,
                item,
                "author",
                "; ".join(n.sorting for n in mine),
                "; ".join(n.sorting for n in theirs),
            )

    def _take_bib(self, target: Target, item: Item) -> None:
        wanted = {k: bibtext.value_of(k, v) for k, v in item.bib.items() if v}
        if item.editors:
            wanted["editor"] = bibtext.people_latex(item.editors)
        entry = target.entry
        for name, value in wanted.items():
            ours = (entry.raw.get(name, "") if entry else "") or target.bib.get(name, "")
            if not ours:
                if name == "journal" and entry is not None and entry.get("booktitle"):
                    continue
                target.bib[name] = value
            elif name != "archiveprefix":
                self._compare(target, item, name, ours, value, same_value(name))

    def _take_ids(self, target: Target, item: Item) -> None:
        """Add numbers of kinds that the record has none of; another number is a renumbering."""
        have = [*(target.holder.record.aliases.ids if target.holder else ()), *target.ids]
        kinds = {kind_of(i): i for i in have}
        for ident in item.ids:
            owner = self.aliases.get(fold(ident), target.key)
            if fold(ident) in {fold(i) for i in have}:
                continue
            if owner != target.key or ident in self.library.records:
                self.note(
                    "differs", f"the alias belongs to '{owner}'", target.key, item, "aliases.ids",
                    theirs=ident,
                )  # fmt: skip
            elif kind_of(ident) in kinds and kinds[kind_of(ident)] not in item.ids:
                self.note(
                    "renumbered",
                    "the source has another number; add it to aliases.ids if both are to be found",
                    target.key,
                    item,
                    "aliases.ids",
                    kinds[kind_of(ident)],
                    ident,
                )
            else:
                target.ids.append(ident)
                self.aliases[fold(ident)] = target.key

    def _take_links(self, target: Target, item: Item) -> None:
        have = {**(target.holder.record.links if target.holder else {}), **target.links}
        for kind, address in item.links.items():
            if kind not in self.settings.links:
                self.note(
                    "not-stored", f"mlsys.toml lists no kind of link '{kind}'", target.key, item,
                    "links", theirs=address,
                )  # fmt: skip
            elif kind not in have:
                target.links[kind] = address
            else:
                self._compare(target, item, f"links.{kind}", have[kind], address, same_address)

    def _topics(self, item: Item) -> tuple[str, ...]:
        """Return the project's topics among those that the source names."""
        names = self._topic_ids
        found = (names.get(fold(t)) or names.get(slug(t)) for t in item.topics)
        return tuple(dict.fromkeys(t for t in found if t))

    def _take_award(self, target: Target, item: Item) -> None:
        if not item.award or target.kind == "talk":
            return
        kind = award_kind(item.award, self.settings.awards)
        record = target.holder.record if target.holder else None
        ours = (record.award if isinstance(record, PaperRecord) else None) or target.award
        if kind is None:
            self.note(
                "not-stored", "mlsys.toml lists no such award under [awards]", target.key, item,
                "award", theirs=item.award,
            )  # fmt: skip
        elif not ours:
            target.award = kind
        else:
            self._compare(target, item, "award", ours, kind)

    def title(self, target: Target) -> str:
        """Return the title of a record as it stands."""
        return target.entry.title if target.entry else target.title
