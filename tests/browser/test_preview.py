"""Previews: on hover and on focus, dismissible, hoverable, persistent (WCAG 2.2, 1.4.13)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Reader


def preview(page: Page) -> Locator:
    return page.locator("#mlsys-preview")


@pytest.mark.parametrize("from_disk", [False, True], ids=["server", "folder"])
@pytest.mark.parametrize(
    ("path", "link", "told"),
    [
        ("cited.html", "Gamma", "Gamma makes small things 2× faster than before."),
        ("cited.html", "1999", "Journal of Old Works"),
        ("papers/cid2024gamma.html", "cache", "A place for things that are needed again."),
        ("authors/ann-ada.html", "Delta: A Study", "Delta makes small things"),
        ("index.html", "On Small Things", "Fay speaks of small things."),
    ],
)
def test_a_link_is_previewed_on_hover(
    reader: Reader, path: str, link: str, told: str, from_disk: bool
) -> None:
    page = reader.open(path, from_disk=from_disk)
    page.locator("article").get_by_role("link", name=link).first.hover()
    expect(preview(page)).to_contain_text(told)


def test_a_preview_comes_with_focus_and_goes_with_it(reader: Reader) -> None:
    page = reader.open("cited.html")
    link = page.locator("article").get_by_role("link", name="Gamma")
    page.locator("article a").first.focus()
    while not link.evaluate("link => link === document.activeElement"):
        page.keyboard.press("Tab")
    expect(preview(page)).to_contain_text("Gamma makes small things")
    expect(link).to_have_accessible_description(
        "Gamma: A Study of Small Things Cyd Cid · Small 2024 · First Things "
        "Gamma makes small things 2× faster than before."
    )
    page.keyboard.press("Tab")
    expect(preview(page)).to_be_hidden()
    assert link.get_attribute("aria-describedby") is None


def test_escape_dismisses_without_moving_anything(reader: Reader) -> None:
    page = reader.open("cited.html")
    link = page.locator("article").get_by_role("link", name="Gamma")
    link.hover()
    expect(preview(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(preview(page)).to_be_hidden()


def test_it_stays_while_the_pointer_is_on_it(reader: Reader) -> None:
    page = reader.open("cited.html")
    page.clock.install()
    page.locator("article").get_by_role("link", name="Gamma").hover()
    page.clock.run_for(1000)
    expect(preview(page)).to_be_visible()
    preview(page).hover()
    page.clock.run_for(60_000)
    expect(preview(page)).to_be_visible()
    page.mouse.move(1, 1)
    page.clock.run_for(1000)
    expect(preview(page)).to_be_hidden()


def test_a_title_with_its_takeaway_beside_it_has_none(reader: Reader) -> None:
    page = reader.open("browse.html")
    title = page.get_by_role("link", name="Alpha: A Study of Small Things")
    title.hover()
    page.get_by_role("radio", name="Titles").check()
    expect(preview(page)).to_be_hidden()
    title.hover()
    expect(preview(page)).to_contain_text("Alpha makes small things")


def test_it_is_absent_on_touch_and_in_print(reader: Reader) -> None:
    touched = reader.open("cited.html", has_touch=True, is_mobile=True)
    assert preview(touched).count() == 0
    page = reader.open("cited.html")
    page.locator("article").get_by_role("link", name="Gamma").hover()
    expect(preview(page)).to_be_visible()
    page.emulate_media(media="print")
    expect(preview(page)).to_be_hidden()


def test_formulas_are_shown_as_formulas(reader: Reader) -> None:
    page = reader.open("cited.html")
    made = page.evaluate(
        "mlsysData.prose(['a ', {math: '<math xmlns=\"http://www.w3.org/1998/Math/MathML\">"
        "<mi>x</mi></math>'}]).map((n) => n.nodeName ?? n)"
    )
    assert made == ["a ", "math"]
