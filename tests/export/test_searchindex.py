"""The index of the search: postings that are renewed, and parts that split where they are full."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.export import postings, searchindex
from sphinx_mlsys.export.postings import closed, opened, renewed
from sphinx_mlsys.export.searchentries import Entry, entry, weights_of
from sphinx_mlsys.export.searchindex import DEEPEST, PART, file_name, index_files, parts_of
from tests.core.laws import law

POSTINGS = st.dictionaries(st.integers(0, 60_000), st.integers(1, 9_000), max_size=20).map(
    lambda found: sorted(found.items())
)
TEXTS = st.text("ab 中文-", max_size=12)
ENTRIES = st.lists(st.builds(lambda title, body: made(title, body), TEXTS, TEXTS), max_size=8)
LISTS = st.dictionaries(
    st.from_regex("=?[a-c0-1]{1,5}|=?[\u4e00-\u4e03]{1,2}|=?a{30,60}", fullmatch=True),
    st.integers(1, PART * 2).map(lambda size: "a" * size),
    max_size=40,
)


def made(title: str, body: str = "", note: str = "") -> Entry:
    plain = entry("paper", f"{title}.html", title, (("title", title), ("body", body)))
    return replace(plain, note=note)


def contents(library: Library, entries: Sequence[Entry]) -> dict[str, str]:
    files = index_files(library, entries, renewed(entries))
    return {file.path: file.make().decode() for file in files}


def called(content: str) -> Any:
    """Return the last value that a file of the index hands to the search."""
    found = re.fullmatch(r"mlsysSearch\.\w+\((.*)\);\n", content, re.DOTALL)
    assert found is not None
    return json.loads(f"[{found[1]}]")[-1]


@given(POSTINGS)
@law()
def test_a_list_says_what_was_put_into_it(found: list[tuple[int, int]]) -> None:
    assert list(opened(closed(found))) == found


def test_a_list_is_written_as_its_description_says() -> None:
    assert closed([(2, 5), (3, 2), (29, 2), (703 + 29, 11)]) == "c5bBaBBb11"


@given(ENTRIES, ENTRIES)
@law(200)
def test_renewed_postings_are_those_of_a_first_build(
    before: list[Entry], after: list[Entry]
) -> None:
    assert renewed(after, renewed(before)) == renewed(after)


@given(st.integers(0, 39), TEXTS)
@law(50)
def test_so_they_are_when_one_of_many_changes(number: int, body: str) -> None:
    entries = [made(f"title {n}", "中文 body") for n in range(40)]
    last = renewed(entries)
    entries[number] = made(f"title {number}", body)
    assert renewed(entries, last) == renewed(entries)
    assert renewed(entries[:-1], last) == renewed(entries[:-1])


def test_only_what_has_changed_is_split_again(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [made(f"title {n}", "body") for n in range(10)]
    last = renewed(entries)
    split: list[str] = []

    def watched(entry: Entry) -> dict[str, int]:
        split.append(entry.title)
        return weights_of(entry)

    monkeypatch.setattr(postings, "weights_of", watched)
    changed = [made("new"), *entries[:4], made("title 4", "other body"), *entries[5:]]
    renewed(changed, last)
    assert split == ["new", "title 4"]


@given(LISTS)
@law(200)
def test_every_token_is_in_the_last_part_that_begins_before_it(lists: dict[str, str]) -> None:
    parts = list(parts_of(lists))
    firsts = [first for first, _tokens in parts]
    assert firsts == sorted(set(firsts))
    assert sorted(t for _first, tokens in parts for t in tokens) == sorted(lists)
    for first, tokens in parts:
        for token in tokens:
            assert max(f for f in firsts if f <= token) == first


@given(LISTS)
@law(200)
def test_a_part_is_full_only_with_what_cannot_be_split(lists: dict[str, str]) -> None:
    for _first, tokens in parts_of(lists):
        places = {token[:DEEPEST] for token in tokens}
        size = sum(len(token) + len(lists[token]) for token in tokens)
        assert size <= PART or len(places) == 1


def test_files_have_names_that_every_system_takes() -> None:
    assert file_name("con") == "con"
    assert file_name("kv缓") == "kv_7f13"
    assert file_name("c+") == "c_002b"


def test_an_edit_changes_the_parts_of_its_words_and_its_row(library: Library) -> None:
    words = [f"{a}{b}{c}" for a in "abcde" for b in "fghij" for c in "klmno"]
    entries = [made(f"title {n}", " ".join(words[n % 9 :]), "note") for n in range(300)]
    before = contents(library, entries)
    texts = (*entries[7].texts(), ("body", "afk"))
    entries[7] = replace(entries[7], title="title afk", made_from=repr(texts), texts=lambda: texts)
    after = contents(library, entries)
    assert len(before) > 30
    changed = {path for path in after if before.get(path) != after[path]}
    assert changed <= {"search/index.js", *(p for p in after if p.startswith("search/part-af")),
                       "search/rows-6.js", "search/part-a.js", "search/part-t.js",
                       *(p for p in after if p.startswith("search/part-_003d"))}  # fmt: skip


def test_a_file_of_rows_describes_few_entries(library: Library) -> None:
    entries = [made(f"t{n}", note="note") for n in range(20)] + [made(f"t{n}") for n in range(70)]
    files = contents(library, entries)
    rows = {p: called(t) for p, t in files.items() if "rows-" in p}
    size, of_short = searchindex.ROWS[True], searchindex.ROWS[False]
    assert called(files["search/index.js"])["blocks"] == [[0, size], [20, of_short]]
    starts = sorted(int(re.sub(r"\D", "", path)) for path in rows)
    assert all(b - a <= of_short for a, b in pairwise(starts))
    listed = [row for start in starts for row in rows[f"search/rows-{start}.js"]]
    assert listed == [[e.kind, e.address, e.title, e.note] for e in entries]
