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
_LINES = re.compile(r"[ \t]*\n\s*")
_ESCAPED = re.compile(r"\\([%_&#~$])(\{\})?")


@cache
def latex_reader(math_mode: str, *, strict: bool = True) -> Any:
    """Return what makes text of LaTeX, with its spaces as TeX would have them if *strict*.

    Commands that print the day of the build print nothing.
    """
    from pylatexenc.latex2text import (  # only where a file is read
        LatexNodes2Text,
        MacroTextSpec,
        get_default_latex_context_db,
    )

    commands = get_default_latex_context_db()
    clock = [MacroTextSpec(name, simplify_repl="") for name in ("today", "maketitle")]
    commands.add_context_category("clock", prepend=True, macros=clock)
    return LatexNodes2Text(commands, math_mode=math_mode, strict_latex_spaces=strict)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a value."""

    code: str
    message: str
    remedy: str


_BRACES = Fault("bib-braces", "The braces are not balanced.", "Close every brace that is opened.")
_ESCAPED_BRACES = Fault(
    "bib-braces",
    r"BibTeX counts the braces of \{ and \} too, and here they are not balanced.",
    r"Write {\lbrace} and {\rbrace}.",
)


def decode(text: str) -> str:
    """Return LaTeX as one line of Unicode text; mathematics in dollar signs stays as it is."""
    text = " ".join(text.split())
    if "\\" not in text and "~" not in text and "$" not in text and "--" not in text:
        return _without_braces(text)
    try:
        # BibTeX has no comments inside a value, so a percent sign is one; & and # likewise.
        bare = re.sub(r"(?<!\\)[%&#]", r"\\\g<0>", text)
        found = str(latex_reader("verbatim").latex_to_text(bare)).strip()
    except Exception:  # braces hundreds deep, or a macro without its arguments: as written
        return _without_braces(text)
    return _LINES.sub(" ", found)  # of commands that begin a line


def verbatim(text: str) -> str:
    """Return an address or identifier, freed of braces and of TeX's escapes."""
    return _without_braces(_ESCAPED.sub(r"\1", "".join(text.split())))


LONGEST = 100_000
"""How many characters a value may have."""

_TOO_LONG = Fault(
    "bib-syntax",
    f"The value is longer than {LONGEST:,} characters.",
    "Leave it out, or shorten the @string macros that it is made of.",
)


def resolve(value: str, strings: Mapping[str, str]) -> tuple[str, list[Fault]]:
    """Put the pieces of *value* together, as far as they go; tell what is wrong with them.

    *strings* maps the names of the ``@string`` macros, in lower case, to their texts.
    """
    found: list[str] = []
    faults: list[Fault] = []
    rest, length = value.strip(), 0
    while rest:
        piece, rest, fault = _piece(rest, strings)
        found.append(piece)
        length += len(piece)
        if fault:
            faults.append(fault)
        if length > LONGEST:  # of a dozen macros each may say the last one ten times
            return "", [*faults, _TOO_LONG]
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
    text = "".join(found)
    if not _balanced(text):
        faults.append(_ESCAPED_BRACES)
        text = text.replace(r"\{", r"{\lbrace}").replace(r"\}", r"{\rbrace}")
    return text, faults


def _balanced(text: str) -> bool:
    """Tell whether the braces are balanced as BibTeX counts them: those after a backslash too."""
    depth = 0
    for brace in re.findall(r"[{}]", text) if "\\" in text else ():
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


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
