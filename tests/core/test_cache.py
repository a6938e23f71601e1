"""What was loaded is known again by the content of the files, and by that alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sphinx_mlsys.core import reading
from sphinx_mlsys.core.load import Loaded, load
from tests.core.digest import change

Change = Callable[[Path], None]


def told(loaded: Loaded) -> tuple[object, ...]:
    """Return what a caller sees of a loaded digest."""
    library = loaded.library
    return (
        [str(p) for p in loaded.problems],
        {k: repr((p.record, p.entry)) for k, p in library.records.items()},
        {k: repr(c.days) for k, c in library.conferences.items()},
        repr((library.topics, library.terms, library.figures, library.people)),
        library.files,
        loaded.inputs,
    )


def no_reading(*_args: object) -> None:
    raise AssertionError("a file was parsed")


def test_what_has_not_changed_is_not_parsed_again(
    digest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache.pickle"
    first = load(digest, cache)
    monkeypatch.setattr(reading, "read_yaml", no_reading)
    monkeypatch.setattr(reading, "read_bibliography", no_reading)
    assert told(load(digest, cache)) == told(first)


ENGINE = "papers/lovelace2024engine.paper.yaml"
CHANGES: dict[str, Change] = {
    "a record": lambda d: change(d, ENGINE, "name: Engine", "name: Engines"),
    "a fault": lambda d: change(d, ENGINE, "topics:", "topcs:"),
    "a record less": lambda d: (d / ENGINE).unlink(),
    "the bibliography": lambda d: change(d, "refs.bib", 'Zo{\\"e}', "Zoe"),
    "a program": lambda d: change(d, "2024/program.yaml", "days:", "days: # x"),
    "a list": lambda d: (d / "topics.yaml").unlink(),
    "the project": lambda d: change(d, "mlsys.toml", "title =", "# x\ntitle ="),
}


@pytest.mark.parametrize("edit", CHANGES.values(), ids=CHANGES)
def test_after_a_change_the_cache_gives_what_a_first_load_gives(
    digest: Path, tmp_path: Path, edit: Change
) -> None:
    cache = tmp_path / "cache.pickle"
    load(digest, cache)
    edit(digest)
    changed = load(digest, cache)
    assert told(changed) == told(load(digest))
    assert told(load(digest, cache)) == told(changed)


def test_after_changes_one_upon_another_the_cache_gives_what_a_first_load_gives(
    digest: Path, tmp_path: Path
) -> None:
    cache, text = tmp_path / "cache.pickle", (digest / ENGINE).read_text(encoding="utf-8")
    load(digest, cache)
    for step, (old, new) in enumerate(
        [
            ("is made of brass", "is made of steel"),
            ("is made of steel", "is made of wood"),
            ("name: Engine", "name: Mill"),
            ("is made of wood", "is made of {paper}`gone2024`"),
            ("topics:", "topcs:"),
            ("topcs:", "topics:"),
        ]
    ):
        change(digest, ENGINE, old, new)
        assert told(load(digest, cache)) == told(load(digest)), step
        assert told(load(digest, cache)) == told(load(digest)), step
    (digest / ENGINE).write_text(text, encoding="utf-8")
    assert told(load(digest, cache)) == told(load(digest))


def test_a_small_change_leaves_what_is_large_as_it_is(digest: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache.pickle"
    load(digest, cache)
    whole = cache.read_bytes()
    for old, new in (("is made of brass", "is made of steel"), ("of steel", "of wood")):
        change(digest, ENGINE, old, new)
        changed = load(digest, cache)
        assert cache.read_bytes() == whole
        assert told(load(digest, cache)) == told(changed) == told(load(digest))
    change(digest, ENGINE, "name: Engine", "name: Mill")
    load(digest, cache)
    assert cache.read_bytes() != whole


@pytest.mark.parametrize("content", [b"", b"not a pickle"])
def test_what_was_read_since_may_be_lost(digest: Path, tmp_path: Path, content: bytes) -> None:
    cache = tmp_path / "cache.pickle"
    load(digest, cache)
    change(digest, ENGINE, "is made of brass", "is made of steel")
    load(digest, cache)
    (later,) = {*tmp_path.iterdir()} - {cache, digest}
    later.write_bytes(content)
    assert told(load(digest, cache)) == told(load(digest))


def test_a_record_that_comes_while_files_are_read_is_there_the_next_time(
    digest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, cache = digest / ENGINE, tmp_path / "cache.pickle"
    text, read = held.read_text(encoding="utf-8"), reading.figure_file
    held.unlink()

    def late(*args: Any) -> Path:  # called when all records are read
        held.write_text(text, encoding="utf-8")
        return read(*args)

    monkeypatch.setattr(reading, "figure_file", late)
    assert "lovelace2024engine" not in load(digest, cache).library.papers
    assert "lovelace2024engine" in load(digest, cache).library.papers


@pytest.mark.parametrize("content", [b"", b"not a pickle", b"\n" * 9])
def test_a_damaged_cache_counts_as_none(digest: Path, tmp_path: Path, content: bytes) -> None:
    cache = tmp_path / "cache.pickle"
    load(digest, cache)
    stamp = cache.read_bytes().splitlines()[0]
    cache.write_bytes(stamp + b"\n" + content)
    assert told(load(digest, cache)) == told(load(digest))


def test_a_cache_that_cannot_be_written_is_done_without(digest: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert load(digest, tmp_path / "file" / "cache").library.papers
    shutil.rmtree(digest / "papers")
    assert not load(digest, tmp_path / "file" / "cache").library.papers
