"""LaTeX of the bibliography as text, with what braces protect and what is mathematics.

Braces around words keep their capitals in BibTeX styles that lower-case titles
(btxdoc, section 3.2); a brace group that begins with a command is a "special
character" and protects nothing (section 4). CSL-JSON says the same with
``<span class="nocase">`` and writes sub- and superscripts as ``<sub>`` and
``<sup>`` (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

from sphinx_mlsys.core.bibvalue import latex_reader

SUPERSCRIPTS = MappingProxyType(dict(zip("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", strict=True)))
SUBSCRIPTS = MappingProxyType(dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True)))

_MATH = re.compile(r"((?<!\\)\$[^$]*\$)")
_MARKED = re.compile(r"[\\~$%&#_]|--|``|''|[?!]`|<<|>>")
_BRACE = re.compile(r"([{}])")
_BARE = re.compile(r"(?<!\\)([&%#_])")
_OPERATOR = re.compile(r"\\(log|ln|lg|exp|min|max|sin|cos|tan|lim|det|gcd|Pr)\s+(?=[\w\\])")
_SCRIPT = re.compile(r"([\^_])\s*(\{[^{}]*\}|\\[A-Za-z]+|[^\s{}\\])")


@cache
def _context() -> Any:
    from pylatexenc.latexwalker import get_default_latex_context_db

    return get_default_latex_context_db()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a title."""

    text: str
    """Unicode text, or the TeX source between the dollar signs."""
    kept: bool = False
    """Whether braces protect its capitals."""
    math: bool = False


def escape_bare(latex: str) -> str:
    """Return *latex* with ``& % # _`` outside mathematics as the characters they are.

    In LaTeX these align, comment, count and lower; in a title they never do.
    """
    parts = _MATH.split(latex)
    return "".join(p if n % 2 else _BARE.sub(r"\\\1", p) for n, p in enumerate(parts))


def printable(text: str) -> str:
    """Return *text* on one line, without the control characters that XML and RIS refuse."""
    if text.isprintable():  # as most texts are; then it holds no such character
        return " ".join(text.split())
    kept = (c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cs", "Cn"))
    return " ".join("".join(kept).split())


def pieces(latex: str) -> tuple[Piece, ...]:
    """Split the LaTeX of a field into text, protected text and mathematics."""
    if not _MARKED.search(latex):
        return tuple(_braced(latex))
    from pylatexenc.latexwalker import LatexWalker

    walker = LatexWalker(
        escape_bare(" ".join(latex.split())), latex_context=_context(), tolerant_parsing=True
    )
    try:
        nodes, _position, _length = walker.get_latex_nodes()
        return tuple(_pieces(nodes, kept=False))
    except RecursionError:  # braces hundreds deep
        return tuple(_braced(latex))


def _braced(text: str) -> Iterator[Piece]:
    """Yield the pieces of a field that has braces and no other mark-up, which most are."""
    depth = 0
    for part in _BRACE.split(text):
        if part == "{":
            depth += 1
        elif part == "}":
            depth = max(0, depth - 1)
        elif part:
            yield Piece(part, kept=depth > 0)


def _pieces(nodes: Sequence[Any], *, kept: bool) -> Iterator[Piece]:
    from pylatexenc.latexwalker import LatexCharsNode, LatexGroupNode, LatexMathNode

    for node in nodes:
        if isinstance(node, LatexMathNode):
            yield Piece(walked(node.nodelist), kept, math=True)
        elif isinstance(node, LatexGroupNode) and not _special(node):
            yield from _pieces(node.nodelist, kept=True)
        elif isinstance(node, LatexCharsNode):
            yield Piece(node.chars, kept)
        else:
            try:
                yield Piece(str(latex_reader("verbatim").nodelist_to_text([node])), kept)
            except Exception:  # as in _words
                yield Piece(walked([node]), kept)


def walked(nodes: Sequence[Any]) -> str:
    """Return the LaTeX source of nodes."""
    return "".join(node.latex_verbatim() for node in nodes)


def _special(group: Any) -> bool:
    from pylatexenc.latexwalker import LatexMacroNode

    return bool(group.nodelist) and isinstance(group.nodelist[0], LatexMacroNode)


def plain(latex: str) -> str:
    """Return a field as one line of Unicode text; mathematics as near as Unicode comes."""
    return printable("".join(_math(p.text, _unicode) if p.math else p.text for p in pieces(latex)))


def csl(latex: str) -> str:
    """Return a title in the mark-up of CSL-JSON."""
    found: list[tuple[str, bool]] = []
    for piece in pieces(latex):
        text = _math(piece.text, _tag) if piece.math else piece.text
        keeps = piece.kept or piece.math
        if found and found[-1][1] == keeps:
            found[-1] = (found[-1][0] + text, keeps)
        else:
            found.append((text, keeps))
    marked = (f'<span class="nocase">{t}</span>' if keeps else t for t, keeps in found if t)
    return printable("".join(marked))


def _math(tex: str, script: Callable[[str, str], str]) -> str:
    """Return TeX mathematics as text, each sub- and superscript by *script*."""
    parts = _SCRIPT.split(tex)
    found = ""
    for base, mark, inner in zip(parts[::3], [*parts[1::3], ""], [*parts[2::3], ""], strict=True):
        found += _words(base)
        if mark:
            found += script(mark, _words(inner.removeprefix("{").removesuffix("}")))
    return found


@lru_cache(maxsize=16384)  # a title is asked for by every file and page that names the work
def _words(tex: str) -> str:
    if not tex.strip():
        return tex
    # TeX sets a thin space after the name of a function.
    try:
        return str(latex_reader("text", strict=False).latex_to_text(_OPERATOR.sub(r"\\\1\\ ", tex)))
    except Exception:  # pylatexenc fails in many ways on a macro without its arguments
        return tex


def _unicode(mark: str, text: str) -> str:
    table = SUPERSCRIPTS if mark == "^" else SUBSCRIPTS
    if text and all(c in table for c in text):
        return "".join(table[c] for c in text)
    return f"{mark}{text}" if len(text) == 1 else f"{mark}({text})"


def _tag(mark: str, text: str) -> str:
    name = "sup" if mark == "^" else "sub"
    return f"<{name}>{text}</{name}>"
