"""What a search finds: words, compounds, Chinese characters and their pairs."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_mlsys.core.tokens import tokens
from tests.core.laws import law


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Low-rank adapters", ["low", "rank", "lowrank", "adapters"]),
        ("S-LoRA", ["s", "lora", "slora"]),
        ("FlashDecoding++", ["flashdecoding", "flashdecodingpp"]),
        ("C++", ["c", "cpp"]),
        ("tokens/s", ["tokens", "s", "tokenss"]),
        ("Llama-2-7B", ["llama", "2", "7b", "llama27b"]),
        ("量化", ["量", "化", "量化"]),
        ("键值缓存", ["键", "值", "缓", "存", "键值", "值缓", "缓存"]),
        ("KV缓存", ["kv", "缓", "存", "缓存"]),
        ("Café", ["cafe"]),
        ("— … 🙂", []),
        ("", []),
    ],
)
def test_a_text_gives_the_tokens_that_people_type(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("slora", "S-LoRA: Serving"),
        ("s-lora", "S-LoRA: Serving"),
        ("flashdecodingpp", "FlashDecoding++"),
        ("FLASHDECODING", "FlashDecoding++"),
        ("缓存", "键值缓存的管理"),
        ("ＫＶ", "KV cache"),
        ("reseau", "Réseau"),
    ],
)
def test_a_query_finds_its_text(query: str, text: str) -> None:
    assert set(tokens(query)) <= set(tokens(text))


MIXED = st.text("abcXYZ019 -+.'/&_éßﬁ中文量化缓存，。Ａ\u0301", max_size=30) | st.text(max_size=30)


@given(MIXED)
@law(200)
def test_composed_and_decomposed_text_have_the_same_tokens(text: str) -> None:
    forms = [tokens(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")]
    assert forms[0] == forms[1]


@given(st.text("中文量化缓存键值ab ，", max_size=20))
@law(150)
def test_every_pair_of_neighbours_in_a_chinese_run_is_a_token(text: str) -> None:
    found = set(tokens(text))
    for run in re.findall("[\u4e00-\u9fff]+", text):
        assert set(run) <= found
        assert {a + b for a, b in pairwise(run)} <= found


@given(MIXED)
@law(200)
def test_a_token_is_a_latin_word_or_one_or_two_chinese_characters(text: str) -> None:
    for token in tokens(text):
        assert re.fullmatch("[a-z0-9]+|[\u3400-\u9fff\uf900-\ufaff]{1,2}", token)


@given(st.text("abc中文 -", max_size=12), st.text("abc中文 -", max_size=12))
@law(100)
def test_what_stands_apart_is_found_apart(first: str, second: str) -> None:
    assert {*tokens(first), *tokens(second)} == set(tokens(f"{first} | {second}"))
