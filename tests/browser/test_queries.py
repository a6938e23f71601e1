"""What readers ask of the whole digest, and which papers must be among the first three results."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from sphinx_mlsys.core.load import load
from sphinx_mlsys.export.postings import renewed
from sphinx_mlsys.export.searchentries import entry, record_entries
from sphinx_mlsys.export.searchindex import index_files

STATIC = "sphinx_mlsys/static/mlsys-search.js"
QUERIES = [
    ("FlashDecoding++", ["hong2024flashdecoding"]),
    ("W4A8KV4", ["lin2025qserve"]),
    ("COMET", ["chaudhary2024comet", "zhang2025comet"]),
    ("“Know Where You’re Uncertain When Planning", ["bhatt2025know"]),
    ("Bother Maximilian", ["bother2025distributed"]),
    ("PTQ", ["shen2024efficient"]),
    ("best paper 2024", ["lin2024awq"]),
    ("how to serve many LoRA adapters on one GPU", ["chen2024punica", "sheng2024slora"]),
    ("长上下文推理怎么加速", ["yang2025lserve", "zhu2025sampleattention"]),
    ("键值缓存压缩到底有没有用", ["gao2025rethinking"]),
    ("混合专家模型训练时通信和计算重叠", ["jiang2024lancet", "zhang2025comet"]),
    ("怎么在单张显卡上同时服务上千个 LoRA 适配器", ["sheng2024slora"]),
    ("单片机", ["zheng2024vmcu", "daghero2025lightweight"]),
    ("单片机上的稀疏神经网络", ["zheng2024vmcu", "daghero2025lightweight"]),
]


@pytest.fixture(scope="module")
def search(
    chromium: Browser, repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    """Return a page with the index of all records and the search, opened from a folder."""
    library = load(repository / "docs").library
    kinds = {"paper": library.papers, "talk": library.talks, "author": library.authors,
             "topic": library.topics, "term": library.terms}  # fmt: skip
    addresses = {(kind, name): name for kind, names in kinds.items() for name in names}
    folder = tmp_path_factory.mktemp("queries")
    (folder / "search").mkdir()
    entries = list(record_entries(library, "en", addresses, {}))
    for file in index_files(library, entries, renewed(entries)):
        (folder / file.path).write_bytes(file.make())
    yield from opened(chromium, repository, folder)


def opened(chromium: Browser, repository: Path, folder: Path) -> Iterator[Page]:
    """Yield a page with the search, opened from the folder with the index."""
    (folder / "search.js").write_bytes((repository / STATIC).read_bytes())
    html = "<!doctype html><meta charset=utf-8><script src=search.js></script>"
    (folder / "index.html").write_text(html, encoding="utf-8")
    page = chromium.new_page()
    page.goto((folder / "index.html").as_uri())
    yield page
    page.close()


@pytest.mark.parametrize(("query", "wanted"), QUERIES)
def test_the_paper_that_is_meant_is_among_the_first_three(
    search: Page, query: str, wanted: list[str]
) -> None:
    _count, rows = search.evaluate("query => mlsysSearch.find('search/', query)", query)
    first = [address for kind, address, *_ in rows if kind not in ("term", "author")][:3]
    assert set(wanted) <= set(first)


def test_a_query_loads_only_the_parts_that_it_needs(search: Page) -> None:
    loaded: list[str] = []
    search.reload()
    search.on("request", lambda request: loaded.append(request.url.rpartition("/")[2]))
    search.evaluate("query => mlsysSearch.find('search/', query)", "qserve")
    parts = [name for name in loaded if name.startswith("part-")]
    words, exact = sorted(parts, key=lambda name: "_003d" in name)
    assert words.removeprefix("part-").removesuffix(".js") <= "qserve"
    assert exact.startswith("part-_003d")
    assert loaded.count("index.js") == 1


def test_forms_of_a_word_are_found_in_all_their_parts(
    chromium: Browser, repository: Path, tmp_path: Path
) -> None:
    words = ("serve", "served", "serving", "\u670d\u52a1")
    titles = [f"{word} {n}" for n in range(2000) for word in words]
    entries = [entry("paper", f"{t}.html", t, (("title", t),)) for t in titles]
    library = load(repository / "docs").library
    (tmp_path / "search").mkdir()
    for file in index_files(library, entries, renewed(entries)):
        (tmp_path / file.path).write_bytes(file.make())
    for page in opened(chromium, repository, tmp_path):
        found = {
            word: page.evaluate("q => mlsysSearch.find('search/', q)", word)[0] for word in words
        }
        first = page.evaluate("q => mlsysSearch.find('search/', q)", "served 1999")[1][0]
    assert found == {"serve": 4000, "served": 6000, "serving": 6000, "\u670d\u52a1": 2000}
    assert first[1:3] == ["served 1999.html", "served 1999"]
