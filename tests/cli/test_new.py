"""``new``: what it makes passes the check, and nothing is overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_mlsys.export.schema import schema_files
from tests.cli.project import Project

PAPER = ("--title", "Beta & the $O(n)$ Cache: On GPUs", "--author", "Newton, Nina",
         "--author", "Wei Müller")  # fmt: skip
FACTS = ("--name", "Second Small Conference", "--short", "Small 2027", "--start", "2027-05-18",
         "--city", "Bonn, Germany", "--timezone", "Europe/Berlin",
         "--url", "https://small.example/2027")  # fmt: skip


def new(project: Project, *args: str) -> str:
    """Run ``new``, which must succeed and leave a sound digest; return what it printed."""
    ran = project.run("new", *args)
    assert ran.status == 0, ran.text
    checked = project.run("check", "--strict")
    assert (checked.status, checked.out) == (0, "")
    return ran.text


def test_a_paper_gets_record_entry_and_place(project: Project) -> None:
    before = project.files()
    out = new(project, "paper", "-c", "2026", *PAPER, "--session", "hand", "--name", "Beta",
              "--topic", "speed", "--date", "2026-07-01", "--arxiv", "2601.00001v2")  # fmt: skip
    assert "Its key is newton2026beta." in out
    record = project.read("docs/papers/newton2026beta.paper.yaml")
    assert record.startswith("# yaml-language-server: $schema=../_schema/paper.schema.json\n")
    assert "\nname: Beta\n" in record
    assert "\n#   zh: one sentence" in record
    assert record.endswith("added: 2026-07-01\nrevised: 2026-07-01\n")
    bib = project.read("refs.bib")
    assert bib.startswith(before["refs.bib"].decode())
    assert "  author = {Newton, Nina and Müller, Wei},\n" in bib
    assert r"  title = {Beta \& the $O(n)$ Cache: On {GPUs}}," in bib
    assert "  eprint = {2601.00001},\n  archiveprefix = {arXiv},\n" in bib
    program = project.read("docs/2026/program.yaml")
    assert "          - {key: old2026alpha}\n          - {key: newton2026beta}\n" in program
    lines = program.replace("          - {key: newton2026beta}\n", "")
    assert lines == before["docs/2026/program.yaml"].decode()


def test_a_new_session_is_made_on_its_day(project: Project) -> None:
    new(project, "paper", "-c", "2026", *PAPER, "--session", "Fresh Things", "--day", "2")
    program = project.read("docs/2026/program.yaml")
    assert program.endswith(
        "    title: Second Day\n    items:\n      - session: fresh-things\n"
        "        title: Fresh Things\n        papers:\n          - {key: newton2026beta}\n"
    )


def test_without_a_session_it_stands_among_the_unscheduled(project: Project) -> None:
    new(project, "paper", "-c", "2026", *PAPER)
    program = project.read("docs/2026/program.yaml")
    assert "    also:\n      - session: unscheduled\n" in program
    assert "        date_unverified: true\n" in program


def test_the_entry_of_the_bibliography_can_be_there_first(project: Project) -> None:
    project.write("refs.bib", project.read("refs.bib") + "\n@inproceedings{bell2026word,\n"
                  "  author = {Bell, Bo},\n  title = {Word},\n  year = {2026},\n}\n")  # fmt: skip
    before = project.read("refs.bib")
    new(project, "paper", "bell2026word", "-c", "2026")
    assert project.read("refs.bib") == before


@pytest.mark.parametrize("speaker", [(), ("--speaker", "Fay, Flo")])
def test_a_talk_may_have_no_known_speaker(project: Project, speaker: tuple[str, ...]) -> None:
    new(project, "talk", "-c", "2026", "--day", "2", "--title", "On Small Things", *speaker)
    key = "fay2026small" if speaker else "small2026small"
    assert f"      - talk: {key}\n" in project.read("docs/2026/program.yaml")
    assert "  howpublished = {Talk at Small 2026},\n" in project.read("refs.bib")


def test_keys_of_one_author_and_year_do_not_clash(project: Project) -> None:
    new(project, "paper", "-c", "2026", *PAPER)
    new(project, "paper", "-c", "2026", "--title", "Beta Again", "--author", "Newton, Nina")
    assert (project.folder / "docs/papers/newton2026betaagain.paper.yaml").exists()


def test_a_conference_gets_program_and_pages(project: Project) -> None:
    before = project.files()
    new(project, "conference", "2027", *FACTS, "--days", "2")
    made = {f for f in project.files() if f not in before}
    assert made == {f"docs/2027/{n}" for n in ("program.yaml", "index.md", "day-1.md", "day-2.md")}
    assert 'conferences = ["2025", "2026", "2027"]' in project.read("docs/mlsys.toml")
    assert "\n2026/index\n2027/index\n```" in project.read("docs/index.md")
    program = project.read("docs/2027/program.yaml")
    assert program.startswith("# yaml-language-server: $schema=../_schema/program.schema.json\n")
    assert "  - date: 2027-05-19\n    title: {en: Day 2, zh: 第 2 天}\n" in program
    # and it can be added to at once
    new(project, "paper", "-c", "2027", *PAPER, "--session", "One", "--day", "1")


@pytest.mark.parametrize(
    ("args", "status", "words"),
    [
        (("paper", "-c", "2026", "--title", "No One"), 2, "needs --author"),
        (("paper", "-c", "2026", "--author", "A, B"), 2, "Give --title"),
        (("paper", "-c", "2030", *PAPER), 2, "no conference '2030' (it has: 2025, 2026)"),
        (("paper", "-c", "2025", *PAPER), 1, "the program has no day"),
        (("paper", "Bad-Key", "-c", "2026", *PAPER), 2, "'Bad-Key' is no key"),
        (("paper", "old2026alpha", "-c", "2026"), 2, "There is a record 'old2026alpha' already"),
        (("paper", "-c", "2026", *PAPER, "--url", "ftp:x"), 2, "is not an http(s) address"),
        (("paper", "-c", "2026", *PAPER, "--topic", "sped"), 2, "topics.yaml has no 'sped'"),
        (("paper", "-c", "2026", *PAPER, "--day", "3"), 2, "2026 has 2 days"),
        (("paper", "-c", "2026", "--title", "alpha: making small things FAST", "--author", "X"), 1,
         "it is there already: docs/papers/old2026alpha.paper.yaml"),
        (("conference", "2026", *FACTS), 2, "has the conference '2026' already"),
        (("conference", "2027"), 2, "Missing option"),
        (("conference", "Small 27", *FACTS), 2, "lower-case words"),
        (("conference", "2027", *FACTS, "--timezone", "Nowhere/At"), 2, "is no time zone"),
        (("conference", "2027", *FACTS, "--url", "small"), 2, "is not an http(s) address"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_told_and_nothing_is_written(
    project: Project, args: tuple[str, ...], status: int, words: str
) -> None:
    before = project.files()
    ran = project.run("new", *args)
    assert ran.status == status, ran.text
    assert words in " ".join(ran.text.split())
    assert project.files() == before


def test_a_file_that_is_there_is_not_overwritten(project: Project) -> None:
    project.write("docs/2027/day-1.md", "# By hand\n")
    before = project.files()
    ran = project.run("new", "conference", "2027", *FACTS)
    assert ran.status == 1
    assert "docs/2027/day-1.md is there already" in ran.err
    assert project.files() == before


def test_schemas_are_brought_up_to_date(project: Project) -> None:
    project.write("docs/_schema/paper.schema.json", "{}")
    out = new(project, "schemas")
    assert "schemas written to" in out
    assert '"takeaway"' in project.read("docs/_schema/paper.schema.json")


def test_the_schemas_of_this_digest_are_up_to_date(repository: Path) -> None:
    for path, text in schema_files().items():
        assert (repository / "docs" / path).read_text(encoding="utf-8") == text
