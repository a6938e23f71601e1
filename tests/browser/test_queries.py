"""What readers ask of the whole digest, and which papers must be among the first three results."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from sphinx_mlsys.core.load import load
from sphinx_mlsys.export.searchindex import index_files, record_entries

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
    for path, content in index_files(library, record_entries(library, "en", addresses, {})):
        (folder / path).write_text(content, encoding="utf-8")
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
