"""The search page: what it finds, in what order, by keyboard, without a script, from a folder."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from sphinx_mlsys.core.text import fold
from sphinx_mlsys.core.tokens import tokens
from tests.browser.conftest import Reader

TEXTS = (
    "A plain sentence, with words.",
    "FlashDecoding++ and S-LoRA at W4A8KV4, 3.2\u20133.3\u00d7 of A100-80GB",
    "\u201cQuoted\u201d \u2018titles\u2019 \u2014 with dashes \u2212 and dots\u2026 A.B/C&D_E",
    "Ren\u00e9e St. Amant, \u0141ukasz, Jos\u00e9 Jos\u0065\u0301",
    "\u952e\u503c\u7f13\u5b58 KV cache\uff0c\u5206\u9875\u3002\u91cf\u5316\u4e0e\u538b\u7f29 1",
    "\uff26\uff55\uff4c\uff4c\uff57\uff49\uff44\uff54\uff48 \uff11\uff12\uff13 \u2460 \ufb01ne",
    "C++ c++ ++ + a+b a++b 1,000,000 1.5x $x^2$ O(n^2)",
    "Stra\u00dfe \u0130stanbul \u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3 \u03a3",
    "\u4e2d\u6587English\u6df7\u6392\u6587\u672c \uf900\u3400",
    "",
)


def results(page: Page) -> Locator:
    return page.locator("#mlsys-results > li > a")


def ask(reader: Reader, query: str, language: str = "en") -> list[str]:
    """Return the titles that a query finds, best first."""
    page = reader.open("search.html", language=language)
    page.locator("#mlsys-query").fill(query)
    expect(page.get_by_role("status")).not_to_be_empty()
    return results(page).all_inner_texts()


def test_page_and_build_split_texts_alike(reader: Reader) -> None:
    page = reader.open("search.html")
    for text in TEXTS:
        assert page.evaluate("text => mlsysSearch.fold(text)", text) == fold(text)
        assert sorted(page.evaluate("text => mlsysSearch.tokens(text)", text)) == sorted(
            tokens(text)
        )


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Alpha", "Alpha: A Study of Small Things"),
        ("s-lora", "S-LoRA: A Study of Small Things"),
        ("slora", "S-LoRA: A Study of Small Things"),
        ("FlashDecoding++", "FlashDecoding++: A Study of Small Things"),
        ("Ren\u00e9e Gil", "S-LoRA: A Study of Small Things"),
        ("renee gil", "S-LoRA: A Study of Small Things"),
        ("\u201cOn Small Things\u201d", "On Small Things"),
        ("Delta \u7684\u4e8b", "Delta: A Study of Small Things"),
        ("\u628a\u5c0f\u4e8b\u505a\u5230 Beta", "Beta: A Study of Small Things"),
        ("Fay \u8c08\u5c0f\u4e8b", "On Small Things"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_queries_in_both_languages_find_what_they_mean(
    reader: Reader, query: str, first: str, language: str
) -> None:
    assert ask(reader, query, language)[0] == first


@pytest.mark.parametrize(("one", "other"), [("cache", "\u7f13\u5b58"), ("store", "\u7f13\u5b58")])
def test_names_of_a_term_find_the_same(reader: Reader, one: str, other: str) -> None:
    found = ask(reader, one)
    assert len(found) >= 7
    assert found == ask(reader, other)


def test_terms_authors_and_topics_stand_apart(reader: Reader) -> None:
    page = reader.open("search.html?q=latency")
    expect(page.locator("#mlsys-also")).to_contain_text("latency \u00b7 \u5ef6\u8fdf (Term)")


def test_nothing_found_is_said(reader: Reader) -> None:
    page = reader.open("search.html?q=zzzz")
    expect(page.get_by_role("status")).to_have_text("Nothing found. Try fewer or other words.")


def test_the_address_holds_the_query(reader: Reader) -> None:
    page = reader.open("search.html")
    page.locator("#mlsys-query").fill("gamma")
    expect(results(page).first).to_have_text("Gamma: A Study of Small Things")
    page.reload()
    expect(page.locator("#mlsys-query")).to_have_value("gamma")
    expect(results(page).first).to_have_text("Gamma: A Study of Small Things")


def test_slash_goes_to_the_field_and_enter_to_the_results(reader: Reader) -> None:
    page = reader.open("index.html")
    page.keyboard.press("/")
    expect(page.locator("input[name=q]").first).to_be_focused()
    page.keyboard.type("alpha")
    page.keyboard.press("Enter")
    expect(results(page).first).to_have_text("Alpha: A Study of Small Things")


def test_slash_is_a_letter_where_text_is_typed(reader: Reader) -> None:
    page = reader.open("browse.html")
    field = page.get_by_role("searchbox", name="Title, name or author")
    field.press("/")
    expect(field).to_have_value("/")


def test_arrows_move_through_the_results_and_enter_opens_one(reader: Reader) -> None:
    page = reader.open("search.html?q=small")
    expect(results(page)).not_to_have_count(0)
    for key, expected in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0)):
        page.keyboard.press(key)
        expect(results(page).nth(expected)).to_be_focused()
    address = results(page).first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{str(address).rpartition('/')[2]}")


def test_without_a_script_the_page_says_where_else_to_look(reader: Reader) -> None:
    page = reader.open("search.html", script=False)
    said = page.locator("noscript p")
    expect(said).to_be_visible()
    assert "The search needs a script." in said.inner_html()


def test_the_search_works_from_a_folder(reader: Reader) -> None:
    page = reader.open("search.html?q=alpha", from_disk=True)
    expect(results(page).first).to_have_text("Alpha: A Study of Small Things")
    results(page).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Alpha")
