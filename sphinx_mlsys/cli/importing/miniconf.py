"""MiniConf's tables: ``papers.csv`` (UID, title, authors, abstract, keywords, sessions).

Lists in a cell are separated by ``|``
(https://github.com/Mini-Conf/Mini-Conf, sitedata/README.md); ``speakers.csv``
has a speaker and an institution.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from types import MappingProxyType

from sphinx_mlsys.cli.importing import clean
from sphinx_mlsys.cli.importing.model import At, Context, Item, Note, RefusedError, Slot, Taken
from sphinx_mlsys.cli.importing.names import person
from sphinx_mlsys.core.problems import Problem

COLUMNS = MappingProxyType(
    {
        "uid": ("uid", "id", "paper_id", "forum"),
        "title": ("title", "name"),
        "authors": ("authors", "author"),
        "speaker": ("speaker", "speakers"),
        "institution": ("institution", "affiliation", "affiliations", "institutions"),
        "keywords": ("keywords", "keyword", "topics"),
        "sessions": ("sessions", "session", "session_ids"),
        "award": ("award", "awards"),
        "doi": ("doi",),
    }
)
"""What is read to the names that its column may have, in lower case."""

LINKS = ("pdf", "pdf_url", "paper_pdf", "code", "code_link", "link", "url", "arxiv", "openreview",
         "slides", "video", "poster", "project")  # fmt: skip
"""Columns that may hold an address."""


def read(file: Path, text: str, context: Context) -> Taken:
    """Read the rows of a table of papers or speakers."""
    taken = Taken()
    rows, broken = _rows(file, text)
    if broken and not context.partial:
        raise RefusedError([broken])
    if broken:
        taken.notes.append(Note("truncated", broken.sentence, at=At(file, broken.line)))
    head = [clean.text(c).lower() for c in rows[0][1]] if rows else []
    columns = {n: head.index(c) for n, names in COLUMNS.items() for c in names if c in head}
    _check_head(file, head, columns)
    for line, cells in rows[1:]:
        if not any(c.strip() for c in cells):
            continue
        at = At(file, line)
        if len(cells) != len(head):
            taken.problems.append(
                at.problem(
                    "import-syntax",
                    f"The row has {len(cells)} cells, the head of the table {len(head)}.",
                    "Put cells that hold a comma or a line break into double quotes.",
                )
            )
            continue
        row = {name: cells[n] for name, n in columns.items()}
        row |= {name: cells[head.index(name)] for name in LINKS if name in head}
        taken.items += _item(row, at, taken, context)
    return taken


def _rows(file: Path, text: str) -> tuple[list[tuple[int, list[str]]], Problem | None]:
    """Return the rows with the line on which each begins, and what breaks them off."""
    found: list[tuple[int, list[str]]] = []
    # A cell may hold a whole abstract, with line breaks.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            found.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        cut = "unexpected end" in str(error)
        reason = "breaks off inside of a quoted cell" if cut else f"does not parse: {error}"
        return found, Problem(
            code="import-truncated" if cut else "import-syntax",
            file=file,
            line=line,
            message=f"The row that begins here {reason}.",
            remedy='Close the quotation; a quotation mark inside of a cell is written "".',
        )
    return found, None


def _check_head(file: Path, head: list[str], columns: dict[str, int]) -> None:
    missing = [n for n in ("title",) if n not in columns]
    if not {"authors", "speaker"} & set(columns):
        missing.append("authors")
    if missing:
        raise RefusedError(
            [
                Problem(
                    code="import-format",
                    file=file,
                    line=1,
                    message=f"The table has no column '{missing[0]}'; "
                    f"it has: {', '.join(head[:10]) or 'nothing'}.",
                    remedy="The first line must name the columns: UID,title,authors,…",
                )
            ]
        )
    if double := [n for n in head if n and head.count(n) > 1]:
        raise RefusedError(
            [
                Problem(
                    code="import-syntax",
                    file=file,
                    line=1,
                    message=f"The column '{double[0]}' stands twice.",
                    remedy="Rename one.",
                )
            ]
        )


def _split(cell: str, separators: str = "|;") -> tuple[str, ...]:
    for sign in separators:
        if sign in cell:
            return tuple(w for p in cell.split(sign) if (w := clean.text(p)))
    found = clean.text(cell)
    return (found,) if found else ()


def _item(row: dict[str, str], at: At, taken: Taken, context: Context) -> list[Item]:
    title = clean.title(row["title"])
    talk = "authors" not in row
    names = _split(row.get("authors") or row.get("speaker") or "")
    if len(names) == 1 and names[0].count(",") > 1:
        names = tuple(n.strip() for n in names[0].split(","))
    authors = tuple(p for n in names if (p := person(n)) is not None)
    if not clean.title_key(title) or not authors:
        what = "author" if clean.title_key(title) else "title"
        taken.problems.append(
            at.problem("import-value", f"The row has no {what}.", "Add it, or remove the row.")
        )
        return []
    links: dict[str, str] = {}
    for name in LINKS:
        target = clean.address(row.get(name, "").strip())
        if target:
            kind = clean.link_kind(name.partition("_")[0], target)
            links.setdefault(kind or "project", target)
    url = links.pop("proceedings", "")
    uid = row.get("uid", "").strip()
    ids = [f"openreview-{f}"] if (f := clean.forum(links.get("openreview", ""))) else []
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", uid):
        # A UID of letters and digits, ten or so, is that of the forum on OpenReview.
        mixed = len(uid) >= 9 and re.search(r"[A-Z]", uid) and re.search(r"[a-z]", uid)
        forum = bool(mixed) and clean.is_forum(uid)
        ids.append(f"openreview-{uid}" if forum else f"{context.conference}-paper-{uid}")
    bib = {"url": url, "doi": clean.doi(row.get("doi", ""))}
    if arxiv := clean.arxiv(links.pop("arxiv", "")):
        bib |= {"eprint": arxiv, "archiveprefix": "arXiv"}
    return [
        Item(
            at=at,
            kind="talk" if talk else "paper",
            title=title,
            authors=authors,
            ids=tuple(dict.fromkeys(ids)),
            bib=MappingProxyType({k: v for k, v in bib.items() if v}),
            links=MappingProxyType(links),
            affiliations=_split(row.get("institution", "")),
            award=clean.text(row.get("award", "")),
            topics=_split(row.get("keywords", ""), "|;,"),
            slots=tuple(Slot(session=s) for s in _split(row.get("sessions", ""))),
        )
    ]
