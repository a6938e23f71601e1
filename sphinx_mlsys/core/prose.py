"""What must hold for the prose of records: numbers, citations, Chinese typography."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt

from sphinx_mlsys.core.library import Library, Paper, Talk, texts_of
from sphinx_mlsys.core.measures import behind, keeps_qualifier, mentions
from sphinx_mlsys.core.model import ANY
from sphinx_mlsys.core.problems import KeyPath, Problem
from sphinx_mlsys.core.text import CJK, sentences
from sphinx_mlsys.core.yamlfile import YamlFile

MEASURED = ("takeaway", "problem", "approach", "limits", "summary", "notes")
"""The fields in which every number with a unit needs a source."""

_ROLE = re.compile(r"\{([a-z:]+)\}`([^`]*)`")
_CODE = re.compile(r"`+[^`]*`+|\$[^$]*\$|https?://\S+")
_TIGHT = re.compile(f"[{CJK}][A-Za-z0-9]|[A-Za-z0-9%×°][{CJK}]")
_HALF = re.compile(f"[{CJK}][,;:?!()]|[,;:?!()][{CJK}]")
_LOOSE = re.compile("[，。；：（）、！？“”] +|(?<=\\S) +[，。；：（）、！？]")
_FORBIDDEN = frozenset({"heading_open", "html_block", "html_inline"})
_TARGET = re.compile(r"^\s*\([^()\s]+\)=\s*$|^\s*:{3,}|^\s*`{3,}\{", re.MULTILINE)
_MARKDOWN = MarkdownIt("commonmark")


def check_prose(library: Library) -> Iterator[Problem]:
    """Yield what is wrong with the texts of records and of the glossary."""
    spoken: dict[tuple[str, str], tuple[str, YamlFile]] = {}
    wrong_names = _unwanted_names(library)
    for key, holder in library.records.items():
        for path, language, text in texts_of(holder.record):
            yield from _text(library, holder.source, path, language, text)
            yield from _names(holder.source, path, language, text, wrong_names)
            if path[0] in MEASURED:
                yield from _numbers(holder, path, text)
            for sentence in sentences(text):
                if len(sentence) < 40 and language != "zh" or len(sentence) < 16:
                    continue
                owner, _ = spoken.setdefault((language, sentence), (key, holder.source))
                if owner != key:
                    yield _at(
                        holder.source,
                        path,
                        0,
                        "repeated-sentence",
                        f"'{owner}' has the same sentence: {sentence[:50]}…",
                        "Write it for this record.",
                    )
    glossary = library.sources.get("glossary")
    if glossary is not None:
        rows = {d.get("id"): n for n, d in enumerate(glossary.data) if isinstance(d, dict)}
        for ident, term in library.terms.items():
            for language, text in term.definition.items():
                path = (rows[ident], "definition", language)
                yield from _text(library, glossary, path, language, text)


def _at(
    source: YamlFile, path: KeyPath, offset: int, code: str, message: str, remedy: str
) -> Problem:
    return Problem(
        code=code,
        file=source.file,
        line=source.at(path).text_line + offset,
        path=path,
        message=message,
        remedy=remedy,
    )


def _text(
    library: Library, source: YamlFile, path: KeyPath, language: str, text: str
) -> Iterator[Problem]:
    for offset, line in enumerate(text.split("\n")):
        for match in _ROLE.finditer(line):
            if match[1] in ("cite", "cite:t", "cite:p"):
                for cited in (c.strip() for c in match[2].split(",")):
                    if cited not in library.entries:
                        yield _at(
                            source,
                            path,
                            offset,
                            "unknown-citation",
                            f"The bibliography has no '{cited}'.",
                            "Add an entry, or mend the key.",
                        )
        if language == "zh":
            yield from _chinese(source, path, offset, line)
    if "<" in text or "#" in text or "---" in text or "===" in text or _TARGET.search(text):
        tokens = _MARKDOWN.parse(text)
        kinds = {t.type for t in tokens} | {c.type for t in tokens for c in t.children or ()}
        if kinds & _FORBIDDEN or _TARGET.search(text):
            yield _at(
                source,
                path,
                0,
                "label-in-notes",
                "A text of a record holds a heading, a label, a directive or raw HTML.",
                "Use paragraphs, lists, tables and roles only.",
            )


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
            yield _at(source, path, offset, code, f"{message}: …{around}…", remedy)


def _unwanted_names(library: Library) -> tuple[tuple[str, str], ...]:
    """Return pairs of a Chinese alias and the Chinese name to use in its place."""
    wanted = {term.name.get("zh", "") for term in library.terms.values()}
    pairs = []
    for term in library.terms.values():
        for alias in term.aliases:
            if re.search(f"[{CJK}]", alias) and not any(alias in name for name in wanted):
                pairs.append((alias, term.name.get("zh") or term.name.get(ANY, "")))
    return tuple(pairs)


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
            offset = text[: text.index(alias)].count("\n")
            yield _at(
                source,
                path,
                offset,
                "term-name",
                f"The text says '{alias}'.",
                f"The glossary's name is '{name}'.",
            )


def _numbers(holder: Paper | Talk, path: KeyPath, text: str) -> Iterator[Problem]:
    measures = (*getattr(holder.record, "results", ()), *holder.record.quantities)
    for mention in mentions(text):
        found = behind(mention, measures)
        if not found:
            yield _at(
                holder.source,
                path,
                mention.line,
                "unsourced-number",
                f"No result or quantity of the record is '{mention.written}'.",
                "Add one with its source, or remove the number.",
            )
        elif not keeps_qualifier(mention, found):
            yield _at(
                holder.source,
                path,
                mention.line,
                "lost-qualifier",
                f"'{mention.written}' is given as '{found[0].qualifier}', "
                "but the sentence does not say so.",
                "Say it in the sentence, or mend the entry.",
            )
