"""Splitting mixed English and Chinese text into search tokens.

The same rules are in ``static/mlsys-search.js``; a test runs both on the same
texts. Latin words are runs of letters and digits; a compound such as
``S-LoRA`` also counts as one word (``slora``), and ``++`` as ``pp``
(``flashdecodingpp``). A run of Chinese gives its characters and its bigrams.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import add

from sphinx_mlsys.core.text import CJK, fold

_COMPOUND = re.compile(r"[a-z0-9]+(?:[-+.'/&_][a-z0-9]+)*\+*", re.ASCII)
_WORD = re.compile(r"[a-z0-9]+", re.ASCII)
_RUN = re.compile(f"[{CJK}]+")


def tokens(text: str) -> list[str]:
    """Return the tokens of *text*, with repetitions."""
    folded = fold(text)
    found: list[str] = []
    for compound in _COMPOUND.findall(folded):
        found += _of_compound(compound)
    for run in _RUN.findall(folded):
        found += run
        found += map(add, run, run[1:])
    return found


@lru_cache(maxsize=65536)  # texts of one field say the same words again and again
def _of_compound(compound: str) -> tuple[str, ...]:
    """Return the words of a compound, and the compound as one word."""
    words = _WORD.findall(compound)
    joined = compound.replace("+", "p") if compound.endswith("+") else "".join(words)
    if joined != words[0]:
        words.append(re.sub(r"[^a-z0-9]", "", joined))
    return tuple(words)
