"""The reader's own list: stars, order, notes, files, and what is said without storage."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Reader
from tests.browser.test_browse import saved

STORED = "localStorage.getItem('mlsys-digest-list')"


def star(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=f"Keep “{name}: A Study of Small Things” in my list")


def titles(page: Page) -> list[str]:
    return page.locator(".mlsys-kept .mlsys-row-title").all_inner_texts()


def keep(page: Page, *names: str) -> None:
    for name in names:
        star(page, name).click()
        expect(star(page, name)).to_have_attribute("aria-pressed", "true")


@pytest.fixture
def kept(reader: Reader) -> Page:
    """Return the page of a list of three."""
    page = reader.open("browse.html", accept_downloads=True)
    keep(page, "Beta", "Alpha", "Delta")
    page.goto(page.url.replace("browse.html", "my-list.html"))
    expect(page.get_by_text("3 in the list")).to_be_visible()
    return page


@pytest.mark.parametrize(
    "path",
    [
        "2024/day-1.html",
        "papers/ada2024alpha.html",
        "browse.html",
        "awards.html",
        "topics/speed.html",
    ],
)
def test_a_star_keeps_a_record_and_lets_it_go(reader: Reader, path: str) -> None:
    page = reader.open(path)
    expect(star(page, "Alpha")).to_have_attribute("aria-pressed", "false")
    keep(page, "Alpha")
    assert [i["key"] for i in json.loads(page.evaluate(STORED))["items"]] == ["ada2024alpha"]
    page.reload()
    expect(star(page, "Alpha")).to_have_attribute("aria-pressed", "true")
    star(page, "Alpha").click()
    assert json.loads(page.evaluate(STORED))["items"] == []


def test_without_a_script_there_is_no_star(reader: Reader) -> None:
    page = reader.open("2024/day-1.html", script=False)
    assert page.locator("article").get_by_role("button").count() == 0
    page = reader.open("my-list.html", script=False)
    expect(page.get_by_text("The list needs a script")).to_be_visible()


def test_an_open_page_follows_what_another_one_keeps(reader: Reader) -> None:
    context = reader.context()
    day = reader.open("2024/day-1.html", context=context)
    record = reader.open("papers/bel2024beta.html", context=context)
    keep(record, "Beta")
    expect(star(day, "Beta")).to_have_attribute("aria-pressed", "true")


def test_the_list_is_ordered_by_keyboard(kept: Page) -> None:
    assert [t.split(":")[0] for t in titles(kept)] == ["Beta", "Alpha", "Delta"]
    down = kept.get_by_role("button", name="Move “Beta: A Study of Small Things” down")
    down.focus()
    kept.keyboard.press("Enter")
    assert [t.split(":")[0] for t in titles(kept)] == ["Alpha", "Beta", "Delta"]
    expect(down).to_be_focused()
    kept.keyboard.press("Enter")
    assert [t.split(":")[0] for t in titles(kept)] == ["Alpha", "Delta", "Beta"]
    # At the end "down" has nothing to do: the focus goes to "up".
    expect(
        kept.get_by_role("button", name="Move “Beta: A Study of Small Things” up")
    ).to_be_focused()
    expect(kept.get_by_role("status").filter(has_text="number 3 of 3")).to_be_attached()
    kept.reload()
    expect(kept.locator(".mlsys-kept > li")).to_have_count(3)
    assert [t.split(":")[0] for t in titles(kept)] == ["Alpha", "Delta", "Beta"]


def test_a_note_stays_and_what_is_removed_comes_back(kept: Page) -> None:
    kept.get_by_label("Note").nth(1).fill("Ask about <b>caches</b>.")
    kept.reload()
    expect(kept.get_by_label("Note").nth(1)).to_have_value("Ask about <b>caches</b>.")
    kept.get_by_role("button", name="Remove “Alpha: A Study of Small Things”").click()
    expect(kept.locator(".mlsys-kept > li")).to_have_count(2)
    undo = kept.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    undo.press("Enter")
    expect(kept.get_by_label("Note").nth(1)).to_have_value("Ask about <b>caches</b>.")
    expect(
        kept.get_by_role("button", name="Remove “Alpha: A Study of Small Things”")
    ).to_be_focused()


def test_the_list_is_saved_in_its_own_order_with_notes(kept: Page, tmp_path: Path) -> None:
    kept.get_by_label("Note").nth(0).fill('Say "two", then\nthree')
    table = saved(kept, "CSV", tmp_path).removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    assert [row["key"] for row in rows] == ["bel2024beta", "ada2024alpha", "dee2024delta"]
    assert [row["note"] for row in rows] == ['Say "two", then\nthree', "", ""]
    bibtex = saved(kept, "BibTeX", tmp_path)
    assert bibtex.index("bel2024beta") < bibtex.index("ada2024alpha") < bibtex.index("dee2024delta")
    assert '\n  Say "two", then\n  three\n' in saved(kept, "Markdown", tmp_path)
    assert saved(kept, "RIS", tmp_path).count("ER  -") == 3


def test_what_is_saved_as_json_is_loaded_again(reader: Reader, kept: Page, tmp_path: Path) -> None:
    kept.get_by_label("Note").nth(2).fill("read on")
    saved(kept, "JSON", tmp_path)
    other = reader.open("my-list.html")
    expect(other.get_by_text("Nothing here yet.")).to_be_visible()
    other.get_by_label("Load a saved list").set_input_files(tmp_path / "my-list.json")
    expect(other.get_by_text("3 added, 0 were there already.")).to_be_visible()
    assert titles(other) == titles(kept)
    expect(other.get_by_label("Note").nth(2)).to_have_value("read on")
    other.get_by_label("Load a saved list").set_input_files(tmp_path / "my-list.json")
    expect(other.get_by_text("0 added, 3 were there already.")).to_be_visible()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("no json", "This file holds no list that was saved here."),
        ('{"items": []}', "This file holds no list that was saved here."),
        (
            '{"format": "mlsys-digest-list", "items": [{"key": "gone2020x"}, {"key": "<b>"}, 7]}',
            "0 added, 0 were there already, 1 are not of this digest.",
        ),
    ],
)
def test_a_file_that_is_no_list_changes_nothing(
    kept: Page, tmp_path: Path, content: str, told: str
) -> None:
    (tmp_path / "x.json").write_text(content, encoding="utf-8")
    before = titles(kept)
    kept.get_by_label("Load a saved list").set_input_files(tmp_path / "x.json")
    expect(kept.get_by_text(told)).to_be_visible()
    assert titles(kept) == before


def test_what_is_stored_is_not_trusted(reader: Reader) -> None:
    page = reader.open("my-list.html")
    page.evaluate("localStorage.setItem('mlsys-digest-list', '{\"items\": 3}')")
    page.reload()
    expect(page.get_by_text("Nothing here yet.")).to_be_visible()


def test_without_storage_the_list_works_for_a_page_and_says_so(
    reader: Reader, tmp_path: Path
) -> None:
    page = reader.open("2024/day-1.html", storage=False)
    keep(page, "Alpha")
    expect(page.get_by_text("This browser stores nothing for this site")).to_be_visible()
    page.goto(page.url.replace("2024/day-1.html", "my-list.html"))
    expect(page.get_by_text("This browser stores nothing for this site")).to_be_visible()
    items = [{"key": "bel2024beta", "note": "n"}, {"key": "ada2024alpha"}]
    file = tmp_path / "list.json"
    file.write_text(json.dumps({"format": "mlsys-digest-list", "items": items}), encoding="utf-8")
    page.get_by_label("Load a saved list").set_input_files(file)
    assert [t.split(":")[0] for t in titles(page)] == ["Beta", "Alpha"]
    assert saved(page, "BibTeX", tmp_path).count("@inproceedings") == 2


def test_the_list_works_from_a_folder(reader: Reader) -> None:
    page = reader.open("papers/ada2024alpha.html", from_disk=True)
    keep(page, "Alpha")
    page.goto(page.url.replace("papers/ada2024alpha.html", "my-list.html"))
    page.get_by_role("link", name="Alpha: A Study of Small Things").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Alpha")


def test_the_navigation_counts_the_list(kept: Page) -> None:
    link = kept.locator(".sidebar-tree").get_by_role("link", name="My list")
    expect(link).to_have_text("My list 3")
