"""The texts of files that an import changes: records, bibliography, program, people."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sphinx_mlsys.cli.importing import bibtext
from sphinx_mlsys.cli.importing.homonyms import homonyms
from sphinx_mlsys.cli.importing.model import Note
from sphinx_mlsys.cli.importing.planning import UNSCHEDULED, Planner
from sphinx_mlsys.cli.importing.program import write_program
from sphinx_mlsys.cli.importing.target import Merged, Target
from sphinx_mlsys.cli.order import ALIASES, PAPER, TALK
from sphinx_mlsys.cli.pages import day_page, schema_line
from sphinx_mlsys.cli.yamltext import EditError, YamlText, block, read
from sphinx_mlsys.core.library import Conference, Library
from sphinx_mlsys.core.text import choose, fold


class Writer:
    """Turns what was taken into new texts of files."""

    def __init__(self, library: Library, conference: Conference, day: date) -> None:
        """Take the digest, the conference, and the day that new records are dated."""
        self.library = library
        self.conference = conference
        self.day = day
        self.settings = library.project.settings
        self.targets: Sequence[Target] = ()

    def write(self, targets: Sequence[Target], merged: Merged) -> None:
        """Add the changed files to *merged*, and notes of what was made and filled.

        :raises EditError: when a file stands in a form that cannot be added to.
        """
        self.targets = targets
        self.notes = merged.notes
        self.planner = Planner(self.conference, self.settings.languages, merged.notes)
        folder = self.library.project.folder
        added: list[str] = []
        bib_file = self.library.project.bibliography
        bib = before = read(bib_file)
        for target in self.targets:
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
        fields.setdefault("year", str(self.year))
        kind = "article" if "journal" in fields and "booktitle" not in fields else "inproceedings"
        name = choose(self.conference.form.name, "en") or self.conference.form.short
        if target.kind == "talk":
            kind = "misc"
            fields.setdefault(
                "howpublished", f"Talk at {bibtext.latex(self.conference.form.short)}"
            )
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

    def _links(self, target: Target) -> dict[str, str]:
        """Return new links in the order of the project file."""
        return {k: target.links[k] for k in self.settings.links if k in target.links}

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
            fields["links"] = self._links(target)
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
        links = self._links(target)
        if links and "links" not in data:
            document.set_field((), "links", links, order)
        elif links:
            for kind, address in links.items():
                document.set_field(("links",), kind, address, list(self.settings.links))

    def _program(self, merged: Merged) -> None:
        file = self.conference.source.file
        before = read(file)
        try:
            after = write_program(self.planner, before)
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
            line = re.compile(rf"^(?:{self.conference.id}/)?day-(?:{number}|\*)", re.MULTILINE)
            listed = index.is_file() and line.search(read(index))
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
        people = {t.key: t.people for t in self.targets if t.people}
        text = homonyms(file, people, self.library, merged.notes)
        if text is not None:
            merged.files[file] = text

    @property
    def year(self) -> int:
        """The year of the conference."""
        days = self.conference.days
        return days[0].date.year if days else self.day.year
