"""The page of all records: filters, counts, the address, what is saved."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import bibtexparser
import icalendar
import pytest
import rispy
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import MORE, Reader

ALL = "All 8 papers and talks"


def shown(page: Page) -> list[str]:
    """Return the titles of the entries that can be seen."""
    return page.locator(".mlsys-entries > li:visible .mlsys-row-title a").all_inner_texts()


def status(page: Page) -> Locator:
    return page.locator(".mlsys-browse-count")


def facet(page: Page, name: str) -> Locator:
    """Return an open facet."""
    found = page.locator(".mlsys-facet").filter(has=page.locator("summary", has_text=name)).first
    if found.get_attribute("open") is None:
        found.locator("summary").click()
    return found


def choose(page: Page, name: str, value: str) -> None:
    facet(page, name).get_by_role("checkbox", name=value).check()


def test_all_records_can_be_read_without_a_script(reader: Reader) -> None:
    page = reader.open("browse.html", script=False)
    assert len(shown(page)) == 8
    expect(page.get_by_text("Alpha makes small things")).to_be_visible()
    assert page.locator("article").get_by_role("button").count() == 0
    assert page.locator("article input").count() == 0


def test_values_of_one_facet_widen_and_facets_narrow(reader: Reader) -> None:
    page = reader.open("browse.html")
    expect(status(page)).to_have_text(ALL)
    choose(page, "Author", "Ann Ada")
    expect(status(page)).to_have_text("2 of 8 papers and talks")
    choose(page, "Author", "Cyd Cid")
    expect(status(page)).to_have_text("4 of 8 papers and talks")
    choose(page, "Topic", "Size")
    assert shown(page) == ["Gamma: A Study of Small Things"]


def test_counts_say_what_a_further_choice_would_leave(reader: Reader) -> None:
    page = reader.open("browse.html?award=best")
    expect(status(page)).to_have_text("1 of 8 papers and talks")
    topics = facet(page, "Topic").locator("label")
    assert topics.all_inner_texts() == ["Speed\n1", "Size\n0"]
    # The facet itself is counted as if it had no choice, since its values widen.
    assert facet(page, "Award").locator("label").all_inner_texts() == ["Best Paper\n1"]
    choose(page, "Topic", "Size")
    expect(page.get_by_text("Nothing fits all of these filters.")).to_be_visible()
    assert topics.all_inner_texts() == ["Speed\n1", "Size\n0"]


def test_the_address_holds_the_choice_and_brings_it_back(reader: Reader) -> None:
    page = reader.open("browse.html")
    choose(page, "Session", "First Things")
    choose(page, "Topic", "Size")
    page.get_by_role("searchbox", name="Title, name or author").fill("gamma")
    page.get_by_role("radio", name="Titles").check()
    expect(status(page)).to_have_text("1 of 8 papers and talks")
    address = page.url
    assert address.endswith("?q=gamma&session=2024/first&topic=size&show=titles")
    other = reader.open("browse.html?" + address.partition("?")[2])
    expect(status(other)).to_have_text("1 of 8 papers and talks")
    expect(other.get_by_role("radio", name="Titles")).to_be_checked()
    expect(other.get_by_text("Gamma makes small things")).to_be_hidden()


def test_values_that_do_not_exist_are_passed_over(reader: Reader) -> None:
    page = reader.open("browse.html?topic=nonsense&day=2024/99&show=loud&else=1")
    expect(status(page)).to_have_text(ALL)
    assert page.url.endswith("browse.html")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("alpha", ["Alpha: A Study of Small Things"]),
        ("slora", ["S-LoRA: A Study of Small Things"]),
        ("S-LoRA", ["S-LoRA: A Study of Small Things"]),
        ("flashdecoding++", ["FlashDecoding++: A Study of Small Things"]),
        ("renee", ["S-LoRA: A Study of Small Things"]),
        ("RENÉE gil", ["S-LoRA: A Study of Small Things"]),
        ("ada2024alpha", ["Alpha: A Study of Small Things"]),
        ("dee ann", ["Delta: A Study of Small Things"]),
        ("nothing like it", []),
    ],
)
def test_words_are_looked_for_in_titles_names_and_authors(
    reader: Reader, typed: str, found: list[str]
) -> None:
    page = reader.open("browse.html")
    page.get_by_role("searchbox", name="Title, name or author").fill(typed)
    expect(status(page)).to_have_text(f"{len(found)} of 8 papers and talks")
    assert shown(page) == found


def test_a_long_facet_shows_its_head_and_finds_the_rest(reader: Reader) -> None:
    page = reader.open("browse.html")
    authors = facet(page, "Author")
    labels = authors.locator("label:visible")
    expect(labels).to_have_count(8)
    assert labels.first.inner_text() == "Ann Ada\n2"
    authors.get_by_role("button", name="Show all 18").click()
    expect(labels).to_have_count(18)
    authors.get_by_role("searchbox", name="Find in Author").fill("hua")
    expect(labels).to_have_count(1)


def test_a_filter_is_taken_away_by_its_chip_and_all_by_clear(reader: Reader) -> None:
    page = reader.open("browse.html?topic=speed&award=best&q=alpha")
    expect(status(page)).to_have_text("1 of 8 papers and talks")
    page.get_by_role("button", name="Remove the filter Best Paper").press("Enter")
    assert "award" not in page.url
    expect(page.get_by_role("button", name="Remove the filter Speed")).to_be_focused()
    page.get_by_role("button", name="Clear all").click()
    expect(status(page)).to_have_text(ALL)
    assert page.url.endswith("browse.html")
    expect(page.get_by_role("searchbox", name="Title, name or author")).to_be_focused()


def test_three_densities(reader: Reader) -> None:
    page = reader.open("browse.html")
    takeaway = page.get_by_text("Alpha makes small things 2× faster than before.")
    lead = page.get_by_text("speed of Alpha · against before")
    for density, seen in (("All facts", (1, 1)), ("Takeaways", (1, 0)), ("Titles", (0, 0))):
        page.get_by_role("radio", name=density).check()
        expect(takeaway).to_be_visible(visible=bool(seen[0]))
        expect(lead).to_be_visible(visible=bool(seen[1]))


def test_the_number_of_results_is_announced(reader: Reader) -> None:
    page = reader.open("browse.html")
    assert status(page).get_attribute("role") == "status"


def saved(page: Page, name: str, folder: Path) -> str:
    """Save the selection by a button and return the file's content."""
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file.read_bytes().decode("utf-8")


@pytest.mark.parametrize("from_disk", [False, True], ids=["server", "folder"])
def test_the_selection_is_saved_in_every_format(
    reader: Reader, tmp_path: Path, from_disk: bool
) -> None:
    page = reader.open("browse.html?topic=size", from_disk=from_disk)
    keys = ["cid2024gamma", "fay2024talk", *MORE]
    expect(status(page)).to_have_text("4 of 8 papers and talks")
    bibliography = bibtexparser.parse_string(saved(page, "BibTeX", tmp_path))
    assert [e.key for e in bibliography.entries] == keys
    assert [e["id"] for e in rispy.loads(saved(page, "RIS", tmp_path))] == keys
    table = saved(page, "CSV", tmp_path)
    assert table.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))
    assert [row["key"] for row in rows] == keys
    assert rows[2]["authors"].startswith("Renée Gil; Na Many")
    calendar = icalendar.Calendar.from_ical(saved(page, "Calendar", tmp_path))
    assert len(calendar.walk("VTIMEZONE")) == 1
    assert len(calendar.walk("VEVENT")) == 4
    text = saved(page, "Markdown", tmp_path)
    assert text.count("\n- **[") == 3
    assert "S-LoRA" in text
    expect(page.get_by_text("4 saved in mlsys-selection.md.")).to_be_visible()


def test_in_chinese_the_page_speaks_chinese(reader: Reader) -> None:
    page = reader.open("browse.html", language="zh_CN")
    expect(status(page)).to_have_text("全部 8 篇论文和报告")
    facet(page, "术语").get_by_role("checkbox", name="缓存").check()
    expect(status(page)).to_contain_text("7")
    assert page.url.endswith("?term=cache")


def test_on_a_phone_filters_are_folded_and_nothing_overflows(reader: Reader) -> None:
    page = reader.open("browse.html", width=390)
    expect(status(page)).to_have_text(ALL)
    expect(page.get_by_text("Topic", exact=True)).to_be_hidden()
    page.get_by_text("Filters", exact=True).click()
    facet(page, "Topic").get_by_role("checkbox", name="Size").check()
    expect(status(page)).to_have_text("4 of 8 papers and talks")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
