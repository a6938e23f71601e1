"""Reading Markdown outlines that people keep by hand."""

from __future__ import annotations

import pytest

from tests.cli.project import Project, lines, must_refuse

NAME = "outline.md"

BASE = """
@inproceedings{ada2026tinycache,
  author = {Ada, Ann},
  title = {{TinyCache}: Caching Small Things},
  year = {2026},
}

@inproceedings{bel2026other,
  author = {Bel, Bob},
  title = {Other Things at Scale},
  year = {2026},
}
"""

BY_DAY = """
# Small 2026

Notes of a week.

## Day 1 (May 18)

### Session 1: Caches

- 09:00–09:20 TinyCache: Caching Small Things @UC Berkeley, @MIT [[paper](https://x.example/a.pdf)] [[code](https://github.com/x/y)]
  - **Best Paper Award**
  - Slides: https://x.example/slides.pdf
  - A remark: this one is about small things, and it was good.
- Keynote: On Small Things @Small Labs
  - Speaker: Flo Fay

## Tuesday, May 19

### Session 2: Others

1. [Other Things at Scale](https://openreview.net/forum?id=AbcDef123_) @清华大学、CMU
"""

BY_SUBJECT = r"""
# Small 2026

## Meta Info

Homepage: <https://small.example>

## Papers

### Deep Learning

* Caches
  * TinyCache: Caching Small Things \[[Paper](https://small.example/virtual/2026/poster/101)] \[[arXiv](https://arxiv.org/abs/2601.00001)] \[[Code](https://github.com/x/y)]
    * UC Berkeley & MIT
    * **Outstanding Paper Award**
    * We liked the way in which the cache is filled.
  * Other Things at Scale \[[Slides](https://x.example/s.pdf)]
    * University of California, Berkeley
"""


def seeded(project: Project) -> Project:
    """Return the project with the papers that the outlines are about."""
    assert project.take("base.bib", BASE).status == 0
    return project


def test_day_session_title_affiliation_award_and_links(project: Project) -> None:
    ran = seeded(project).take(NAME, lines(BY_DAY))
    assert ran.status == 0, ran.text
    record = project.read("docs/papers/ada2026tinycache.paper.yaml")
    assert "award: best-paper\naffiliations: [UC Berkeley, MIT]\n" in record
    assert (
        "links:\n  pdf: https://x.example/a.pdf\n  code: https://github.com/x/y\n"
        "  slides: https://x.example/slides.pdf\n" in record
    )
    other = project.read("docs/papers/bel2026other.paper.yaml")
    assert "affiliations: [清华大学, CMU]\n" in other
    assert "openreview: https://openreview.net/forum?id=AbcDef123_" in other


def test_papers_leave_the_unscheduled_for_their_sessions(project: Project) -> None:
    seeded(project)
    assert "session: unscheduled" in project.read("docs/2026/program.yaml")
    project.take(NAME, lines(BY_DAY))
    program = project.read("docs/2026/program.yaml")
    assert "unscheduled" not in program
    assert "also:" not in program
    first = program.index("Session 1: Caches")
    assert program.index('{key: ada2026tinycache, start: "09:00"') > first
    assert program.index("2026-05-19") < program.index("Session 2: Others")
    assert project.run("check").status == 0


def test_a_keynote_becomes_a_talk(project: Project) -> None:
    ran = seeded(project).take(NAME, lines(BY_DAY))
    assert "fay2026small: On Small Things" in ran.out
    assert "affiliations: [Small Labs]" in project.read("docs/talks/fay2026small.talk.yaml")


def test_an_outline_by_subject(project: Project) -> None:
    ran = seeded(project).take(NAME, lines(BY_SUBJECT))
    assert ran.status == 0, ran.text
    record = project.read("docs/papers/ada2026tinycache.paper.yaml")
    assert "ids: [poster-101]" in record
    assert "award: outstanding-paper\n" in record
    assert "affiliations: [UC Berkeley, MIT]\n" in record
    assert "topics: [deep-learning]\n" in record
    assert "eprint = {2601.00001}" in project.read("refs.bib")
    other = project.read("docs/papers/bel2026other.paper.yaml")
    assert 'affiliations: ["University of California, Berkeley"]' in other


@pytest.mark.parametrize("outline", [BY_DAY, BY_SUBJECT])
def test_twice_is_once(project: Project, outline: str) -> None:
    seeded(project).take(NAME, lines(outline))
    before = project.files()
    assert project.take(NAME, lines(outline)).status == 0
    assert project.files() == before


def test_a_title_that_no_record_has_is_told(project: Project) -> None:
    ran = seeded(project).take(NAME, "## Day 1\n\n### S\n\n- Unheard-of Things @MIT\n")
    assert ran.status == 0
    assert "no record has this title" in ran.out
    assert "theirs 'Unheard-of Things'" in ran.out


def test_a_system_is_found_by_its_short_name(project: Project) -> None:
    ran = project.take(NAME, "## Day 1\n\n### S\n\n- Alpha: zh title 关于小事 @MIT\n")
    assert ran.status == 0, ran.text
    assert "affiliations: [MIT]" in project.read("docs/papers/old2026alpha.paper.yaml")


def test_an_award_that_the_project_does_not_have_is_told(project: Project) -> None:
    seeded(project).take(NAME, "- TinyCache: Caching Small Things @MIT\n  - Best Demo Award\n")
    ran = project.take(NAME, "- TinyCache: Caching Small Things @MIT\n  - Best Demo Award\n")
    assert "mlsys.toml lists no such award" in ran.out


GOOD = lines(BY_DAY)

BROKEN = (
    ("", "file is empty"),
    ("# Small 2026\n\n## Papers\n", "holds no paper"),
    ("Only prose, without a list.\n", "holds no paper"),
    (GOOD.replace("TinyCache: Caching Small Things", ""), "has no title"),
    ("- @MIT\n", "has no title"),
    ("- [](https://x.example/a.pdf)\n", "has no title"),
    ("- Some Title @ \n", "After @ stands no affiliation"),
    (GOOD.replace("@清华大学、CMU", "@ ,"), "After @ stands no affiliation"),
    (GOOD.replace("https://x.example/a.pdf", "htp:/x"), "is not an http(s) address"),
    (GOOD.replace("https://x.example/a.pdf", "javascript:alert(1)"), "is not an http(s) address"),
    (GOOD.replace("https://x.example/a.pdf", ""), "A link has no address"),
    (GOOD.replace("(https://github.com/x/y)]", "(https://github.com/x/y"), "A link is not closed"),
    (GOOD.replace("May 19", "2026-05-32"), "is none"),
    (GOOD.replace("May 19", "February 30"), "is none"),
    (GOOD.replace("Tuesday, May 19", "Day 7"), "There is no day 7: the program has 2"),
    ("```\n" + GOOD, "is not closed"),
    (GOOD.replace("## Tuesday", "~~~ text\n## Tuesday"), "is not closed"),
    ("- **Best Paper Award**\n" + GOOD, "An award stands below no title"),
    ("".join(f"{'  ' * n}- x\n" for n in range(20)), "nested more than 12 deep"),
    (b"\xe9" + GOOD.encode(), "not UTF-8"),
    (b"\x00" + GOOD.encode(), "control character"),
    ("<!DOCTYPE html>\n<title>x</title>", "is a web page"),
    ("<<<<<<< ours\n" + GOOD, "A conflict of a merge"),
)


@pytest.mark.parametrize(("text", "words"), BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_is_refused_with_the_reason(
    project: Project, text: str | bytes, words: str
) -> None:
    must_refuse(project, NAME, text, words)
