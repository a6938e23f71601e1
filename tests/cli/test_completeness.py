"""``check --report``: what counts as complete, and what is named as absent."""

from __future__ import annotations

import json
from pathlib import Path

from sphinx_mlsys.cli.completeness import REQUIRED, completeness
from sphinx_mlsys.core.load import load
from tests.cli.project import Project


def test_every_record_of_the_digest_is_complete_in_both_languages(repository: Path) -> None:
    found = completeness(load(repository / "docs").library)
    assert found.absent == ()
    assert found.totals == {"paper": (98, 98), "talk": (14, 14)}


def test_what_is_absent_is_named_by_record_language_and_field(project: Project) -> None:
    found = json.loads(project.run("check", "--report", "--json").out)
    assert found["complete"] == {
        "paper": {"complete": 0, "of": 1},
        "talk": {"complete": 0, "of": 0},
    }
    english = next(a for a in found["absent"] if a["language"] == "en")
    assert english["key"] == "old2026alpha"
    assert english["conference"] == "2026"
    assert english["fields"] == [f for f in REQUIRED["paper"] if f != "takeaway"]


def test_a_text_in_one_language_counts_in_that_one_only(project: Project) -> None:
    project.replace("docs/papers/old2026alpha.paper.yaml", "  zh: Alpha 让小事变快。\n", "")
    rows = json.loads(project.run("check", "--report", "--json").out)["fields"]
    have = {r["language"]: r["have"] for r in rows if r["field"] == "takeaway"}
    assert have == {"en": 1, "zh": 0}


def test_a_text_for_all_languages_counts_in_each(project: Project) -> None:
    project.replace(
        "docs/papers/old2026alpha.paper.yaml",
        "takeaway:\n  en: Alpha makes small things fast.\n  zh: Alpha 让小事变快。\n",
        "takeaway: Alpha!\n",
    )
    rows = json.loads(project.run("check", "--report", "--json").out)["fields"]
    assert [r["have"] for r in rows if r["field"] == "takeaway"] == [1, 1]


def test_the_table_for_people(project: Project) -> None:
    out = project.run("check", "--report").out
    assert "0 of 1 papers complete in en and zh" in out
    assert "2026 papers (1)" in out
    assert "  takeaway               1       1\n" in out
    assert "  old2026alpha [zh] problem, approach, results, limits, connections\n" in out
