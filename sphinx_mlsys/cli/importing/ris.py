"""RIS: records of tagged lines between TY and ER (rispy reads them).

https://en.wikipedia.org/wiki/RIS_(file_format) names the tags and who writes what.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import rispy

from sphinx_mlsys.cli.importing import clean
from sphinx_mlsys.cli.importing.model import At, Context, Item, Note, RefusedError, Taken
from sphinx_mlsys.cli.importing.names import person
from sphinx_mlsys.core.bibvalue import MONTHS
from sphinx_mlsys.core.problems import Problem

PAPERS = frozenset(
    [
        "CONF",
        "CPAPER",
        "JOUR",
        "JFULL",
        "EJOUR",
        "CHAP",
        "GEN",
        "UNPB",
        "INPR",
        "MGZN",
        "ELEC",
        "PREPRINT",
    ]
)
TALKS = frozenset({"SLIDE", "HEAR"})

_TAG = re.compile(r"([A-Z][A-Z0-9])  ?-(?: ?(.*))?$")


@dataclass(frozen=True, slots=True)
class Chunk:
    """The lines of one record."""

    line: int
    text: str


def read(file: Path, text: str, context: Context) -> Taken:
    """Read the records of an RIS file."""
    taken = Taken()
    chunks, problems = _chunks(file, text)
    if problems and not context.partial:
        raise RefusedError(problems)
    taken.notes += (Note("truncated", p.sentence, at=At(file, p.line)) for p in problems)
    for chunk in chunks:
        at = At(file, chunk.line)
        found = rispy.loads(chunk.text)
        for record in found[:1]:
            taken.items += _item(record, at, taken)
    return taken


def _chunks(file: Path, text: str) -> tuple[list[Chunk], list[Problem]]:
    """Split the file into records; a record that is not closed, or a stray line, is a problem."""
    found: list[Chunk] = []
    problems: list[Problem] = []
    lines: list[str] = []
    start = 0

    def say(code: str, line: int, message: str, remedy: str) -> None:
        problems.append(Problem(code=code, file=file, line=line, message=message, remedy=remedy))

    for number, line in enumerate(text.split("\n"), 1):
        match = _TAG.match(line.rstrip())
        tag = match[1] if match else ""
        if tag == "TY":
            if start:
                say("import-syntax", start, "The record is not closed.", "End it with 'ER  - '.")
            start, lines = number, [line]
        elif not start:
            if match:
                say(
                    "import-syntax",
                    number,
                    f"{line.strip()[:40]!r} stands outside of a record.",
                    "Begin a record with 'TY  - '.",
                )
            elif line.strip() and not re.fullmatch(r"\s*\d+\.?\s*", line):
                say(
                    "import-syntax",
                    number,
                    f"{line.strip()[:40]!r} is no line of RIS.",
                    "A line is a tag of two letters, two spaces, a hyphen, a space and a value.",
                )
        elif tag == "ER":
            found.append(Chunk(start, "\n".join([*lines, "ER  - ", ""])))
            start = 0
        elif match:
            lines.append(f"{tag}  - {(match[2] or '').strip()}")
        elif line.strip():
            lines[-1] += " " + line.strip()  # a value over several lines
    if start:
        say(
            "import-truncated",
            start,
            "The file breaks off in this record, which has no 'ER  - '.",
            "Save the file again, or take what is whole with --partial.",
        )
    return found, problems


def _item(record: dict[str, Any], at: At, taken: Taken) -> list[Item]:
    kind = str(record.get("type_of_reference") or "")
    if kind not in PAPERS | TALKS:
        taken.skip(at, f"a record of the type '{kind}' is no paper and no talk")
        return []

    def first(*names: str) -> str:
        for name in names:
            value = record.get(name)
            if found := clean.text(value[0] if isinstance(value, list) and value else value):
                return found
        return ""

    title = clean.title(first("title", "primary_title", "translated_title"))
    written = [a for n in ("authors", "first_authors") for a in record.get(n) or ()]
    authors = tuple(p for a in written if (p := person(a)) is not None)
    if not clean.title_key(title) or not authors:
        what = "author" if clean.title_key(title) else "title"
        taken.problems.append(
            at.problem(
                "import-value", f"The record has no {what}.", "Add it, or remove the record."
            )
        )
        return []
    pages = "--".join(p for p in (first("start_page"), first("end_page")) if p)
    container = first("secondary_title", "custom3", "journal_name", "alternate_title3")
    place = "journal" if kind in ("JOUR", "EJOUR", "JFULL", "MGZN") else "booktitle"
    bib = {
        place: "" if re.match(r"corr\b|arxiv", container, re.I) or kind in TALKS else container,
        "volume": first("volume"),
        "number": first("number"),
        "pages": pages,
        "publisher": first("publisher"),
        "doi": clean.doi(first("doi")),
    }
    year = re.match(r"\d{4}", first("year", "publication_year", "date"))
    month = re.match(r"\d{4}/(\d{1,2})", first("date"))
    bib["year"] = year[0] if year else ""
    if month and 1 <= int(month[1]) <= 12:
        bib["month"] = MONTHS[int(month[1]) - 1]
    links: dict[str, str] = {}
    addresses = [*(record.get("urls") or ()), *(record.get("file_attachments1") or ())]
    for value in addresses:
        if not (url := clean.address(value)):
            continue
        label = clean.link_kind("", url)
        if label in ("", "proceedings"):
            bib.setdefault("url", url)
        elif label not in ("arxiv", "doi"):
            links.setdefault(label, url)
    notes = [*addresses, *(record.get("notes") or ()), first("doi"), first("accession_number")]
    for value in map(str, notes):
        if re.search("arxiv", value, re.I) and (arxiv := clean.arxiv(value)):
            bib |= {"eprint": arxiv, "archiveprefix": "arXiv"}
            break
    forum = clean.forum(links.get("openreview", ""))
    editors = [e for n in ("secondary_authors", "editors") for e in record.get(n) or ()]
    return [
        Item(
            at=at,
            kind="talk" if kind in TALKS else "paper",
            title=title,
            authors=authors,
            editors=tuple(p for e in editors if (p := person(e)) is not None),
            key=first("id"),
            ids=(f"openreview-{forum}",) if forum else (),
            bib=MappingProxyType({k: v for k, v in bib.items() if v}),
            links=MappingProxyType(links),
        )
    ]
