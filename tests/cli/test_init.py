"""``init``: a project that passes the check and builds at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.cli.project import Project


@pytest.mark.parametrize("languages", [(), ("en", "zh"), ("zh", "en"), ("de",)])
def test_the_project_passes_the_check(project: Project, languages: tuple[str, ...]) -> None:
    options = [o for language in languages for o in ("--language", language)]
    ran = project.run("init", "new", "--date", "2026-07-01", *options)
    assert ran.status == 0, ran.text
    checked = project.run("check", "new", "--strict")
    assert (checked.status, checked.out) == (0, "")
    report = project.run("check", "new", "--report").out
    assert "of 1 papers complete in" in report


def test_the_facts_of_the_conference_are_taken(project: Project) -> None:
    ran = project.run(
        "init", "new", "--title", 'The "Small" Digest', "--conference", "small-2027",
        "--name", "Second: Small", "--start", "2027-05-18", "--days", "3",
        "--timezone", "Asia/Seoul", "--city", "Seoul, Korea", "--url", "https://small.example/",
    )  # fmt: skip
    assert ran.status == 0, ran.text
    program = yaml.safe_load(project.read("new/docs/small-2027/program.yaml"))
    assert program["conference"]["name"] == "Second: Small"
    assert [str(d["date"]) for d in program["days"]] == ["2027-05-18", "2027-05-19", "2027-05-20"]
    assert 'title = "The \\"Small\\" Digest"' in project.read("new/docs/mlsys.toml")


def test_the_schema_that_editors_use_is_there_and_holds(project: Project) -> None:
    project.run("init", "new")
    for file in (project.folder / "new/docs").rglob("*.yaml"):
        head = file.read_text().splitlines()[0]
        assert head.startswith("# yaml-language-server: $schema="), file
        schema = (file.parent / head.partition("$schema=")[2]).resolve()
        loaded = yaml.load(file.read_text(), Loader=yaml.BaseLoader)
        if file.name.endswith(".paper.yaml"):
            loaded["results"][0] |= {"value": 2, "lead": True}
        jsonschema.validate(loaded, yaml.safe_load(schema.read_text()))


def test_the_ci_calls_commands_that_are_there(project: Project) -> None:
    project.run("init", "new")
    workflow = yaml.safe_load(project.read("new/.github/workflows/digest.yml"))
    runs = [step["run"] for step in workflow["jobs"]["build"]["steps"] if "run" in step]
    (check,) = (run.split()[1:] for run in runs if run.startswith("sphinx-mlsys"))
    assert project.run(*check, "--project", "new").status == 0
    rtd = yaml.safe_load(project.read("new/.readthedocs.yaml"))
    assert (project.folder / "new" / rtd["sphinx"]["configuration"]).is_file()
    (install,) = rtd["python"]["install"]
    assert (project.folder / "new" / install["requirements"]).is_file()


def test_nothing_is_overwritten(project: Project) -> None:
    project.write("new/docs/conf.py", "# by hand\n")
    before = project.files()
    ran = project.run("init", "new")
    assert ran.status == 1
    assert "new/docs/conf.py is there already." in ran.err
    assert project.files() == before


@pytest.mark.site
@pytest.mark.parametrize("languages", [("en",), ("en", "zh")])
def test_the_project_builds_without_a_warning(tmp_path: Path, languages: tuple[str, ...]) -> None:
    options = [o for language in languages for o in ("--language", language)]
    for command in (
        ["sphinx_mlsys", "init", "digest", "--days", "2", *options],
        ["sphinx_mlsys", "new", "paper", "-p", "digest", "-c", YEAR, "--title", "A Second: One",
         "--author", "Newton, Nina", "--session", "Second Session", "--day", "2"],
        ["sphinx_mlsys", "new", "conference", "second", "-p", "digest", "--name", "Second",
         "--start", "2027-05-18", "--city", "Bonn", "--timezone", "Europe/Berlin",
         "--url", "https://second.example"],
        ["sphinx", "-W", "--keep-going", "-n", "-q", "digest/docs", "out"],
    ):  # fmt: skip
        ran = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            env={"SOURCE_DATE_EPOCH": "1782864000", "PATH": "/usr/bin:/bin"},
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
    page = (tmp_path / "out" / YEAR / "day-2.html").read_text()
    assert "A Second: One" in page
    assert (tmp_path / "out" / "papers" / f"example{YEAR}first.html").is_file()
    assert (tmp_path / "out" / "second" / "index.html").is_file()


YEAR = "2026"
"""The year of SOURCE_DATE_EPOCH above."""
