"""CSL-JSON: a list of items (https://docs.citationstyles.org/en/stable/specification.html).

Zotero, pandoc and doi.org write it.
"""

from __future__ import annotations

import re
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sphinx_mlsys.cli.importing import clean
from sphinx_mlsys.cli.importing.fields import Fields, row_fields, settle, shown
from sphinx_mlsys.cli.importing.jsontext import read_rows
from sphinx_mlsys.cli.importing.model import Context, Item, Person, Taken
from sphinx_mlsys.cli.importing.names import person
from sphinx_mlsys.core.bibvalue import MONTHS
from sphinx_mlsys.core.entry import Name

PAPERS = frozenset(
    {"paper-conference", "article-journal", "article", "chapter", "manuscript", "document", ""}
)
TALKS = frozenset({"speech"})

KEPT = MappingProxyType(
    {"volume": "volume", "issue": "number", "page": "pages", "publisher": "publisher"}
)
"""Variable of CSL to field of BibTeX."""

_SCRIPT = re.compile(r"<(sub|sup)>([^<]*)</\1>")


def read(file: Path, text: str, context: Context) -> Taken:
    """Read the items of a CSL-JSON file."""
    taken = Taken()
    found = read_rows(file, text, "items")
    settle(found, taken, context)
    for row in found.rows:
        fields = row_fields(row, taken)
        if fields is None:
            continue
        kind = fields.text("type")
        if kind not in PAPERS | TALKS:
            taken.skip(row.at, f"an item of the type '{kind}' is no paper and no talk")
            continue
        item = _item(fields, kind)
        if fields.sound:
            taken.items.append(item)
    return taken


def _item(fields: Fields, kind: str) -> Item:
    marked = fields.value.get("title")
    if isinstance(marked, str):
        fields.value = {**fields.value, "title": _SCRIPT.sub(_math, marked)}
    bib = {field: fields.text(name) for name, field in KEPT.items()}
    container = fields.text("container-title") or fields.text("event-title")
    preprint = re.match(r"corr\b|arxiv", container, re.I) or kind in ("article", "manuscript")
    if container and not preprint and kind not in TALKS:
        bib["journal" if kind == "article-journal" else "booktitle"] = container
    url = clean.address(fields.raw("URL"))
    label = clean.link_kind("", url) if url else ""
    links = {}
    if url and label in ("", "proceedings"):
        bib["url"] = url
    elif url and label not in ("arxiv", "doi"):
        links[label] = url
    bib["doi"] = clean.doi(fields.text("DOI") or (url if label == "doi" else ""))
    for name in ("number", "note", "URL", "DOI", "archive_location"):
        value = fields.text(name)
        if re.search("arxiv", value, re.I) and (found := clean.arxiv(value)):
            bib |= {"eprint": found, "archiveprefix": "arXiv"}
            break
    bib |= _issued(fields)
    forum = clean.forum(url)
    return Item(
        at=fields.at,
        kind="talk" if kind in TALKS else "paper",
        title=fields.title("title"),
        authors=_people(fields, "author"),
        editors=_people(fields, "editor"),
        key=fields.text("citation-key") or fields.text("id"),
        ids=(f"openreview-{forum}",) if forum else (),
        bib=MappingProxyType({k: v for k, v in bib.items() if v}),
        links=MappingProxyType(links),
    )


def _math(match: re.Match[str]) -> str:
    return f"${'_' if match[1] == 'sub' else '^'}{{{match[2]}}}$"


def _people(fields: Fields, name: str) -> tuple[Person, ...]:
    found = []
    for index, value in enumerate(fields.list(name)):
        one: Person | None = None
        if isinstance(value, str):
            one = person(value)
        elif isinstance(value, dict) and all(isinstance(v, (str, bool)) for v in value.values()):
            one = _person(value)
        else:
            fields.wrong(name, f"entry {index}, {shown(value)}, is no name.")
        if one is not None:
            found.append(one)
    return tuple(found)


def _person(value: dict[str, Any]) -> Person | None:
    parts = {key: clean.text(part) for key, part in value.items() if isinstance(part, str)}
    if whole := parts.get("literal"):
        return person(whole)
    family = parts.get("family", "")
    if not family:
        return person(parts.get("given", ""))
    given = " ".join(p for p in (parts.get("given"), parts.get("dropping-particle")) if p)
    number = re.search(r"\s(\d{4})$", family)
    return Person(
        Name(
            given,
            parts.get("non-dropping-particle", ""),
            family[: number.start()] if number else family,
            parts.get("suffix", ""),
        ),
        number[1] if number else "",
    )


def _issued(fields: Fields) -> dict[str, str]:
    """Return year and month of the date of issue, in any of the three forms of a date."""
    issued = fields.value.get("issued")
    if issued is None:
        return {}
    if not isinstance(issued, dict):
        fields.wrong("issued", f"{shown(issued)} is no date.")
        return {}
    parts = issued.get("date-parts")
    if parts is None:
        match = re.search(r"\b(\d{4})\b", str(issued.get("raw") or issued.get("literal") or ""))
        return {"year": match[1]} if match else {}
    first = parts[0] if isinstance(parts, list) and parts else None
    numbers = [str(n) for n in first] if isinstance(first, list) else []
    if (
        not numbers
        or not all(n.isdecimal() and len(n) <= 4 for n in numbers[:2])
        or len(numbers[0]) != 4
    ):
        fields.wrong("issued", f"{shown(parts)} is no date.")
        return {}
    month = int(numbers[1]) if len(numbers) > 1 else 0
    return {"year": numbers[0]} | ({"month": MONTHS[month - 1]} if 1 <= month <= 12 else {})
