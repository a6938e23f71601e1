"""The project file: without it there is nothing to read, so its faults are told exactly."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_mlsys.core.load import LoadError, load
from sphinx_mlsys.core.problems import Problem
from sphinx_mlsys.core.project import read_project
from tests.core.digest import change, line_of


def faults(folder: Path) -> tuple[Problem, ...]:
    """Return what keeps the digest of a folder from being loaded."""
    with pytest.raises(LoadError) as caught:
        load(folder)
    assert all(str(p) in str(caught.value) for p in caught.value.problems)
    return caught.value.problems


def test_the_project_file_names_what_there_is(digest: Path) -> None:
    problems: list[Problem] = []
    project = read_project(digest, problems)
    assert not problems
    assert project is not None
    assert project.file == digest / "mlsys.toml"
    assert project.bibliography == digest / "refs.bib"
    assert project.program("2024") == digest / "2024/program.yaml"
    assert list(project.settings.links) == ["proceedings", "arxiv", "code", "event"]
    assert project.settings.links["arxiv"] == {"": "arXiv"}


def test_the_bibliography_may_stand_beside_the_folder(digest: Path) -> None:
    change(digest, "mlsys.toml", '"refs.bib"', '"../refs.bib"')
    (digest / "refs.bib").rename(digest.parent / "refs.bib")
    assert not load(digest).problems


@pytest.mark.parametrize(
    ("old", "new", "code", "needle"),
    [
        ('title = "Test Digest"', 'title = "Test Digest', "toml-syntax", "title ="),
        ("[awards]", "[awards", "toml-syntax", "[awards"),
        ("[links]\n", "[links]\n[links]\n", "toml-syntax", "[links]\nproc"),
        ("[awards]", "[prizes]", "unknown-field", "[prizes]"),
        ("conferences = ", "conference = ", "unknown-field", "conference ="),
        ('languages = ["en", "zh"]', 'languages = "en"', "wrong-type", "languages"),
        ('"2024", "2025"', '"2024", "MLSys 2025"', "wrong-type", "conferences"),
        ('arxiv = "arXiv"', "arxiv = [1]", "wrong-type", "arxiv ="),
        ('bibliography = "refs.bib"\n', "", "missing-field", "title"),
    ],
)
def test_a_fault_is_told_at_its_line(
    digest: Path, old: str, new: str, code: str, needle: str
) -> None:
    change(digest, "mlsys.toml", old, new)
    found = [p for p in faults(digest) if p.code == code]
    assert [p.file for p in found] == [digest / "mlsys.toml"]
    assert found[0].line == line_of(digest, "mlsys.toml", needle)
    assert found[0].remedy


@pytest.mark.parametrize(
    "line",
    [
        "a = " + "[" * 10_000,
        "a = " + "{a = " * 10_000,
        "a" + ".a" * 20_000 + " = 1",
        "[a" + '."a b"' * 20_000 + "]",
        "a = " + "9" * 5000,
        "a = 0x" + "f" * 9000,
        "a = 2024-02-30",
        'a = "\\ud800"',
        'title = "\\u0000"',
        'bibliography = "a\\u0000b"',
        'conferences = ["20\\u202e24"]',
    ],
    ids=lambda line: line[:20],
)
def test_what_toml_takes_badly_is_told(digest: Path, line: str) -> None:
    text = (digest / "mlsys.toml").read_text(encoding="utf-8")
    name = line.split(" ")[0]
    rest = "".join(r for r in text.splitlines(keepends=True) if r.split(" ")[0] != name)
    (digest / "mlsys.toml").write_text(f"{line}\n{rest}", encoding="utf-8")
    found = faults(digest)
    assert found
    assert all(p.line and p.remedy and p.sentence.isprintable() for p in found)
    assert max(len(p.sentence) for p in found) < 3000


def test_without_a_project_file_nothing_is_loaded(tmp_path: Path) -> None:
    assert [p.code for p in faults(tmp_path)] == ["file-missing"]


def test_a_project_file_that_is_not_utf8_is_told(digest: Path) -> None:
    (digest / "mlsys.toml").write_bytes('title = "Prüfung"\n'.encode("latin-1"))
    assert [(p.code, p.line) for p in faults(digest)] == [("encoding", 1)]
