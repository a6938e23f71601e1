"""Which numbers of a text are measures, and whether a result stands behind them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_mlsys.core.forms import adapter
from sphinx_mlsys.core.measures import (
    QUALIFIERS,
    Mention,
    behind,
    canonical,
    keeps_qualifier,
    mentions,
)
from sphinx_mlsys.core.model import Measure
from tests.core.laws import law


def found(text: str) -> list[tuple[str, str]]:
    """Return (value, unit) of each measure in a text."""
    return [(str(m.value), m.unit) for m in mentions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # English
        ("It is 3.4× faster.", [("3.4", "×")]),
        ("It is 3.4x faster.", [("3.4", "×")]),
        ("It is 3× Megatron's speed.", [("3", "×")]),
        ("It is 3.40 x faster.", [("3.40", "×")]),
        ("It saves 24%.", [("24", "%")]),
        ("It saves 24 percent.", [("24", "%")]),
        ("It gains 1.5 percentage points.", [("1.5", "pp")]),
        ("Weights take 140 GB.", [("140", "GB")]),
        ("Weights take 140\u00a0GB (280GB in FP32).", [("140", "GB"), ("280", "GB")]),
        ("It took 12 hours and 5 minutes.", [("12", "h"), ("5", "min")]),
        ("Latency is 35 ms, or 20 µs, or 7 us.", [("35", "ms"), ("20", "µs"), ("7", "µs")]),
        ("It reaches 2.5 GB/s and 900 tokens/s.", [("2.5", "GB/s"), ("900", "tokens/s")]),
        ("Weights take 3.1 bits each.", [("3.1", "bit")]),
        ("It needs 10,000 tokens/s and 1,234.5 ms.", [("10000", "tokens/s"), ("1234.5", "ms")]),
        # Chinese
        ("速度提高到 3.4 倍。", [("3.4", "×")]),
        ("速度提高到3.4倍。", [("3.4", "×")]),
        ("准确率高 1.5 个百分点，省 24%。", [("1.5", "pp"), ("24", "%")]),
        ("省 24％。", [("24", "%")]),
        ("耗时 12 小时 5 分钟 3 秒。", [("12", "h"), ("5", "min"), ("3", "s")]),
        ("每个权重 3.1 比特每参数。", [("3.1", "bit")]),
        ("延迟 35 毫秒，即 35000 微秒。", [("35", "ms"), ("35000", "µs")]),
        # Ranges: both ends are numbers of the text
        ("It is 3.2–3.3× faster.", [("3.2", "×"), ("3.3", "×")]),
        ("It is 3.2-3.3x faster.", [("3.2", "×"), ("3.3", "×")]),
        ("It is 3.2×–3.3× faster.", [("3.2", "×"), ("3.3", "×")]),
        ("It saves 10 to 20%.", [("10", "%"), ("20", "%")]),
        ("It saves 10% to 20%.", [("10", "%"), ("20", "%")]),
        ("从 400 GB 到 1.6 TB", [("400", "GB"), ("1.6", "TB")]),
        ("节省 10 至 20%", [("10", "%"), ("20", "%")]),
        ("从 10% 到 20%", [("10", "%"), ("20", "%")]),
    ],
)
def test_a_number_before_a_unit_is_a_measure(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "4-bit weights in INT4, W4A16 and FP8",
        "Llama-2-7B, GPT-3 and OPT-6.7B",
        "version 1.2, v0.3.1, Python 3.11",
        "on 2024-05-13, in May 2024",
        "the 1990s and the 2000s",
        "on 8 GPUs, 8 A100s",
        "on 4 × A100 and 16 x H100",
        "2×80 of them",
        "1.23 × 10^5 steps",
        "128K tokens of context",
        "A100-80GB",
        "Table 3, Figure 4.2, Section 5",
        "`3%` and `x = 5 ms`",
        "https://example.org/a%20b?c=3% and more",
        "a 3rd of them, the 2nd",
        "O(n^2) steps, x86, 3D",
        "4 比特权重，8 张 A100",
        "2024 年 5 月 13 日",
        "第 3 层，共 7 层",
        "一半的内存",
        "",
    ],
)
def test_a_name_date_version_or_count_is_no_measure(text: str) -> None:
    assert found(text) == []


def test_a_mention_knows_its_line_and_sentence() -> None:
    (mention,) = mentions("One line.\nSecond. It is up to 3× faster. More.")
    assert (mention.line, mention.written) == (1, "3×")
    assert mention.sentence == "It is up to 3× faster."


def measure(value: object, unit: str, qualifier: str | None = None) -> Measure:
    """Return a measure."""
    return adapter(Measure).validate_python(
        {"value": value, "unit": unit, "qualifier": qualifier, "source": "pdf", "at": "Table 1"}
    )


def mention(text: str) -> Mention:
    """Return the one measure of a text."""
    (one,) = mentions(text)
    return one


def test_a_measure_stands_behind_its_value_in_its_unit() -> None:
    ratio, size = measure(Decimal("3.40"), "×"), measure(140, "GB")
    span = measure([Decimal("1.1"), Decimal("2.5")], "%")
    known = (ratio, size, span)
    assert behind(mention("3.4 倍"), known) == (ratio,)
    assert behind(mention("140 GB"), known) == (size,)
    assert behind(mention("2.5%"), known) == (span,)
    assert behind(mention("140 MB"), known) == ()
    assert behind(mention("3.5×"), known) == ()
    assert behind(mention("2%"), known) == ()


def test_every_spelling_of_a_unit_means_one() -> None:
    assert {canonical(u) for u in ("x", "×", "倍")} == {"×"}
    assert canonical("furlongs") == "furlongs"
    assert behind(mention("3 hours"), (measure(3, "小时"),))


@pytest.mark.parametrize(
    ("qualifier", "text", "kept"),
    [
        ("up-to", "up to 3× faster", True),
        ("up-to", "最高快 3 倍", True),
        ("up-to", "3× faster", False),
        ("average", "3× faster on average", True),
        ("average", "a mean of 3×", True),
        ("average", "It averages 3×", True),
        ("average", "This means 3×", False),
        ("average", "a meaningful 3×", False),
        ("average", "平均 3 倍", True),
        ("about", "about 3×", True),
        ("about", "~3×", True),
        ("about", "约 3 倍", True),
        ("about", "接近 3 倍", True),
        ("about", "节约 3 倍", False),
        ("about", "附近的 3 倍", False),
        ("at-least", "over 3×", True),
        ("at-least", "an overhead of 3×", False),
        ("at-least", "overall 3×", False),
        ("at-least", "超过 3 倍", True),
        ("below", "under 3×", True),
        ("below", "we understand 3×", False),
        ("below", "不到 3 倍", True),
        (None, "3×", True),
    ],
)
def test_a_sentence_keeps_the_qualifier_of_its_number(
    qualifier: str | None, text: str, kept: bool
) -> None:
    assert keeps_qualifier(mention(text), (measure(3, "×", qualifier),)) == kept


def test_any_measure_of_the_value_may_be_meant() -> None:
    both = (measure(3, "×", "up-to"), measure(3, "×"))
    assert keeps_qualifier(mention("3×"), both)


UNITS = st.sampled_from(["×", "%", "GB", "ms", "tokens/s", "倍", "小时", "percentage points"])
NUMBERS = st.decimals(0, 10**6, places=2, allow_nan=False).map(lambda d: d.normalize())


@given(NUMBERS, UNITS, st.sampled_from(["", " ", "\u00a0"]), st.booleans())
@law(150)
def test_any_number_is_found_before_any_unit(
    number: Decimal, unit: str, space: str, thousands: bool
) -> None:
    written = f"{number:,f}" if thousands else f"{number:f}"
    (one,) = mentions(f"It is {written}{space}{unit} here.")
    assert (one.value, one.unit) == (number, canonical(unit))


@given(st.text(max_size=200))
@law(150)
def test_no_text_makes_the_search_fail(text: str) -> None:
    for one in mentions(text):
        assert one.written in one.sentence
        assert 0 <= one.line <= text.count("\n")


@given(st.sampled_from(sorted(QUALIFIERS)), st.data())
@law(60)
def test_every_word_of_a_qualifier_keeps_it(qualifier: str, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(QUALIFIERS[qualifier]))
    assert keeps_qualifier(mention(f"It is {word} 3×."), (measure(3, "×", qualifier),))
