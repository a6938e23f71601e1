"""Texts of records for readers that know no MyST: feeds, data files, descriptions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.export.titles import plain, printable

_MARKDOWN = MarkdownIt("commonmark").enable("table")
_ROLE = re.compile(r"\{([A-Za-z:+-]+)\}(`+)(.+?)\2", re.DOTALL)
_TARGET = re.compile(r"(?<!\s)\s*<([^<>]*)>\s*\Z")
_MATH = re.compile(r"(?<![\\$])\$(?!\s)([^$\n]+?)(?<!\s)\$")


def markdown(text: str, library: Library) -> str:
    """Return a text in plain Markdown: each role becomes the words that a page shows for it."""

    def words(match: re.Match[str]) -> str:
        role, shown = match[1].rsplit(":", 1)[-1], match[3]
        if match[1].startswith("cite"):
            return f"[{shown.strip()}]"
        target = _TARGET.search(shown)
        if target:
            return shown[: target.start()]
        holder = library.record(library.find(shown) or "") if role in ("paper", "talk") else None
        if holder is not None:
            return plain(holder.short)
        if role == "math":
            return f"${shown}$"
        return shown

    if "{" not in text:
        return text
    return _ROLE.sub(words, text)


def text(source: str, library: Library) -> str:
    """Return a text as one line without mark-up; mathematics as near as Unicode comes."""
    return _text(markdown(source, library))


@lru_cache(maxsize=16384)  # a takeaway stands in feeds, lists and previews
def _text(source: str) -> str:
    joined = "".join(_words(_MARKDOWN.parse(source)))
    return printable(_MATH.sub(lambda m: plain(m[0]), joined))


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.children is not None:
            yield from _words(token.children)
        elif token.type in ("text", "code_inline", "code_block", "fence", "html_inline"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
        if token.block and token.nesting <= 0:
            yield " "
