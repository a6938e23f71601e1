"""Measure the search: bytes that a query moves and CPU seconds of the index, against Sphinx's own.

    python benchmarks/search.py --count 1000

The same made records are indexed twice: by ``sphinx_mlsys`` from the library, and
as plain pages by Sphinx's ``IndexBuilder``. Every query is asked in a browser that
has loaded nothing yet; what it loads is counted gzipped. Needs Chromium and the
extra ``test``.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from records import write_digest
from sites import SITES, cards
from sphinx.application import Sphinx
from sphinx.search import IndexBuilder, js_index

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.load import load
from sphinx_mlsys.export.postings import Postings, renewed
from sphinx_mlsys.export.searchentries import Entry, record_entries
from sphinx_mlsys.export.searchindex import FOLDER, index_files

QUERIES = (
    # One word, from the commonest to one that a single paper has.
    "model", "memory", "GPU", "attention", "quantization", "serving", "LoRA", "MoE", "PTQ",
    "microcontroller", "COMET-3", "com",
    # Several words.
    "KV cache compression", "how to serve many LoRA adapters on one GPU", "best paper 2024",
    "memory bandwidth of large language model inference", "federated learning privacy",
    "mixture of experts training communication overlap", "sparse attention long context",
    "speculative decoding latency", "Song Han", "data loading pipeline for training",
    # Chinese.
    "\u91cf\u5316", "\u6a21\u578b", "\u5355\u7247\u673a", "\u7f13\u5b58",
    "\u957f\u4e0a\u4e0b\u6587\u63a8\u7406\u600e\u4e48\u52a0\u901f",
    "\u952e\u503c\u7f13\u5b58\u538b\u7f29\u5230\u5e95\u6709\u6ca1\u6709\u7528",
    "\u6df7\u5408\u4e13\u5bb6\u6a21\u578b\u8bad\u7ec3\u65f6\u901a\u4fe1\u548c\u8ba1\u7b97\u91cd\u53e0",
    "\u600e\u4e48\u5728\u5355\u5f20\u663e\u5361\u4e0a\u540c\u65f6\u670d\u52a1\u4e0a\u5343\u4e2a"
    " LoRA \u9002\u914d\u5668",
)  # fmt: skip
SHOWN = 30
"""How many results the search page shows first."""


def entries_of(library: Library) -> list[Entry]:
    """Return the entries of a site with a page for each record, author and topic."""
    kinds = {"paper": library.papers, "talk": library.talks, "author": library.authors,
             "topic": library.topics}  # fmt: skip
    pages = {(kind, n): f"{kind}s/{n}.html" for kind, names in kinds.items() for n in names}
    terms = {("term", ident): f"glossary.html#{ident}" for ident in library.terms}
    return list(record_entries(library, "en", pages | terms, {}))


def ours(library: Library, folder: Path) -> tuple[float, float]:
    """Write our index; return CPU seconds of a first one, and of one after an edit."""
    start = time.process_time()
    entries = entries_of(library)
    postings = renewed(entries)
    _write(library, folder, entries, postings)
    whole = time.process_time() - start
    texts = (*entries[0].texts(), ("body", "One more sentence."))
    entries[0] = replace(entries[0], made_from=repr(texts), texts=lambda: texts)
    start = time.process_time()
    entries_of(library)
    _write(library, folder, entries, renewed(entries, postings))
    return whole, time.process_time() - start


def _write(library: Library, folder: Path, entries: list[Entry], postings: Postings) -> None:
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    for file in index_files(library, entries, postings):
        (folder / file.path).write_bytes(file.make())


def theirs(site: Path, work: Path) -> tuple[float, int]:
    """Make Sphinx's index of plain pages; return CPU seconds and gzipped bytes."""
    app = Sphinx(site, site, work / "out", work / "doctrees", "dummy", status=None,
                 warning=StringIO())  # fmt: skip
    app.build()
    builder, used = IndexBuilder(app.env, "en", {}, ""), 0.0
    for name in sorted(app.env.found_docs):
        tree, title = app.env.get_doctree(name), app.env.titles[name].astext()
        start = time.process_time()
        builder.feed(name, str(app.env.doc2path(name, base=False)), title, tree)
        used += time.process_time() - start
    start = time.process_time()
    content = js_index.dumps(builder.freeze()).encode()
    return used + time.process_time() - start, len(gzip.compress(content, mtime=0))


def moved(browser: Browser, folder: Path) -> Iterator[tuple[str, int, int, int]]:
    """Yield each query, how many files it loads, their bytes, and those of all but the first."""
    script = Path(__file__).parent.parent / "sphinx_mlsys/static/mlsys-search.js"
    shutil.copy(script, folder / "search.js")
    page_file = folder / "index.html"
    page_file.write_text("<!doctype html><meta charset=utf-8><script src=search.js></script>")
    for query in QUERIES:
        page, loaded = browser.new_page(), set[str]()
        page.goto(page_file.as_uri())
        page.on("request", lambda request, loaded=loaded: loaded.add(request.url))
        page.evaluate("([q, n]) => mlsysSearch.find('search/', q, n)", [query, SHOWN])
        page.close()
        names = {url.rpartition("/")[2] for url in loaded}
        sizes = {n: len(gzip.compress((folder / FOLDER / n).read_bytes())) for n in names}
        yield query, len(sizes), sum(sizes.values()), sum(sizes.values()) - sizes["index.js"]


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=1000, help="number of records")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        write_digest(work / "digest", options.count, options.seed)
        library = load(work / "digest").library
        (work / "plain").mkdir()
        SITES["plain site"](work / "plain", work / "digest", cards(library))
        our_time, again = ours(library, work / "ours")
        their_time, standard = theirs(work / "plain", work / "theirs")
        print(f"{options.count} records; gzipped kB")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            found = list(moved(browser, work / "ours"))
            browser.close()
    for query, files, first, later in found:
        print(f"{first / 1000:8.1f}{later / 1000:8.1f}{files:5}  {query}")
    first, later = (max(row[n] for row in found) for n in (2, 3))
    print(f"first query at most {first / 1000:.1f}, later at most {later / 1000:.1f}; "
          f"searchindex.js {standard / 1000:.1f}: ratio {first / standard:.2f}")  # fmt: skip
    print(f"CPU seconds: ours {our_time:.2f}, after an edit {again:.2f}; Sphinx {their_time:.2f}: "
          f"ratio {our_time / their_time:.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
