"""How the command is called, what it returns, and that it needs no Sphinx."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sphinx_mlsys import __version__
from sphinx_mlsys.cli import entrypoint, main
from sphinx_mlsys.cli.app import COMMANDS
from tests.cli.project import Project


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_help_explains_the_command_and_its_statuses(project: Project, command: list[str]) -> None:
    ran = project.run(*command, "--help")
    assert ran.status == 0
    assert "Usage: sphinx-mlsys" in ran.out
    if command != ["new"]:
        assert "Status: 0" in ran.out


def test_version(project: Project) -> None:
    assert __version__ in project.run("--version").out


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["chekc"], "No such command 'chekc'"),
        (["check", "--formt", "json"], "No such option"),
        (["check", "--format", "xml"], "'xml' is not one of"),
        (["check", "nowhere"], "does not exist"),
        (["import"], "Missing argument"),
        (["import", "refs.bib"], "Missing option"),
        (["check", "--inventory", "refs.bib"], "give both"),
    ],
)
def test_a_wrong_call_is_told_with_status_2(project: Project, args: list[str], words: str) -> None:
    ran = project.run(*args)
    assert ran.status == 2
    assert words in ran.err


def test_without_a_project_it_says_where_it_looked(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docs" / "mlsys.toml").unlink()
    ran = project.run("check")
    assert ran.status == 2
    assert "There is no mlsys.toml in this folder" in ran.err


def test_the_project_is_found_from_a_folder_inside(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path / "docs" / "papers")
    assert project.run("check").status == 0


def test_a_broken_project_file_is_told_with_its_line(project: Project) -> None:
    project.write("docs/mlsys.toml", 'title = "Small\n')
    ran = project.run("check")
    assert ran.status == 2
    assert "docs/mlsys.toml:1:" in ran.err
    assert "[toml-syntax]" in ran.err


def test_entrypoint_leaves_the_process_with_the_status(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["sphinx-mlsys", "chekc"])
    with pytest.raises(SystemExit) as leaving:
        entrypoint()
    assert leaving.value.code == 2


def test_main_returns_the_status(project: Project) -> None:
    assert main(["check", "--format", "json"]) == 0


def test_python_m_is_the_same_command_and_needs_no_sphinx(project: Project) -> None:
    blocked = (
        "import sys\n"
        "class Blocked:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('sphinx', 'docutils', 'myst_parser'):\n"
        "            raise ImportError(name + ' is not there')\n"
        "sys.meta_path.insert(0, Blocked())\n"
        "import runpy\n"
        "runpy.run_module('sphinx_mlsys', run_name='__main__', alter_sys=True)\n"
    )
    for args in (["check"], ["export", "out"], ["import", "refs.bib", "-c", "2026", "-n"],
                 ["new", "paper", "--help"], ["init", "other"]):  # fmt: skip
        ran = subprocess.run(
            [sys.executable, "-c", blocked, *args], capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr
        assert "Traceback" not in ran.stderr
