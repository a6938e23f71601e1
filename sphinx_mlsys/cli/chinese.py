"""Mending the typography of Chinese: spaces, punctuation, quotation marks.

What is wrong is the same as in :mod:`sphinx_mlsys.core.prose`: a missing space
between Chinese and Latin, a space beside full-width punctuation, half-width
punctuation beside Chinese. Code, mathematics, addresses, the targets of links
and what stands inside roles are never touched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sphinx_mlsys.core.text import CJK

FULL = str.maketrans(",;:?!()", "，；：？！（）")

_KEPT = re.compile(
    r"(?P<role>\{[a-z:]+\}`(?P<shown>[^`]*)`)"
    r"|(?P<mark>(?<=\])\([^()\s]*\)|!(?=\[))"
    r"|`+[^`]*`+|\$[^$]*\$|https?://[^\s，。；：（）、！？“”]+"
)
_CHINESE = re.compile(f"[{CJK}]")
_CLOSE_TO = re.compile(f"[{CJK}，。；：（）、！？]")
_TIGHT = re.compile(f"(?<=[{CJK}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%×°])(?=[{CJK}])")
_LOOSE = re.compile("(?<=[，。；：（）、！？“”]) +|(?<=\\S) +(?=[，。；：（）、！？])")
_HALF = re.compile(f"(?<=[{CJK}])[,;:?!]|[,;:?!](?=[{CJK}])")
_STOP = re.compile(f"(?<=[{CJK}])\\.(?=\\s|$)")


@dataclass(frozen=True, slots=True)
class _Letter:
    """A character as readers see it, and the stretch of the source that it stands for."""

    shown: str
    start: int
    end: int
    piece: int
    """Number of the protected piece that it belongs to; -1 for plain text."""


def mend(text: str) -> str:
    """Return Chinese *text* with its typography mended; mending again changes nothing."""
    return "".join(_mend_line(line) for line in re.split(r"(\n)", text))


def _mend_line(line: str) -> str:
    # A sign that was mended is Chinese for its neighbours; each round mends one more or ends.
    before = None
    while line != before:
        before = line
        for step in (_quotes, _punctuation, _remove_spaces, _add_spaces):
            line = step(line)
    return line


def _letters(line: str) -> list[_Letter]:
    found: list[_Letter] = []
    last, number = 0, 0
    for match in _KEPT.finditer(line):
        found += (_Letter(line[i], i, i + 1, -1) for i in range(last, match.start()))
        # A role counts as its text, the mark-up of a link as nothing, the rest as a Latin word.
        shown = match["shown"].split(" <")[0] if match["role"] else "" if match["mark"] else "x"
        found += (_Letter(c, *match.span(), number) for c in shown)
        last, number = match.end(), number + 1
    found += (_Letter(line[i], i, i + 1, -1) for i in range(last, len(line)))
    return found


def _view(letters: list[_Letter]) -> str:
    return "".join(letter.shown for letter in letters)


def _replaced(line: str, changes: dict[tuple[int, int], str]) -> str:
    found, last = [], 0
    for (start, end), text in sorted(changes.items()):
        found += [line[last:start], text]
        last = end
    return "".join(found) + line[last:]


def _plain(letters: list[_Letter], at: int) -> bool:
    return 0 <= at < len(letters) and letters[at].piece < 0


def _near_chinese(view: str, *places: int) -> bool:
    return any(0 <= at < len(view) and _CLOSE_TO.match(view[at]) for at in places)


def _quotes(line: str) -> str:
    """Give a pair of quotation marks that touches Chinese its Chinese form."""
    letters = _letters(line)
    view = _view(letters)
    for sign in ('"＂', "“”"):
        marks = [i for i, c in enumerate(view) if c in sign and _plain(letters, i)]
        if len(marks) % 2:
            continue
        changes = {}
        for first, second in zip(marks[::2], marks[1::2], strict=True):
            if _near_chinese(view, first - 1, first + 1, second - 1, second + 1):
                changes[letters[first].start, letters[first].end] = "“"
                changes[letters[second].start, letters[second].end] = "”"
        line = _replaced(line, changes)
        letters = _letters(line)
        view = _view(letters)
    return line


def _punctuation(line: str) -> str:
    letters = _letters(line)
    view = _view(letters)
    at = {m.start() for m in _HALF.finditer(view)} | _brackets(view)
    changes = {
        (letters[i].start, letters[i].end): view[i].translate(FULL)
        for i in at
        if _plain(letters, i)
    }
    for match in _STOP.finditer(view):
        if _plain(letters, match.start()):
            letter = letters[match.start()]
            changes[letter.start, letter.end] = "。"
    return _replaced(line, changes)


def _brackets(view: str) -> set[int]:
    """Return the brackets of pairs one of which touches Chinese."""
    found: set[int] = set()
    opened: list[int] = []
    for i, c in enumerate(view):
        if c == "(":
            opened.append(i)
        elif c == ")" and opened:
            first = opened.pop()
            if any(
                0 <= n < len(view) and _CHINESE.match(view[n])
                for n in (first - 1, first + 1, i - 1, i + 1)
            ):
                found |= {first, i}
    return found


def _remove_spaces(line: str) -> str:
    letters = _letters(line)
    changes = {}
    for match in _LOOSE.finditer(_view(letters)):
        if all(_plain(letters, i) for i in range(*match.span())):
            changes[letters[match.start()].start, letters[match.end() - 1].end] = ""
    return _replaced(line, changes)


def _add_spaces(line: str) -> str:
    letters = _letters(line)
    changes = {}
    for match in _TIGHT.finditer(_view(letters)):
        before, after = letters[match.start() - 1], letters[match.start()]
        if before.piece < 0 or before.piece != after.piece:
            changes[before.end, before.end] = " "
    return _replaced(line, changes)
