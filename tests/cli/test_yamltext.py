"""Additions to YAML text: what was there stays byte for byte, what is added is read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_mlsys.cli.yamltext import EditError, Inline, YamlText, block, field, scalar
from sphinx_mlsys.core.yamlfile import parse_yaml
from tests.cli.project import lines

WORDS = st.text(
    alphabet=st.characters(
        exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Co", "Cn"), exclude_characters="\x85"
    ),
    max_size=20,
)


def data(text: str) -> Any:
    """Return what a text holds, as the core reads it."""
    problems: list[Any] = []
    body = text.removeprefix("\ufeff").replace("\r\n", "\n")
    found = parse_yaml(body, Path("x.yaml"), problems)
    assert found is not None, problems
    return found.data


@given(WORDS)
def test_every_word_is_read_back(word: str) -> None:
    assert data(f"x: {scalar(word)}\n") == {"x": word}
    assert data(f"x: [{scalar(word, inline=True)}]\n") == {"x": [word]}


@pytest.mark.parametrize(
    "word", ["09:00", "no", "3.5", "null", "a: b", "a #b", "- a", "", "*a", "~"]
)
def test_words_that_mean_something_else_get_quotes(word: str) -> None:
    assert scalar(word).startswith('"')


def test_the_style_of_the_project() -> None:
    assert block({"links": {"pdf": "https://a.example"}, "ids": ["a", "b, c"]}) == lines("""
        links:
          pdf: https://a.example
        ids: [a, "b, c"]
    """)
    assert field("papers", [Inline({"key": "a", "start": "09:00"})], 2) == (
        '  papers:\n    - {key: a, start: "09:00"}\n'
    )


ORDER = ("a", "b", "c", "d")


def test_a_field_is_added_below_those_before_it_and_above_the_comment_of_the_next() -> None:
    text = "# top\na: 1  # one\n\n# of d\nd: |\n  text\n  # no comment\n# end\n"
    document = YamlText(text)
    document.set_field((), "c", ["x"], ORDER)
    assert document.result() == text.replace("one\n", "one\nc: [x]\n")


def test_a_field_is_added_below_a_literal_text_that_ends_the_file() -> None:
    document = YamlText("a: |\n  text")
    document.set_field((), "b", "x", ORDER)
    assert document.result() == "a: |\n  text\nb: x"


def test_a_field_is_added_to_a_mapping_on_one_line() -> None:
    document = YamlText("a: {pdf: x, }  # here\nb: {}\n")
    document.set_field(("a",), "code", "v", ())
    document.set_field(("b",), "code", "w", ())
    assert document.result() == "a: {pdf: x, code: v }  # here\nb: {code: w}\n"


def test_entries_are_added_to_lists_in_each_style() -> None:
    text = "a: [x, y]\nb:\n- x\n- y  # last\nc: []\n"
    document = YamlText(text)
    for name in "abc":
        document.append((name,), ["z"])
    assert data(document.result()) == {"a": ["x", "y", "z"], "b": ["x", "y", "z"], "c": ["z"]}
    assert "- y  # last\n- z\n" in document.result()


def test_an_entry_is_put_before_another() -> None:
    document = YamlText("a:\n  # of one\n  - {n: 1}\n  - {n: 3}\n")
    document.insert(("a",), 1, [Inline({"n": "2"})])
    assert [row["n"] for row in data(document.result())["a"]] == [1, "2", 3]


def test_line_ends_and_byte_order_mark_are_kept() -> None:
    document = YamlText("\ufeffa: 1\r\nc: 2\r\n")
    document.set_field((), "b", "x", ORDER)
    assert document.result() == "\ufeffa: 1\r\nb: x\r\nc: 2\r\n"


def test_entries_are_removed_with_their_lines() -> None:
    document = YamlText("a:\n  - {n: 1}  # one\n  - n: 2\n    m: 2\n  - {n: 3}\nb: 1\n")
    document.remove([("a", 1), ("a", 0)])
    assert document.result() == "a:\n  - {n: 3}\nb: 1\n"


def test_what_would_have_to_be_rewritten_is_refused() -> None:
    document = YamlText("a: [{n: 1}]\n")
    with pytest.raises(EditError, match="one entry a line"):
        document.append(("a",), [{"n": 1}])
    with pytest.raises(EditError, match="there already"):
        document.set_field((), "a", 1, ())


RECORDS = st.dictionaries(
    st.sampled_from(["name", "award", "links", "topics", "takeaway", "added"]),
    st.one_of(
        WORDS.filter(bool),
        st.lists(WORDS.filter(bool), min_size=1, max_size=3),
        st.dictionaries(st.sampled_from(["en", "zh"]), WORDS.filter(bool), min_size=1),
    ),
    min_size=1,
)


@given(RECORDS, st.sampled_from(["affiliations", "limits"]), WORDS.filter(bool), st.booleans())
def test_adding_a_field_changes_nothing_else(
    record: dict[str, Any], name: str, value: str, windows: bool
) -> None:
    text = "# top\n" + "".join(f"# of {k}\n{field(k, v)}" for k, v in record.items()) + "# end\n"
    text = text.replace("\n", "\r\n") if windows else text
    document = YamlText(text)
    document.set_field((), name, value, (*record, name))
    after = document.result()
    assert data(after) == {**record, name: value}
    added = [
        line
        for line in after.splitlines(keepends=True)
        if line not in text.splitlines(keepends=True)
    ]
    rest = "".join(line for line in after.splitlines(keepends=True) if line not in added)
    assert rest == text
