"""The value of a BibTeX field: its pieces put together, its LaTeX decoded.

A value is pieces joined by ``#``: text in braces or quotes, a number, or the
name of an ``@string`` (https://ctan.org/pkg/bibtex, btxdoc, section 2.1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The @string macros that every BibTeX style defines."""

VERBATIM = frozenset({"url", "doi", "eprint", "file"})
"""Fields in which ``~``, ``--``, ``%`` and ``$`` stand for themselves."""

_BARE = re.compile(r'[^\s#{}",]+')
_MARK = re.compile(r'(?<!\\)[{}"]')
_ESCAPED = re.compile(r"\\([%_&#~$])(\{\})?")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a value."""

    code: str
    message: str
    remedy: str


_BRACES = Fault("bib-braces", "The braces are not balanced.", "Close every brace that is opened.")


@cache
def _decoder() -> Any:
    from pylatexenc.latex2text import LatexNodes2Text  # only where a file is read

    return LatexNodes2Text(math_mode="verbatim", strict_latex_spaces=True)


def decode(text: str) -> str:
    """Return LaTeX as Unicode text; mathematics between dollar signs stays as it is."""
    text = " ".join(text.split())
    if "\\" not in text and "~" not in text and "$" not in text and "--" not in text:
        return _without_braces(text)
    try:
        # BibTeX has no comments inside a value, so a percent sign is one; & and # likewise.
        bare = re.sub(r"(?<!\\)[%&#]", r"\\\g<0>", text)
        return str(_decoder().latex_to_text(bare)).strip()
    except Exception:  # braces hundreds deep, or a macro without its arguments: as written
        return _without_braces(text)


def verbatim(text: str) -> str:
    """Return an address or identifier, freed of braces and of TeX's escapes."""
    return _without_braces(_ESCAPED.sub(r"\1", "".join(text.split())))


def resolve(value: str, strings: Mapping[str, str]) -> tuple[str, list[Fault]]:
    """Put the pieces of *value* together, as far as they go; tell what is wrong with them.

    *strings* maps the names of the ``@string`` macros, in lower case, to their texts.
    """
    found: list[str] = []
    faults: list[Fault] = []
    rest = value.strip()
    while rest:
        piece, rest, fault = _piece(rest, strings)
        found.append(piece)
        if fault:
            faults.append(fault)
        rest = rest.strip()
        if rest.startswith("#"):
            rest = rest[1:].strip()
        elif rest:
            faults.append(
                Fault(
                    "bib-syntax",
                    f"After the value stands {_head(rest)!r}.",
                    "Put a comma between this field and the next.",
                )
            )
            break
    if not found:
        faults.append(Fault("bib-syntax", "The field has no value.", "Give one in braces."))
    return "".join(found), faults


def _piece(text: str, strings: Mapping[str, str]) -> tuple[str, str, Fault | None]:
    """Return the first piece of *text*, what follows it, and what is wrong with it."""
    if text[0] in '{"':
        end = _end(text)
        if end is None:
            return _without_braces(text.strip('"')), "", _BRACES
        return text[1:end], text[end + 1 :], None
    match = _BARE.match(text)
    if match is None:
        fault = _BRACES if text[0] == "}" else Fault(
            "bib-syntax", f"Where a value should be stands {_head(text)!r}.", "Mend the value."
        )  # fmt: skip
        return "", "", fault
    name, rest = match[0], text[match.end() :]
    if name.isdigit():
        return name, rest, None
    if name.lower() in strings:
        return strings[name.lower()], rest, None
    if name.lower() in MONTHS:
        return name.lower(), rest, None
    return "", rest, Fault(
        "bib-undefined-string",
        f"The @string '{name}' is not defined.",
        "Define it, or put the value in braces.",
    )  # fmt: skip


def _end(text: str) -> int | None:
    """Return where the text in braces or quotes ends with which *text* begins."""
    close = '"' if text[0] == '"' else "}"
    depth = 0
    for match in _MARK.finditer(text, 1):
        if depth == 0 and match[0] == close:
            return match.start()
        depth += (match[0] == "{") - (match[0] == "}")
        if depth < 0:
            return None
    return None


def _head(text: str) -> str:
    return text.splitlines()[0][:40]


def _without_braces(text: str) -> str:
    return re.sub(r"[{}]", "", text)
