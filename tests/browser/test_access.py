"""Every kind of page by axe-core against WCAG 2.2 AA, and all functions by keyboard alone."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

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
    "find.html",
)
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
}
"""The rules of WCAG 2.2 up to level AA, the newest of which axe leaves out unless asked."""

LIST = {
    "format": "mlsys-digest-list",
    "items": [{"key": "ada2024alpha", "note": "n"}, {"key": "bel2024beta"}],
}


def violations(page: Page) -> list[str]:
    """Return what axe-core finds, one line for each element."""
    found = Axe().run(page, options=RULES).response["violations"]
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


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until *wanted* has the focus; every stop on the way must be seen."""
    for _step in range(200):
        page.keyboard.press("Tab")
        unseen = page.evaluate(
            """() => {
              const at = document.activeElement, box = at.getBoundingClientRect();
              const marked = [at, at.nextElementSibling].some(
                (e) => e && getComputedStyle(e).outlineStyle !== "none");
              const there = box.width > 0 && box.height > 0 && at.checkVisibility();
              return at.closest("article") && !(marked && there) ? at.outerHTML : "";
            }"""
        )
        assert unseen == ""
        if wanted.evaluate("wanted => wanted === document.activeElement"):
            return
    pytest.fail("Tab never comes there")


def test_search_star_and_list_by_keyboard(reader: Reader) -> None:
    page = reader.open("index.html")
    page.keyboard.press("/")
    page.keyboard.type("alpha")
    page.keyboard.press("Enter")
    first = page.locator("#mlsys-results a").first
    expect(first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    star = page.get_by_role("button", name="Keep “Alpha: A Study of Small Things” in my list")
    expect(star).to_be_visible()
    tab_to(page, star)
    page.keyboard.press("Space")
    expect(star).to_have_attribute("aria-pressed", "true")
    page.reload()
    tab_to(page, page.get_by_role("link", name="My list 1"))
    page.keyboard.press("Enter")
    note = page.get_by_label("Note")
    expect(note).to_be_visible()
    tab_to(page, note)
    page.keyboard.type("read again")
    tab_to(page, page.get_by_role("button", name="Remove “Alpha"))
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # on "Undo", where the focus now is
    expect(note).to_have_value("read again")
    with page.expect_download():
        tab_to(page, page.get_by_role("button", name="BibTeX"))
        page.keyboard.press("Enter")


def test_browse_by_keyboard(reader: Reader) -> None:
    page = reader.open("browse.html")
    count = page.locator(".mlsys-browse-count")
    tab_to(page, page.get_by_role("searchbox", name="Title, name or author"))
    page.keyboard.type("study")
    expect(count).to_have_text("7 of 8 papers and talks")
    summary = page.locator(".mlsys-facet > summary", has_text="Session")
    tab_to(page, summary)
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("checkbox", name="First Things"))
    page.keyboard.press("Space")
    expect(count).to_have_text("3 of 8 papers and talks")
    tab_to(page, page.get_by_role("radio", name="Takeaways"))
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="All facts")).to_be_checked()
    tab_to(page, page.get_by_role("button", name="Remove the filter First Things"))
    page.keyboard.press("Enter")
    expect(count).to_have_text("7 of 8 papers and talks")


def test_folds_and_citations_of_a_card_by_keyboard(reader: Reader) -> None:
    page = reader.open("2024/day-1.html")
    card = page.locator("#ada2024alpha")
    fold = card.locator("summary").first
    tab_to(page, fold)
    page.keyboard.press("Enter")
    expect(card.get_by_text("Small things by Alpha were slow.")).to_be_visible()
