"""Filters: a small language that is read and never run."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_mlsys.core.filters import FIELDS, FLAGS, MAX_LENGTH, FilterError, compile_filter
from sphinx_mlsys.core.library import Library
from tests.core.laws import law

ENGINE, CACHE, TEST, TALK = (
    "lovelace2024engine",
    "wang2024cache",
    "turing2025test",
    "hopper2024compilers",
)


def chosen(expression: str, library: Library) -> set[str]:
    """Return the keys that fit."""
    fits = compile_filter(expression, library)
    return {key for key in library.records if fits(key)}


@pytest.mark.parametrize(
    ("expression", "keys"),
    [
        ('conference == "2024"', {ENGINE, CACHE, TALK}),
        ("conference == 2025", {TEST}),
        ('day == "2024/1"', {ENGINE, CACHE, TALK}),
        ('session == "2024/looms"', {ENGINE, CACHE}),
        ('kind == "talk"', {TALK}),
        ('key == "wang2024cache"', {CACHE}),
        ('topic == "serving"', {ENGINE, CACHE, TALK}),
        ('topic != "serving"', {TEST}),
        ('topic in ["caching", "no"]', {CACHE, TEST}),
        ('topic in ("caching",)', {CACHE, TEST}),
        ('topic not in {"caching"}', {ENGINE, TALK}),
        ('"caching" in topic', {CACHE, TEST}),
        ('"caching" not in topic', {ENGINE, TALK}),
        ('term == "batching"', {ENGINE, TEST, TALK}),
        ('author == "Ada Lovelace"', {ENGINE, TEST}),
        ('author == "ada-lovelace"', {ENGINE, TEST}),
        ('author == "A. Lovelace"', {TEST}),
        ('author == "Wei Wang"', {ENGINE, CACHE}),
        ('author == "wei-wang-cache"', {CACHE}),
        ('affiliation == "Somerville College"', {ENGINE}),
        ('award == "best-paper"', {ENGINE}),
        ("has_award", {ENGINE}),
        ("has_code", {ENGINE}),
        ("has_results", {ENGINE}),
        ('link == "event"', {TALK}),
        ("not has_award", {CACHE, TEST, TALK}),
        ('has_code and conference == "2024"', {ENGINE}),
        ('has_code or kind == "talk"', {ENGINE, TALK}),
        ('not (has_code or kind == "talk")', {CACHE, TEST}),
        ('  kind == "paper"  ', {ENGINE, CACHE, TEST}),
        ("topic in []", set()),
    ],
)
def test_an_expression_chooses_records(expression: str, keys: set[str], library: Library) -> None:
    assert chosen(expression, library) == keys


def test_a_key_without_a_record_never_fits(library: Library) -> None:
    assert not compile_filter("not has_award", library)("nobody2024")


def test_every_field_and_flag_can_be_used(library: Library) -> None:
    for field in FIELDS:
        assert chosen(f'{field} != "no such value"', library) == set(library.records)
    for flag in FLAGS:
        assert chosen(f"{flag} or not {flag}", library) == set(library.records)


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "topic ==",
        'topic = "x"',
        "topic.lower() == 'x'",
        "topic.x == 'x'",
        "key.__class__",
        "__import__('os')",
        "open('x')",
        "len(topic) == 1",
        "lambda: True",
        "(lambda: topic)() == 'x'",
        "[t for t in topic]",
        "{t for t in topic} == 'x'",
        "any(t for t in topic)",
        "topic == f'{key}'",
        "f'{topic}' == 'x'",
        "(topic := 'x')",
        "(x := has_code) and x",
        "topic[0] == 'x'",
        "topic == topic",
        "'x' == 'x'",
        "'x' == topic",
        "topic == ['x']",
        "topic in 'x'",
        "topic in [key]",
        "topic in [*key]",
        "'x' in ['x']",
        "topic < 'x'",
        "topic is None",
        "topic == None",
        "topic == True",
        "topic == b'x'",
        "topic == 1.5",
        "topic == 'a' == 'b'",
        "1",
        "'x'",
        "True",
        "topic",
        "no_such_flag",
        "no_such_field == 'x'",
        "-has_code",
        "has_code + has_award",
        "has_code & has_award",
        "has_code if has_award else has_code",
        "await has_code",
        "yield has_code",
        "has_code; has_award",
        "import os",
        "topic == 'x'\nand has_code",
        "*topic",
        "print('x') or has_code",
        "'\0'",
        "topic == '" + "x" * MAX_LENGTH + "'",
        "not " * 200 + "has_code",
        "-" * 900 + "1",
        "(" * 400 + "has_code" + ")" * 400,
        "topic in [" + "[" * 100 + "]" * 100 + "]",
    ],
)
def test_what_is_not_of_the_grammar_is_refused(expression: str, library: Library) -> None:
    with pytest.raises(FilterError) as caught:
        compile_filter(expression, library)
    assert 5 < len(str(caught.value)) < 400


def test_a_refusal_says_what_would_be_understood(library: Library) -> None:
    with pytest.raises(FilterError, match=r"topics.*known are .*topic"):
        compile_filter("topics == 'x'", library)
    with pytest.raises(FilterError, match=r"has_cod.*known are .*has_code"):
        compile_filter("has_cod", library)


def test_python_has_nothing_to_say_about_a_filter(library: Library) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert chosen(r'author == "\d"', library) == set()


ATOMS = st.sampled_from(
    [
        "has_code",
        "has_award",
        'topic == "serving"',
        'topic != "caching"',
        'conference in ["2024"]',
        '"batching" in term',
        'author == "Ada Lovelace"',
        'kind == "talk"',
    ]
)
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: (
        st.builds("({} and {})".format, inner, inner)
        | st.builds("({} or {})".format, inner, inner)
        | st.builds("not {}".format, inner)
    ),
    max_leaves=6,
)


@given(EXPRESSIONS, EXPRESSIONS)
@law(120)
def test_and_or_not_are_those_of_sets(library: Library, first: str, second: str) -> None:
    a, b = chosen(first, library), chosen(second, library)
    assert chosen(f"not not ({first})", library) == a
    assert chosen(f"not ({first})", library) == set(library.records) - a
    assert chosen(f"({first}) and ({second})", library) == a & b
    assert chosen(f"({first}) or ({second})", library) == a | b
    assert chosen(f"not (({first}) and ({second}))", library) == chosen(
        f"not ({first}) or not ({second})", library
    )


WORDS = st.sampled_from(
    [*FIELDS, *FLAGS, "==", "!=", "in", "not", "and", "or", "(", ")", "[", "]", ",", '"x"', "'",
     ".", "lambda", ":", "{", "}", "f'", "\\", "\n", " ", "1", "@", ":=", "*", "\0"]
)  # fmt: skip


@given(st.text(max_size=60) | st.lists(WORDS, max_size=14).map(" ".join))
@law(400)
def test_no_text_raises_anything_but_a_filter_error(library: Library, text: str) -> None:
    try:
        fits = compile_filter(text, library)
    except FilterError:
        return
    assert {fits(key) for key in library.records} <= {True, False}
