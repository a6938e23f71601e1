"""``check --against``: a published address that dies is told."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from sphinx_mlsys.cli.inventory import InventoryError, read_inventory
from tests.cli.project import Project

HEAD = b"# Sphinx inventory version 2\n# Project: Small\n# Version: \n"
NOTE = b"# The remainder of this file is compressed using zlib.\n"
RECORD = "docs/papers/old2026alpha.paper.yaml"


def inventory(*lines: str) -> bytes:
    """Return an inventory with objects."""
    return HEAD + NOTE + zlib.compress("".join(f"{line}\n" for line in lines).encode())


PAPER = "old2026alpha mlsys:paper -1 papers/old2026alpha.html Alpha: Making Small Things Fast"
SESSION = "2026/hand mlsys:session -1 2026/day-1.html#hand Set by Hand"
TERM = "cache std:term 1 glossary.html#cache -"


def test_names_with_spaces_and_short_addresses_are_read(tmp_path: Path) -> None:
    file = tmp_path / "objects.inv"
    file.write_bytes(inventory("a name mlsys:paper -1 page.html#$ A title", PAPER))
    first, second = read_inventory(file)
    assert (first.name, first.address) == ("a name", "page.html#a name")
    assert (second.kind, second.address) == ("mlsys:paper", "papers/old2026alpha.html")


def test_what_sphinx_writes_is_read_as_sphinx_reads_it(tmp_path: Path) -> None:
    inventory_module = pytest.importorskip("sphinx.util.inventory")
    file = tmp_path / "objects.inv"
    file.write_bytes(inventory(PAPER, SESSION, TERM))
    theirs = inventory_module.InventoryFile.loads(file.read_bytes(), uri="")
    ours = {(n.kind, n.name, n.address) for n in read_inventory(file)}
    assert ours == {
        (kind, name, item.uri.removeprefix("/"))
        for kind, items in theirs.data.items()
        for name, item in items.items()
    }


def against(project: Project, old: bytes, new: bytes | None = None) -> tuple[int, str]:
    """Run the check against inventories."""
    project.write("in/old.inv", old)
    args = ["check", "--against", "in/old.inv"]
    if new is not None:
        project.write("in/new.inv", new)
        args += ["--inventory", "in/new.inv"]
    ran = project.run(*args)
    return ran.status, ran.out


def test_addresses_that_are_there_still(project: Project) -> None:
    assert against(project, inventory(PAPER, SESSION, TERM), inventory(PAPER, SESSION)) == (0, "")
    assert against(project, inventory(PAPER, SESSION)) == (0, "")


@pytest.mark.parametrize("new", [inventory(SESSION), None])
def test_a_paper_that_is_gone_is_an_error(project: Project, new: bytes | None) -> None:
    gone = "gone2026beta mlsys:paper -1 papers/gone2026beta.html Beta"
    status, out = against(project, inventory(gone, SESSION), new)
    assert status == 1
    assert "error[address-gone]" in out
    assert "paper 'gone2026beta' at papers/gone2026beta.html is gone" in out
    assert "aliases.ids" in out


def test_a_paper_that_was_renamed_with_an_alias_has_a_redirect(project: Project) -> None:
    gone = "gone2026beta mlsys:paper -1 papers/gone2026beta.html Beta"
    project.replace(RECORD, "topics: [speed]", "aliases:\n  ids: [gone2026beta]\ntopics: [speed]")
    assert against(project, inventory(gone), inventory(PAPER)) == (0, "")
    assert against(project, inventory(gone)) == (0, "")


def test_a_session_that_moved_to_another_page_is_told(project: Project) -> None:
    moved = SESSION.replace("day-1", "day-2")
    status, out = against(project, inventory(SESSION), inventory(moved))
    assert status == 1
    assert "moved to 2026/day-2.html#hand" in out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "does not begin with"),
        (b"# Sphinx inventory version 1\nx\n", "does not begin with"),
        (HEAD + NOTE + b"no zlib", "does not unpack"),
        (inventory(PAPER)[:-6], "breaks off"),
        (HEAD + NOTE + zlib.compress(b"\xff\xfe"), "not UTF-8"),
    ],
)
def test_a_file_that_is_no_inventory_is_told(project: Project, content: bytes, words: str) -> None:
    status, out = against(project, content)
    assert status == 1
    assert "error[inventory]" in out
    assert words in out


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sphinx_mlsys.cli.inventory.LARGEST", 1000)
    file = tmp_path / "objects.inv"
    file.write_bytes(HEAD + NOTE + zlib.compress(b"a" * 100_000))
    with pytest.raises(InventoryError, match="larger than any inventory"):
        read_inventory(file)
