"""Mending Chinese: what changes, what never does, and that once is enough."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_mlsys.cli.chinese import mend


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("在GPU上,速度提升3倍。", "在 GPU 上，速度提升 3 倍。"),
        ("约50%的请求", "约 50% 的请求"),
        ("内存(见表1)不足", "内存（见表 1）不足"),
        ("中文(abc) 之后", "中文（abc）之后"),
        ("结果 ， 更快", "结果，更快"),
        ('他说:"你好"', "他说：“你好”"),
        ("”中文“", "“中文”"),
        ("“中文“和“词“", "“中文”和“词”"),
        ("用{term}`KV cache`的缓存", "用 {term}`KV cache` 的缓存"),
        ("见`code`的值", "见 `code` 的值"),
        ("代价$n^2$的", "代价 $n^2$ 的"),
        ("结束.", "结束。"),
        ("3.5 倍", "3.5 倍"),
    ],
)
def test_what_is_mended(before: str, after: str) -> None:
    assert mend(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "只用 `a,b(中)` 的值",
        "{paper}`键,值 <lin2024awq>`",
        "$a中,b$",
        "[链接](https://a.example/中,b)后面",
        "图片![图](a.svg)之后",
        'An English sentence, with "quotes" (and more): fine.',
        "https://a.example/b,c(d)",
        '一个未闭合的"引号',
        "",
    ],
)
def test_what_is_never_touched(text: str) -> None:
    assert mend(text) == text


PIECES = st.sampled_from(
    ["中", "文", "a", "B", "7", " ", ",", "，", "(", ")", "（", "）", '"', "“", "”", "。", ".", ":",
     "`c`", "{term}`词x`", "$m$", "!", "[链](u)", "%", "\n", "| ", "**"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join))
def test_mending_twice_is_mending_once(text: str) -> None:
    assert mend(mend(text)) == mend(text)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_only_spaces_punctuation_and_quotation_marks_change(text: str) -> None:
    signs = re.compile('[ ,;:?!().，；：？！（）。"＂“”]')
    assert signs.sub("", mend(text)) == signs.sub("", text)


@given(st.text(alphabet=st.characters(max_codepoint=0x7E, min_codepoint=0x20), max_size=60))
def test_text_without_chinese_stays(text: str) -> None:
    assert mend(text) == text
