"""``check``: what is told, in which form, and with which status."""

from __future__ import annotations

import json

import pytest

from tests.cli.project import Project

RECORD = "docs/papers/old2026alpha.paper.yaml"


def test_a_sound_digest(project: Project) -> None:
    ran = project.run("check")
    assert (ran.status, ran.out) == (0, "")
    assert "Nothing is wrong." in ran.err


def test_a_problem_is_shown_with_its_line_and_a_caret(project: Project) -> None:
    project.replace(RECORD, "topics: [speed]", "topics: [sped]")
    ran = project.run("check")
    assert ran.status == 1
    head, line, caret = ran.out.splitlines()
    assert head.startswith(f"{RECORD}:5:10: error[unknown-topic] topics[0]: ")
    assert "Did you mean 'speed'?" in head
    assert line == "    5 | topics: [sped]"
    assert caret == "      |          ^^^^"
    assert "1 error." in ran.err


def test_the_caret_counts_chinese_as_two_columns(project: Project) -> None:
    project.write("docs/topics.yaml", "- {name: 速度速度, idd: speed}\n")
    shown = project.run("check").out.splitlines()
    at = next(n for n, line in enumerate(shown) if "[unknown-field]" in line)
    line, caret = shown[at + 1 : at + 3]
    # each of the four characters takes two columns of a terminal
    assert caret.index("^") == line.index("idd") + 4


def test_a_long_line_is_cut_around_its_fault(project: Project) -> None:
    project.replace(RECORD, "topics: [speed]", f"topics: [{'speed, ' * 80}sped]")
    lines = project.run("check").out.splitlines()
    shown = next(line for line in lines if "sped]" in line)
    assert len(shown) < 200


def test_warnings_count_only_with_strict(project: Project) -> None:
    project.replace(RECORD, "topics: [speed]\n", "")
    project.replace(RECORD, "added:", "topics: [speed]\nadded:")
    assert project.run("check").status == 0
    assert "warning[field-order]" in project.run("check").out
    assert project.run("check", "--strict").status == 1


@pytest.mark.parametrize("args", [["--json"], ["--format", "json"]])
def test_json_tells_everything_in_fields(project: Project, args: list[str]) -> None:
    project.replace(RECORD, "topics: [speed]", "topics: [sped]")
    ran = project.run("check", *args)
    found = json.loads(ran.out)
    assert ran.status == 1
    assert (found["errors"], found["warnings"]) == (1, 0)
    assert found["problems"][0] == {
        "code": "unknown-topic",
        "severity": "error",
        "file": RECORD,
        "line": 5,
        "column": 10,
        "path": ["topics", 0],
        "message": "topics.yaml has no 'sped'.",
        "remedy": "Did you mean 'speed'?",
    }


def test_github_gets_one_annotation_a_line(project: Project) -> None:
    project.replace(RECORD, "topics: [speed]", 'topics: ["100%:a,b"]')
    ran = project.run("check", "--format", "github")
    lines = ran.out.splitlines()
    assert all(line.startswith("::error file=docs/papers/") for line in lines)
    head, _, message = lines[0].removeprefix("::").partition("::")
    assert "line=5,col=10,title=" in head
    assert "%25" in message
    assert "100%:" not in message


def test_sarif_names_rule_place_and_level(project: Project) -> None:
    project.replace(RECORD, "topics: [speed]", "topics: [sped]")
    found = json.loads(project.run("check", "--format", "sarif").out)
    assert found["version"] == "2.1.0"
    (run,) = found["runs"]
    (result,) = run["results"]
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert rule["id"] == result["ruleId"] == "unknown-topic"
    assert rule["shortDescription"]["text"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == RECORD
    assert place["region"] == {"startLine": 5, "startColumn": 10}
    assert result["level"] == "error"


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_a_sound_digest_is_valid_output_too(project: Project, form: str) -> None:
    assert json.loads(project.run("check", "--format", form).out)


def test_the_hooks_call_commands_that_are_there(project: Project, repository: object) -> None:
    from pathlib import Path

    import yaml

    hooks = yaml.safe_load((Path(str(repository)) / ".pre-commit-hooks.yaml").read_text())
    assert {hook["id"] for hook in hooks} == {"sphinx-mlsys-check", "sphinx-mlsys-fix"}
    for hook in hooks:
        program, *args = hook["entry"].split()
        assert program == "sphinx-mlsys"
        assert project.run(*args).status == 0
