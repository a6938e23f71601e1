"""Reading MiniConf's tables."""

from __future__ import annotations

import pytest

from tests.cli.project import Project, must_refuse

NAME = "papers.csv"

GOOD = """UID,title,authors,abstract,keywords,sessions
B1xSperKvH,"TinyCache: Caching, Fast",Ann Ada|Bob van Bel,"An abstract
of others, ""not"" stored.",deep learning|food,Set by Hand|Other Session
2,Other Things,Cem Çelik,"",,S2
"""


def test_rows_become_records(project: Project) -> None:
    ran = project.take(NAME, GOOD)
    assert ran.status == 0, ran.text
    assert "2 created" in ran.out
    first = project.read("docs/papers/ada2026tinycache.paper.yaml")
    assert "  ids: [openreview-B1xSperKvH]\ntopics: [deep-learning]\n" in first
    assert "ids: [2026-paper-2]" in project.read("docs/papers/celik2026other.paper.yaml")
    assert "author = {Ada, Ann and van Bel, Bob}" in project.read("refs.bib")


def test_a_session_of_the_program_is_used_and_another_one_made(project: Project) -> None:
    project.take(NAME, GOOD)
    program = project.read("docs/2026/program.yaml")
    assert "          - {key: old2026alpha}\n          - {key: ada2026tinycache}\n" in program
    assert (
        "    also:\n      - session: s2\n        title: S2\n        date_unverified: true\n"
        "        papers:\n          - {key: celik2026other}\n" in program
    )


def test_speakers_become_talks(project: Project) -> None:
    table = "UID,title,institution,speaker,abstract,bio,session\n1,On Things,MIT,Dr. Flo Fay,,,\n"
    ran = project.take("speakers.csv", table)
    assert ran.status == 0, ran.text
    assert "affiliations: [MIT]" in project.read("docs/talks/fay2026things.talk.yaml")
    assert "author = {Fay, Flo}" in project.read("refs.bib")


def test_columns_of_links_and_identifiers(project: Project) -> None:
    table = (
        "uid,title,authors,pdf_url,code,arxiv,doi,award\n"
        "1,A Title,A B;C D,https://x.example/a.pdf,https://github.com/x/y,"
        "https://arxiv.org/abs/2601.00001v3,10.1234/s.1,Best Paper\n"
    )
    ran = project.take(NAME, table)
    assert ran.status == 0, ran.text
    record = project.read("docs/papers/b2026title.paper.yaml")
    assert "award: best-paper\n" in record
    assert "  pdf: https://x.example/a.pdf\n  code: https://github.com/x/y\n" in record
    bib = project.read("refs.bib")
    assert "author = {B, A and D, C}" in bib
    assert "doi = {10.1234/s.1},\n  eprint = {2601.00001}" in bib


HEAD = GOOD.partition("\n")[0] + "\n"

BROKEN = (
    ("", "file is empty"),
    (HEAD, "holds no paper"),
    ("UID,authors\n1,Ann Ada\n", "has no column 'title'"),
    ("UID,title\n1,Title\n", "has no column 'authors'"),
    (GOOD.partition("\n")[2], "has no column 'title'"),
    (GOOD.replace(HEAD, HEAD.replace("abstract", "title")), "'title' stands twice"),
    (GOOD[:120], "breaks off inside of a quoted cell"),
    (GOOD.replace('Fast"', "Fast"), "does not parse"),
    (GOOD.replace("2,Other Things", '2,"Other" Things'), "does not parse"),
    (GOOD.replace("2,Other Things", "2,Other, Things"), "has 7 cells, the head of the table 6"),
    (GOOD.replace("Çelik,", "Çelik"), "has 5 cells, the head of the table 6"),
    (GOOD.replace("Other Things", ""), "The row has no title"),
    (GOOD.replace("Cem Çelik", ""), "The row has no author"),
    (GOOD.replace("Cem Çelik", "|"), "The row has no author"),
    (GOOD.replace(",", "\t"), "has no column 'title'"),
    (GOOD.replace("Ç", "C").encode() + b"\xff\xff", "not UTF-8"),
    (b"\x00" + GOOD.encode(), "control character"),
    ("<html><body>", "is a web page"),
    ("<<<<<<< ours\n" + GOOD, "A conflict of a merge"),
    (GOOD.encode("utf-16"), "not UTF-8"),
    (HEAD + "1," + "x" * 200_000 + ",A B,,,\n", "does not parse"),
)


@pytest.mark.parametrize(("text", "words"), BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_is_refused_with_the_reason(
    project: Project, text: str | bytes, words: str
) -> None:
    must_refuse(project, NAME, text, words)


def test_the_line_of_a_row_below_a_cell_of_several_lines(project: Project) -> None:
    ran = project.take(NAME, GOOD.replace("Cem Çelik", ""))
    assert f"in/{NAME}:4: error[import-value]" in ran.out


def test_partial_takes_the_rows_before_the_break(project: Project) -> None:
    ran = project.take(NAME, GOOD + '3,"cut', "--partial")
    assert (ran.status, "2 created" in ran.out) == (0, True)
