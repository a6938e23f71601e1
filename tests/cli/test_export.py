"""``export``: the files that the site has beside its pages, without building it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.project import Project


def test_citations_data_and_calendars_are_written(project: Project) -> None:
    ran = project.run("export", "out")
    assert ran.status == 0, ran.text
    assert "@inproceedings{old2026alpha," in project.read("out/papers/old2026alpha.bib")
    records = json.loads(project.read("out/records.json"))
    assert [r["key"] for r in records["records"]] == ["old2026alpha"]
    assert "old2026alpha" in project.read("out/2026/day-1.ris")
    assert (project.folder / "out/_schema/paper.schema.json").is_file()


def test_addresses_become_absolute_with_a_base(project: Project) -> None:
    project.run("export", "out", "--base-url", "https://small.example/digest")
    record = json.loads(project.read("out/papers/old2026alpha.record.json"))
    assert record["page"] == "https://small.example/digest/papers/old2026alpha.html"


def test_a_second_export_writes_nothing(project: Project) -> None:
    project.run("export", "out")
    before = project.files()
    assert project.run("export", "out").out.startswith("0 of ")
    assert project.files() == before


def test_a_digest_with_errors_is_not_exported(project: Project) -> None:
    project.replace("docs/papers/old2026alpha.paper.yaml", "[speed]", "[sped]")
    ran = project.run("export", "out")
    assert ran.status == 1
    assert "unknown-topic" in ran.out
    assert not (project.folder / "out").exists()
    assert project.run("export", "out", "--keep-going").status == 0


@pytest.mark.parametrize(
    ("args", "words"),
    [(("--base-url", "small"), "is not an http(s) address"), (("--language", "fr"), "use one of")],
)
def test_a_wrong_call(project: Project, args: tuple[str, str], words: str) -> None:
    ran = project.run("export", "out", *args)
    assert ran.status == 2
    assert words in ran.err


@pytest.mark.site
def test_the_files_are_those_of_the_site(tmp_path: Path) -> None:
    from sphinx_mlsys.cli import main
    from tests.ext.small import Site

    site = Site(tmp_path / "site")
    out = site.build().out
    assert main(["export", str(tmp_path / "out"), "-p", str(site.docs)]) == 0
    for file in sorted((tmp_path / "out").rglob("*")):
        if file.is_file():
            path = file.relative_to(tmp_path / "out")
            assert (out / path).read_bytes() == file.read_bytes(), path
