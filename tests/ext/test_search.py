"""The index of a build: renewed from what is kept beside the doctrees, as a clean build has it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from sphinx_mlsys.export import postings
from sphinx_mlsys.export.searchentries import Entry, weights_of
from sphinx_mlsys.ext import search
from tests.ext.small import Built, Site


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("search") / "site")
    site.build()
    site.save()
    return site


@pytest.fixture
def site(saved: Site) -> Iterator[Site]:
    """Return the site as it was built."""
    saved.restore()
    return saved


def index(built: Built) -> dict[str, bytes]:
    return {path: content for path, content in built.files().items() if path.startswith("search/")}


def edit(site: Site) -> None:
    site.replace("papers/ada2024alpha.paper.yaml", "than before.", "than ever before.")


def kept(site: Site) -> Path:
    return site.folder / "out-doctrees" / search.CACHE


def test_without_a_change_nothing_is_made(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> NoReturn:
        raise AssertionError

    monkeypatch.setattr(search, "entries", fail)
    before = kept(site).stat().st_mtime_ns
    assert site.build().warnings == ""
    assert kept(site).stat().st_mtime_ns == before


def test_one_record_splits_its_own_texts_only(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    split: list[str] = []

    def watched(entry: Entry) -> dict[str, int]:
        split.append(entry.address)
        return weights_of(entry)

    monkeypatch.setattr(postings, "weights_of", watched)
    edit(site)
    site.build()
    assert split == ["papers/ada2024alpha.html"]


def test_files_that_stay_the_same_are_not_written(site: Site) -> None:
    folder = site.folder / "out/search"
    before = {f.name: (f.stat().st_mtime_ns, f.read_bytes()) for f in folder.iterdir()}
    edit(site)
    site.build()
    for file in folder.iterdir():
        time, content = before[file.name]
        assert (file.stat().st_mtime_ns == time) == (file.read_bytes() == content)


@pytest.mark.parametrize("damage", ["", "no pickle", None], ids=["empty", "other", "missing"])
def test_what_is_kept_may_be_lost(site: Site, damage: str | None) -> None:
    if damage is None:
        kept(site).unlink()
    else:
        kept(site).write_text(damage, "utf-8")
    edit(site)
    assert index(site.build()) == index(site.build("clean", fresh=True))


def test_what_is_kept_may_be_cut_off(site: Site) -> None:
    kept(site).write_bytes(kept(site).read_bytes()[:-20])
    edit(site)
    assert index(site.build()) == index(site.build("clean", fresh=True))


@pytest.mark.parametrize("damage", ["no pickle", None], ids=["other", "missing"])
def test_what_entries_say_may_be_lost(site: Site, damage: str | None) -> None:
    for file in (kept(site).parent / search.WEIGHED).iterdir():
        file.unlink()
        if damage is not None:
            file.write_text(damage, "utf-8")
    edit(site)
    assert index(site.build()) == index(site.build("clean", fresh=True))


def test_an_edit_writes_little_of_what_is_kept(site: Site) -> None:
    folder = kept(site).parent / search.WEIGHED
    before = {file: file.read_bytes() for file in folder.iterdir()}
    edit(site)
    site.build()
    changed = [f for f in folder.iterdir() if before.get(f) != f.read_bytes()]
    assert len(before) > 5
    assert len(changed) == 1


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("2024/day-1.md", "Prose.", "Zebras."),
        ("2024/day-1.md", "# Day 1", "# Zebras"),
        ("glossary.yaml", "[store]", "[zebras]"),
        ("glossary.md", "# Glossary", "(g)=\n# Glossary\n\nZebras."),
        ("awards.md", "# Awards", "---\nno-search: true\n---\n# Awards"),
    ],
)
def test_a_change_of_a_page_reaches_the_index(site: Site, path: str, old: str, new: str) -> None:
    before = index(site.build())
    site.replace(path, old, new)
    again = index(site.build())
    assert again == index(site.build("clean", fresh=True))
    assert (again != before) == (path != "glossary.md")


def test_pages_that_are_lost_are_written_again(site: Site) -> None:
    before = index(site.build())
    for path in list(before)[:2]:
        (site.folder / "out" / path).unlink()
    assert index(site.build()) == before


def test_the_glossary_is_found_by_its_terms_only(site: Site) -> None:
    site.replace("glossary.md", "# Glossary", "# Glossary\n\nZebras.")
    built = site.build()
    assert "zebras" not in "".join(t.decode() for t in index(built).values())


@pytest.mark.parametrize("page", ["papers-of-note", "papers/about"])
def test_a_page_beside_the_records_is_a_page_like_others(site: Site, page: str) -> None:
    site.write(f"{page}.md", "# Notes\n\nAn extraordinary page.\n")
    site.replace("index.md", "bibliography\n```", f"bibliography\n{page}\n```")
    built = site.build()
    assert any(b'"extraordinary"' in content for content in index(built).values())
    assert f"{page}.html" in built.text("index.html")
    assert "An extraordinary page." in site.build("text", "text").text(f"{page}.txt")
