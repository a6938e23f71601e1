"""Numbers with units in prose, and the results and quantities that must stand behind them.

What counts: a number directly before ×, %, percentage points or a unit of
:data:`_UNITS`. What does not: names (``INT4``, ``4-bit``, ``7B``, ``v1.2``),
dates, decades (``1990s``), counts of devices (``4 × A100``), inline code, links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from sphinx_mlsys.core.model import Measure
from sphinx_mlsys.core.text import sentences

_PLAIN = (
    *("KB", "MB", "GB", "TB", "PB", "KiB", "MiB", "GiB", "B/s", "KB/s", "MB/s", "GB/s", "TB/s"),
    *("tokens/s", "requests/s", "FPS", "W", "kW", "mW", "J", "mJ", "kJ", "MHz", "GHz"),
    *("GFLOPS", "TFLOPS", "PFLOPS", "GPU-hours", "dB"),
)
"""Units with one spelling."""

_UNITS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "×": ("×", "x", "倍"),
        "%": ("%", "\uff05", "percent"),
        "pp": ("pp", "percentage points", "percentage point", "points", "个百分点"),
        "ns": ("ns",),
        "µs": ("µs", "μs", "us", "微秒"),
        "ms": ("ms", "毫秒", "milliseconds"),
        "s": ("s", "seconds", "second", "秒"),
        "min": ("min", "minutes", "minute", "分钟"),
        "h": ("h", "hours", "hour", "小时"),
        "days": ("days", "day", "天"),
        "bit": ("bits", "bit per", "比特每"),
        **{unit: (unit,) for unit in _PLAIN},
    }
)
"""Unit to the ways in which texts write it."""

QUALIFIERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "up-to": ("up to", "as much as", "at most", "最高", "最多", "至多", "最大", "最长"),
        "average": ("average", "averages", "averaged", "averaging", "mean", "平均"),
        "about": ("about", "roughly", "around", "nearly", "almost", "~", "约", "近", "左右"),
        "below": ("below", "under", "less than", "within", "fewer than", "不到", "低于", "小于",
                  "以内", "不超过", "以下"),
        "at-least": ("at least", "more than", "over", "至少", "超过", "以上", "多于"),
    }
)  # fmt: skip
"""Qualifier to the words one of which a sentence with such a number must hold."""

_SPELLINGS = {spelling: unit for unit, ways in _UNITS.items() for spelling in ways}
_UNIT = "|".join(sorted(map(re.escape, _SPELLINGS), key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_FOUND = re.compile(
    r"(?=\d)"  # almost every place fails here already
    r"(?:(?<![A-Za-z0-9_.\-\u2013/])|(?<=[%×][-\u2013~]))"  # not within a name; 2×-3× is two
    rf"({_NUMBER})(?:\s?(?:[-\u2013~至到]|\bto\b)\s?({_NUMBER}))?[ \u00a0]?({_UNIT})"
    r"(?![A-Za-z0-9])"
)
_DIGIT = re.compile(r"\d")
_DECADE = re.compile(r"(?:1[89]|20)\d0s")
_CODE = re.compile(r"`+[^`]*`+|https?://\S+")
_DEVICES = re.compile(r"\s[A-Z0-9]")
_WORDS = MappingProxyType(
    {
        qualifier: re.compile(
            "|".join(
                rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word)
                for word in words
            )
        )
        for qualifier, words in QUALIFIERS.items()
    }
)
"""Qualifier to a pattern of its words, as words and not as parts of others (means, overall)."""

_OTHER_WORDS = re.compile("[节契制]约|[最附]近")
"""Chinese words that hold the character of a qualifier and mean something else."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A number with a unit in a text."""

    value: Decimal
    unit: str
    written: str
    sentence: str
    line: int
    """Line within the text, from 0."""


def mentions(text: str) -> Iterator[Mention]:
    """Yield the numbers with units in *text*, outside code, roles and links."""
    for offset, line in enumerate(text.split("\n")):
        if not _DIGIT.search(line):
            continue
        for sentence in sentences(_CODE.sub("", line)):
            for match in _FOUND.finditer(sentence):
                if _names_something(match):
                    continue
                unit = _SPELLINGS[match[3]]
                for digits in match.group(1, 2):
                    if digits:
                        value = Decimal(digits.replace(",", ""))
                        yield Mention(value, unit, match[0], sentence, offset)


def _names_something(match: re.Match[str]) -> bool:
    """Tell a decade (1990s) or a count of devices (4 × A100) from a measure."""
    if match[3] in ("×", "x"):
        spaced = match[0][-2:-1].isspace()
        return spaced and bool(_DEVICES.match(match.string, match.end()))
    return bool(_DECADE.fullmatch(match[0]))


def behind(mention: Mention, measures: tuple[Measure, ...]) -> tuple[Measure, ...]:
    """Return the measures with the value and unit of *mention*."""
    return tuple(
        m
        for m in measures
        if canonical(m.unit) == mention.unit
        and mention.value in (m.value if isinstance(m.value, tuple) else (m.value,))
    )


def keeps_qualifier(mention: Mention, measures: tuple[Measure, ...]) -> bool:
    """Tell whether the sentence says of the number what one of *measures* says of it."""
    said = _OTHER_WORDS.sub("", mention.sentence.lower())
    return any(m.qualifier is None or _WORDS[m.qualifier].search(said) for m in measures)


def canonical(unit: str) -> str:
    """Return the unit under its one name."""
    return _SPELLINGS.get(unit, unit)
