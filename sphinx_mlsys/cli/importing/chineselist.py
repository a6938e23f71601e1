"""Chinese lists of papers: 标题, 摘要, 亮点, numbered or under headings.

People paste them together: a record may begin in the middle of a line, colons
and digits may be full-width, labels may stand in brackets or asterisks. Only
facts are taken (title, authors, institutions, links, award); abstracts and
highlights are told apart so that they can be left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from sphinx_mlsys.cli.importing import clean
from sphinx_mlsys.cli.importing.model import At, Context, Item, Note, Taken
from sphinx_mlsys.cli.importing.names import person
from sphinx_mlsys.cli.importing.words import institutions
from sphinx_mlsys.core.text import CJK

LABELS = MappingProxyType(
    {
        "title": ("论文标题", "英文标题", "论文题目", "标题", "题目", "论文名称", "论文"),
        "chinese": ("中文标题", "中文题目", "译名"),
        "authors": ("论文作者", "作者"),
        "places": ("作者单位", "单位", "机构", "作者机构"),
        "abstract": ("论文摘要", "内容摘要", "摘要", "概要", "简介", "内容简介"),
        "highlights": ("论文亮点", "主要亮点", "亮点", "要点", "创新点", "主要贡献", "贡献"),
        "award": ("奖项", "获奖"),
        "links": ("论文链接", "论文地址", "链接", "地址", "代码链接", "代码", "项目主页", "项目"),
    }
)
"""What a part of a record is to the labels that it goes by."""

_PART = {label: part for part, labels in LABELS.items() for label in labels}
# Bounded and possessive: a line of ten thousand marks is looked at once.
_NUMBER = r"[(（]?([0-9０-９]{1,4})\s{0,40}+[)）.．、:：]\s{0,40}+"
_LABEL = re.compile(
    r"(?P<before>^|\n|(?<=[。；;.!?！？”\"）)】」\s]))"
    r"(?P<marks>[ \t>*#_•·\-]{0,40}+)"
    rf"(?:{_NUMBER})?[ \t*_]{{0,40}}+(?P<open>[\[【〔「]?)[ \t*_]{{0,40}}+"
    rf"(?P<label>{'|'.join(sorted(_PART, key=len, reverse=True))})"
    r"[ \t*_]{0,40}+(?:[\]】〕」][ \t*_]{0,40}+[:：]?|[:：])[ \t*_]{0,40}+"
)
_START = re.compile(
    rf"^[ \t>*_\-]*(?:\#{{1,6}}[ \t]*)?{_NUMBER}[*_]*(?=\S)|^[ \t]*\#{{2,6}}[ \t]+(?=\S)",
    re.MULTILINE,
)
_GLUED = re.compile(r"(?<=[。！？])[ \t]*([0-9０-９]{1,4})[.．、][ \t]*(?=[A-Z《“【])")
_TOTAL = re.compile(r"[共计][有收]?[ \t]*([0-9０-９]{1,5})[ \t]*篇")
_URL = re.compile(r"https?://[^\s<>()\[\]，。；、）】]+")
_LATIN = re.compile(r"[A-Za-z][^一-龥]*[A-Za-z0-9+)!?]")


@dataclass(slots=True)
class Record:
    """The parts of one record as they stand in the file."""

    start: int
    number: int | None = None
    parts: dict[str, str] = field(default_factory=dict)
    double: list[tuple[str, int]] = field(default_factory=list)
    """(label, offset) of parts that stand a second time."""


def read(file: Path, text: str, context: Context) -> Taken:
    """Read a list of records."""
    taken = Taken()
    records = _records(file, text, taken)
    for record in records:
        at = _at(file, text, record.start)
        for label, offset in record.double:
            place = _at(file, text, offset)
            taken.problems.append(
                place.problem(
                    "import-syntax",
                    f"'{label}' stands a second time in this record.",
                    "Two records may be glued together: begin each with 标题：.",
                )
            )
        taken.items += _item(record, at, taken, context)
    _whole(file, text, records, taken, context)
    if any({"abstract", "highlights"} & set(r.parts) for r in records):
        taken.notes.append(
            Note("not-stored", "摘要 and 亮点 are texts of others and are not stored", at=At(file))
        )
    return taken


def is_list(text: str) -> bool:
    """Tell whether a text has labels of such a list."""
    return any(
        _PART[m["label"]] in ("abstract", "highlights", "title") for m in _LABEL.finditer(text)
    )


def _at(file: Path, text: str, offset: int) -> At:
    return At(file, text.count("\n", 0, offset) + 1)


def _records(file: Path, text: str, taken: Taken) -> list[Record]:
    labels = list(_LABEL.finditer(text))
    titled = any(_PART[m["label"]] == "title" for m in labels)
    marks: list[tuple[int, int, str, int | None, str]] = [
        (m.start() + len(m["before"]), m.end(), _PART[m["label"]], _digits(m[3]), m["label"])
        for m in labels
    ]
    if not titled:
        marks += _starts(text, marks)
    marks.sort()
    found: list[Record] = []
    ends = [*(mark[0] for mark in marks), len(text)][1:]
    for (start, end, part, number, label), following in zip(marks, ends, strict=True):
        if part == "title":
            found.append(Record(start, number))
        elif not found:
            taken.problems.append(
                _at(file, text, start).problem(
                    "import-syntax",
                    f"'{label}' stands before the first title.",
                    "Begin each record with its number and title, or with 标题：.",
                )
            )
            continue
        record = found[-1]
        value = text[end:following].strip()
        if part != "links" and record.parts.get(part) and part != "title":
            record.double.append((label, start))
        elif part == "links":
            record.parts[part] = f"{record.parts.get(part, '')}\n{label}：{value}"
        else:
            record.parts.setdefault(part, value)
    return found


def _starts(
    text: str, labels: list[tuple[int, int, str, int | None, str]]
) -> Iterator[tuple[int, int, str, int | None, str]]:
    """Yield the beginnings of records that are numbered or under headings."""
    at_label = {start for start, *_rest in labels} | {
        offset for start, end, *_rest in labels for offset in range(start, end)
    }
    last = 0
    places = sorted([*_START.finditer(text), *_GLUED.finditer(text)], key=lambda m: m.start())
    for match in places:
        number = _digits(match[1])
        glued = match.re is _GLUED
        if match.start() in at_label or match.end() in at_label:
            continue
        # A digit in a sentence is no number of a record unless it goes on counting.
        if number is not None and number != last + 1 and (glued or (last and number <= last)):
            continue
        last = number if number is not None else last
        yield match.start(), match.end(), "title", number, "标题"


def _digits(found: str | None) -> int | None:
    return int(unicodedata.normalize("NFKC", found)) if found else None


def _item(record: Record, at: At, taken: Taken, context: Context) -> list[Item]:
    written = record.parts.get("title", "")
    line = next((n for n in written.split("\n") if n.strip()), "")
    title, names = _title(line)
    if not clean.title_key(title):
        taken.problems.append(
            at.problem("import-value", "The record has no title.", "Write it after 标题：.")
        )
        return []
    links: dict[str, str] = {}
    for label, target in _links("\n".join((line, written, record.parts.get("links", "")))):
        found = clean.address(target, context.origin)
        if kind := clean.link_kind(label, found) if found else "":
            links.setdefault(kind, found)
    url = links.pop("proceedings", "")
    forum = clean.forum(links.get("openreview", ""))
    event = clean.event(links.get("event", ""))
    people = re.split(r"\s*[,，、;；\n]\s*|\s+and\s+", record.parts.get("authors", ""))
    return [
        Item(
            at=at,
            title=title,
            names=names,
            authors=tuple(p for a in people if (p := person(a)) is not None),
            ids=tuple(i for i in (f"openreview-{forum}" if forum else "", event) if i),
            bib=MappingProxyType({"url": url} if url else {}),
            links=MappingProxyType(links),
            affiliations=institutions(record.parts.get("places", "")),
            award=clean.text(record.parts.get("award", "")).strip("。 "),
        )
    ]


def _title(line: str) -> tuple[str, tuple[str, ...]]:
    """Return the title that the proceedings have, and short names to find the record by."""
    plain = clean.text(_URL.sub(" ", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line)))
    plain = plain.strip('*_#` 《》“”"。.;；')
    plain = re.sub(r"^[0-9]{1,4}[.、]\s*", "", plain)
    latin = max(_LATIN.findall(plain), key=len, default="")
    mostly = len(latin) >= 12 and len(latin.split()) >= 2
    shown = unicodedata.normalize("NFKC", latin if mostly else plain).strip(" (:,.-")
    head = re.split(r"[:：]", plain)[0].strip()
    names = (head,) if re.fullmatch(r"[A-Za-z][\w+.\-/ ]{1,30}", head) else ()
    return clean.title(shown), names


def _links(text: str) -> Iterator[tuple[str, str]]:
    for match in re.finditer(r"\[([^\]]*)\]\(([^)\s]*)\)", text):
        yield match[1], match[2]
    plain = re.sub(r"\[[^\]]*\]\([^)\s]*\)", " ", text)
    for match in _URL.finditer(plain):
        before = re.search(
            rf"([{CJK}A-Za-z]+)\s*[:：]\s*$", plain[max(0, match.start() - 80) : match.start()]
        )
        yield (before[1] if before else ""), match[0]


def _whole(file: Path, text: str, records: list[Record], taken: Taken, context: Context) -> None:
    """Judge by its own numbers whether the list is whole."""
    reasons = []
    numbers = [r.number for r in records if r.number is not None]
    total = _TOTAL.search(text[:2000])
    if total and (_digits(total[1]) or 0) > len(records):
        reasons.append(
            (At(file, text.count("\n", 0, total.start()) + 1),
             f"The list says that it has {_digits(total[1])} papers and holds {len(records)}.")
        )  # fmt: skip
    for record, before in zip(records[1:], records, strict=False):
        if record.number and before.number and record.number > before.number + 1:
            reasons.append(
                (_at(file, text, record.start),
                 f"Number {record.number} follows number {before.number}: records are missing.")
            )  # fmt: skip
    if len(numbers) > 2 and len(records) > 2:
        parts = [set(r.parts) & {"abstract", "highlights"} for r in records]
        if parts[-1] < set.intersection(*parts[:-1]):
            reasons.append(
                (_at(file, text, records[-1].start),
                 "The list breaks off in its last record, which lacks what all others have.")
            )  # fmt: skip
    for at, reason in reasons:
        if context.partial:
            taken.notes.append(Note("truncated", reason, at=at))
        else:
            remedy = "Complete the list, or take what it holds with --partial."
            taken.problems.append(at.problem("import-truncated", reason, remedy))
