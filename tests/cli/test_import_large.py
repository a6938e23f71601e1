"""A large export with the flaws of real ones: imported once, twice, and after edits by hand."""

from __future__ import annotations

import json

import pytest

from tests.cli.large import large
from tests.cli.project import Project

NAME = "large-2026-orals-posters.json"


def hand_edited(project: Project) -> None:
    """Change what a maintainer would in what an import has made."""
    record = sorted((project.folder / "docs/papers").glob("*2026*.yaml"))[3]
    text = record.read_text(encoding="utf-8")
    record.write_text(
        f"{text}# Seen at the poster.\ntakeaway:\n  en: A remark by hand.\n", encoding="utf-8"
    )
    program = project.read("docs/2026/program.yaml")
    first = program.index("Poster Session 2")
    project.write("docs/2026/program.yaml", program[:first] + "Posters, by hand" + program[first + 16 :])  # fmt: skip


@pytest.mark.parametrize("papers", [150, pytest.param(4000, marks=pytest.mark.site)])
def test_a_second_import_changes_nothing_and_edits_by_hand_stay(
    project: Project, papers: int
) -> None:
    text = json.dumps(large(papers))
    first = project.take(NAME, text)
    assert first.status == 0, first.text
    assert f"{papers} created" in first.out
    checked = project.run("check")
    assert checked.status == 0, checked.text
    made = project.files()
    second = project.take(NAME, text)
    assert "Nothing was changed" in second.err
    assert project.files() == made
    hand_edited(project)
    edited = project.files()
    assert project.take(NAME, text).status == 0
    assert project.files() == edited


def test_a_file_cut_short_is_refused_whole(project: Project) -> None:
    before = project.files()
    text = json.dumps(large(60))
    for broken, words in (
        (text[: len(text) // 2], "breaks off"),
        (text.replace('"count": ', '"count": 2'), "rows and holds"),
    ):
        ran = project.take(NAME, broken)
        assert ran.status == 1
        assert words in ran.out
        assert project.files() == before
