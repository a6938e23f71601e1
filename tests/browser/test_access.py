"""Every kind of page by axe-core against WCAG 2.2 AA, and all functions by keyboard alone."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Reader

PAGES = (
    "index.html",
    "2024/index.html",
    "2024/day-1.html",
    "topics/speed.html",
    "topics/size.html",
    "awards.html",
    "authors.html",
    "authors/ann-ada.html",
    "glossary.html",
    "bibliography.html",
    "papers/gil2024slora.html",
    "talks/fay2024talk.html",
    "search.html?q=small",
    "browse.html?topic=size&show=full",
    "my-list.html",
)
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {
        "target-size": {"enabled": True},
        # Good practice, not WCAG, and furo's to mend: its two asides have no names.
        "landmark-unique": {"enabled": False},
    },
}
"""The rules of WCAG 2.2 up to level AA, the newest of which axe leaves out unless asked."""

LEFT_OUT = {"exclude": [[".citation-list"]]}
"""docutils writes entries of a bibliography with a role that lists may not hold."""

LIST = {
    "format": "mlsys-digest-list",
    "items": [{"key": "ada2024alpha", "note": "n"}, {"key": "bel2024beta"}],
}


def violations(page: Page) -> list[str]:
    """Return what axe-core finds, one line for each element."""
    found = Axe().run(page, context=LEFT_OUT, options=RULES).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} ({' '.join(node['failureSummary'].split())[:300]})"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_violates_the_guidelines(
    reader: Reader, path: str, scheme: str, width: int
) -> None:
    context = reader.context(width=width, scheme="dark" if scheme == "dark" else "light")
    kept = json.dumps(json.dumps(LIST))
    context.add_init_script(
        f"if (location.protocol !== 'about:') localStorage.setItem('mlsys-digest-list', {kept})"
    )
    page = reader.open(path, context=context)
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    if path.startswith(("browse", "search", "my-list")):
        expect(
            page.locator("[role=status]")
            .filter(has_text="4")
            .or_(page.locator(".mlsys-kept > li, #mlsys-results > li"))
            .first
        ).to_be_visible()
    assert violations(page) == []
