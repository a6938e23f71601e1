"""The bibliography, read with lines.

bibtexparser splits the file into blocks and says which of them are broken;
LaTeX in names and titles is decoded by pylatexenc, mathematics is left as it
stands between dollar signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import bibtexparser
from bibtexparser.middlewares.names import (
    InvalidNameError,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry as BibBlock,
    ParsingFailedBlock,
    String,
)
from pylatexenc.latex2text import LatexNodes2Text

from sphinx_mlsys.core.problems import Problem
from sphinx_mlsys.core.yamlfile import read_text

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The @string macros that every BibTeX style defines."""

_KEY = re.compile(r"[a-z][a-z0-9]*\d{4}[a-z0-9]*\Z")
_DECODER = LatexNodes2Text(math_mode="verbatim", strict_latex_spaces=True)


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in the four parts of BibTeX."""

    given: str = ""
    prefix: str = ""
    family: str = ""
    suffix: str = ""

    @property
    def display(self) -> str:
        """Given name first."""
        return " ".join(p for p in (self.given, self.prefix, self.family, self.suffix) if p)

    @property
    def sorting(self) -> str:
        """Family name first, as in ``De Sa, Christopher``."""
        family = " ".join(p for p in (self.prefix, self.family) if p)
        return ", ".join(p for p in (family, self.suffix, self.given) if p)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the bibliography with decoded fields."""

    key: str
    kind: str
    fields: Mapping[str, str]
    """Field name to decoded text."""
    raw: Mapping[str, str]
    """Field name to the source between the outer braces."""
    authors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()
    line: int = 1
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Field name to line."""

    def get(self, name: str) -> str:
        """Return a decoded field, or an empty string."""
        return self.fields.get(name, "")

    @property
    def title(self) -> str:
        """The title with its capitals; mathematics between dollar signs."""
        return self.get("title")


def decode(text: str) -> str:
    """Return LaTeX as Unicode text; mathematics stays as it is."""
    text = " ".join(text.split())
    if "\\" not in text and "~" not in text and "$" not in text and "--" not in text:
        return text.replace("{", "").replace("}", "")
    return str(_DECODER.latex_to_text(text)).strip()


def read_bibliography(file: Path, problems: list[Problem]) -> Mapping[str, Entry]:
    """Read a BibTeX file; every fault goes to *problems*, the sound entries come back."""
    text = read_text(file, problems)
    if text is None:
        return {}
    library = bibtexparser.parse_string(text, parse_stack=[])
    strings = {b.key.lower(): _unquote(b.value) for b in library.blocks if isinstance(b, String)}
    entries: dict[str, Entry] = {}
    for block in library.blocks:
        found = [*_faults(block, file)]
        problems += found
        if isinstance(block, BibBlock):
            entry = _entry(block, strings, file, problems)
            entries[entry.key] = entry
    return MappingProxyType(entries)


def _faults(block: Block, file: Path) -> Iterator[Problem]:
    line = block.start_line + 1
    if isinstance(block, DuplicateBlockKeyBlock):
        yield Problem(
            code="bib-duplicate-key",
            file=file,
            line=line,
            message=f"The key '{block.key}' stands a second time here.",
            remedy=f"Rename or remove one; the first is on line "
            f"{block.previous_block.start_line + 1}.",
        )
    elif isinstance(block, DuplicateFieldKeyBlock):
        yield Problem(
            code="bib-duplicate-field",
            file=file,
            line=line,
            message=f"A field stands twice in this entry: {', '.join(sorted(block.duplicate_keys))}.",
            remedy="Keep one of them.",
        )
    elif isinstance(block, ParsingFailedBlock):
        head = (block.raw or "").strip().splitlines()
        yield Problem(
            code="bib-syntax",
            file=file,
            line=line,
            message=f"The entry does not parse: {head[0] if head else ''!r}.",
            remedy="Look for a missing comma, quote or brace in it.",
        )


def _unquote(value: str) -> str:
    value = value.strip()
    if len(value) >= 2 and (value[0], value[-1]) in (("{", "}"), ('"', '"')):
        return value[1:-1]
    return value


def _entry(
    block: BibBlock, strings: Mapping[str, str], file: Path, problems: list[Problem]
) -> Entry:
    raw: dict[str, str] = {}
    lines: dict[str, int] = {}
    for item in block.fields:
        name = item.key.lower()
        line = lines[name] = item.start_line + 1
        value = str(item.value).strip()
        raw[name] = _value(value, strings, block.key, name, file, line, problems)
        if _unbalanced(raw[name]):
            problems.append(
                Problem(
                    code="bib-braces",
                    file=file,
                    line=line,
                    path=(block.key, name),
                    message="The braces are not balanced.",
                    remedy="Close every brace.",
                )
            )
    people = {
        role: _names(raw.get(role, ""), block.key, role, file, lines.get(role), problems)
        for role in ("author", "editor")
    }
    if not _KEY.match(block.key):
        problems.append(
            Problem(
                code="bad-key",
                file=file,
                line=block.start_line + 1,
                message=f"The key '{block.key}' is not of the form <name><year><word>.",
                remedy="Use lower-case ASCII letters and digits, such as lin2024awq.",
                severity="warning",
            )
        )
    return Entry(
        key=block.key,
        kind=block.entry_type.lower(),
        fields=MappingProxyType({n: decode(v) for n, v in raw.items()}),
        raw=MappingProxyType(raw),
        authors=people["author"],
        editors=people["editor"],
        line=block.start_line + 1,
        lines=MappingProxyType(lines),
    )


def _value(
    value: str,
    strings: Mapping[str, str],
    key: str,
    name: str,
    file: Path,
    line: int,
    problems: list[Problem],
) -> str:
    if value[:1] in ("{", '"') or value.isdigit():
        return _unquote(value)
    parts = []
    for part in (p.strip() for p in value.split("#")):
        if part[:1] in ("{", '"') or part.isdigit():
            parts.append(_unquote(part))
        elif part.lower() in strings:
            parts.append(strings[part.lower()])
        elif part.lower() in MONTHS:
            parts.append(part.lower())
        else:
            problems.append(
                Problem(
                    code="bib-undefined-string",
                    file=file,
                    line=line,
                    path=(key, name),
                    message=f"The @string '{part}' is not defined.",
                    remedy="Define it, or put the value in braces.",
                )
            )
    return "".join(parts)


def _unbalanced(text: str) -> bool:
    depth = 0
    for char in re.sub(r"\\.", "", text):
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return True
    return depth != 0


def _names(
    text: str,
    key: str,
    role: str,
    file: Path,
    line: int | None,
    problems: list[Problem],
) -> tuple[Name, ...]:
    names = []
    for person in split_multiple_persons_names(" ".join(text.split())) if text else ():
        if person == "others":
            continue
        try:
            parts = parse_single_name_into_parts(person)
        except InvalidNameError as error:
            problems.append(
                Problem(
                    code="wrong-type",
                    file=file,
                    line=line,
                    path=(key, role),
                    message=f"The name {person!r} does not parse: {error.reason}.",
                    remedy="Write it as 'Family, Given'.",
                )
            )
            continue
        names.append(
            Name(
                *(
                    decode(" ".join(p))
                    for p in (parts.first, parts.von, parts.last, parts.jr)
                )
            )
        )
    return tuple(names)
