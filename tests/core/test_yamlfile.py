"""YAML is read with the place of everything in it, and with nothing that hides."""

from __future__ import annotations

import io
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sphinx_mlsys.core.cache import digest_of
from sphinx_mlsys.core.files import LARGEST
from sphinx_mlsys.core.problems import Problem
from sphinx_mlsys.core.yamlfile import MAX_DEPTH, Position, YamlFile, parse_yaml, read_yaml
from tests.core.laws import law

FILE = Path("/docs/record.yaml")


def parse(text: str) -> YamlFile:
    """Return *text* parsed; nothing may be wrong with it."""
    problems: list[Problem] = []
    found = parse_yaml(text, FILE, problems)
    assert not problems
    assert found is not None
    return found


def faults(text: str) -> list[Problem]:
    """Return what is wrong with *text*, of which nothing may come back."""
    problems: list[Problem] = []
    assert parse_yaml(text, FILE, problems) is None
    return problems


def test_keys_and_values_have_the_place_of_their_key() -> None:
    found = parse("# comment\na: 1\nb:\n  c:\n    - x\n    - y: 2\n      z: 3\n")
    assert found.at(("a",)) == Position(2, 1, 2)
    assert found.at(("b", "c")).line == 4
    assert found.at(("b", "c", 0)) == Position(5, 7, 5)
    assert found.at(("b", "c", 1, "z")) == Position(7, 7, 7)


def test_a_value_below_its_key_begins_on_its_own_line() -> None:
    found = parse("a:\n  a text\n")
    assert found.at(("a",)) == Position(1, 1, 2)


def test_what_is_not_there_has_the_place_of_what_would_hold_it() -> None:
    found = parse("a:\n  b:\n    c: 1\n")
    assert found.at(("a", "b", "missing")).line == 2
    assert found.at(("a", "no", "c")).line == 1
    assert found.at(("no",)).line == 1
    assert YamlFile(FILE, None).at(("no",)).line == 1


@pytest.mark.parametrize("mark", ["|", "|-", "|2", "| # comment"])
def test_lines_of_a_literal_block_are_lines_of_the_file(mark: str) -> None:
    found = parse(f"a:\n  b: {mark}\n    one\n\n    three\n")
    assert found.at(("a", "b")).text_line == 3
    assert found.line_of(("a", "b"), 2) == 5
    assert found.data["a"]["b"].split()[1] == "three"


def test_lines_of_other_texts_are_all_on_the_line_of_the_text() -> None:
    assert parse('a: 1\nb: "one\\ntwo"\n').line_of(("b",), 1) == 2


def test_every_doubled_key_is_told_at_its_second_place() -> None:
    problems = faults("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n")
    assert [(p.code, p.line, p.column, p.key_path) for p in problems] == [
        ("yaml-duplicate-key", 4, 3, "b.c"),
        ("yaml-duplicate-key", 5, 1, "a"),
    ]
    assert "line 3" in problems[0].message


def test_equal_keys_of_different_mappings_are_no_double() -> None:
    assert parse("- {a: 1}\n- {a: 2}\n").data == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: &x 1\n", 1),
        ("a: 1\nb: *a\n", 2),
        ("a:\n  - &list [1]\n", 2),
        ("*a : 1\n", 1),
        ("x:\n  <<: *a\n", 2),
    ],
)
def test_anchors_and_aliases_are_refused(text: str, line: int) -> None:
    (problem,) = faults(text)
    assert (problem.code, problem.line) == ("yaml-alias", line)
    assert "quotes" in problem.remedy


@pytest.mark.parametrize("text", ["a: !important thing\n", "a: !!str 5\n", "a: !x [1]\n"])
def test_a_tag_is_refused_and_not_lost(text: str) -> None:
    (problem,) = faults(text)
    assert (problem.code, problem.line) == ("yaml-syntax", 1)
    assert "quotes" in problem.remedy


def test_an_alias_bomb_costs_nothing() -> None:
    lines = ["a0: &a0 x"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    assert [p.code for p in faults("\n".join(lines))] == ["yaml-alias"]


@pytest.mark.parametrize(
    "text",
    ["[" * 10_000, "- " * 10_000, "{a: " * 10_000, "".join(" " * n + "a:\n" for n in range(1000))],
    ids=["list", "lines", "mapping", "indented"],
)
def test_depth_ten_thousand_is_told_and_exhausts_nothing(text: str) -> None:
    (problem,) = faults(text)
    assert problem.code == "yaml-depth"
    assert str(MAX_DEPTH) in problem.message


def test_depth_up_to_the_bound_is_read() -> None:
    assert parse("[" * MAX_DEPTH + "]" * MAX_DEPTH).data is not None
    assert [p.code for p in faults("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))] == ["yaml-depth"]


@pytest.mark.parametrize(
    "text",
    [
        "a: >\n  folded\n  text\n",
        "a: >-\n  one line\n",
        "a: plain text\n  goes on\n",
        'a: "quoted text\n  goes on"\n',
        "a: 'quoted text\n\n  goes on'\n",
    ],
)
def test_text_folded_over_lines_is_told_with_the_remedy(text: str) -> None:
    (problem,) = faults("b: 1\n" + text)
    assert (problem.code, problem.line, problem.key_path) == ("yaml-folded", 2, "a")
    assert "|" in problem.remedy


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("09:00", "09:00"),
        ("12:30:45", "12:30:45"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("Off", "Off"),
        ("y", "y"),
        ("2024-05-13", "2024-05-13"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("0o17", "0o17"),
        ("0b1", "0b1"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("null", None),
        ("~", None),
        ("", None),
        ("true", True),
        ("False", False),
        ("12", 12),
        ("-3", -3),
        ("010", 10),
        ("'12'", "12"),
        ('"true"', "true"),
        ("'~'", "~"),
        ("<<", "<<"),
        ("=", "="),
        ("1" * 50, "1" * 50),
    ],
)
def test_plain_values_are_those_of_yaml_1_2(text: str, value: object) -> None:
    found = parse(f"a: {text}\n").data["a"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", ["1.10", "5.60", "0.5", "-2.0", "1e3", "1.5E-3", ".5"])
def test_a_decimal_keeps_its_digits(text: str) -> None:
    found = parse(f"a: {text}\n").data["a"]
    assert isinstance(found, Decimal)
    assert found == Decimal(text)
    assert found.as_tuple() == Decimal(text).as_tuple()


@pytest.mark.parametrize(("first", "second"), [("\ufeff", "\n"), ("", "\r\n"), ("", "\r")])
def test_byte_order_mark_and_any_line_end_are_read(tmp_path: Path, first: str, second: str) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(f"{first}a: 1{second}b: |{second}  x{second}  y{second}".encode())
    problems: list[Problem] = []
    found = read_yaml(file, problems)
    assert not problems
    assert found is not None
    assert found.data == {"a": 1, "b": "x\ny\n"}
    assert found.at(("b",)).text_line == 3


@pytest.mark.parametrize(
    "char",
    [
        "\0",
        "\x07",
        "\x1b",
        "\x7f",
        "\x85",
        "\x9b",
        "\u2028",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\uffff",
    ],
    ids=lambda c: f"U+{ord(c):04X}",
)
def test_a_control_or_reordering_character_is_told_at_its_line(tmp_path: Path, char: str) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(f"a: 1\r\nb: 2\nc: x{char}y\n".encode())
    problems: list[Problem] = []
    assert read_yaml(file, problems) is None
    (problem,) = problems
    assert (problem.code, problem.file, problem.line) == ("encoding", file, 3)
    assert f"U+{ord(char):04X}" in problem.message


@pytest.mark.parametrize(
    "escape",
    [
        "\\0",
        "\\a",
        "\\e",
        "\\v",
        "\\r",
        "\\x7f",
        "\\x9b",
        "\\N",
        "\\L",
        "\\u202e",
        "\\u2066",
        "\\uFEFF",
    ],
)
def test_a_control_character_is_told_behind_an_escape_too(escape: str) -> None:
    problems = faults(f'a: 1\nb:\n  c: "x{escape}y"\n"k{escape}": 2\n')
    assert [(p.code, p.line, p.column) for p in problems] == [
        ("encoding", 3, 6),
        ("encoding", 4, 1),
    ]
    assert all(p.sentence.isprintable() for p in problems)


def test_tabs_emoji_and_chinese_are_no_control_characters() -> None:
    assert parse("a: 中文 🙂 é\tb\n").data == {"a": "中文 🙂 é\tb"}


@pytest.mark.parametrize(
    ("raw", "line"),
    [(b"a: 1\nb: \xe9\n", 2), ("a: 1\n".encode("utf-16"), 1), ("a: 1\nb: 中".encode("gb18030"), 2)],
)
def test_a_file_that_is_not_utf8_is_told_at_its_line(tmp_path: Path, raw: bytes, line: int) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(raw)
    problems: list[Problem] = []
    assert read_yaml(file, problems) is None
    assert [(p.code, p.line) for p in problems] == [("encoding", line)]


def test_a_file_that_is_not_there_or_is_a_folder_is_told(tmp_path: Path) -> None:
    problems: list[Problem] = []
    assert read_yaml(tmp_path / "no.yaml", problems) is None
    assert read_yaml(tmp_path, problems) is None
    assert [p.code for p in problems] == ["file-missing", "file-missing"]


def test_what_never_ends_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    with (tmp_path / "large.yaml").open("wb") as stream:
        stream.truncate(LARGEST + 1)  # takes no room on the disk
    for name, words in (("pipe", "regular"), ("zero", "regular"), ("large", "larger")):
        problems: list[Problem] = []
        assert read_yaml(tmp_path / f"{name}.yaml", problems) is None
        (problem,) = problems
        assert problem.code == "file-missing"
        assert words in problem.message
        assert digest_of(tmp_path / f"{name}.yaml") == ""


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n"])
def test_an_empty_file_holds_nothing(text: str) -> None:
    assert parse(text).data is None


def test_a_second_document_is_refused_at_its_line() -> None:
    (problem,) = faults("a: 1\n---\nb: 2\n")
    assert (problem.code, problem.line) == ("yaml-syntax", 2)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: c: d\n", 2),
        ("a: [1, 2\nb: 3\n", 2),
        ("a: text\n  goes on\nb: c: d\n", 3),
        ("a: 'x\n", 2),
        ("a:\n\t- b\n", 2),
        ("a: 1\n b: 2\n", 2),
        ("a: @x\n", 1),
        ("[a]: 1\n", 1),
        ("{a: 1}: 2\n", 1),
    ],
)
def test_what_does_not_parse_is_told_at_its_line(text: str, line: int) -> None:
    (problem,) = faults(text)
    assert (problem.code, problem.line, problem.file) == ("yaml-syntax", line, FILE)
    assert problem.remedy


# Neither those that are refused, nor as escapes.
REFUSED = ["Cs", "Cc", "Cf", "Cn", "Zl", "Zp"]
TEXTS = st.text(st.characters(exclude_categories=REFUSED), max_size=12)
LINES = st.lists(TEXTS, max_size=3).map("\n".join)
NUMBERS = st.integers(-(10**30), 10**30)


def nested(scalars: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return mappings and lists of mappings and lists of *scalars*."""
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
        max_leaves=8,
    )


@given(nested(TEXTS | LINES))
@law(60)
def test_what_pyyaml_writes_is_read_back_equal(data: Any) -> None:
    # In quotes: PyYAML leaves some texts bare that only YAML 1.2 takes for numbers.
    assert parse(yaml.safe_dump(data, width=10**6, default_style='"')).data == data


@given(nested(st.none() | st.booleans() | NUMBERS | TEXTS))
@law(60)
def test_what_ruamel_writes_is_read_back_equal(data: Any) -> None:
    writer = YAML(typ="safe", pure=True)
    writer.width = 10**6
    writer.default_flow_style = False
    writer.allow_unicode = True
    stream = io.StringIO()
    writer.dump(data, stream)
    assert parse(stream.getvalue()).data == data


@given(st.lists(st.text("abc xyz.中", min_size=1).map(str.strip).filter(bool), min_size=1))
@law(50)
def test_a_literal_block_gives_back_its_lines_at_their_lines(lines: list[str]) -> None:
    text = "a: |\n" + "".join(f"  {line}\n" for line in lines)
    found = parse(text)
    assert found.data["a"].split("\n")[:-1] == lines
    for offset, line in enumerate(lines):
        assert text.split("\n")[found.line_of(("a",), offset) - 1].strip() == line


@given(st.text(max_size=200) | st.text("-:?[]{}&*!|>'\"%@`#,\n \tab0.", max_size=80))
@law(400)
def test_no_text_makes_the_reader_fail(text: str) -> None:
    problems: list[Problem] = []
    found = parse_yaml(text, FILE, problems)
    assert (found is None) == bool(problems)


@given(raw=st.binary(max_size=80))
@law(60)
def test_no_bytes_make_the_reader_fail(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(raw)
    problems: list[Problem] = []
    assert (read_yaml(file, problems) is None) == bool(problems)
