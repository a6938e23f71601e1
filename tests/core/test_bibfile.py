"""The bibliography: each fault at its line, each entry on its own, names and titles as meant."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pybtex.database
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_mlsys.core.bibfile import read_bibliography
from sphinx_mlsys.core.bibvalue import decode, verbatim
from sphinx_mlsys.core.entry import Entry
from sphinx_mlsys.core.problems import Problem
from sphinx_mlsys.export.bibtex import bibtex
from tests.core.laws import law

BEFORE = "@misc{before2024,\n  title = {Before},\n}\n"
AFTER = "@misc{after2024,\n  title = {After},\n}\n"
Read = Callable[[str], tuple[dict[str, Entry], list[Problem]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that reads a text as a bibliography."""

    def of(text: str) -> tuple[dict[str, Entry], list[Problem]]:
        file = tmp_path / "refs.bib"
        file.write_text(text, encoding="utf-8")
        problems: list[Problem] = []
        entries = dict(read_bibliography(file, problems))
        assert all(p.file == file for p in problems)
        return entries, problems

    return of


def sound(read: Read, text: str) -> dict[str, Entry]:
    """Return the entries of a text with which nothing may be wrong."""
    entries, problems = read(text)
    assert not problems
    return entries


def test_entry_and_fields_have_their_lines(read: Read) -> None:
    entries = sound(read, "% comment\n\n@Misc{a2024b,\n  Title = {A},\n\n  year = 2024\n}\n")
    entry = entries["a2024b"]
    assert (entry.kind, entry.line, dict(entry.lines)) == ("misc", 3, {"title": 4, "year": 6})
    assert (entry.title, entry.get("year"), entry.get("no")) == ("A", "2024", "")


@pytest.mark.parametrize(
    ("fault", "code", "line", "keeps"),
    [
        ("@misc{bad2024,\n  title = {{A},\n  year = {2024},\n}\n", "bib-braces", 5, False),
        ("@misc{bad2024,\n  title = {A},\n  year = {{2024},\n}\n", "bib-braces", 6, False),
        ("@misc{bad2024,\n  title = {A}},\n  year = {2024},\n}\n", "bib-braces", 5, True),
        ("@misc{bad2024,\n  title = {A},\n}\n}\n", "bib-braces", 7, True),
        ('@misc{bad2024,\n  title = "A { b",\n  year = {2024},\n}\n', "bib-braces", 5, True),
        ("@misc{bad2024,\n  title = {A}\n  year = {2024},\n}\n", "bib-syntax", 5, True),
        ("@misc{bad2024,\n  title = {A},\n  year = 2024\n", "bib-syntax", 4, False),
        ("@misc{bad2024\n  title = {A},\n}\n", "bib-syntax", 4, False),
        ("@misc{bad2024,\n  title,\n}\n", "bib-syntax", 4, False),
        ("@misc{bad2024,\n  title = ,\n}\n", "bib-syntax", 5, True),
        ("@misc{,\n  title = {A},\n}\n", "bib-syntax", 4, False),
        ("@misc{bad2024,\n  title = {A},\n  title = {B},\n}\n", "bib-duplicate-field", 6, True),
        ("@misc{bad2024,\n  title = {A},\n  Title = {B},\n}\n", "bib-duplicate-field", 6, True),
        ("@misc{bad2024,\n  title = {A} # who,\n}\n", "bib-undefined-string", 5, True),
        ("@misc{bad2024,\n  title = A Title,\n}\n", "bib-undefined-string", 5, True),
        ("@misc{before2024,\n  title = {B},\n}\n", "bib-duplicate-key", 4, False),
        ("@misc{Before2024,\n  title = {B},\n}\n", "bib-duplicate-key", 4, False),
        ('@string{x = "1"}\n@string{x = "2"}\n', "bib-duplicate-key", 5, False),
        ("@string{x = who}\n", "bib-undefined-string", 4, False),
        ("@misc{Bad-Key,\n  title = {A},\n}\n", "bad-key", 4, False),
        ("@misc{bad2024,\n  author = {A, B, C, D},\n}\n", "wrong-type", 5, True),
        ("@misc{bad2024,\n  author = {Ada and and Bo},\n}\n", "wrong-type", 5, True),
        ("@misc{bad2024,\n  author = {Ada and},\n}\n", "wrong-type", 5, True),
    ],
)
def test_a_fault_is_told_at_its_line_and_spoils_only_its_entry(
    read: Read, fault: str, code: str, line: int, keeps: bool
) -> None:
    entries, problems = read(BEFORE + fault + AFTER)
    assert (problems[0].code, problems[0].line) == (code, line)
    assert {p.code for p in problems} <= {code, "bib-syntax"}
    assert entries["before2024"].title == "Before"
    assert entries["after2024"].title == "After"
    assert ("bad2024" in entries) == keeps
    assert all(p.remedy for p in problems)


def test_all_faults_of_a_file_are_told_in_one_run(read: Read) -> None:
    text = (
        "@misc{a2024,\n  title = {{A},\n}\n"
        "@misc{b2024,\n  title = nope,\n  note = {x}, note = {y},\n}\n"
        "@misc{b2024,\n  title = {B},\n}\n"
    )
    _, problems = read(text)
    assert [(p.code, p.line) for p in problems] == [
        ("bib-braces", 2),
        ("bib-undefined-string", 5),
        ("bib-duplicate-field", 6),
        ("bib-duplicate-key", 8),
    ]


def test_a_repeated_key_names_the_line_of_the_first(read: Read) -> None:
    _, problems = read(AFTER + BEFORE + "@misc{before2024,\n}\n")
    assert "line 4" in problems[0].remedy


def test_strings_months_and_pieces_are_put_together(read: Read) -> None:
    entries = sound(
        read,
        '@string{PROC = "Proceedings"}\n@string{venue = proc # { of Tests}}\n'
        '@misc{a2024,\n  booktitle = VENUE # " #1" # {, {A}},\n  month = jan,\n  volume = 7,\n}\n',
    )
    entry = entries["a2024"]
    assert entry.get("booktitle") == "Proceedings of Tests #1, A"
    assert entry.raw["booktitle"] == "Proceedings of Tests #1, {A}"
    assert (entry.get("month"), entry.get("volume")) == ("jan", "7")


def test_a_comma_brace_or_quote_in_its_place_is_no_fault(read: Read) -> None:
    entries = sound(
        read,
        '@misc{a2024, title = {A "quoted", {B}}, note = "with {"}quotes{"} and \\{ braces \\}"}\n'
        '@comment{anything {goes} here}\n@preamble{"x"}\n% } a brace in a comment\n'
        "@misc(b2024, title = {In parentheses})\n",
    )
    assert entries["a2024"].title == 'A "quoted", B'
    assert entries["b2024"].title == "In parentheses"


def name(read: Read, text: str) -> tuple[str, str, str, str]:
    """Return the parts of the one author of an entry."""
    (found,) = sound(read, f"@misc{{a2024,\n  author = {{{text}}},\n}}\n")["a2024"].authors
    return found.given, found.prefix, found.family, found.suffix


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Lovelace, Ada", ("Ada", "", "Lovelace", "")),
        ("Ada Lovelace", ("Ada", "", "Lovelace", "")),
        ("Lovelace, Ada King", ("Ada King", "", "Lovelace", "")),
        ("De Sa, Christopher", ("Christopher", "", "De Sa", "")),
        ("van der Berg, Jan", ("Jan", "van der", "Berg", "")),
        ("Jan van der Berg", ("Jan", "van der", "Berg", "")),
        ("King, Jr., Martin", ("Martin", "", "King", "Jr.")),
        (r"Bulu{\c{c}}, Ayd{\i}n", ("Aydın", "", "Buluç", "")),
        (r"N\'{u}\~{n}ez, Jos\'e", ("José", "", "Núñez", "")),
        (r"G{\"o}del, Kurt", ("Kurt", "", "Gödel", "")),
        ("Müller, Łukasz", ("Łukasz", "", "Müller", "")),
        ("{The GPU Team and Friends}", ("", "", "The GPU Team and Friends", "")),
        ("刘, 明", ("明", "", "刘", "")),
        ("{OpenAI}", ("", "", "OpenAI", "")),
    ],
)
def test_names_have_their_four_parts(
    read: Read, text: str, parts: tuple[str, str, str, str]
) -> None:
    assert name(read, text) == parts


def test_display_and_sorting_of_a_name(read: Read) -> None:
    entries = sound(
        read, "@misc{a2024,\n  author = {van der Berg, Jr., Jan and Sa, Chris and others},\n}\n"
    )
    first, second = entries["a2024"].authors
    assert (first.display, first.sorting) == ("Jan van der Berg Jr.", "van der Berg, Jr., Jan")
    assert (second.display, second.sorting) == ("Chris Sa", "Sa, Chris")


def test_a_faulty_name_leaves_the_others(read: Read) -> None:
    entries, problems = read("@misc{a2024,\n  author = {Ada Lovelace and A, B, C, D and Bo},\n}\n")
    assert [n.display for n in entries["a2024"].authors] == ["Ada Lovelace", "Bo"]
    assert problems[0].path == ("a2024", "author")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{AWQ}: Weights for {LLM}s", "AWQ: Weights for LLMs"),
        ("Attention in $O(n^2)$ with {FFT}", "Attention in $O(n^2)$ with FFT"),
        (r"Caf\'e \& Co --- 1--2", "Café & Co — 1–2"),
        (r"50\% less", "50% less"),
        ("50% less, \\'and more", "50% less, ánd more"),
        ("two\n   lines", "two lines"),
        ("De~Sa", "De\u00a0Sa"),
        (r"\textbf{Bold} \emph{words}", "Bold words"),
        ("μ-benchmarks", "μ-benchmarks"),
        ("", ""),
    ],
)
def test_titles_keep_capitals_and_mathematics(text: str, shown: str) -> None:
    assert decode(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://example.org/~ada/a--b?c=%20$d", "https://example.org/~ada/a--b?c=%20$d"),
        (r"https://example.org/a\_b\%20\&c\#d\~{}e", "https://example.org/a_b%20&c#d~e"),
        ("10.1000/{abc}", "10.1000/abc"),
    ],
)
def test_an_address_stands_for_itself(read: Read, text: str, shown: str) -> None:
    assert verbatim(text) == shown
    assert sound(read, f"@misc{{a2024,\n  url = {{{text}}},\n}}\n")["a2024"].get("url") == shown


def test_braces_hundreds_deep_are_read(read: Read) -> None:
    entries = sound(
        read, "@misc{a2024,\n  title = {" + "{" * 5000 + r"\'a" + "}" * 5000 + "},\n}\n"
    )
    assert "a" in entries["a2024"].title


def test_a_library_that_complains_is_not_heard_twice(
    read: Read, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        read("@misc{a2024,\n  title = {{A},\n}\n" + AFTER)
    assert not [r for r in caplog.records if r.name.startswith("bibtexparser")]


@pytest.mark.parametrize(
    "text",
    [r"A \\ ER  - \\\%A Fake", r"\begin{itemize}\item A \end{itemize}", "$$A$$", r"\section{A} B"],
)
def test_no_command_begins_a_line(read: Read, text: str) -> None:
    field = read(f"@misc{{a2024,\n  note = {{{text}}},\n}}\n")[0]["a2024"].get("note")
    assert field
    assert field.isprintable()


@pytest.mark.parametrize("text", [r"\today", r"\maketitle", r"{\it \today}"])
def test_no_command_prints_the_day_of_the_build(text: str) -> None:
    assert decode(f"A {text}") == "A"


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_any_line_end_counts_as_a_line(tmp_path: Path, end: str) -> None:
    file = tmp_path / "refs.bib"
    file.write_bytes((BEFORE + "@misc{a2024,\n  title = who,\n}\n").replace("\n", end).encode())
    problems: list[Problem] = []
    assert read_bibliography(file, problems)["a2024"].line == 4
    assert [(p.code, p.line) for p in problems] == [("bib-undefined-string", 5)]


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    problems: list[Problem] = []
    assert not read_bibliography(tmp_path / "no.bib", problems)
    assert [p.code for p in problems] == ["file-missing"]


def test_an_empty_file_has_no_entries(read: Read) -> None:
    assert sound(read, "") == {}


PIECES = st.sampled_from(
    [
        *("@misc{", "@string{", "@comment{", "(", ")", "a2024,", "title", "author", " and ", "jan"),
        *("=", "{", "}", '"', ",", "#", "\\", "\\'e", "$", "%", "others", "\n", "~", "--", "1"),
    ]
)


@given(st.text(max_size=120) | st.lists(PIECES, max_size=40).map("".join))
@law(250)
def test_no_text_makes_the_reader_fail(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "law.bib"
    file.write_bytes(text.encode())
    problems: list[Problem] = []
    for entry in read_bibliography(file, problems).values():
        assert entry.key
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(p.line is None or 1 <= p.line <= lines for p in problems)


WORDS = st.text("abcxyzéß中 -", min_size=1, max_size=12).map(str.strip).filter(bool)


@given(st.lists(WORDS, min_size=1, max_size=6))
@law(60)
def test_sound_entries_survive_between_broken_ones(
    tmp_path_factory: pytest.TempPathFactory, titles: list[str]
) -> None:
    file = tmp_path_factory.getbasetemp() / "between.bib"
    broken = "@misc{broken2024,\n  title = {{Open},\n}\n"
    text = broken.join(
        f"@misc{{k2024{n},\n  title = {{{{{t}}}}},\n}}\n" for n, t in enumerate(titles)
    )
    file.write_text(text, encoding="utf-8")
    problems: list[Problem] = []
    found = read_bibliography(file, problems)
    assert [e.raw["title"][1:-1] for e in found.values()] == titles
    assert [p.code for p in problems] == ["bib-braces"] * (len(titles) - 1)


def calls(action: Callable[[], Any]) -> int:
    """Return how many functions *action* calls: a measure of work without a clock."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        action()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "entry",
    [
        "@misc{{k{n}2024,\n  title = {{{{A}} of \\'e}},\n  author = {{Lin, Ji and Ba, C}},\n}}\n",
        "@misc{{k{n}2024,\n  title = {{{{A}},\n}}\n",
        "@misc{{same2024,\n  title = {{A}},\n}}\n",
    ],
    ids=["sound", "broken", "repeated"],
)
def test_twice_the_entries_is_twice_the_work(read: Read, entry: str) -> None:
    read(entry.format(n=0))
    once, twice = (
        calls(lambda c=count: read("".join(entry.format(n=n) for n in range(c))))
        for count in (60, 120)
    )
    assert twice < 2.2 * once


def test_a_control_character_spoils_nothing_but_itself(read: Read) -> None:
    entries, problems = read(BEFORE + "@misc{a2024,\n  title = {A\x07 \u202eB},\n}\n" + AFTER)
    assert [(p.code, p.line) for p in problems] == [("encoding", 5)]
    assert [e.title for e in entries.values()] == ["Before", "A B", "After"]


@pytest.mark.parametrize(
    "fault",
    [
        "% by me@example.org\n",
        "@comment{or @misc}\n",
        "@preamble{no quotes}\n",
        '@misc{a"onclick="x,\n  title = {A},\n}\n',
        "@misc{a b,\n  title = {A},\n}\n",
        "@mi-sc{a2024,\n  title = {A},\n}\n",
        "@misc{a2024,\n  #title = {A},\n}\n",
        "@misc{a2024,\n  on<b> = {A},\n}\n",
        "@misc{a2024,\n  title = {A \\} , note = {B \\{},\n}\n",
        "@misc{a2024,\n  title = {A \\{ B},\n}\n",
        "@misc{a2024,\n  title = {A},\n  author = {Ann Ada, Bob Bel, Cyd Cid, Dan},\n}\n",
        "@misc{a2024,\n  title = {A},\n  editor = {, , , and Bel, Bob and and},\n}\n",
    ],
)
def test_what_would_stop_another_reader_is_told(read: Read, tmp_path: Path, fault: str) -> None:
    entries, problems = read(BEFORE + fault + AFTER)
    assert {p.severity for p in problems} == {"error"}
    assert {"before2024", "after2024"} <= set(entries)
    handed_on = "\n".join(bibtex(e) for e in entries.values())
    assert list(pybtex.database.parse_string(handed_on, "bibtex").entries) == list(entries)


def test_macros_that_multiply_stay_small(read: Read) -> None:
    macros = [f"@string{{s{n} = s{n - 1} # s{n - 1}}}" for n in range(1, 60)]
    text = "\n".join(['@string{s0 = "0123456789"}', *macros, "@misc{a2024, title = s59}\n"])
    entries, problems = read(text + AFTER)
    assert [(p.code, p.line) for p in problems] == [("bib-syntax", 15)]
    assert "The value is longer than 100,000 characters." in problems[0].message
    assert entries["after2024"].title == "After"


def test_a_byte_that_is_not_utf8_spoils_its_entry_alone(read: Read, tmp_path: Path) -> None:
    file = tmp_path / "latin.bib"
    file.write_bytes(
        BEFORE.encode() + b"@misc{a2024,\n  title = {\xc9t\xe9},\n}\n" + AFTER.encode()
    )
    problems: list[Problem] = []
    entries = read_bibliography(file, problems)
    assert [(p.code, p.line) for p in problems] == [("encoding", 5)]
    assert [e.title for e in entries.values()] == ["Before", "\ufffdt\ufffd", "After"]
