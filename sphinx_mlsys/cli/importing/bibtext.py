"""The bibliography as text: new entries, and fields added to those that are there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sphinx_mlsys.cli.importing.model import Person
from sphinx_mlsys.cli.order import ENTRY
from sphinx_mlsys.core.bibvalue import MONTHS, VERBATIM
from sphinx_mlsys.core.entry import Entry, Name
from sphinx_mlsys.core.text import CJK

_MATH = re.compile(r"(?<!\\)\$([^$]+)\$")
_SIGNS = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{c: f"\\{c}" for c in "&%#_$"},
    "{": r"{\lbrace}",  # BibTeX counts braces, escaped ones too
    "}": r"{\rbrace}",
}
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9+.']*[A-Za-z0-9+]|[A-Za-z0-9]")


def latex(text: str) -> str:
    """Return text as LaTeX; what stands between dollar signs and looks so is mathematics."""
    found, last = [], 0
    for match in _MATH.finditer(text):
        if not is_math(match[1]):
            continue
        found += [_escaped(text[last : match.start()]), match[0]]
        last = match.end()
    return "".join(found) + _escaped(text[last:])


def is_math(inner: str) -> bool:
    """Tell whether what stands between two dollar signs is mathematics and no price."""
    depth = 0
    for sign in re.findall(r"(?<!\\)[{}]", inner):
        depth += 1 if sign == "{" else -1
        if depth < 0:
            return False
    if depth or inner != inner.strip() or inner.endswith("\\"):
        return False
    return bool(re.search(r"[\\^_=<>]", inner)) or bool(re.fullmatch(r"[\w.+\-*/()]{1,6}", inner))


def _escaped(text: str) -> str:
    return "".join(_SIGNS.get(c, c) for c in text)


def title_latex(title: str) -> str:
    """Return a title as LaTeX, its capitals protected by braces as in the bibliography."""
    letters = [c for c in title if c.isalpha()]
    if letters and sum(c.isupper() for c in letters) > 0.8 * len(letters):
        return latex(title)  # all in capitals: nothing to protect
    head, colon, rest = title.partition(":")
    if colon and len(head.split()) == 1 and "$" not in head:
        shown = _escaped(head)
        return f"{{{shown}}}:{_protected(rest)}"
    return _protected(title)


def _protected(text: str) -> str:
    found, last = [], 0
    for match in _MATH.finditer(text):
        if is_math(match[1]):
            found += [_WORD.sub(_braced, _escaped(text[last : match.start()])), match[0]]
            last = match.end()
    # Escapes are letters too (\textbackslash): their names have no capitals inside.
    return "".join(found) + _WORD.sub(_braced, _escaped(text[last:]))


def _braced(match: re.Match[str]) -> str:
    word = match[0]
    return f"{{{word}}}" if any(c.isupper() for c in word[1:]) else word


def name_latex(name: Name) -> str:
    """Return a name as BibTeX takes it."""
    whole = " ".join(p for p in (name.prefix, name.family) if p)
    if not name.given:
        plain = re.fullmatch(rf"[^\s,{CJK}]+", whole) and not name.suffix
        return latex(whole) if plain and whole.lower() != "and" else f"{{{latex(whole)}}}"
    family = latex(whole)
    if re.search(r"\band\b", whole, re.I) or "," in whole:
        family = f"{{{family}}}"
    given = latex(name.given)
    if re.search(r"\band\b", name.given, re.I):
        given = f"{{{given}}}"
    return ", ".join(p for p in (family, latex(name.suffix), given) if p)


def people_latex(people: Sequence[Person]) -> str:
    """Return authors or editors as the value of a field."""
    return " and ".join(name_latex(p.name) for p in people)


def field_line(name: str, value: str, indent: str = "  ") -> str:
    """Return the line of a field whose *value* is LaTeX."""
    if name == "month" and value in MONTHS:
        return f"{indent}month = {value},"
    return f"{indent}{name} = {{{value}}},"


def value_of(name: str, text: str) -> str:
    """Return plain text as the value of a field."""
    if name == "pages":
        text = re.sub(r"\s*[-\u2013\u2014]+\s*", "--", text)
    return re.sub(r"[{}\\\s]", "", text) if name in VERBATIM else latex(text)


def entry_text(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """Return a new entry; the values of *fields* are LaTeX."""
    names = sorted(fields, key=_rank)
    lines = [field_line(name, fields[name]) for name in names]
    return "\n".join([f"@{kind}{{{key},", *lines, "}", ""])


def _rank(name: str) -> tuple[int, str]:
    return (ENTRY.index(name) if name in ENTRY else len(ENTRY), name)


def add_fields(text: str, entry: Entry, fields: Mapping[str, str]) -> str:
    """Return the text of the bibliography with fields added to an entry that lacks them.

    :raises ValueError: when the end of the entry cannot be seen.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    for name in sorted(fields, key=_rank):
        text = _add_field(text, entry, name, fields[name], newline)
    return text


def _add_field(text: str, entry: Entry, name: str, value: str, newline: str) -> str:
    start, end = _span(text, entry)
    inner = text[start:end]
    places = [
        (m.start(2), m[2].lower(), m[1])
        for m in re.finditer(r"(?m)^([ \t]*)([A-Za-z_-]+)\s*=", inner)
    ]
    earlier = [p for p in places if _rank(p[1]) < _rank(name)]
    indent = places[0][2] if places and places[0][2] else "  "
    line = field_line(name, value, indent)
    later = [p for p in places if earlier and p[0] > earlier[-1][0]]
    if earlier and later:
        at = start + later[0][0] - len(later[0][2])
        before = text[:at].rstrip()
        comma = "" if before.endswith(",") else ","
        return f"{before}{comma}{text[len(before) : at]}{line}{newline}{text[at:]}"
    before = text[:end].rstrip()
    comma = "" if before.endswith((",", "{")) else ","
    return f"{before}{comma}{newline}{line}{newline}{text[end:]}"


def _span(text: str, entry: Entry) -> tuple[int, int]:
    """Return where the fields of an entry begin and where its closing brace stands."""
    pattern = re.compile(rf"@{re.escape(entry.kind)}\s*\{{\s*{re.escape(entry.key)}\s*,", re.I)
    head = pattern.search(text)
    if head is None:
        raise ValueError(f"the entry '{entry.key}' was not found")
    depth = 1
    for match in re.compile(r"(?<!\\)[{}]").finditer(text, head.end()):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return head.end(), match.start()
    raise ValueError(f"the entry '{entry.key}' does not end")
