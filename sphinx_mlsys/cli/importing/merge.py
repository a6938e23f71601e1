"""The one merger: items into the records, the bibliography and the program of a digest.

What is there stays: an empty field is filled, a difference is noted. So a second
run of the same import finds nothing to do.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from sphinx_mlsys.cli.importing import bibtext, clean
from sphinx_mlsys.cli.importing.homonyms import homonyms
from sphinx_mlsys.cli.importing.keys import new_key
from sphinx_mlsys.cli.importing.matching import Index, Known, Match, marks_of
from sphinx_mlsys.cli.importing.model import Item, Note, NoteKind, Slot
from sphinx_mlsys.cli.importing.names import same_people
from sphinx_mlsys.cli.importing.program import UNSCHEDULED, Planner
from sphinx_mlsys.cli.order import ALIASES, PAPER, TALK
from sphinx_mlsys.cli.pages import day_page, schema_line
from sphinx_mlsys.cli.yamltext import EditError, YamlText, block, read
from sphinx_mlsys.core.bibfile import Entry
from sphinx_mlsys.core.library import Conference, Library, Paper, Talk
from sphinx_mlsys.core.load import PAPER_SUFFIX, TALK_SUFFIX
from sphinx_mlsys.core.model import PaperRecord
from sphinx_mlsys.core.text import choose, fold, slug


@dataclass(slots=True)
class Target:
    """A record that items were recognized as, and what they add to it."""

    key: str
    kind: str
    holder: Paper | Talk | None
    entry: Entry | None
    bib: dict[str, str] = field(default_factory=dict)
    """Fields for the entry, as LaTeX."""
    ids: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    affiliations: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    award: str = ""
    slots: list[Slot] = field(default_factory=list)
    title: str = ""
    people: tuple[Any, ...] = ()
    places: list[str] = field(default_factory=list)
    """Where the items were read."""

    @property
    def file(self) -> str:
        """The record's file, from the project's folder."""
        suffix = TALK_SUFFIX if self.kind == "talk" else PAPER_SUFFIX
        return f"{self.kind}s/{self.key}{suffix}"


@dataclass(slots=True)
class Merged:
    """What an import changes, and what it has to say."""

    files: dict[Path, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


class Merger:
    """Brings items into one conference of a digest."""

    def __init__(self, library: Library, conference: Conference, day: date) -> None:
        """Take the digest, the conference, and the day that new records are dated."""
        self.library = library
        self.conference = conference
        self.day = day
        self.settings = library.project.settings
        self.index = Index(library, conference.id)
        self.targets: dict[str, Target] = {}
        self.notes: list[Note] = []
        self.year = str(conference.days[0].date.year) if conference.days else ""
        self.aliases = {
            fold(a): k for k, h in library.records.items() for a in h.record.aliases.ids
        }
        self.planner = Planner(conference, self.settings.languages, self.notes)

    def merge(self, items: Iterable[Item]) -> Merged:
        """Return what the items change.

        :raises EditError: when a file stands in a form that cannot be added to.
        """
        matched = []
        for item in map(_normal, items):
            match = self.index.match(item)
            if match is not None and match.also:
                self._note(
                    "differs",
                    f"the {match.by} leads here, another mark to {match.also}; the first counts",
                    match.key,
                    item,
                )
            matched.append((item, match))
        taken = {m.key for _i, m in matched if m is not None}
        for item, match in matched:
            # A record that an item before this one made may be this one's too.
            again = match or self.index.match(item)
            if again is not None:
                self._take(self._target(again, item), item)
            elif self._may_create(item, taken):
                self._take(self._create(item), item)
        merged = Merged(notes=self.notes)
        self._write(merged)
        return merged

    def _note(
        self,
        kind: NoteKind,
        message: str,
        key: str,
        item: Item,
        name: str = "",
        ours: str = "",
        theirs: str = "",
    ) -> None:
        self.notes.append(Note(kind, message, key, name, ours, theirs, item.at))

    def _target(self, match: Match, item: Item) -> Target:
        if match.key in self.targets:
            target = self.targets[match.key]
            place = str(item.at)
            if item.at.file.name in {p.split(":")[0] for p in target.places}:
                message = f"this file has it twice: {target.places[0]} and {place}"
                self._note("duplicate", message, match.key, item)
            return target
        holder = self.library.record(match.key)
        kind = item.kind if holder is None else "paper" if isinstance(holder, Paper) else "talk"
        target = Target(match.key, kind, holder, self.library.entries.get(match.key))
        self.targets[match.key] = target
        return target

    def _may_create(self, item: Item, taken: set[str]) -> bool:
        """Tell whether an item is a new record; if not, say why."""
        if item.kind == "paper" and not item.authors:
            self._note(
                "unmatched",
                "no record has this title, and without authors none can be made; "
                "import it first from a source that names them",
                "",
                item,
                theirs=item.title,
            )
            return False
        title = clean.title_key(item.title)
        for key in self.index.same_authors(item):
            known = self.index.known[key]
            near = max((_near(title, t) for t in known.titles), default=0.0)
            if key not in taken and near > 0.55:
                self._note(
                    "renamed",
                    "the same authors and a similar title: if it is this paper, add the title to "
                    "aliases.titles; no record was made",
                    key,
                    item,
                    "title",
                    self._title(key),
                    item.title,
                )
                return False
        return True

    def _create(self, item: Item) -> Target:
        year = item.bib.get("year") or self.year or str(self.day.year)
        used = {*self.library.entries, *self.library.records, *self.targets, *self.aliases}
        key = new_key(item, year, self.conference.form.short, used)
        target = Target(key, item.kind, None, None)
        self.targets[key] = target
        self.index.add(
            Known(
                key,
                {clean.title_key(item.title)},
                tuple(p.name for p in item.authors),
                marks_of(item.ids, item.links, item.bib),
                conference=self.conference.id,
            )
        )
        return target

    def _title(self, key: str) -> str:
        entry = self.library.entries.get(key)
        return entry.title if entry else self.targets[key].title

    def _take(self, target: Target, item: Item) -> None:
        """Fill what is empty of a record with the facts of an item; note what differs."""
        target.places.append(str(item.at))
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
                self._compare(target, item, "affiliations", ours or target.affiliations, item.affiliations)
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
        mine, other = _shown(ours), _shown(theirs)
        if same(mine) != same(other):
            self._note("differs", "kept as it is", target.key, item, name, mine, other)

    def _take_title(self, target: Target, item: Item) -> None:
        known = self.index.known[target.key]
        target.title = target.title or item.title
        if target.entry is None:
            title = item.latex_title or bibtext.title_latex(item.title)
            target.bib.setdefault("title", title)
        # What was found by a name alone may have its title in another language.
        if (item.authors or item.ids) and clean.title_key(item.title) not in known.titles:
            self._note(
                "renamed",
                "the source has another title; if it is a former one, add it to aliases.titles",
                target.key,
                item,
                "title",
                self._title(target.key),
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
            self._note(
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
                self._compare(target, item, name, ours, value, _same_value(name))

    def _take_ids(self, target: Target, item: Item) -> None:
        """Add numbers of kinds that the record has none of; another number is a renumbering."""
        have = [*(target.holder.record.aliases.ids if target.holder else ()), *target.ids]
        kinds = {_kind_of(i): i for i in have}
        for ident in item.ids:
            owner = self.aliases.get(fold(ident), target.key)
            if fold(ident) in {fold(i) for i in have}:
                continue
            if owner != target.key or ident in self.library.records:
                self._note(
                    "differs", f"the alias belongs to '{owner}'", target.key, item, "aliases.ids",
                    theirs=ident,
                )  # fmt: skip
            elif _kind_of(ident) in kinds and kinds[_kind_of(ident)] not in item.ids:
                self._note(
                    "renumbered",
                    "the source has another number; add it to aliases.ids if both are to be found",
                    target.key,
                    item,
                    "aliases.ids",
                    kinds[_kind_of(ident)],
                    ident,
                )
            else:
                target.ids.append(ident)
                self.aliases[fold(ident)] = target.key

    def _take_links(self, target: Target, item: Item) -> None:
        have = {**(target.holder.record.links if target.holder else {}), **target.links}
        for kind, address in item.links.items():
            if kind not in self.settings.links:
                self._note(
                    "not-stored", f"mlsys.toml lists no kind of link '{kind}'", target.key, item,
                    "links", theirs=address,
                )  # fmt: skip
            elif kind not in have:
                target.links[kind] = address
            else:
                self._compare(target, item, f"links.{kind}", have[kind], address, _same_address)

    def _topics(self, item: Item) -> tuple[str, ...]:
        """Return the project's topics among those that the source names."""
        names = {fold(n): i for i, t in self.library.topics.items() for n in (i, *t.name.values())}
        found = (names.get(fold(t)) or names.get(slug(t)) for t in item.topics)
        return tuple(dict.fromkeys(t for t in found if t))

    def _take_award(self, target: Target, item: Item) -> None:
        if not item.award or target.kind == "talk":
            return
        kind = award_kind(item.award, self.settings.awards)
        record = target.holder.record if target.holder else None
        ours = (record.award if isinstance(record, PaperRecord) else None) or target.award
        if kind is None:
            self._note(
                "not-stored", "mlsys.toml lists no such award under [awards]", target.key, item,
                "award", theirs=item.award,
            )  # fmt: skip
        elif not ours:
            target.award = kind
        else:
            self._compare(target, item, "award", ours, kind)

    def _write(self, merged: Merged) -> None:
        """Turn what was taken into new texts of files."""
        folder = self.library.project.folder
        added: list[str] = []
        bib_file = self.library.project.bibliography
        bib = before = read(bib_file)
        for target in self.targets.values():
            self._place(target)
            if target.entry is None:
                added.append(self._entry(target))
            elif target.bib:
                bib = bibtext.add_fields(bib, target.entry, target.bib)
            if target.holder is None:
                merged.files[folder / target.file] = self._record(target)
                merged.notes.append(Note("created", target.title, target.key))
            elif (text := self._filled(target)) is not None:
                merged.files[target.holder.source.file] = text
            names = [*target.bib, *self._additions(target)]
            if target.holder is not None and names:
                merged.notes.append(Note("filled", ", ".join(names), target.key))
        if added:
            newline = "\r\n" if "\r\n" in bib else "\n"
            glue = "" if not bib.strip() else newline if bib.endswith(("\n", "\r")) else newline * 2
            bib += glue + newline.join(added).replace("\n", newline)
        if bib != before:
            merged.files[bib_file] = bib
        self._program(merged)
        self._people(merged)
        kinds = [n.kind for n in merged.notes]
        merged.counts = {
            "created": kinds.count("created"),
            "filled": kinds.count("filled"),
            "unchanged": len(self.targets) - kinds.count("created") - kinds.count("filled"),
            "unmatched": kinds.count("unmatched"),
        }

    def _place(self, target: Target) -> None:
        now = self.library.places.get(target.key)
        if target.kind == "talk":
            if now is None:
                self.planner.place_talk(target.key, target.slots)
            else:
                self.planner.fill(now, target.slots)
            return
        self.planner.place_paper(target.key, target.slots, now)
        if now is None or now.item.session == UNSCHEDULED:
            return
        ours = {fold(t) for t in (now.item.title or {}).values()} | {now.item.session or ""}
        named = [s for s in target.slots if s.session]
        if now.conference != self.conference.id:
            self.notes.append(
                Note("moved", f"it stands in the program of {now.conference} and stays there",
                     target.key)
            )  # fmt: skip
        elif named and not any(fold(s.session) in ours for s in named):
            self.notes.append(
                Note(
                    "moved",
                    "the source has it in another session; it stays where it is",
                    target.key,
                    "session",
                    choose(now.item.title, "en"),
                    named[0].session,
                )
            )
        else:
            self.planner.fill(now, [s for s in target.slots if fold(s.session) in ours])

    def _entry(self, target: Target) -> str:
        fields = dict(target.bib)
        fields.setdefault("year", self.year or str(self.day.year))
        kind = "article" if "journal" in fields and "booktitle" not in fields else "inproceedings"
        name = choose(self.conference.form.name, "en") or self.conference.form.short
        if target.kind == "talk":
            kind = "misc"
            fields.setdefault("howpublished", f"Talk at {bibtext.latex(self.conference.form.short)}")
            if "author" not in fields:
                fields["key"] = bibtext.latex(f"{self.conference.form.short} {target.title}")
        elif kind == "inproceedings":
            fields.setdefault("booktitle", bibtext.latex(name))
        return bibtext.entry_text(kind, target.key, fields)

    def _additions(self, target: Target) -> dict[str, Any]:
        """Return the fields that a record gets, by their paths as people write them."""
        found: dict[str, Any] = {}
        if target.ids:
            found["aliases.ids"] = target.ids
        for name in ("award", "affiliations", "topics"):
            if value := getattr(target, name):
                found[name] = value
        return found | {f"links.{kind}": v for kind, v in target.links.items()}

    def _record(self, target: Target) -> str:
        fields: dict[str, Any] = {}
        if target.ids:
            fields["aliases"] = {"ids": target.ids}
        if target.award:
            fields["award"] = target.award
        for name in ("affiliations", "topics"):
            if getattr(target, name):
                fields[name] = list(getattr(target, name))
        if target.links:
            order = list(self.settings.links)
            fields["links"] = dict(sorted(target.links.items(), key=lambda kv: order.index(kv[0])))
        fields |= {"added": str(self.day), "revised": str(self.day)}
        return schema_line(target.kind) + block(fields)

    def _filled(self, target: Target) -> str | None:
        """Return the text of a record with what it gets, or nothing if it gets nothing."""
        assert target.holder is not None
        if not self._additions(target):
            return None
        source = target.holder.source
        document = YamlText(read(source.file))
        order = TALK if target.kind == "talk" else PAPER
        try:
            self._fill(document, target, source.data, order)
        except EditError as error:
            raise EditError(f"{source.file.name}: {error}") from None
        return document.result()

    def _fill(
        self, document: YamlText, target: Target, data: Mapping[str, Any], order: tuple[str, ...]
    ) -> None:
        if target.ids:
            if "aliases" not in data:
                document.set_field((), "aliases", {"ids": target.ids}, order)
            elif "ids" not in data["aliases"]:
                document.set_field(("aliases",), "ids", target.ids, ALIASES)
            else:
                document.append(("aliases", "ids"), target.ids)
        for name in ("award", "affiliations", "topics"):
            value = getattr(target, name)
            if not value:
                continue
            if name in data:  # an empty list
                document.append((name,), list(value))
            else:
                document.set_field((), name, list(value) if name != "award" else value, order)
        if target.links:
            if "links" in data:
                for kind, address in target.links.items():
                    document.set_field(("links",), kind, address, list(self.settings.links))
            else:
                document.set_field((), "links", target.links, order)

    def _program(self, merged: Merged) -> None:
        file = self.conference.source.file
        before = read(file)
        try:
            after = self.planner.write(before)
        except EditError as error:
            raise EditError(f"{self.conference.id}/{file.name}: {error}") from None
        if after != before:
            merged.files[file] = after
        known = len(self.conference.days)
        for number in range(known + 1, known + len(self.planner.new_days()) + 1):
            page = file.parent / f"day-{number}.md"
            if not page.exists():
                merged.files[page] = day_page(self.conference.id, number)
            index = file.parent / "index.md"
            listed = index.is_file() and re.search(rf"^(?:{self.conference.id}/)?day-(?:{number}|\*)",
                                                   read(index), re.MULTILINE)  # fmt: skip
            if not listed:
                merged.notes.append(
                    Note(
                        "not-stored",
                        f"day {number} is new: add day-{number} to the toctree of "
                        f"{self.conference.id}/index.md",
                        field="toctree",
                    )
                )

    def _people(self, merged: Merged) -> None:
        file = self.library.project.folder / "people.yaml"
        people = {t.key: t.people for t in self.targets.values() if t.people}
        text = homonyms(file, people, self.library, merged.notes)
        if text is not None:
            merged.files[file] = text


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


def award_kind(written: str, awards: Mapping[str, Mapping[str, str]]) -> str | None:
    """Return the kind of award of the project that a text names, the longest name first."""
    text = fold(written)
    names = [(fold(n), kind) for kind, label in awards.items() for n in label.values()]
    names += [(kind.replace("-", " "), kind) for kind in awards]
    found = [(len(n), kind) for n, kind in names if n in text]
    found += [
        (len(n), kind)
        for n, kind in names
        if (short := re.sub(r"\s*\b(?:award|paper)\b", "", n).strip()) and text == short
    ]
    return max(found)[1] if found else None


def _near(ours: str, theirs: str) -> float:
    return difflib.SequenceMatcher(None, ours, theirs, autojunk=False).ratio()


def _shown(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _kind_of(ident: str) -> str:
    return ident.partition("-")[0] if ident.startswith("openreview-") else ident.rpartition("-")[0]


def _same_address(address: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", address.strip()).rstrip("/").lower()


def _same_value(name: str) -> Callable[[str], str]:
    if name == "url":
        return _same_address
    if name == "pages":
        return lambda v: re.sub(r"[-\u2013\u2014\s]+", "-", v)
    if name == "doi":
        return lambda v: clean.doi(v) or v.lower()
    return clean.title_key
