"""Which entries have a token, and what it weighs there: made anew only for what has changed.

The postings of a token are a short text: for each entry, in their order, how far
it is from the one before (digits of base 26, of which the last is a small letter
and those before it are capitals), then the weight in digits unless it is 2, which
most are. ``c5bBa`` is entry 2 with weight 5, and entries 3 and 29 with weight 2.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import zip_longest

from sphinx_mlsys.core.store import Store
from sphinx_mlsys.export.searchentries import Entry, digest_of, weights_of

COMMON = 2
"""The weight that is not written: that of a token which the body of a text has once."""

FEW = 0.25
"""Up to which share of changed entries postings are changed one by one."""

_POSTING = re.compile(r"([A-Z]*[a-z])(\d*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of all tokens, with what it takes to renew them."""

    digests: tuple[str, ...]
    """The digest of each entry."""
    lists: dict[str, str]
    """Token to its postings."""
    weighed: Store = field(compare=False, default_factory=Store)
    """Digest of an entry to its tokens by weight: ``2 cache paged\\n5 serving``."""


def renewed(entries: Iterable[Entry], last: Postings | None = None) -> Postings:
    """Return the postings of *entries*; from the *last* ones comes what has not changed."""
    found = [(digest_of(entry), entry) for entry in entries]
    digests = tuple(digest for digest, _entry in found)
    weighed = last.weighed if last is not None else Store()
    if last is not None:
        changed = _changed(last.digests, digests)
        old = [weighed.get((last.digests[n],)) if n < len(last.digests) else "" for n in changed]
        if len(changed) <= FEW * len(digests) and None not in old:
            new = [_text(weighed, *found[n]) if n < len(found) else "" for n in changed]
            lists = _renewed_lists(last.lists, zip(changed, old, new, strict=True))
            return Postings(digests, lists, weighed)
    return Postings(digests, _all_lists([_text(weighed, *pair) for pair in found]), weighed)


def _changed(old: Sequence[str], new: Sequence[str]) -> list[int]:
    """Return the numbers of those that differ."""
    pairs = enumerate(zip_longest(old, new))
    return [number for number, (was, now) in pairs if was != now]


def _text(weighed: Store, digest: str, entry: Entry) -> str:
    """Return the tokens of an entry by weight, which are made only if they are not there."""
    text: str | None = weighed.get((digest,))
    if text is None:
        text = _weighed(entry)
        weighed.put((digest,), text)
    return text


def _renewed_lists(
    last: Mapping[str, str], changed: Iterable[tuple[int, str, str]]
) -> dict[str, str]:
    """Return lists of which some entries changed: (number, tokens by weight before and now)."""
    lists = dict(last)
    changes: dict[str, dict[int, int]] = defaultdict(dict)
    for number, was, now in changed:
        old, new = _tokens(was), _tokens(now)
        for token in old.keys() | new.keys():
            if old.get(token) != new.get(token):
                changes[token][number] = new.get(token, 0)
    for token, of_token in changes.items():
        found = dict(opened(lists.pop(token, ""))) | of_token
        if kept := sorted((number, weight) for number, weight in found.items() if weight):
            lists[token] = closed(kept)
    return lists


def _all_lists(weighed: Sequence[str]) -> dict[str, str]:
    lists: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, of_entry in enumerate(weighed):
        for weight, tokens in _by_weight(of_entry):
            posting = (number, weight)  # one for all its tokens: there are millions
            for token in tokens:
                lists[token].append(posting)
    return {token: closed(postings) for token, postings in lists.items()}


def _weighed(entry: Entry) -> str:
    """Return the tokens of an entry by weight, as one text."""
    by_weight: dict[int, list[str]] = defaultdict(list)
    for token, weight in weights_of(entry).items():
        by_weight[weight].append(token)
    return "\n".join(f"{weight} {' '.join(found)}" for weight, found in by_weight.items())


def _by_weight(weighed: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each weight of such a text with its tokens."""
    for line in weighed.split("\n") if weighed else ():
        weight, *tokens = line.split(" ")
        yield int(weight), tokens


def _tokens(weighed: str) -> dict[str, int]:
    return {token: weight for weight, tokens in _by_weight(weighed) for token in tokens}


def closed(postings: Iterable[tuple[int, int]]) -> str:
    """Return (entry, weight), in the order of entries, as the text of a list."""
    found, last = [], 0
    for number, weight in postings:
        found.append(_posting(number - last, weight))
        last = number
    return "".join(found)


@lru_cache(maxsize=65536)
def _posting(distance: int, weight: int) -> str:
    distance, digit = divmod(distance, 26)
    text = chr(97 + digit)
    while distance:
        distance, digit = divmod(distance, 26)
        text = chr(65 + digit) + text
    return text if weight == COMMON else f"{text}{weight}"


def opened(postings: str) -> Iterator[tuple[int, int]]:
    """Yield (entry, weight) of the text of a list."""
    number = 0
    for letters, weight in _POSTING.findall(postings):
        distance = 0
        for letter in letters.lower():
            distance = distance * 26 + ord(letter) - 97
        number += distance
        yield number, int(weight or COMMON)
