"""BibTeX: proceedings, and DBLP with its numbered homonyms.

The file is read as the digest's own bibliography is, so what is wrong with it
is told in the same way. DBLP's ``crossref`` is followed within the file
(https://dblp.org/faq/How+are+data+annotated+in+dblp.html), and its ``0001``
after a name tells people of one name apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from bibtexparser.middlewares.names import split_multiple_persons_names

from sphinx_mlsys.cli.importing import clean
from sphinx_mlsys.cli.importing.model import (
    At,
    Context,
    Item,
    Person,
    RefusedError,
    Taken,
)
from sphinx_mlsys.cli.importing.names import person
from sphinx_mlsys.core.bibfile import read_bibliography
from sphinx_mlsys.core.bibvalue import MONTHS, decode
from sphinx_mlsys.core.entry import Entry, Name
from sphinx_mlsys.core.problems import Problem

PAPERS = frozenset(
    {"inproceedings", "conference", "article", "incollection", "misc", "unpublished"}
)

KEPT = ("booktitle", "journal", "howpublished", "volume", "number", "pages", "month", "publisher")
"""Fields that are taken over as they are."""

INHERITED = MappingProxyType(
    {"booktitle": "title"} | {f: f for f in ("year", "publisher", "editor", "volume")}
)
"""Field to the field of the proceedings that stands for it."""


def read(file: Path, _text: str, context: Context) -> Taken:
    """Read the entries of a BibTeX file."""
    found: list[Problem] = []
    entries = read_bibliography(file, found)
    faults = [p for p in found if p.severity == "error" and p.code != "wrong-type"]
    if faults and not context.partial:
        raise RefusedError(faults)
    taken = Taken()
    for fault in faults:
        taken.skip(At(file, fault.line), fault.sentence)
    lower = {key.lower(): entry for key, entry in entries.items()}
    parents = {e.get("crossref").lower() for e in entries.values() if e.get("crossref")}
    for entry in entries.values():
        at = At(file, entry.line, (entry.key,))
        if entry.kind not in PAPERS:
            if entry.key.lower() not in parents:
                taken.skip(at, f"an entry of the kind @{entry.kind} is no paper")
            continue
        parent = lower.get(entry.get("crossref").lower())
        taken.items += _item(entry, parent, at, taken)
    return taken


def _item(entry: Entry, parent: Entry | None, at: At, taken: Taken) -> list[Item]:
    title = clean.title(entry.title)
    if not clean.title_key(title):
        taken.problems.append(
            at.problem("import-value", "The entry has no title.", "Add it, or remove the entry.")
        )
        return []
    raw = {**_inherited(parent), **entry.raw}
    authors = _people(raw.get("author", ""))
    spoken = re.search(r"\btalk|keynote|报告", entry.get("howpublished"), re.I)
    talk = entry.kind == "misc" and spoken is not None
    if not authors and entry.kind == "misc":
        taken.skip(at, "an entry of the kind @misc without author")
        return []
    if not authors:
        taken.problems.append(
            at.problem("import-value", "The entry has no author.", "Add it, or remove the entry.")
        )
        return []
    bib = {f: clean.text(decode(raw[f])) for f in KEPT if raw.get(f)}
    if bib.get("month", "").lower()[:3] in MONTHS:
        bib["month"] = bib["month"].lower()[:3]
    preprint = re.match(r"corr\b|arxiv", bib.get("journal", ""), re.I)
    if preprint:
        for name in ("journal", "volume", "number"):
            bib.pop(name, None)
    arxiv = _arxiv(entry)
    links = {}
    url = clean.address(entry.get("url").split(" ")[0])
    kind = clean.link_kind("", url) if url else ""
    if url and kind in ("", "proceedings"):
        bib["url"] = url
    elif url and kind not in ("arxiv", "doi"):
        links[kind] = url
    if doi := clean.doi(entry.get("doi") or (url if kind == "doi" else "")):
        bib["doi"] = doi
    if arxiv:
        bib |= {"eprint": arxiv, "archiveprefix": "arXiv"}
    if re.fullmatch(r"\d{4}", entry.get("year") or decode(raw.get("year", ""))):
        bib["year"] = entry.get("year") or decode(raw["year"])
    forum = clean.forum(url)
    return [
        Item(
            at=at,
            kind="talk" if talk else "paper",
            title=title,
            latex_title=" ".join(entry.raw["title"].split()).rstrip("."),
            authors=authors,
            editors=_people(raw.get("editor", "")),
            key=entry.key,
            ids=(f"openreview-{forum}",) if forum else (),
            bib=MappingProxyType(bib),
            links=MappingProxyType(links),
        )
    ]


def _inherited(parent: Entry | None) -> Mapping[str, str]:
    if parent is None:
        return {}
    return {f: parent.raw[n] for f, n in INHERITED.items() if parent.raw.get(n)}


def _people(raw: str) -> tuple[Person, ...]:
    """Return the persons of a field; a name in braces stays whole."""
    found = []
    for written in split_multiple_persons_names(" ".join(raw.split())):
        if written.lower() == "others":
            continue
        if re.fullmatch(r"\{.*\}", written) and "," not in written:
            found.append(Person(Name(family=clean.text(decode(written)))))
        elif (one := person(decode(written))) is not None:
            found.append(one)
    return tuple(found)


def _arxiv(entry: Entry) -> str:
    if entry.get("archiveprefix").lower() == "arxiv" and (
        found := clean.arxiv(entry.get("eprint"))
    ):
        return found
    for name in ("url", "journal", "volume", "doi", "note", "howpublished"):
        value = entry.get(name)
        if re.search(r"arxiv|abs/", value, re.I) and (found := clean.arxiv(value)):
            return found
    return ""
