"""Small things about text: slugs, folding, choice of language, numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from sphinx_mlsys.core.model import ANY

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Ranges of Chinese characters, for use inside a character class."""


class _Evened(dict[int, int | str | None]):
    """Character to what it counts as in comparisons: accents to nothing, others to themselves."""

    def __missing__(self, code: int) -> int | None:
        self[code] = kept = None if unicodedata.category(chr(code)) == "Mn" else code
        return kept


_EVENED = _Evened(
    {
        **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-"),
        0x2018: "'",
        0x2019: "'",
        0x201C: '"',
        0x201D: '"',
    }
)

_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9`{*\"(])|(?<=[。！？])|\n")
"""Where a sentence ends."""


@lru_cache(maxsize=65536)  # the names of authors are asked for again and again
def slug(text: str) -> str:
    """Return *text* as lower-case ASCII words joined by hyphens (``renee-st-amant``)."""
    from slugify import slugify  # where nothing has changed, no name is asked for

    return str(slugify(text.replace("'", ""))) or "x"


def fold(text: str) -> str:
    """Return *text* for comparison: NFKC, no accents, case, dashes and quotes evened out.

    The search of the site folds queries in the same way (``static/mlsys-search.js``).
    """
    if not text.isascii():
        text = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text)).translate(_EVENED)
    return " ".join(text.casefold().split())


def language_of(code: str | None) -> str:
    """Return the language of records for a Sphinx language (``zh_CN`` gives ``zh``)."""
    return re.split("[-_]", code or "en")[0].lower()


def choose(text: Mapping[str, str] | None, language: str) -> str:
    """Return the text in *language*, or the text that counts for all, or nothing."""
    if text is None:
        return ""
    return text.get(language) or text.get(ANY) or ""


def number(value: int | float | Decimal) -> str:
    """Return a number as people read it: thousands with a comma, a true minus."""
    big = value >= 10_000 or value <= -10_000
    if isinstance(value, Decimal):  # never as 1E+3
        text = f"{value:,f}" if big else f"{value:f}"
    else:
        text = f"{value:,}" if big else str(value)
    return text.replace("-", "\u2212")


def amount(value: object, unit: str) -> str:
    """Return a number or a range of two with its unit: ``3.2–3.3×``, ``24%``, ``140 GB``."""
    values: tuple[object, ...] = value if isinstance(value, tuple) else (value,)
    digits = "\u2013".join(number(v) for v in values if isinstance(v, (int, float, Decimal)))
    if not unit:
        return digits
    if unit in ("×", "%"):
        return digits + unit
    return f"{digits}\u00a0{unit}"


def sentences(text: str) -> list[str]:
    """Split prose into sentences, English and Chinese; a line ends one too."""
    return [p for part in _ENDS.split(text) if (p := part.strip())]


def sorting_key(text: str, language: str) -> str:
    """Return what *text* is sorted by: folded; in Chinese its pinyin, syllable by syllable."""
    if language != "zh":
        return fold(text)
    from pypinyin import lazy_pinyin  # its dictionary is large: loaded only for Chinese

    return fold(" ".join(lazy_pinyin(text)))


def names_record(text: str) -> bool:
    """Tell whether a text may have a role that names a record."""
    return "paper}`" in text or "talk}`" in text
