"""Parts of importing: titles and names as LaTeX and back, keys, identifiers, lines of JSON."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_mlsys.cli.importing import clean
from sphinx_mlsys.cli.importing.bibtext import entry_text, latex, people_latex, title_latex
from sphinx_mlsys.cli.importing.jsontext import read_rows
from sphinx_mlsys.cli.importing.keys import KEY, new_key
from sphinx_mlsys.cli.importing.model import At, Item, Person
from sphinx_mlsys.cli.importing.names import person
from sphinx_mlsys.cli.importing.target import alike, award_kind
from sphinx_mlsys.cli.importing.words import day_date, day_number, institutions
from sphinx_mlsys.core.bibfile import read_bibliography
from sphinx_mlsys.core.bibvalue import decode
from sphinx_mlsys.core.entry import Name
from sphinx_mlsys.core.problems import Problem
from tests.cli.project import Project

TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from("abcXYZ019 :-–&%#_$^~{}\\\"'<>()[]`*@!?.,;/|+=中文é“”"),
        st.characters(exclude_categories=("Cs",)),
    ),
    max_size=40,
)


def read_back(folder: Path, fields: dict[str, str]) -> tuple[dict[str, str], list[Problem]]:
    """Write an entry to a file and read it."""
    file = folder / "refs.bib"
    file.write_text(entry_text("misc", "key2026word", fields), encoding="utf-8")
    problems: list[Problem] = []
    entry = read_bibliography(file, problems)["key2026word"]
    return dict(entry.fields), problems


@given(TEXT)
def test_a_title_is_read_back_from_its_latex(
    tmp_path_factory: pytest.TempPathFactory, written: str
) -> None:
    title = clean.title(f"T {written}")
    fields, problems = read_back(tmp_path_factory.mktemp("bib"), {"title": title_latex(title)})
    assert problems == []
    assert clean.title_key(fields["title"]) == clean.title_key(title)


@pytest.mark.parametrize(
    ("title", "source"),
    [
        ("AWQ: Activation-aware LLM Compression", "{AWQ}: Activation-aware {LLM} Compression"),
        ("Caching 50% & More_or #1", r"Caching 50\% \& More\_or \#1"),
        ("An $O(n^2)$ Bound", "An $O(n^2)$ Bound"),
        ("It Costs $5 or $6", r"It Costs \$5 or \$6"),
        ("ALL IN CAPITALS", "ALL IN CAPITALS"),
        ("On-Device S-LoRA", "On-Device S-{LoRA}"),
        ("小缓存", "小缓存"),
    ],
)
def test_capitals_are_protected_and_signs_escaped(title: str, source: str) -> None:
    assert title_latex(title) == source
    assert decode(source) == title


@given(st.lists(TEXT, min_size=1, max_size=4))
def test_names_are_read_back_from_the_bibliography(
    tmp_path_factory: pytest.TempPathFactory, written: list[str]
) -> None:
    people = [p for w in written if (p := person(w)) is not None]
    if not people:
        return
    file = tmp_path_factory.mktemp("bib") / "refs.bib"
    text = entry_text("misc", "key2026word", {"author": people_latex(people)})
    file.write_text(text, encoding="utf-8")
    problems: list[Problem] = []
    authors = read_bibliography(file, problems)["key2026word"].authors
    assert problems == [], text
    assert len(authors) == len(people)
    assert [clean.title_key(a.display) for a in authors] == [
        clean.title_key(p.name.display) for p in people
    ]


@pytest.mark.parametrize(
    ("written", "name", "number"),
    [
        ("Ann Ada", Name("Ann", "", "Ada"), ""),
        ("Ada, Ann", Name("Ann", "", "Ada"), ""),
        ("Ludwig van Beethoven", Name("Ludwig", "van", "Beethoven"), ""),
        ("van Beethoven, Ludwig", Name("Ludwig", "van", "Beethoven"), ""),
        ("Christopher De Sa", Name("Christopher", "", "De Sa"), ""),
        ("Renee St. Amant", Name("Renee", "", "St. Amant"), ""),
        ("Martin Luther King Jr.", Name("Martin Luther", "", "King", "Jr."), ""),
        ("King, Jr., Martin", Name("Martin", "", "King", "Jr."), ""),
        ("Wei Wang 0001", Name("Wei", "", "Wang"), "0001"),
        ("Wang 0002, Wei", Name("Wei", "", "Wang"), "0002"),
        ("王伟", Name(family="王伟"), ""),
        ("Dr. Flo Fay", Name("Flo", "", "Fay"), ""),
        ("Plato", Name(family="Plato"), ""),
        ("Research and Development", Name(family="Research and Development"), ""),
        ("J&ouml;rg&amp;nbsp;M&uuml;ller*", Name("Jörg", "", "Müller"), ""),
        ("Ada, _", Name(family="Ada"), ""),
        ("_, Ada", Name(family="Ada"), ""),
        ("& Ada", Name(family="Ada"), ""),
        ("Ann & Ada", Name("Ann", "", "Ada"), ""),
        ("King, Jr., Martin, PhD2", Name("Martin PhD2", "", "King", "Jr."), ""),
    ],
)
def test_names_in_their_parts(written: str, name: Name, number: str) -> None:
    assert person(written) == Person(name, number)


@pytest.mark.parametrize("written", ["", " ", "12", "*", "&nbsp;", None])
def test_what_is_no_name(written: object) -> None:
    assert person(written) is None


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("AWQ: Activation-aware", "lin2026awq"),
        ("On the Convergence of Things", "lin2026convergence"),
        ("S-LoRA: Serving", "lin2026slora"),
        ("Schrödinger's FP", "lin2026schrodingers"),
        ("$O(n)$ Bounds", "lin2026bounds"),
        ("《》", "lin2026untitled"),
    ],
)
def test_keys_are_made_of_family_year_and_word(title: str, key: str) -> None:
    item = Item(at=At(Path("x")), title=title, authors=(Person(Name("Ji", "", "Lin")),))
    assert new_key(item, "2026", "Small 2026", ()) == key


@given(TEXT, TEXT, st.sets(st.sampled_from(["lin2026awq", "anon2026t", "a2026t"])))
def test_every_key_is_one_and_not_taken(family: str, title: str, taken: set[str]) -> None:
    item = Item(at=At(Path("x")), title=f"T {title}", authors=(Person(Name("A", "", family)),))
    key = new_key(item, "2026", "Small", taken)
    assert KEY.match(key)
    assert key not in taken


@pytest.mark.parametrize(
    ("function", "value", "found"),
    [
        (clean.arxiv, "https://arxiv.org/pdf/2306.00978v2.pdf", "2306.00978"),
        (clean.arxiv, "arXiv:2306.00978", "2306.00978"),
        (clean.arxiv, "abs/cs/0112017", "cs/0112017"),
        (clean.arxiv, "version 12345.67890123", ""),
        (clean.doi, "https://doi.org/10.1145/3581784.3607073.", "10.1145/3581784.3607073"),
        (clean.doi, "10.48550/arXiv.2306.00978", ""),
        (clean.forum, "https://openreview.net/forum?id=AbcDef123_&x=1", "AbcDef123_"),
        (clean.forum, "https://openreview.net/group?id=ICML.cc/2026/Conference", ""),
        (clean.event, "https://mlsys.org/virtual/2024/poster/2653", "poster-2653"),
        (clean.event, "https://mlsys.org/virtual/2025/3013", "event-3013"),
        (clean.address, "javascript:alert(1)", ""),
        (clean.address, "https://x.example/a b", "https://x.example/a%20b"),
        (clean.address, "www.x.example/a", "https://www.x.example/a"),
        (clean.text, "A &amp;amp; B&lt;i&gt;c&lt;/i&gt; \u202ed\u200b ﬁ", "A & Bc d fi"),
    ],
)
def test_identifiers_and_addresses(function: object, value: str, found: str) -> None:
    assert callable(function)
    assert function(value) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("MIT & CMU", ("MIT", "CMU")),
        ("University of California, Berkeley, MIT", ("University of California, Berkeley", "MIT")),
        ("清华大学、CMU；ETH", ("清华大学", "CMU", "ETH")),
        (" @ ", ()),
    ],
)
def test_institutions(text: str, found: tuple[str, ...]) -> None:
    assert institutions(text) == found


@pytest.mark.parametrize(
    ("text", "number", "day"),
    [
        ("Day 2 (May 14)", 2, "2026-05-14"),
        ("Tuesday, 14 May", None, "2026-05-14"),
        ("第二天：5 月 14 日", 2, "2026-05-14"),
        ("2025-05-14", None, "2025-05-14"),
        ("Session 2: Caches", None, None),
    ],
)
def test_days_in_headings(text: str, number: int | None, day: str | None) -> None:
    assert day_number(text) == number
    found = day_date(text, 2026)
    assert (str(found) if found else None) == day


def test_awards_are_recognized_by_their_names() -> None:
    awards = {"best-paper": {"en": "Best Paper Award", "zh": "最佳论文奖"},
              "outstanding-paper": {"en": "Outstanding Paper Award"},
              "honorable-mention": {"en": "Outstanding Paper Honorable Mention"}}  # fmt: skip
    for text, kind in (
        ("Best Paper Award", "best-paper"),
        ("🏆 Best Paper", "best-paper"),
        ("最佳论文奖", "best-paper"),
        ("Outstanding Paper Honorable Mention", "honorable-mention"),
        ("Outstanding Paper", "outstanding-paper"),
        ("Best Demo", None),
    ):
        assert award_kind(text, awards) == kind


def test_titles_of_one_paper_renamed_and_of_two_papers() -> None:
    assert alike("Alpha: Making Small Things Fast", "Alpha: A Study")
    assert alike("Making Small Things Fast", "Making Small Things Very Fast")
    assert not alike("Making Small Things Fast", "On the Convergence of Training")


def test_a_key_is_never_too_long_for_the_name_of_a_file() -> None:
    item = Item(At(Path("a")), title="Word " * 900, authors=(Person(Name(family="a" * 70_000)),))
    taken: set[str] = set()
    for _time in range(9):
        taken.add(new_key(item, "2026", "Small", taken))
    assert len(taken) == 9
    assert max(map(len, taken)) < 200


def test_rows_of_json_know_their_lines(tmp_path: Path) -> None:
    text = '{"a": 1,\n "rows": [\n  {"x": 1},\n\n  {"x": 2}\n ]\n}\n'
    found = read_rows(tmp_path / "x.json", text, "rows")
    assert [(r.at.line, r.value) for r in found.rows] == [(3, {"x": 1}), (5, {"x": 2})]
    assert found.beside == {"a": 1}
    assert latex("") == ""


def test_a_pipe_is_refused_and_not_waited_for(project: Project) -> None:
    for name in ("a.json", "a.bib"):
        os.mkfifo(project.folder / name)
        ran = project.run("import", name, "-c", "2026")
        assert ran.status == 1
        assert "It is no regular file" in ran.out
