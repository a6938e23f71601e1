"""``check --fix``: what it mends, and that everything else stays byte for byte."""

from __future__ import annotations

import difflib

import pytest

from sphinx_mlsys.cli.fix import reordered
from sphinx_mlsys.cli.order import PAPER, TALK
from sphinx_mlsys.core.model import PaperRecord, TalkRecord
from sphinx_mlsys.core.rules import field_names
from tests.cli.project import RECORD, Project

FILE = "docs/papers/old2026alpha.paper.yaml"


def changed(before: str, after: str) -> list[str]:
    """Return the lines that differ, with - and +."""
    found = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in found if line[0] in "-+"]


def test_the_orders_name_every_field_of_the_models() -> None:
    assert set(PAPER) == set(field_names(PaperRecord))
    assert set(TALK) == set(field_names(TalkRecord))


def test_fields_are_put_in_order_with_their_comments(project: Project) -> None:
    text = RECORD.replace("topics: [speed]\n", "")
    text = text.replace("# The end.", "# What it is about.\ntopics: [speed]  # one\n# The end.")
    project.write(FILE, text)
    ran = project.run("check", "--fix")
    assert ran.status == 0
    assert "Mended 1 file." in ran.err
    after = project.read(FILE)
    assert sorted(after.splitlines()) == sorted(text.splitlines())
    assert after.index("# What it is about.\ntopics: [speed]  # one\nlinks:") > 0
    assert after.startswith("# yaml-language-server")
    assert after.endswith("revised: 2026-06-02\n# The end.\n")
    assert "field-order" not in project.run("check").text


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_chinese_is_mended_and_nothing_else(project: Project, newline: str, mark: str) -> None:
    before = mark + RECORD.replace("Alpha 让小事变快。", "Alpha让小事变快,真的.").replace(
        "takeaway:\n", "# 关于,速度\ntakeaway:\n"
    ).replace("\n", newline)
    project.write(FILE, before)
    assert "cjk-punctuation" in project.run("check").out
    assert project.run("check", "--fix").status == 0
    after = project.read(FILE)
    assert changed(before, after) == [
        "-   zh: Alpha让小事变快,真的.",
        "+   zh: Alpha 让小事变快，真的。",
    ]
    assert after.count(newline) == before.count(newline)
    assert after.startswith(mark)


@pytest.mark.parametrize(
    ("source", "after"),
    [
        (
            '  zh: |\n    他说:"好"。\n    第二行,完\n',
            "  zh: |\n    他说：“好”。\n    第二行，完\n",
        ),
        ("  zh: '快,好'\n", "  zh: '快，好'\n"),
        ('  zh: "快,好"\n', '  zh: "快，好"\n'),
    ],
)
def test_texts_are_mended_in_every_style_of_yaml(project: Project, source: str, after: str) -> None:
    project.write(FILE, RECORD.replace("added:", f"problem:\n{source}added:"))
    assert project.run("check", "--fix").status == 0
    assert after in project.read(FILE)


def test_what_cannot_be_mended_safely_is_left_and_told(project: Project) -> None:
    text = RECORD.replace("zh: Alpha 让小事变快。", r'zh: "\u5feb,a"')
    project.write(FILE, text)
    ran = project.run("check", "--fix")
    assert ran.status == 1
    assert "cjk-punctuation" in ran.out
    assert project.read(FILE) == text


def test_quotation_marks_are_told_and_mended(project: Project) -> None:
    project.replace(FILE, "Alpha 让小事变快。", 'Alpha 让 "小事" 变快。')
    assert "warning[cjk-quotes]" in project.run("check").out
    project.run("check", "--fix")
    assert "“小事”" in project.read(FILE)


def test_a_sound_digest_is_not_written(project: Project) -> None:
    before = project.files()
    assert "Mended 0 files." in project.run("check", "--fix").err
    assert project.files() == before


def test_a_record_with_an_unknown_field_is_not_reordered() -> None:
    text = "revised: 1\nname: x\nunknown: 2\n"
    assert reordered(text, PAPER) == text
