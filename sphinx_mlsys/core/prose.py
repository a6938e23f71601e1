"""What must hold for the prose of records: numbers, references, Chinese typography."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache, cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_mlsys.core.library import Library, Paper, Talk, texts_of
from sphinx_mlsys.core.measures import behind, keeps_qualifier, mentions
from sphinx_mlsys.core.model import ANY, Record
from sphinx_mlsys.core.problems import KeyPath, Problem
from sphinx_mlsys.core.telling import nearest, rows, say_in_text
from sphinx_mlsys.core.text import CJK, sentences, slug
from sphinx_mlsys.core.yamlfile import YamlFile

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

MEASURED = ("takeaway", "problem", "approach", "limits", "summary", "notes")
"""The fields in which every number with a unit needs a source."""

_ROLE = re.compile(r"\{([a-z:]+)\}`([^`]*)`")
_CODE = re.compile(r"`+[^`]*`+|\$[^$]*\$|https?://\S+")
_TIGHT = re.compile(f"[{CJK}][A-Za-z0-9]|[A-Za-z0-9%×°][{CJK}]")
_HALF = re.compile(f"[{CJK}][,;:?!()]|[,;:?!()][{CJK}]|[{CJK}]\\.(?=\\s|$)")
_LOOSE = re.compile("[，。；：（）、！？“”] +|(?<=\\S) +[，。；：（）、！？]")
_FORBIDDEN = frozenset({"heading_open", "html_block", "html_inline"})
_TARGET = re.compile(
    r"^[ ]*(?:\([^()\s]+\)=\s*$"  # (label)=
    r"|\[\^[^\]\s]+\]:"  # a footnote
    r"|:{3,}|`{3,}\{|~{3,}\{"  # a directive
    r"|.*\$\$[ ]*\([^()\s]+\)[ ]*$)",  # $$ … $$ (label)
    re.MULTILINE,
)
_WORD = re.compile(r"(?<![A-Za-z0-9_/.-])[A-Za-z0-9_]+")
_GOES_ON = re.compile(r"[A-Za-z0-9_+/-]")


class Prose:
    """What texts are checked against: all that records, lists and programs name.

    *broken* and *unread* are what cannot be referred to and is told already,
    as in :func:`sphinx_mlsys.core.checks.check`.
    """

    def __init__(self, library: Library, broken: frozenset[str], unread: frozenset[Path]) -> None:
        self.library = library
        self.targets = _Targets(library, broken, unread)
        self.unwanted = _unwanted_names(library)
        self.systems = _SystemNames(library)

    def record(self, holder: Paper | Talk) -> Iterator[Problem]:
        """Yield what is wrong with the texts of a record by themselves."""
        for path, language, text in texts_of(holder.record):
            yield from _text(self.targets, holder.source, path, language, text)
            yield from _names(holder.source, path, language, text, self.unwanted)
            yield from _spellings(holder.source, path, text, self.systems)
            if path[0] in MEASURED:
                yield from _numbers(holder, path, text)

    def glossary(self) -> Iterator[Problem]:
        """Yield what is wrong with the definitions of the glossary."""
        source = self.library.sources.get("glossary")
        if source is None:
            return
        at = rows(source)
        for ident, term in self.library.terms.items():
            for language, text in term.definition.items():
                path = (at[ident], "definition", language)
                yield from _text(self.targets, source, path, language, text)


class _Targets:
    """What roles in texts can refer to."""

    def __init__(self, library: Library, broken: frozenset[str], unread: frozenset[Path]) -> None:
        self.library = library
        self.broken = broken
        project = library.project
        folder = project.folder
        programs = {project.program(c) for c in project.settings.conferences}
        self.programs_read = not programs & unread
        self.bibliography_read = project.bibliography not in unread
        self.lists_read = {
            name: folder / f"{name}.yaml" not in unread for name in ("glossary", "topics")
        }
        self.terms = {
            name.lower()
            for term in library.terms.values()
            for name in (term.id, *term.name.values(), *term.aliases)
        } | rows(library.sources.get("glossary")).keys()

    @cached_property
    def authors(self) -> frozenset[str]:
        """Slugs and names of authors; most digests never ask, and it takes time to tell."""
        library = self.library
        holders = (library.entries[k] for k in self.broken if k in library.entries)
        return frozenset(
            (
                *(n for a in library.authors.values() for n in (a.slug, a.name, *a.spellings)),
                *(n for e in holders for a in e.authors for n in (slug(a.display), a.display)),
            )
        )

    def complaint(self, role: str, target: str) -> tuple[str, str, str] | None:
        """Return (code, message, remedy) if *target* is nothing that *role* can lead to."""
        library = self.library
        if role in ("paper", "talk"):
            of_kind: Collection[str] = library.papers if role == "paper" else library.talks
            if library.find(target) in of_kind or target in self.broken:
                return None
            return _none(role, target, of_kind, "unknown-record")
        if role == "session" and self.programs_read and target not in library.sessions:
            return _none(role, target, library.sessions, "unknown-session")
        if role == "conference" and self.programs_read and target not in library.conferences:
            return _none(role, target, library.conferences, "unknown-record")
        if role == "topic" and self.lists_read["topics"]:
            topics = rows(library.sources.get("topics"))
            return None if target in topics else _none(role, target, topics, "unknown-topic")
        if role == "term" and self.lists_read["glossary"] and target.lower() not in self.terms:
            return _none(role, target, self.terms, "unknown-term")
        if role == "author" and target not in self.authors:
            return _none(role, target, self.authors, "unknown-record")
        return None


def _none(role: str, target: str, known: Collection[str], code: str) -> tuple[str, str, str]:
    return (
        code,
        f"There is no {role} '{target}'.",
        nearest(target, list(known), "Mend the name, or write it without a role."),
    )


def _text(
    targets: _Targets, source: YamlFile, path: KeyPath, language: str, text: str
) -> Iterator[Problem]:
    for offset, line in enumerate(text.split("\n")):
        for match in _ROLE.finditer(line):
            for complaint in _reference(targets, match[1], match[2]):
                yield say_in_text(source, path, offset, *complaint)
        if language == "zh":
            yield from _chinese(source, path, offset, line)
    label = _label(text)
    if label is not None:
        yield say_in_text(
            source,
            path,
            label,
            "label-in-notes",
            "A text of a record holds a heading, label, footnote, directive or tag.",
            "Use paragraphs, lists, tables and roles only.",
        )


def _reference(targets: _Targets, role: str, text: str) -> Iterator[tuple[str, str, str]]:
    """Yield (code, message, remedy) of each target of a role that does not exist."""
    # As Sphinx parts title and target.
    explicit = re.match(r"(?s).+?\s*<(.*?)>$", text) if text.endswith(">") else None
    target = explicit[1] if explicit else text
    if role == "cite" or role.startswith("cite:"):
        for cited in (c.strip() for c in target.split(",")):
            if cited not in targets.library.entries and targets.bibliography_read:
                yield (
                    "unknown-citation",
                    f"The bibliography has no '{cited}'.",
                    nearest(cited, list(targets.library.entries), "Add an entry."),
                )
    elif complaint := targets.complaint(role.removeprefix("mlsys:"), " ".join(target.split())):
        yield complaint


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt  # only where a file was read

    return MarkdownIt("commonmark")


def _label(text: str) -> int | None:
    """Return the line (from 0) of the first thing in *text* that makes a target of its own."""
    found = [text.count("\n", 0, match.start()) for match in _TARGET.finditer(text)]
    if "<" in text or "#" in text or "---" in text or "===" in text:  # parsing takes its time
        for token in _markdown().parse(text):
            if token.map and token.type in _FORBIDDEN:
                found.append(token.map[0])
            line = token.map[0] if token.map else 0
            for child in token.children or ():
                line += child.type in ("softbreak", "hardbreak")
                if child.type in _FORBIDDEN:
                    found.append(line)
    return min(found, default=None)


def _chinese(source: YamlFile, path: KeyPath, offset: int, line: str) -> Iterator[Problem]:
    # A role counts as its text, code and mathematics as a Latin word.
    plain = _CODE.sub("x", _ROLE.sub(lambda m: m[2].split(" <")[0], line))
    for pattern, code, message, remedy in (
        (_TIGHT, "cjk-spacing", "A space is missing", "Put one between Chinese and Latin."),
        (_LOOSE, "cjk-spacing", "A space is too many", "None beside full-width punctuation."),
        (_HALF, "cjk-punctuation", "Half-width punctuation", "Use ，。；：（）in Chinese."),
    ):
        for match in pattern.finditer(plain):
            around = plain[max(0, match.start() - 6) : match.end() + 6]
            yield say_in_text(source, path, offset, code, f"{message}: …{around}….", remedy)


def _spoken(record: Record) -> Iterator[tuple[KeyPath, str, str, str]]:
    """Yield each sentence of a record that should be its own: path, text, sentence, mark.

    The mark is short, and tells the sentence from all others in its language.
    """
    for path, language, text in texts_of(record):
        for sentence in sentences(text):
            if len(sentence) >= (16 if language == "zh" else 40):  # not "See the notes."
                said = f"{language} {sentence}".encode()
                yield path, text, sentence, blake2b(said, digest_size=12).hexdigest()


def marks_of(record: Record) -> tuple[str, ...]:
    """Return a short mark of each sentence of a record that no other record should have."""
    return tuple(mark for _path, _text, _sentence, mark in _spoken(record))


def repeated(holder: Paper | Talk, owners: Mapping[str, str]) -> Iterator[Problem]:
    """Yield the sentences that another record has; *owners* is mark to its key."""
    for path, text, sentence, mark in _spoken(holder.record):
        if mark in owners:
            yield say_in_text(
                holder.source,
                path,
                text.count("\n", 0, text.index(sentence)),
                "repeated-sentence",
                f"'{owners[mark]}' has the same sentence: {sentence[:50]}….",
                "Write it for this record.",
            )


def _unwanted_names(library: Library) -> tuple[tuple[str, str], ...]:
    """Return pairs of a Chinese alias and the Chinese name to use in its place."""
    wanted = {term.name.get("zh", "") for term in library.terms.values()}
    return tuple(
        (alias, term.name.get("zh") or term.name.get(ANY, ""))
        for term in library.terms.values()
        for alias in term.aliases
        if re.search(f"[{CJK}]", alias) and not any(alias in name for name in wanted)
    )


def _names(
    source: YamlFile,
    path: KeyPath,
    language: str,
    text: str,
    unwanted: tuple[tuple[str, str], ...],
) -> Iterator[Problem]:
    if language != "zh":
        return
    for alias, name in unwanted:
        if alias in text:
            yield say_in_text(
                source,
                path,
                text.count("\n", 0, text.index(alias)),
                "term-name",
                f"The text says '{alias}'.",
                f"Use the glossary's name, '{name}'.",
            )


class _SystemNames:
    """How systems' names are written: what a text says in other capitals is a slip.

    Only names with a capital or digit inside are looked for: those that are
    plain words (Marconi, Venn) are words too.
    """

    def __init__(self, library: Library) -> None:
        self.ways: dict[str, set[str]] = {}
        """Name in small letters to how it may be written."""
        self.lengths: dict[str, list[int]] = {}
        """First word of a name to how long the names are that begin with it, the longest first."""
        for holder in library.papers.values():
            title = re.findall(r"[\w+-]+", holder.entry.title)
            for name in (holder.record.name or "", *holder.record.aliases.names):
                if len(name) > 4 and re.search(r"[a-z][A-Z]|\d|-", name):
                    known = self.ways.setdefault(name.lower(), set())
                    known |= {name, *(w for w in title if w.lower() == name.lower())}
        for name in sorted(self.ways, key=len, reverse=True):
            if word := _WORD.match(name):
                lengths = self.lengths.setdefault(word[0], [])
                if len(name) not in lengths:
                    lengths.append(len(name))

    def found(self, line: str) -> Iterator[tuple[str, set[str]]]:
        """Yield each name that *line* holds, as written, and how it may be written."""
        small = line.lower()
        end = 0
        for word in _WORD.finditer(small):
            for length in self.lengths.get(word[0], ()) if word.start() >= end else ():
                after = word.start() + length
                known = self.ways.get(small[word.start() : after])
                if known is not None and not _GOES_ON.match(small, after):
                    yield line[word.start() : after], known
                    end = after
                    break


def _spellings(
    source: YamlFile, path: KeyPath, text: str, names: _SystemNames
) -> Iterator[Problem]:
    if names.lengths.keys().isdisjoint(_WORD.findall(text.lower())):
        return  # as in most texts
    for offset, line in enumerate(text.split("\n")):
        for written, known in names.found(_CODE.sub("", _ROLE.sub("", line))):
            if written not in known:
                yield say_in_text(
                    source,
                    path,
                    offset,
                    "name-spelling",
                    f"The text says '{written}'.",
                    f"Write '{min(known)}', or list the spelling under 'aliases.names'.",
                )


def _numbers(holder: Paper | Talk, path: KeyPath, text: str) -> Iterator[Problem]:
    measures = (*getattr(holder.record, "results", ()), *holder.record.quantities)
    for mention in mentions(text):
        found = behind(mention, measures)
        if not found:
            yield say_in_text(
                holder.source,
                path,
                mention.line,
                "unsourced-number",
                f"No result or quantity of the record is '{mention.written}'.",
                "Add one with its source, or remove the number.",
            )
        elif not keeps_qualifier(mention, found):
            yield say_in_text(
                holder.source,
                path,
                mention.line,
                "lost-qualifier",
                f"'{mention.written}' is given as '{found[0].qualifier}', "
                "but the sentence does not say so.",
                "Say it in the sentence, or mend the entry.",
            )
