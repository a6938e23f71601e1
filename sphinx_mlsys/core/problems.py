"""What can be wrong with a digest's files, and how it is told.

Everything in :mod:`sphinx_mlsys.core` that reads or checks files adds
:class:`Problem` values to a list and goes on, so that one run tells all that
is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

Severity = Literal["error", "warning"]
KeyPath = tuple[str | int, ...]

CODES: Mapping[str, str] = MappingProxyType(
    {
        "file-missing": "A file that the project names does not exist or cannot be read.",
        "file-outside": "A file of the project is a link that leads out of its folder.",
        "file-name": "The name of a record's file is not UTF-8.",
        "encoding": "A file is not UTF-8 or holds control characters.",
        "yaml-syntax": "The YAML does not parse.",
        "yaml-duplicate-key": "A key stands twice in one mapping.",
        "yaml-alias": "Anchors and aliases are not allowed.",
        "yaml-depth": "The YAML is nested too deeply.",
        "yaml-folded": "A text is folded over several lines, in which faults cannot be located.",
        "toml-syntax": "The project file does not parse.",
        "unknown-field": "A field has a name that the schema does not know.",
        "missing-field": "A required field is missing.",
        "wrong-type": "A value has the wrong type or form.",
        "unknown-language": "A text is given in a language that the project does not list.",
        "bib-syntax": "An entry of the bibliography does not parse.",
        "bib-duplicate-key": "Two entries of the bibliography have the same key.",
        "bib-duplicate-field": "A field stands twice in one entry of the bibliography.",
        "bib-undefined-string": "An entry uses an @string that is not defined.",
        "bib-missing-field": "A paper's entry lacks a field that a citation needs.",
        "bib-braces": "Braces in a field of the bibliography are not balanced.",
        "bad-key": "A key is not a lower-case ASCII word.",
        "no-entry": "A record has no entry in the bibliography.",
        "no-record": "An entry of a conference has no record.",
        "unknown-session": "A session is referred to that no program has.",
        "unknown-topic": "A topic is referred to that topics.yaml does not have.",
        "unknown-term": "A term is referred to that the glossary does not have.",
        "unknown-figure": "A figure is referred to that figures.yaml does not have.",
        "unknown-record": "A program, a connection or a text names what does not exist.",
        "unknown-citation": "A text cites a key that the bibliography does not have.",
        "unknown-award": "An award is of a kind that the project file does not list.",
        "unknown-link": "A link is of a kind that the project file does not list.",
        "bad-link": "A link is not an http(s) address.",
        "not-in-program": "A record stands in no session or day of a program.",
        "twice-in-program": "A record or a session stands twice in the programs.",
        "overlap": "Two sessions in one room (as far as recorded) or two talks of one overlap.",
        "bad-time": "A time range ends before it begins, or lies outside its session.",
        "bad-figure": "The file of a figure is no SVG that draws and does nothing else.",
        "figure-missing": "The file of a figure does not exist or lies outside the docs folder.",
        "alias-clash": "Two records claim one alias, or an alias is another record's key.",
        "duplicate-id": "Two entries of one list, or a paper and a talk, have the same id.",
        "unsourced-number": "A number with a unit in a text has no result or quantity behind it.",
        "lost-qualifier": "A text drops the qualifier (such as 'up to') of a number.",
        "lead-result": "A record with results marks none or several of them as lead.",
        "label-in-notes": "A text of a record holds a heading, label, footnote, directive or tag.",
        "cjk-spacing": "Spacing between Chinese and Latin text is missing or misplaced.",
        "cjk-punctuation": "Half-width punctuation stands in Chinese text.",
        "repeated-sentence": "Two records share a sentence.",
        "name-spelling": "A text spells a system's name otherwise than its record does.",
        "term-name": "A Chinese text uses an alias of a term instead of its Chinese name.",
        "unused-term": "A term of the glossary is used by no record and no other term.",
        "bad-filter": "A filter expression is not understood.",
        "field-order": "The fields of a record are not in the usual order.",
        "cjk-quotes": "Quotation marks in Chinese are half-width or turned round.",
        "inventory": "An inventory (objects.inv) cannot be read.",
        "address-gone": "A published address is neither in the new inventory nor redirected.",
        "import-format": "A file is in none of the formats that can be imported.",
        "import-syntax": "A file to be imported does not parse.",
        "import-value": "A value in a file to be imported is missing or has the wrong form.",
        "import-truncated": "A file to be imported holds less than it says, or breaks off.",
        "import-empty": "A file to be imported holds no paper and no talk.",
        "import-project": "The digest itself must be mended before anything is imported into it.",
    }
)
"""Every code with the sentence that explains it."""

LONGEST = 2000
"""How many characters of a sentence are printed; more is a file at fault, not words."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong, where, and what to do about it."""

    code: str
    """A key of :data:`CODES`."""
    message: str
    """What is wrong, in one sentence."""
    remedy: str = ""
    """What to do, in one sentence."""
    file: Path | None = None
    """The file, absolute."""
    line: int | None = None
    """Line, counted from 1."""
    column: int | None = None
    """Column, counted from 1."""
    path: KeyPath = ()
    """Keys and indices that lead to the value."""
    severity: Severity = "error"

    def __post_init__(self) -> None:
        """Refuse a code that is not in the list."""
        if self.code not in CODES:
            raise ValueError(f"unknown problem code: {self.code}")

    @property
    def key_path(self) -> str:
        """The path as people write it, such as ``results[0].value``."""
        text = ""
        for part in self.path:
            text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
        return text

    @property
    def sentence(self) -> str:
        """Message and remedy in one line that can be printed, with the key path in front."""
        where = f"{self.key_path}: " if self.path else ""
        return printed(f"{where}{self.message}{' ' + self.remedy if self.remedy else ''}")

    def __str__(self) -> str:
        """Return the problem as a compiler would: place, sentence, code."""
        place = ":".join(str(p) for p in (self.file, self.line, self.column) if p is not None)
        return f"{place + ': ' if place else ''}{self.sentence} [{self.code}]"


def printed(text: str) -> str:
    """Return *text* so that it can be printed: in one line, shortened, controls as escapes."""
    text = " ".join(text.split()) if "\n" in text else text
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\u3000" else ascii(c)[1:-1] for c in text)


def shortened(text: str) -> str:
    """Return *text* as a message quotes it: the beginning, if it is long."""
    return text if len(text) < 60 else text[:57] + "…"


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems by file, line and code, each told once."""
    return tuple(
        sorted(
            dict.fromkeys(problems),
            key=lambda p: (str(p.file or ""), p.line or 0, p.column or 0, p.code, p.message),
        )
    )
