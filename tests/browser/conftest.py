"""A small site in a real browser: served from this machine, nothing asked of any other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.ext.small import Site, entry, program, record

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""Those that run it in a container, and those that keep it from calling home."""

MORE = {
    "gil2024slora": (
        "S-LoRA",
        "Gil, Ren\u00e9e and " + " and ".join(f"Many, N{c}" for c in "abcdefghij"),
    ),
    "hol2024flash": ("FlashDecoding++", "Hol, Hua"),
}
"""Papers with names that are hard to find, and with many authors."""

STORAGE_IS_OFF = "storage is off"


def browsed_site(folder: Path) -> Site:
    """Return the small site with the pages that need a browser."""
    site = Site(folder)
    entries = "".join(entry(key, name, authors) for key, (name, authors) in MORE.items())
    site.write("refs.bib", site.read("refs.bib") + entries)
    for key, (name, _authors) in MORE.items():
        text = record(name, "size").replace("links:\n", "links:\n  code: https://example.org/c\n")
        site.write(f"papers/{key}.paper.yaml", text)
    site.write("2024/program.yaml", program(("dee2024delta", "eve2024epsilon", *MORE)))
    site.write("browse.md", "# Browse\n\nAll papers.\n\n```{browse}\n```\n")
    site.write("my-list.md", "# My list\n\n```{my-list}\n```\n")
    site.write("find.md", "# Find\n\n```{search}\n```\n\n```{topics}\n```\n")
    site.write("cited.md", "# Cited\n\nSee {cite:t}`old1999work` and {paper}`cid2024gamma`.\n")
    site.replace("index.md", "bibliography\n", "bibliography\nbrowse\nmy-list\ncited\nfind\n")
    return site


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@dataclass
class Served:
    """A built site and where it is served."""

    folder: Path
    address: str


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Served]]:
    """Return a function that gives the site in a language, built and served once."""
    running: dict[str, tuple[Served, ThreadingHTTPServer]] = {}

    def serve(language: str) -> Served:
        if language not in running:
            site = browsed_site(tmp_path_factory.mktemp("site") / language)
            built = site.build(overrides={"language": language})
            assert built.warnings == ""
            handler = partial(Quiet, directory=str(built.out))
            server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            address = f"http://127.0.0.1:{server.server_port}/"
            running[language] = (Served(Path(built.out), address), server)
        return running[language][0]

    yield serve
    for _served, server in running.values():
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def chromium(tool: Callable[[str], str]) -> Iterator[Browser]:
    """Return Debian's Chromium."""
    program_path = tool("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program_path, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Reader:
    """Someone who opens pages; what goes wrong in them fails the test."""

    browser: Browser
    served: Callable[[str], Served]
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    storage: bool = True

    def context(
        self,
        *,
        width: int = 1280,
        scheme: Literal["light", "dark"] = "light",
        script: bool = True,
        storage: bool = True,
        **options: Any,
    ) -> BrowserContext:
        """Return a browser without a past."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion="reduce",
            **options,
        )
        self.contexts.append(context)
        if not storage:
            self.storage = False
            context.add_init_script(
                "Object.defineProperty(window, 'localStorage', "
                f"{{get() {{ throw new DOMException('{STORAGE_IS_OFF}', 'SecurityError'); }}}});"
            )
        context.on("page", self.watch)
        return context

    def watch(self, page: Page) -> None:
        """Note what goes wrong in a page."""
        page.on("pageerror", lambda error: self.complain(str(error)))
        page.on("console", self.hear)
        page.on("request", lambda request: self.check_host(request.url))

    def hear(self, message: ConsoleMessage) -> None:
        # Browsers ask every host for a picture of its own.
        if message.type == "error" and not message.location["url"].endswith("/favicon.ico"):
            self.complain(f"{message.text} {message.location['url']}")

    def complain(self, text: str) -> None:
        # The theme's own script asks for storage without care.
        if self.storage or STORAGE_IS_OFF not in text:
            self.complaints.append(text)

    def check_host(self, address: str) -> None:
        if not address.startswith(("http://127.0.0.1:", "file:", "data:", "blob:")):
            self.complaints.append(f"request to another host: {address}")

    def open(
        self,
        path: str,
        *,
        language: str = "en",
        from_disk: bool = False,
        context: BrowserContext | None = None,
        **options: Any,
    ) -> Page:
        """Open a page of the site."""
        site = self.served(language)
        page = (context or self.context(**options)).new_page()
        page.set_default_timeout(10_000)
        page.goto((site.folder.as_uri() + "/" if from_disk else site.address) + path)
        return page


@pytest.fixture
def reader(chromium: Browser, served: Callable[[str], Served]) -> Iterator[Reader]:
    """Return someone who opens pages of the small site."""
    found = Reader(chromium, served)
    yield found
    for context in found.contexts:
        context.close()
    assert found.complaints == []
