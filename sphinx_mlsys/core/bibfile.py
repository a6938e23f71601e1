"""The bibliography, read with lines.

bibtexparser splits the file into blocks and says which of them are broken;
what a field's value is, is in :mod:`sphinx_mlsys.core.bibvalue`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import (
    InvalidNameError,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    ExplicitComment,
    ImplicitComment,
    ParsingFailedBlock,
    Preamble,
    String,
)
from bibtexparser.model import Entry as EntryBlock

from sphinx_mlsys.core.bibvalue import VERBATIM, decode, resolve, verbatim
from sphinx_mlsys.core.entry import Entry, Name
from sphinx_mlsys.core.model import LONGEST
from sphinx_mlsys.core.problems import KeyPath, Problem
from sphinx_mlsys.core.yamlfile import read_text

_KEY = re.compile(r"[a-z][a-z0-9]*\d{4}[a-z0-9]*\Z")
_FIELD = re.compile(r"\s*([A-Za-z_-]+)\s*=")
_KIND = re.compile(r"[A-Za-z]+")
_LABEL = re.compile(r"""[^\s"#%'(),={}~\\<>&`@]+""")
"""A key that BibTeX reads, and that can stand in a page."""
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+.:/-]*")
"""A name of a field that BibTeX reads."""


def read_bibliography(file: Path, problems: list[Problem]) -> Mapping[str, Entry]:
    """Read a BibTeX file; every fault goes to *problems*, the sound entries come back.

    A field at fault is taken as far as it can be read; an entry that does not
    parse is left out, and so is the second of two with one key.
    """
    text = read_text(file, problems, mend=True)  # one author's slip spoils nobody else's entry
    if text is None:
        return {}
    entries, found = _parsed(file, text)
    problems += found
    return entries


@lru_cache(maxsize=1)  # a build asks twice: for what the bibliography cites, and for the records
def _parsed(file: Path, text: str) -> tuple[Mapping[str, Entry], tuple[Problem, ...]]:
    problems: list[Problem] = []
    with _silent("bibtexparser"):
        blocks = parse_string(text, parse_stack=[]).blocks
    entries = _Reader(file, problems).read(blocks)
    return entries, tuple(problems)


@contextmanager
def _silent(name: str) -> Iterator[None]:
    """Keep a library's own warnings back: what they say is told as problems."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)


class _Reader:
    """Turns the blocks of one file into entries."""

    def __init__(self, file: Path, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        self.strings: dict[str, str] = {}
        self.entries: dict[str, Entry] = {}
        self.known: dict[str, int] = {}
        """Key in lower case (BibTeX compares so) to line."""

    def say(self, code: str, line: int, message: str, remedy: str, path: KeyPath = ()) -> None:
        self.problems.append(
            Problem(code=code, file=self.file, line=line, path=path, message=message, remedy=remedy)
        )

    def read(self, blocks: Iterable[Block]) -> dict[str, Entry]:
        """Take in the blocks in their order."""
        after_broken = False
        for block in blocks:
            sound = block.ignore_error_block if isinstance(block, DuplicateFieldKeyBlock) else block
            if isinstance(sound, EntryBlock):
                self.entry(sound)
            elif isinstance(block, DuplicateBlockKeyBlock):
                self.repeated(block.key, _line(block), _line(block.previous_block))
            elif isinstance(block, ParsingFailedBlock):
                self.broken(block)
            elif isinstance(block, ImplicitComment) and not after_broken:
                self.between(block)
            elif isinstance(block, ExplicitComment):
                self.signs(block, block.comment)
            elif isinstance(block, Preamble):
                self.value(block.value, _line(block), ("@preamble",))
            elif isinstance(block, String):
                self.strings[block.key.lower()] = self.value(
                    block.value, _line(block), (f"@string {block.key}",)
                )
            # What follows a broken entry is often the rest of it.
            after_broken = isinstance(block, ParsingFailedBlock) and sound is block
        return self.entries

    def repeated(self, key: str, line: int, first: int) -> None:
        self.say(
            "bib-duplicate-key",
            line,
            f"The key '{key}' stands a second time here.",
            f"Rename or remove one; the first is on line {first}.",
        )

    def broken(self, block: ParsingFailedBlock) -> None:
        """Tell what keeps an entry from being parsed: a field's brace, if it is one."""
        head = (block.raw or "").strip().splitlines() or [""]
        key = head[0].partition("{")[2].strip(" ,")
        if found := _open_field(block.raw or ""):
            name, offset = found
            self.say(
                "bib-braces",
                _line(block) + offset,
                f"The braces are not balanced, so the entry {head[0]!r} cannot be read.",
                "Close every brace that is opened.",
                (key, name),
            )
            return
        reason = " ".join(str(getattr(block.error, "abort_reason", block.error)).split())
        self.say(
            "bib-syntax",
            _line(block),
            f"The entry {head[0]!r} does not parse: {reason}",
            "Look for a missing comma, quote or brace in it.",
        )

    def between(self, block: ImplicitComment) -> None:
        """Find what an entry that was closed too early leaves behind it."""
        lines = [
            (_line(block) + offset, line.strip())
            for offset, line in enumerate(block.comment.splitlines())
            if not line.lstrip().startswith("%")
        ]
        self.signs(block, block.comment)
        if any(re.search(r"[{}]", line) for _, line in lines):
            number, line = lines[0]
            self.say(
                "bib-braces",
                number,
                f"Outside of any entry stands {line[:40]!r}: the entry above ends here.",
                "Remove the brace that is too many; begin comments with %.",
            )

    def signs(self, block: Block, text: str) -> None:
        """Find what looks like the begin of an entry in a comment: BibTeX has no comments."""
        if "@" in text:
            self.say(
                "bib-syntax",
                _line(block) + text.count("\n", 0, text.index("@")),
                "A comment holds '@', with which BibTeX begins an entry.",
                "Write 'at'.",
            )

    def entry(self, block: EntryBlock) -> None:
        """Take in an entry, unless it has no key or another's."""
        key, line = block.key, _line(block)
        if not _KIND.fullmatch(block.entry_type):
            self.say("bib-syntax", line, "The kind of the entry is no word.", "Write @misc.")
            return
        if not key:
            self.say("bib-syntax", line, "The entry has no key.", "Give it one after the brace.")
            return
        if not _LABEL.fullmatch(key):
            self.say(
                "bib-syntax",
                line,
                f"The key {key[:40]!r} holds a character that a key cannot have.",
                "Use lower-case ASCII letters and digits, such as lin2024awq.",
            )
            return
        if key.lower() in self.known:
            self.repeated(key, line, self.known[key.lower()])
            return
        self.known[key.lower()] = line
        if len(key) > LONGEST:
            self.say("bad-key", line, f"The key has {len(key)} characters.", "Shorten it.")
            return
        if not _KEY.match(key):
            self.problems.append(
                Problem(
                    code="bad-key",
                    file=self.file,
                    line=line,
                    message=f"The key '{key}' is not of the form <name><year><word>.",
                    remedy="Use lower-case ASCII letters and digits, such as lin2024awq.",
                    severity="warning",
                )
            )
        raw: dict[str, str] = {}
        lines: dict[str, int] = {}
        for item in block.fields:
            name, at = item.key.lower(), (item.start_line or 0) + 1
            if not _NAME.fullmatch(name):
                self.say(
                    "bib-syntax",
                    at,
                    f"{name[:40]!r} is no name of a field.",
                    "Look for a missing comma or brace before it.",
                    (key,),
                )
                continue
            if name in raw:
                self.say(
                    "bib-duplicate-field",
                    at,
                    f"The field '{name}' stands a second time here.",
                    f"Keep one of them; the first is on line {lines[name]}.",
                    (key, name),
                )
                continue
            lines[name] = at
            raw[name] = self.value(str(item.value), at, (key, name))
        people = {
            name: self.names(raw, name, (key, name), lines.get(name, line))
            for name in ("author", "editor")
        }
        self.entries[key] = Entry(
            key=key,
            kind=block.entry_type.lower(),
            fields={n: verbatim(v) if n in VERBATIM else decode(v) for n, v in raw.items()},
            raw=raw,
            authors=people["author"],
            editors=people["editor"],
            line=line,
            lines=lines,
        )

    def value(self, text: str, line: int, path: KeyPath) -> str:
        found, faults = resolve(text, self.strings)
        for fault in faults:
            self.say(fault.code, line, fault.message, fault.remedy, path)
        return found

    def names(self, raw: dict[str, str], field: str, path: KeyPath, line: int) -> tuple[Name, ...]:
        """Return the persons of a field of an entry.

        A name that does not parse is left out, and put in braces in the field: no
        reader stops at it there.
        """
        found = []
        # The parser of names takes the tilde of an accent for a space.
        text = re.sub(r"\\~(\{\w\}|\w)", r"{\\~\1}", " ".join(raw.get(field, "").split()))
        people = split_multiple_persons_names(text)
        for number, person in enumerate(people):
            if person == "others":
                continue
            try:
                parts = parse_single_name_into_parts(person)
                words = (*parts.first, *parts.von, *parts.last, *parts.jr)
                reason = "an 'and' too many" if "and" in words else ""
            except InvalidNameError as error:
                reason = str(error.reason)
            if reason:
                self.say(
                    "wrong-type",
                    line,
                    f"The name {person!r} does not parse: {reason}.",
                    "Write it as 'Family, Given', names joined by 'and'.",
                    path,
                )
                people[number] = f"{{{person}}}"
                raw[field] = " and ".join(people)
                continue
            found.append(
                Name(*(decode(" ".join(p)) for p in (parts.first, parts.von, parts.last, parts.jr)))
            )
        return tuple(found)


def _line(block: Block) -> int:
    return (block.start_line or 0) + 1


def _open_field(raw: str) -> tuple[str, int] | None:
    """Return name and line (from 0) of the first field whose braces are not closed."""
    name, start, depth = "", 0, 0
    for number, line in enumerate(raw.splitlines()[1:], 1):
        if match := _FIELD.match(line):
            if depth > 0:
                return name, start
            name, start, depth = match[1].lower(), number, 0
        if line.strip() == "}":
            continue  # meant to close the entry
        depth += len(re.findall(r"(?<!\\){", line)) - len(re.findall(r"(?<!\\)}", line))
    return (name, start) if name and depth > 0 else None
