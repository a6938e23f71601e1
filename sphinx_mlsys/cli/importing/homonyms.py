"""People of one name, told apart by DBLP's numbers: entries for ``people.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sphinx_mlsys.cli.importing.model import Note, Person
from sphinx_mlsys.cli.yamltext import item, read
from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.text import slug


def homonyms(
    file: Path,
    people: Mapping[str, tuple[Person, ...]],
    library: Library,
    notes: list[Note],
) -> str | None:
    """Return the text of ``people.yaml`` with entries for people of one name, or nothing.

    An entry is made only where two numbers of one name occur; *people* are the
    authors of each record that was imported.
    """
    numbers: dict[str, dict[str, list[str]]] = {}
    for key, persons in people.items():
        for person in persons:
            if person.number:
                by_number = numbers.setdefault(person.name.display, {})
                by_number.setdefault(person.number, []).append(key)
    known = {p.id or slug(p.name): p for p in library.people}
    added = []
    for name, by_number in sorted(numbers.items()):
        ids = {f"{slug(name)}-{n}": n for n in sorted(by_number)}
        if len(by_number) < 2 and not any(i in known for i in ids):
            continue
        for ident, number in ids.items():
            keys = sorted(set(by_number[number]))
            if ident not in known:
                added.append({"id": ident, "name": name, "records": keys})
                notes.append(Note("homonym", f"{name} {number} is one of several of that name",
                                  ", ".join(keys), "people.yaml"))  # fmt: skip
                continue
            missing = [k for k in keys if k not in known[ident].records]
            if missing:
                notes.append(
                    Note(
                        "homonym",
                        f"add the record to those of '{ident}' in people.yaml",
                        ", ".join(missing),
                        "people.yaml",
                    )
                )
    if not added:
        return None
    text = (
        read(file)
        if file.exists()
        else "# yaml-language-server: $schema=_schema/people.schema.json\n"
    )
    if text.strip().endswith("[]"):
        text = text.rstrip()[:-2]
    if text and not text.endswith("\n"):
        text += "\n"
    newline = "\r\n" if "\r\n" in text else "\n"
    return text + "".join(item(a, 0) for a in added).replace("\n", newline)
