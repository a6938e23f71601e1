"""Reading RIS."""

from __future__ import annotations

import pytest

from sphinx_mlsys.cli import main
from tests.cli.project import Project, must_refuse

NAME = "papers.ris"

GOOD = """\
TY  - CONF
ID  - 7
AU  - van Bel, Bob
AU  - Ada, Ann
A2  - Edit, Ed
TI  - TinyCache: Caching Small
 Things & More
T2  - Proceedings of Small Things
VL  - 3
SP  - 1
EP  - 12
PY  - 2026
DA  - 2026/05/18/
PB  - Small Press
DO  - https://doi.org/10.1234/Small.1
UR  - https://openreview.net/forum?id=AbcDef123_
N1  - arXiv:2601.00001
AB  - An abstract of others, which is not stored.
ER  -\x20
"""

SECOND = """
TY  - SLIDE
AU  - Fay, Flo
TI  - On Small Things
PY  - 2026
ER  -
"""


def test_a_record_becomes_a_record(project: Project) -> None:
    ran = project.take(NAME, GOOD)
    assert ran.status == 0, ran.text
    assert project.read("refs.bib").endswith(
        "@inproceedings{bel2026tinycache,\n"
        "  author = {van Bel, Bob and Ada, Ann},\n"
        "  title = {{TinyCache}: Caching Small Things \\& More},\n"
        "  booktitle = {Proceedings of Small Things},\n"
        "  volume = {3},\n"
        "  pages = {1--12},\n"
        "  month = may,\n"
        "  year = {2026},\n"
        "  editor = {Edit, Ed},\n"
        "  publisher = {Small Press},\n"
        "  doi = {10.1234/small.1},\n"
        "  eprint = {2601.00001},\n"
        "  archiveprefix = {arXiv},\n"
        "}\n"
    )
    record = project.read("docs/papers/bel2026tinycache.paper.yaml")
    assert "ids: [openreview-AbcDef123_]" in record


def test_a_presentation_becomes_a_talk_and_others_are_left_out(project: Project) -> None:
    book = SECOND.replace("SLIDE", "BOOK")
    ran = project.take(NAME, "1.\n" + GOOD + SECOND + book)
    assert ran.status == 0, ran.text
    assert "2 created" in ran.out
    assert "a record of the type 'BOOK' is no paper and no talk" in ran.out
    assert (project.folder / "docs/talks/fay2026small.talk.yaml").exists()


def test_windows_line_ends_and_a_byte_order_mark(project: Project) -> None:
    ran = project.take(NAME, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert "1 created" in ran.out


def test_what_the_digest_exports_is_recognized(project: Project) -> None:
    assert main(["export", "out"]) == 0
    text = project.read("out/papers/old2026alpha.ris")
    before = project.files()
    assert "1 unchanged" in project.take(NAME, text).out
    assert project.files() == before


BROKEN = (
    ("", "file is empty"),
    ("no RIS at all\n", "is no line of RIS"),
    (GOOD.replace("ER  - \n", ""), "breaks off in this record"),
    (GOOD[:100], "breaks off in this record"),
    (GOOD.replace("ER  - \n", "") + GOOD, "The record is not closed"),
    (GOOD.replace("TY  - CONF\n", ""), "stands outside of a record"),
    (GOOD + "AU  - Late, Lea\n", "stands outside of a record"),
    (GOOD + "something else\n", "is no line of RIS"),
    (GOOD.replace("TI  - TinyCache: Caching Small\n Things & More\n", ""), "has no title"),
    (GOOD.replace("AU  - van Bel, Bob\nAU  - Ada, Ann\n", ""), "has no author"),
    (GOOD.replace("AU  - van Bel, Bob\nAU  - Ada, Ann\n", "AU  - \n"), "has no author"),
    (GOOD.replace("AU  - van Bel, Bob\nAU  - Ada, Ann\n", "AU  - 12\n"), "has no author"),
    (GOOD.replace("TinyCache: Caching Small\n Things & More", "…"), "has no title"),
    (GOOD.replace("TY  - CONF", "TY  - BOOK"), "is no paper and no talk"),
    (GOOD.replace("TY  - CONF", "TY  - "), "is no paper and no talk"),
    (b"\xe9" + GOOD.encode(), "not UTF-8"),
    (b"\x00" + GOOD.encode(), "control character"),
    ("<!doctype html><p>502", "is a web page"),
    ("<<<<<<< ours\n" + GOOD, "A conflict of a merge"),
    ("ER  - \n", "stands outside of a record"),
    (GOOD.replace("  - ", ": "), "is no line of RIS"),
)


@pytest.mark.parametrize(("text", "words"), BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_is_refused_with_the_reason(
    project: Project, text: str | bytes, words: str
) -> None:
    must_refuse(project, NAME, text, words)


def test_the_line_of_the_broken_record_is_told(project: Project) -> None:
    ran = project.take(NAME, GOOD + SECOND.replace("AU  - Fay, Flo\n", ""))
    assert f"in/{NAME}:21: error[import-value]" in ran.out
    ran = project.take(NAME, GOOD + SECOND.replace("ER  -\n", ""), "--partial")
    assert (ran.status, "1 created" in ran.out) == (0, True)
