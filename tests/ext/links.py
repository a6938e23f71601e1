"""An independent reader of built pages: ids are unique, every link leads somewhere."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """The ids, links and loaded resources of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element refers to."""
        values = dict(attrs)
        if values.get("id"):
            self.ids.append(str(values["id"]))
        for name in ("href", "src", "data-entries", "action"):
            address = values.get(name)
            if address is None:
                continue
            if tag in ("a", "form"):
                self.links.append(address)
            elif tag != "base" and not (
                tag == "link" and values.get("rel") in ("canonical", "alternate")
            ):
                self.loaded.append(address)


def faults(root: Path) -> list[str]:
    """Return what is wrong with the links of all pages below *root*."""
    pages = {
        f.resolve(): Page(f.read_text(encoding="utf-8"))
        for f in sorted(root.rglob("*"))
        if f.suffix in (".html", ".xhtml") and "_static" not in f.parts
    }
    found = []
    for file, page in pages.items():
        name = file.relative_to(root.resolve())
        found += [f"{name}: id {i} twice" for i, n in Counter(page.ids).items() if n > 1]
        for address in page.loaded:
            parts = urlsplit(address)
            if parts.scheme in ("http", "https") or address.startswith("//"):
                found.append(f"{name}: loads {address}")
        for address in (*page.links, *page.loaded):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            target = target / "index.html" if target.is_dir() else target
            if not target.exists():
                found.append(f"{name}: {address} does not exist")
            elif (
                parts.fragment
                and target in pages
                and unquote(parts.fragment) not in pages[target].ids
            ):
                found.append(f"{name}: {address} has no such id")
    return found
