"""Records that mean harm, in a real browser under a strict Content-Security-Policy."""

from __future__ import annotations

import base64
import hashlib
import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Quiet
from tests.export.sample import HOSTILE, sample
from tests.ext.small import Site, entry

LONG = "lon2024long"
RIGHT_TO_LEFT = "\u202etfel\u202c \u2066\u200f\u05d0"
BAD = '"><svg onload=alert(3)>'
ENTRIES = entry(LONG, "Long", "Evil, <i>Eve</i> and " + BAD.replace('"', "") + ", Bob").replace(
    "A Study of Small Things", f"{RIGHT_TO_LEFT} <img src=x onerror=alert(4)> " + "wide " * 2000
) + (
    "@misc{jsx2024link,\n  author = {Ix, Jay},\n  title = {A Link \x07 of Script},\n"
    "  year = {2024},\n  url = {javascript:alert(5)},\n}\n"
)
PAGES = (
    "index.html",
    "2024/index.html",
    "2024/day-1.html",
    f"papers/{HOSTILE}.html",
    f"papers/{LONG}.html",
    "bibliography.html",
    "authors.html",
    "browse.html",
    "my-list.html",
    "search.html?q=alert",
    "search.html?q=%3Cimg+src%3Dx+onerror%3Dalert(6)%3E",
    "browse.html?q=%3Cscript%3Ealert(7)%3C/script%3E&topic=%22%3E%3Cb%3E",
)
WATCH = """
window.harm = [];
window.alert = (what) => harm.push(`alert ${what}`);
addEventListener("securitypolicyviolation", (e) => harm.push(`${e.violatedDirective} ${e.sample}`));
"""


def made(folder: Path) -> Site:
    site = sample(folder)
    site.write("refs.bib", site.read("refs.bib") + ENTRIES)
    record = site.read(f"papers/{HOSTILE}.paper.yaml").replace("aliases:", "old:")
    record = re.sub("old:.*\n", "", record).replace("name: </script>", f"name: {BAD!r}")
    site.write(f"papers/{LONG}.paper.yaml", record)
    site.replace("2024/program.yaml", "papers: [", f"papers: [{{key: {LONG}}}, ")
    site.write("browse.md", "# Browse\n\n```{browse}\n```\n")
    site.write("my-list.md", "# My list\n\n```{my-list}\n```\n")
    site.replace("index.md", "bibliography\n", "bibliography\nbrowse\nmy-list\n")
    return site


def policy(page: str) -> str:
    """Return a policy that allows own files and the theme's fixed inline lines, no others."""

    def hashes(texts: set[str]) -> str:
        return " ".join(
            f"'sha256-{base64.b64encode(hashlib.sha256(t.encode()).digest()).decode()}'"
            for t in sorted(texts)
        )

    scripts = set(re.findall(r"<script>(.*?)</script>", page, re.DOTALL))
    styles = set(re.findall(r"<style>(.*?)</style>", page, re.DOTALL))
    inline = set(re.findall(r'<[a-z]+ [^>]*style="([^"]*)"', page))
    assert len(scripts) == 1
    assert len(styles) == 1
    return (
        f"default-src 'none'; script-src 'self' {hashes(scripts)}; img-src 'self' data:; "
        f"style-src 'self' 'unsafe-hashes' {hashes(styles | inline)}; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-src 'none'; report-sample"
    )


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    built = made(tmp_path_factory.mktemp("hostile") / "site").build()
    assert "wide wide" in (built.out / f"papers/{LONG}.html").read_text(encoding="utf-8")
    # The theme's lines as they are on a page without any record.
    plain = (built.out / "my-list.html").read_text(encoding="utf-8")
    strict = policy(plain)

    class Strict(Quiet):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", strict)
            super().end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Strict, directory=str(built.out)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_of_a_record_is_executed(chromium: Browser, address: str, path: str) -> None:
    context = chromium.new_context()
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    page.evaluate("for (const link of document.querySelectorAll('article a')) link.focus()")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("harm") == []
    assert page.locator("article img[src=x], article svg[onload], [onerror]").count() == 0
    assert page.locator("a[href^='javascript' i]").count() == 0
    context.close()
