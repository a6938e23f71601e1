"""Reading Chinese lists of titles, abstracts and highlights."""

from __future__ import annotations

import pytest

from tests.cli.project import Project, must_refuse
from tests.cli.test_import_outline import BASE

NAME = "list.txt"

NUMBERED = """\
Small 2026 论文解读（共２篇）

１．标题：TinyCache：Caching Small Things（小缓存：缓存小事）
作者：Ann Ada、Bob Bel
单位：麻省理工学院；清华大学
摘要：本文提出 TinyCache。它比以前快２倍。
亮点：（1）快；（2）小。2. 标题：Other Things at Scale
摘要：另一项工作，见第 3. 节。
亮点：规模大。
链接：https://openreview.net/forum?id=AbcDef123_
代码：https://github.com/x/other
"""

HEADINGS = """\
## 1. TinyCache：Caching Small Things

**作者单位**：MIT、UC Berkeley
**摘要**：一段摘要。
**亮点**：一些亮点。
**获奖**：最佳论文奖

## 2. 其他事物（Other Things at Scale）

【摘要】另一段摘要。
【亮点】另一些亮点。
【论文链接】[PDF](https://x.example/b.pdf)
"""

GLUED = (
    "1、TinyCache: Caching Small Things\n摘要：第一段。亮点：第一点。"
    "2、Other Things at Scale\n摘要：第二段。亮点：第二点。\n"
)


def seeded(project: Project) -> Project:
    """Return the project with the papers that the lists are about."""
    assert project.take("base.bib", BASE).status == 0
    return project


def test_a_numbered_list_with_records_glued_together(project: Project) -> None:
    ran = seeded(project).take(NAME, NUMBERED)
    assert ran.status == 0, ran.text
    assert "0 unmatched" in ran.out
    record = project.read("docs/papers/ada2026tinycache.paper.yaml")
    assert "affiliations: [麻省理工学院, 清华大学]\n" in record
    other = project.read("docs/papers/bel2026other.paper.yaml")
    assert "openreview: https://openreview.net/forum?id=AbcDef123_\n" in other
    assert "  code: https://github.com/x/other\n" in other


def test_a_list_under_headings(project: Project) -> None:
    ran = seeded(project).take("list.md", HEADINGS)
    assert ran.status == 0, ran.text
    record = project.read("docs/papers/ada2026tinycache.paper.yaml")
    assert "award: best-paper\naffiliations: [MIT, UC Berkeley]\n" in record
    assert "pdf: https://x.example/b.pdf" in project.read("docs/papers/bel2026other.paper.yaml")


def test_records_glued_without_labels_of_titles(project: Project) -> None:
    ran = seeded(project).take(NAME, GLUED)
    assert ran.status == 0, ran.text
    assert "2 papers and talks read." in ran.err
    assert "0 unmatched" in ran.out


@pytest.mark.parametrize("text", [NUMBERED, HEADINGS, GLUED])
def test_texts_of_others_are_not_stored(project: Project, text: str) -> None:
    ran = seeded(project).take(NAME, text)
    assert "摘要 and 亮点 are texts of others and are not stored" in ran.out
    stored = "".join(content.decode() for content in project.files().values())
    for words in ("摘要", "亮点", "一段", "第一点", "比以前快"):
        assert words not in stored


@pytest.mark.parametrize("text", [NUMBERED, HEADINGS, GLUED])
def test_twice_is_once(project: Project, text: str) -> None:
    seeded(project).take(NAME, text)
    before = project.files()
    assert project.take(NAME, text).status == 0
    assert project.files() == before


def test_a_record_is_found_by_the_name_before_a_chinese_title(project: Project) -> None:
    ran = project.take(NAME, "1. 标题：Alpha：让小事变快\n单位：MIT\n摘要：快。\n")
    assert ran.status == 0, ran.text
    assert "affiliations: [MIT]" in project.read("docs/papers/old2026alpha.paper.yaml")


def test_with_authors_a_list_makes_records(project: Project) -> None:
    ran = project.take(NAME, NUMBERED)
    assert "1 created" in ran.out
    assert "1 unmatched" in ran.out
    assert "author = {Ada, Ann and Bel, Bob}" in project.read("refs.bib")


BROKEN = (
    ("", "file is empty"),
    ("１．标题：\n摘要：没有标题。\n", "has no title"),
    ("标题：……\n摘要：没有标题。\n", "has no title"),
    (NUMBERED.replace("共２篇", "共 61 篇"), "says that it has 61 papers and holds 2"),
    (NUMBERED.replace("2. 标题", "5. 标题"), "Number 5 follows number 1: records are missing"),
    (HEADINGS.replace("## 2.", "## 4."), "Number 4 follows number 1"),
    ("摘要：先有摘要。\n" + NUMBERED, "'摘要' stands before the first title"),
    ("亮点：先有亮点。\n标题：One Title\n摘要：后。\n", "'亮点' stands before the first title"),
    ("作者：Ann Ada\n标题：One Title\n摘要：后。\n", "'作者' stands before the first title"),
    (NUMBERED.replace("2. 标题：Other Things at Scale", ""), "'摘要' stands a second time"),
    (HEADINGS.replace("## 2. 其他事物（Other Things at Scale）", ""), "'摘要' stands a second time"),
    (NUMBERED.replace("作者：Ann", "摘要：重复。\n作者：Ann"), "'摘要' stands a second time"),
    (NUMBERED.replace("单位：麻", "作者：重复\n单位：麻"), "'作者' stands a second time"),
    ("1. 标题：A One\n摘要：一。\n亮点：一。\n2. 标题：B Two\n摘要：二。\n亮点：二。\n"
     "3. 标题：C Three\n摘要：三", "breaks off in its last record"),
    (NUMBERED.encode("gb18030"), "not UTF-8"),
    (NUMBERED.encode("utf-16"), "not UTF-8"),
    (b"\x00" + NUMBERED.encode(), "control character"),
    ("<html><meta charset=gbk>", "is a web page"),
    ("<<<<<<< ours\n" + NUMBERED, "A conflict of a merge"),
    ("摘要：只有摘要。\n", "stands before the first title"),
    ("标题：\n标题：\n摘要：x\n", "has no title"),
    ("普通的一段话，没有任何标签。\n", "holds no paper"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "words"), BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_is_refused_with_the_reason(
    project: Project, text: str | bytes, words: str
) -> None:
    must_refuse(project, NAME, text, words)


def test_partial_takes_what_is_there_and_tells_what_is_not(project: Project) -> None:
    ran = seeded(project).take(NAME, NUMBERED.replace("共２篇", "共 61 篇"), "--partial")
    assert ran.status == 0
    assert "Not whole (1)" in ran.out
