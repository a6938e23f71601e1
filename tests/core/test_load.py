"""Everything wrong with a digest is told in one run, and the rest of it still loads."""

from __future__ import annotations

import ast
import importlib
import os
from pathlib import Path

import pytest

import sphinx_mlsys.core
from sphinx_mlsys.core.load import Loaded, load
from sphinx_mlsys.core.problems import CODES
from tests.core.digest import change, line_of, write_digest
from tests.core.mistakes import MISTAKES, Mistake, add_copy

ELSEWHERE = {
    "file-missing": "tests.core.test_load.test_a_missing_program_takes_only_itself",
    "file-outside": "tests.core.test_load.test_a_link_that_leads_out_is_told_and_not_read",
    "file-name": "tests.core.test_load.test_a_name_that_is_not_utf8_is_told",
    "toml-syntax": "tests.core.test_project.test_a_fault_is_told_at_its_line",
}
"""Code to the test that has it, where it is not in the table."""


def told(loaded: Loaded, folder: Path) -> list[tuple[str, str, int | None]]:
    """Return (code, file, line) of each problem."""
    return [
        (p.code, str(p.file.relative_to(folder)) if p.file else "", p.line) for p in loaded.problems
    ]


def names(loaded: Loaded) -> set[str]:
    """Return the names of all that was loaded."""
    library = loaded.library
    return {
        *library.records,
        *library.entries,
        *library.topics,
        *library.terms,
        *library.figures,
        *library.conferences,
        *library.sessions,
        *(f"{p.name}/{p.id}" for p in library.people),
    }


def test_a_sound_digest_has_no_problem(digest: Path) -> None:
    loaded = load(digest)
    assert loaded.problems == ()
    assert list(loaded.library.papers) == sorted(
        ["lovelace2024engine", "turing2025test", "wang2024cache"]
    )
    assert list(loaded.library.talks) == ["hopper2024compilers"]


def test_a_sound_copy_makes_no_problem(digest: Path) -> None:
    add_copy(digest, "copy2024")
    assert told(load(digest), digest) == []


def test_the_digest_of_this_repository_has_no_problem(repository: Path) -> None:
    loaded = load(repository / "docs")
    assert [str(p) for p in loaded.problems] == []
    assert (len(loaded.library.papers), len(loaded.library.talks)) == (98, 14)


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_a_mistake_is_told_and_spoils_only_itself(digest: Path, mistake: Mistake) -> None:
    before = names(load(digest))
    mistake.make(digest, "copy2024")
    loaded = load(digest)
    assert set(told(loaded, digest)) == {mistake.told(digest, "copy2024")}
    assert loaded.problems[0].message
    assert loaded.problems[0].remedy
    assert before <= names(loaded)
    if (digest / "papers/copy2024.paper.yaml").exists():
        assert ("copy2024" in loaded.library.papers) == (not mistake.lost)


def test_all_mistakes_at_once_are_told_in_one_run(digest: Path) -> None:
    before = names(load(digest))
    keys = [f"copy2024n{number:03}" for number in range(len(MISTAKES))]
    for mistake, key in zip(MISTAKES, keys, strict=True):
        mistake.make(digest, key)
    loaded = load(digest)
    assert set(told(loaded, digest)) == {
        mistake.told(digest, key) for mistake, key in zip(MISTAKES, keys, strict=True)
    }
    assert before <= names(loaded)


def test_every_code_that_loading_can_tell_is_tested() -> None:
    core = Path(sphinx_mlsys.core.__file__).parent
    used = {
        node.value
        for file in core.glob("*.py")
        if file.name != "problems.py"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in CODES
    }
    assert {m.code for m in MISTAKES} | ELSEWHERE.keys() == used
    for place in ELSEWHERE.values():
        module, _, name = place.rpartition(".")
        assert callable(getattr(importlib.import_module(module), name))


@pytest.mark.parametrize("path", ["papers/lovelace2024engine.paper.yaml", "topics.yaml", "2024"])
def test_a_link_that_leads_out_is_told_and_not_read(
    digest: Path, tmp_path_factory: pytest.TempPathFactory, path: str
) -> None:
    before, elsewhere = load(digest), tmp_path_factory.mktemp("elsewhere") / "here"
    (digest / path).rename(elsewhere)
    (digest / path).symlink_to(elsewhere)
    loaded = load(digest)
    told = [p for p in loaded.problems if p.code == "file-outside"]
    assert [str(p.file).startswith(str(digest / path)) for p in told] == [True]
    library, all_of_it = loaded.library, before.library
    assert (len(library.papers), len(library.topics), len(library.conferences)) < (
        len(all_of_it.papers),
        len(all_of_it.topics),
        len(all_of_it.conferences),
    )


def test_a_name_that_is_not_utf8_is_told(digest: Path) -> None:
    before = names(load(digest))
    (digest / os.fsdecode(b"papers/odd\xff2024.paper.yaml")).write_text("name: Odd\n")
    loaded = load(digest)
    assert [p.code for p in loaded.problems] == ["file-name"]
    assert str(loaded.problems[0]).encode().startswith(bytes(digest / "papers") + b"/odd\\xff2024")
    assert names(loaded) == before


def test_problems_come_in_the_order_of_files_and_lines(digest: Path) -> None:
    for number, mistake in enumerate(MISTAKES):
        mistake.make(digest, f"copy2024n{number:03}")
    places = [(str(p.file), p.line or 0) for p in load(digest).problems]
    assert places == sorted(places)


def test_loading_twice_gives_the_same(digest: Path) -> None:
    MISTAKES[0].make(digest, "copy2024")
    assert load(digest).problems == load(digest).problems


# What would follow from a file that cannot be read is not told: it is not what is wrong.


def test_a_missing_program_takes_only_itself(digest: Path) -> None:
    (digest / "2025/program.yaml").unlink()
    loaded = load(digest)
    assert told(loaded, digest) == [("file-missing", "2025/program.yaml", None)]
    assert list(loaded.library.conferences) == ["2024"]
    assert "turing2025test" in loaded.library.records


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("    title: {en: First", "     title: {en: First", "yaml-syntax"),
        ("room: Hall 1", "rom: Hall 1", "unknown-field"),
    ],
)
def test_a_broken_program_takes_only_itself(digest: Path, old: str, new: str, code: str) -> None:
    change(digest, "2024/program.yaml", old, new)
    loaded = load(digest)
    assert [p.code for p in loaded.problems] == [code]
    assert len(loaded.library.records) == 4


def test_a_claimed_alias_names_the_record_that_has_it(digest: Path) -> None:
    add_copy(digest, "copy2024")
    file = "papers/copy2024.paper.yaml"
    change(digest, file, "name: Copy", "aliases: {ids: [poster-1, wang2024cache, copy2024]}")
    assert [p.message.split("'")[1] for p in load(digest).problems] == [
        "lovelace2024engine",
        "wang2024cache",
    ]


@pytest.mark.parametrize("name", ["glossary", "topics", "figures", "people", "institutions"])
def test_a_broken_list_takes_only_itself(digest: Path, name: str) -> None:
    with (digest / f"{name}.yaml").open("a", encoding="utf-8") as file:
        file.write("- [\n")
    loaded = load(digest)
    assert [(p.code, p.file) for p in loaded.problems] == [("yaml-syntax", digest / f"{name}.yaml")]
    assert len(loaded.library.records) == 4


@pytest.mark.parametrize("name", ["glossary", "topics", "figures", "people", "institutions"])
def test_an_empty_list_file_is_told(digest: Path, name: str) -> None:
    (digest / f"{name}.yaml").write_text("# nothing yet\n")
    assert told(load(digest), digest) == [("wrong-type", f"{name}.yaml", 1)]


def test_a_broken_entry_of_a_list_is_still_known_to_be_there(digest: Path) -> None:
    change(digest, "glossary.yaml", "name: {en: batching, zh: 批处理}", "nam: {en: batching}")
    change(digest, "topics.yaml", "name: {en: Serving, zh: 服务}", "names: x")
    loaded = load(digest)
    assert {p.code for p in loaded.problems} == {"unknown-field", "missing-field"}
    assert set(loaded.library.terms) == {"kv-cache"}


def test_without_a_bibliography_only_that_is_told(digest: Path) -> None:
    (digest / "refs.bib").unlink()
    loaded = load(digest)
    assert told(loaded, digest) == [("file-missing", "refs.bib", None)]
    assert not loaded.library.records
    assert len(loaded.library.terms) == 2


def test_a_broken_record_is_known_to_those_that_name_it(digest: Path) -> None:
    change(digest, "papers/wang2024cache.paper.yaml", "name: LoomCache", "nam: LoomCache")
    loaded = load(digest)
    assert [p.code for p in loaded.problems] == ["unknown-field"]
    assert "wang2024cache" not in loaded.library.records


def test_lists_other_than_the_program_may_be_missing(digest: Path) -> None:
    (digest / "people.yaml").unlink()
    loaded = load(digest)
    assert loaded.problems == ()
    assert loaded.library.people == ()


def test_a_list_that_is_not_there_holds_nothing(digest: Path) -> None:
    (digest / "topics.yaml").unlink()
    assert {p.code for p in load(digest).problems} == {"unknown-topic"}


def test_a_key_is_a_paper_or_a_talk(digest: Path) -> None:
    talk = (digest / "talks/hopper2024compilers.talk.yaml").read_text()
    (digest / "talks/wang2024cache.talk.yaml").write_text(talk)
    loaded = load(digest)
    assert told(loaded, digest) == [("duplicate-id", "talks/wang2024cache.talk.yaml", 1)]
    assert set(loaded.library.talks) == {"hopper2024compilers"}


def test_only_a_session_has_papers(digest: Path) -> None:
    change(digest, "2024/program.yaml", "session: looms", "event: looms")
    loaded = load(digest)
    file = "2024/program.yaml"
    assert told(loaded, digest) == [("unknown-field", file, line_of(digest, file, "papers:"))]


def test_an_overlap_is_told_of_all_that_begin_before_the_longest_ends(digest: Path) -> None:
    (digest / "2024/program.yaml").write_text(
        (digest / "2024/program.yaml")
        .read_text()
        .replace(
            "    also:\n",
            "      - {event: early, title: A, start: '06:00', end: '08:30'}\n"
            "      - {event: within, title: B, start: '06:10', end: '06:20'}\n"
            "      - {event: late, title: C, start: '08:00', end: '08:40'}\n"
            "    also:\n",
        )
    )
    messages = [p.message for p in load(digest).problems]
    assert len(messages) == 2
    assert all("before 'early' ends at 08:30" in m for m in messages)


def test_a_figure_outside_the_folder_is_not_one(digest: Path) -> None:
    outside = digest.parent / "elsewhere.svg"
    (digest / "figures/mill.zh.svg").rename(outside)
    (digest / "figures/mill.zh.svg").symlink_to(outside)
    assert told(load(digest), digest) == [("figure-missing", "figures.yaml", 1)]


def test_every_file_that_was_read_is_named(digest: Path) -> None:
    read = {str(f.relative_to(digest)) for f in load(digest).library.files}
    there = {str(f.relative_to(digest)) for f in digest.rglob("*") if f.is_file()}
    assert read == {f for f in there if not f.endswith(".svg")}


def test_the_folder_may_be_given_in_any_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_digest(tmp_path / "docs")
    (tmp_path / "link").symlink_to(tmp_path / "docs")
    monkeypatch.chdir(tmp_path)
    for folder in (Path("docs"), Path("docs/../link"), tmp_path / "link"):
        assert load(folder).problems == ()
