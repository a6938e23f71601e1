"""Works as GB/T 7714-2015 writes them (numeric style, without the number).

Rules: the national standard, sections 4 (order and punctuation), 8.1 (names),
appendices A (examples) and B (type codes). Done here because no library does
it right offline: citeproc-py with the official style writes 等 after Latin
names where the standard asks for "et al", puts 卷 into English entries, and
leaves out where a talk was given; its style files weigh 90 MB. The date of
access in brackets, which the standard asks for, is the reader's to add.
"""

from __future__ import annotations

from collections.abc import Iterable

from sphinx_mlsys.core.entry import Name
from sphinx_mlsys.export.titles import printable
from sphinx_mlsys.export.works import Work, is_chinese

AUTHORS_SHOWN = 3
"""How many names stand before "et al" (8.1.2)."""


def gbt(work: Work) -> str:
    """Return a work as one line."""
    title = work.text("title")
    chinese = is_chinese(title)
    online = "/OL" if work.address("url") or work.address("doi") else ""
    code = {"paper": "C", "article": "J", "preprint": "EB", "talk": "Z", "other": "Z"}[work.kind]
    # A preprint is nothing but its place in the net.
    online = "/OL" if work.kind == "preprint" else online
    head = f"{title}[{code}{online}]"
    authors = people(work.entry.authors, chinese=chinese)
    parts = [authors, head]
    if work.kind == "paper":
        editors = people(work.entry.editors, chinese=chinese)
        parts = [authors, f"{head}//{editors + '. ' if editors else ''}{_book(work, chinese)}"]
    parts.append(_published(work))
    parts.append(_found(work))
    return ". ".join(p.rstrip(".") for p in parts if p) + "."


def people(names: tuple[Name, ...], *, chinese: bool) -> str:
    """Return up to three names, family first, and a word for those left out."""
    shown = [_person(name) for name in names[:AUTHORS_SHOWN]]
    if len(names) > AUTHORS_SHOWN:
        shown.append("等" if chinese else "et al")
    return ", ".join(shown)


def _person(name: Name) -> str:
    if is_chinese(name.display):
        return printable(f"{name.family}{name.given}")
    if not name.given:
        return printable(name.display)
    family = f"{name.prefix} {name.family}".strip().upper()
    initials = " ".join(word[0] for word in name.given.replace("-", " ").split())
    return printable(f"{family} {initials}{', ' + name.suffix if name.suffix else ''}")


def _book(work: Work, chinese: bool) -> str:
    volume = work.text("volume")
    number = f": 第{volume}卷" if chinese else f": Vol. {volume}"
    return work.text("booktitle") + (number if volume else "")


def _published(work: Work) -> str:
    year = str(work.date[0]) if work.date else ""
    first, last = work.pages
    pages = f": {first}-{last}" if last else f": {first}" if first else ""
    if work.kind == "article":
        volume = work.text("volume") + (f"({work.text('number')})" if work.text("number") else "")
        return ", ".join(p for p in (work.text("journal"), year, volume) if p) + pages
    where = work.text("publisher") or work.text("howpublished")
    if work.kind == "preprint":
        where = where or f"arXiv:{work.arxiv}"
    place = work.text("address")
    publisher = ": ".join(p for p in (place, where) if p)
    if year and not publisher.endswith(year):
        publisher += f", {year}" if publisher else year
    return publisher + pages


def _found(work: Work) -> str:
    doi = work.address("doi")
    return ". ".join(p for p in (work.address("url"), f"DOI:{doi}" if doi else "") if p)


def numbered(works: Iterable[str]) -> str:
    """Return works one to the line, numbered as the standard's lists are if there are several."""
    lines = list(works)
    if len(lines) > 1:
        lines = [f"[{n}] {line}" for n, line in enumerate(lines, 1)]
    return "\n".join(lines) + "\n" if lines else ""
