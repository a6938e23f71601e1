"""What is said of texts: numbers, references, Chinese typography, labels, repetition."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_mlsys.core.load import load
from tests.core.digest import change
from tests.core.mistakes import CHINESE, ENGLISH, add_copy

FILE = "papers/copy2024.paper.yaml"
LINE = 25
"""The second line of the English notes of a copy."""


def told(folder: Path) -> list[tuple[str, int | None]]:
    """Return (code, line) of what is wrong; it may be wrong in the copy only."""
    problems = load(folder).problems
    assert {p.file for p in problems} <= {folder / FILE}
    return [(p.code, p.line) for p in problems]


def english(folder: Path, text: str) -> list[tuple[str, int | None]]:
    """Return what is told of an English text in the notes of a copy."""
    add_copy(folder, "copy2024")
    change(
        folder, FILE, ENGLISH, "".join(f"    {line}\n" for line in text.split("\n")).rstrip("\n")
    )
    return told(folder)


def chinese(folder: Path, text: str) -> list[str]:
    """Return the codes of what is told of a Chinese text in the notes of a copy."""
    add_copy(folder, "copy2024")
    change(folder, FILE, CHINESE, f"    {text}")
    found = told(folder)
    assert {line for _, line in found} <= {LINE + 3}
    return [code for code, _ in found]


@pytest.mark.parametrize(
    "text",
    [
        "使用 AWQ 量化。",
        "在 A100 上快了不少。",
        "引擎（Engine）很快，也很稳。",
        "“显著权重”只占少数。",
        "第一，第二；第三：第四？第五！",
        "设 $n$ 为层数，`x` 为步长。",
        "{term}`键值缓存`很大。",
        "{paper}`wang2024cache` 很快。",
        "见 {paper}`织布缓存 <wang2024cache>`。",
        "见 [主页](https://example.org/a,b)。",
        "English only, with (brackets).",
        "A、B 和 C。",
        "1990 年代；v1.2 版。",
    ],
)
def test_chinese_that_is_set_well_is_left_alone(digest: Path, text: str) -> None:
    assert chinese(digest, text) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("使用AWQ 量化。", ["cjk-spacing"]),
        ("使用 AWQ量化。", ["cjk-spacing"]),
        ("共7 层。", ["cjk-spacing"]),
        ("使用`x` 量化。", ["cjk-spacing"]),
        ("见{paper}`wang2024cache` 一文。", ["cjk-spacing"]),
        ("很快， 也很稳。", ["cjk-spacing"]),
        ("很快 ，也很稳。", ["cjk-spacing"]),
        ("很快,也很稳。", ["cjk-punctuation"]),
        ("很快(也很稳)。", ["cjk-punctuation"]),
        ("很快.", ["cjk-punctuation"]),
        ("很快;也稳:是!吗?", ["cjk-punctuation"]),
    ],
)
def test_chinese_that_is_set_badly_is_told(digest: Path, text: str, codes: list[str]) -> None:
    assert sorted(set(chinese(digest, text))) == codes


def test_chinese_rules_are_not_for_english(digest: Path) -> None:
    assert english(digest, "The name 刘明(Liu Ming),as printed.") == []


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("(label)=", 0),
        ("Text.\n\n(label)=\nMore.", 2),
        ("# Heading", 0),
        ("Text.\n\n### Heading", 2),
        ("Text.\n\nHeading\n-------", 2),
        ("Text.\n\nHeading\n=======", 2),
        ("<div>raw</div>", 0),
        ("Some\ntext with <br> inside.", 1),
        ("```{note}\nText.\n```", 0),
        (":::{note}\nText.\n:::", 0),
        ("~~~{note}\nText.\n~~~", 0),
        ("$$\nx\n$$ (equation)", 2),
    ],
)
def test_what_would_clash_on_two_pages_is_told_at_its_line(
    digest: Path, text: str, offset: int
) -> None:
    assert english(digest, text)[0] == ("label-in-notes", LINE + offset)


@pytest.mark.parametrize(
    "text",
    [
        "A list:\n\n- one\n- two",
        "| a | b |\n| --- | --- |\n| 1 | 2 |",
        "A # in a line, and C#.",
        "An <https://example.org> address.",
        "If $a < b$ and `<b>` then.",
        "```\n# a comment in code\n<div>\n```",
        "$$\nx\n$$",
        "A quote:\n\n> said so",
        "Text with (brackets) = signs.",
    ],
)
def test_paragraphs_lists_tables_and_code_are_no_labels(digest: Path, text: str) -> None:
    assert english(digest, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "{cite}`babbage1837`",
        "{cite:t}`babbage1837,lovelace2024engine`",
        "{paper}`wang2024cache`, {paper}`LoomCache`, {paper}`Testing Machines`",
        "{mlsys:paper}`poster-1` and {paper}`it <wang2024cache>`",
        "{talk}`hopper2024compilers`",
        "{session}`2024/looms` at {conference}`2024`",
        "{author}`Ada Lovelace`, {author}`ada-lovelace`, {author}`A. Lovelace`",
        "{topic}`caching`",
        "{term}`KV cache`, {term}`kv CACHE`, {term}`kv-cache`, {term}`batches <batching>`",
        "{doc}`anything` and {sub}`2`",
    ],
)
def test_a_role_may_use_every_name_of_its_target(digest: Path, text: str) -> None:
    assert english(digest, text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{cite}`nobody1837`", "unknown-citation"),
        ("{paper}`hopper2024compilers`", "unknown-record"),
        ("{talk}`wang2024cache`", "unknown-record"),
        ("{conference}`2023`", "unknown-record"),
        ("{session}`looms`", "unknown-session"),
        ("{topic}`Caching`", "unknown-topic"),
        ("{term}`KV`", "unknown-term"),
    ],
)
def test_a_role_without_a_target_is_told_at_its_line(digest: Path, text: str, code: str) -> None:
    assert english(digest, f"Text.\n{text}") == [(code, LINE + 1)]


def test_a_broken_record_may_be_named(digest: Path) -> None:
    change(digest, "papers/wang2024cache.paper.yaml", "name: LoomCache", "nam: LoomCache")
    add_copy(digest, "copy2024")
    change(digest, FILE, ENGLISH, "    See {paper}`wang2024cache` by {author}`Wei Wang`.")
    assert [p.code for p in load(digest).problems] == ["unknown-field"]


SENTENCE = "The same words stand here in more than forty characters."


def test_a_sentence_that_two_records_share_is_told_once_where_it_stands(digest: Path) -> None:
    change(
        digest, "papers/wang2024cache.paper.yaml", "added:", f"notes: {{en: {SENTENCE}}}\nadded:"
    )
    assert english(digest, f"Other words.\n{SENTENCE}") == [("repeated-sentence", LINE + 1)]


def test_a_record_may_repeat_itself_and_short_sentences_are_free(digest: Path) -> None:
    add_copy(digest, "other2024")
    assert english(digest, f"{SENTENCE}\n{SENTENCE}\nSee the notes.") == []


def test_a_number_is_told_at_its_line_once_for_each(digest: Path) -> None:
    assert english(digest, "It is up to 2× faster.\nIt uses 3 GB.\nIt uses 4 GB and 5 GB.") == [
        ("unsourced-number", LINE + 1),
        ("unsourced-number", LINE + 2),
        ("unsourced-number", LINE + 2),
    ]


def test_numbers_of_clauses_and_disagreements_need_no_source(digest: Path) -> None:
    add_copy(digest, "copy2024")
    change(digest, FILE, "how: {en: same cards", "how: {en: 7% more cards")
    change(digest, FILE, "added:", "disagreements: [{en: The talk says 8%.}]\nadded:")
    assert told(digest) == []


def test_a_number_may_stand_in_a_quantity(digest: Path) -> None:
    add_copy(digest, "copy2024")
    change(
        digest,
        FILE,
        "added:",
        "quantities:\n  - {value: 3.0, unit: GB, what: size, source: code, at: Table 1}\nadded:",
    )
    change(digest, FILE, ENGLISH, "    It uses 3 GB.")
    assert told(digest) == []


def test_texts_of_a_plain_string_are_checked_too(digest: Path) -> None:
    add_copy(digest, "copy2024")
    change(digest, FILE, "added:", 'limits: "See {cite}`nobody1837`."\nadded:')
    assert [code for code, _ in told(digest)] == ["unknown-citation"]


def test_definitions_of_the_glossary_are_checked_as_texts(digest: Path) -> None:
    change(digest, "glossary.yaml", "It trades waiting for throughput.", "It trades {cite}`who`.")
    (problem,) = load(digest).problems
    text = (digest / "glossary.yaml").read_text().split("\n")
    assert (problem.code, problem.file) == ("unknown-citation", digest / "glossary.yaml")
    assert problem.line is not None
    assert "{cite}`who`" in text[problem.line - 1]
