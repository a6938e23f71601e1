"""What people write in their own lists: institutions, awards, days."""

from __future__ import annotations

import re
from datetime import date

from sphinx_mlsys.cli.importing import clean

_AWARD = re.compile(
    r"award|best\s+(?:student\s+)?paper|outstanding\s+paper|distinguished\s+paper"
    r"|honou?rable\s+mention|runner-?up|最佳|杰出论文|荣誉提名",
    re.I,
)
_KEEP = re.compile(r"(University of \w+|Univ\.? of \w+|UC|SUNY|Univ\.? \w+)\s*,\s*", re.I)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"


def is_award(text: str) -> bool:
    """Tell whether a text names an award."""
    return bool(_AWARD.search(text)) and len(text) < 80


def institutions(text: str) -> tuple[str, ...]:
    """Split a text that lists institutions; ``University of California, Berkeley`` is one."""
    kept = _KEEP.sub(lambda m: f"{m[1]}\0", text)
    parts = re.split(r"\s*[@&;；、，,|+]\s*|\s+and\s+|\s+/\s+", kept)
    found = (clean.text(p.replace("\0", ", ")).strip(" .()（）") for p in parts)
    return tuple(w for w in dict.fromkeys(found) if w)


def day_number(text: str) -> int | None:
    """Return the number in ``Day 2`` or ``第 2 天``, or nothing."""
    match = re.search(r"\bday\s*(\d{1,2})\b|第\s*([0-9一二三四五六七八九十])\s*天", text, re.I)
    if match is None:
        return None
    digits = match[1] or match[2]
    return int(digits) if digits.isdecimal() else "一二三四五六七八九十".index(digits) + 1


def day_date(text: str, year: int) -> date | None:
    """Return the date in a heading, or nothing; the year, if it says none, is *year*.

    :raises ValueError: when the text has the form of a date and is none (``2026-13-01``).
    """
    if match := re.search(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b", text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := re.search(r"(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*日", text):
        return date(int(match[1] or year), int(match[2]), int(match[3]))
    if match := re.search(
        rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(\d{{4}}))?", text, re.I
    ):
        return date(int(match[3] or year), _MONTHS.index(match[1][:3].lower()) + 1, int(match[2]))
    if match := re.search(rf"\b(\d{{1,2}})\.?\s+{_MONTH}(?:\s+(\d{{4}}))?", text, re.I):
        return date(int(match[3] or year), _MONTHS.index(match[2][:3].lower()) + 1, int(match[1]))
    return None
