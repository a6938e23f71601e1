"""Splitting mixed English and Chinese text into search tokens.

The same rules are in ``static/mlsys-search.js``; a test runs both on the same
texts. Latin words are runs of letters and digits; a compound such as
``S-LoRA`` also counts as one word (``slora``), and ``++`` as ``pp``
(``flashdecodingpp``). A run of Chinese gives its characters and its bigrams.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from sphinx_mlsys.core.text import CJK, fold

_COMPOUND = re.compile(r"[a-z0-9]+(?:[-+.'/&_][a-z0-9]+)*\+*", re.ASCII)
_WORD = re.compile(r"[a-z0-9]+", re.ASCII)
_RUN = re.compile(f"[{CJK}]+")


def tokens(text: str) -> Iterator[str]:
    """Yield the tokens of *text*, with repetitions."""
    folded = fold(text)
    for compound in _COMPOUND.findall(folded):
        words = _WORD.findall(compound)
        yield from words
        joined = compound.replace("+", "p") if compound.endswith("+") else "".join(words)
        if joined != words[0]:
            yield re.sub(r"[^a-z0-9]", "", joined)
    for run in _RUN.findall(folded):
        yield from run
        for first, second in pairwise(run):
            yield first + second


def shard(token: str, parts: int) -> int:
    """Return the number of the part of the index, of *parts*, that holds *token*.

    Latin words go by their first three letters, so that all words that begin alike
    (``cache``, ``caching``) stand in one part; Chinese tokens go by themselves.
    """
    number = 0
    for character in token[:3]:
        number = (number * 31 + ord(character)) & 0xFFFFFFFF
    return number % parts
