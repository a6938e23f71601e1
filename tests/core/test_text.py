"""Slugs, folding, choice of language, numbers as people read them, sentences."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_mlsys.core.text import amount, choose, fold, language_of, number, sentences, slug
from tests.core.laws import law


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Renée St. Amant", "renee-st-amant"),
        ("Aydın Buluç", "aydin-buluc"),
        ("Łukasz Müller", "lukasz-muller"),
        ("Conor O'Brien", "conor-obrien"),
        ("Conor O\u2019Brien", "conor-obrien"),
        ("刘明", "liu-ming"),
        ("A  B--C", "a-b-c"),
        ("🙂", "x"),
        ("", "x"),
    ],
)
def test_a_slug_is_the_name_in_ascii(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(st.text(max_size=40))
@law(150)
def test_any_slug_can_stand_in_an_address(name: str) -> None:
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug(name))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Café", "CAFE"),
        ("Ａ１", "a1"),
        ("Straße", "STRASSE"),
        ("a\u2013b \u2212 c", "a-b - c"),
        ("it\u2019s \u201cx\u201d", 'it\'s "x"'),
        ("  a \n b ", "a b"),
        ("ﬁne", "fine"),
    ],
)
def test_folding_evens_out_what_people_type_differently(first: str, second: str) -> None:
    assert fold(first) == fold(second)


def test_folding_keeps_what_makes_a_difference() -> None:
    assert fold("C++") != fold("C")
    assert fold("量化") == "量化"


@given(st.text(max_size=40))
@law(150)
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    forms = {fold(unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKC", "NFKD")}
    assert len(forms) == 1


@pytest.mark.parametrize(
    ("code", "language"),
    [("zh_CN", "zh"), ("zh-cn", "zh"), ("zh_TW", "zh"), ("ZH", "zh"), ("en", "en"), (None, "en"),
     ("", "en")],
)  # fmt: skip
def test_sphinx_languages_choose_the_language_of_records(code: str | None, language: str) -> None:
    assert language_of(code) == language


def test_a_text_is_chosen_by_language_or_counts_for_all() -> None:
    assert choose({"en": "a", "zh": "b"}, "zh") == "b"
    assert choose({"": "a"}, "zh") == "a"
    assert choose({"en": "a"}, "zh") == ""
    assert choose(None, "en") == ""


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (Decimal("3.40"), "×", "3.40×"),
        (24, "%", "24%"),
        (140, "GB", "140\u00a0GB"),
        (5, "", "5"),
        ((Decimal("3.2"), Decimal("3.3")), "×", "3.2–3.3×"),
        ((10, 20), "ms", "10–20\u00a0ms"),
        (9999, "", "9999"),
        (10_000, "", "10,000"),
        (Decimal("12345.60"), "ms", "12,345.60\u00a0ms"),
        (-3, "pp", "−3\u00a0pp"),
        (-12_000, "", "−12,000"),
        (Decimal("1E+3"), "×", "1000×"),
        (Decimal("1E+5"), "", "100,000"),
        (Decimal("1E-7"), "s", "0.0000001\u00a0s"),
        (0.5, "", "0.5"),
    ],
)
def test_an_amount_reads_as_people_write_it(value: object, unit: str, shown: str) -> None:
    assert amount(value, unit) == shown


@given(st.decimals(-(10**9), 10**9, places=3, allow_nan=False))
@law(80)
def test_a_number_keeps_its_digits(value: Decimal) -> None:
    assert Decimal(number(value).replace(",", "").replace("−", "-")) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("It is 3.4× faster. Then it stops.", ["It is 3.4× faster.", "Then it stops."]),
        ("甲。乙！丙？丁", ["甲。", "乙！", "丙？", "丁"]),
        ("One line\nanother", ["One line", "another"]),
        ("e.g. one and i.e. two", ["e.g. one and i.e. two"]),
        ("", []),
    ],
)
def test_sentences_end_where_they_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected
