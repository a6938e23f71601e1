"""The heads of built pages, whatever the records hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import html

from tests.export.sample import HOSTILE, HOSTILE_TEXT, sample
from tests.ext.small import Built, Site

BASE = {"html_baseurl": "https://example.org/site"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return sources that no test changes."""
    return sample(tmp_path_factory.mktemp("heads") / "site")


@pytest.fixture(scope="module")
def built(made: Site) -> Built:
    """Return the site in HTML at a known address."""
    return made.build("html", overrides=BASE)


def head(built: Built, path: str) -> html.HtmlElement:
    return html.document_fromstring(built.text(path)).find("head")


def metas(built: Built, path: str) -> dict[str, str]:
    found = head(built, path).iter("meta")
    return {str(m.get("name") or m.get("property")): str(m.get("content")) for m in found}


def alternates(built: Built, path: str) -> dict[str, str]:
    """Return address to media type of what else there is of a page."""
    found = head(built, path).iterfind("link[@rel='alternate']")
    return {str(e.get("href")): str(e.get("type")) for e in found if e.get("hreflang") is None}


def test_a_record_page_says_what_it_is_about(built: Built) -> None:
    page = f"papers/{HOSTILE}.html"
    found = metas(built, page)
    for word in HOSTILE_TEXT.split():
        assert word in found["citation_title"]
        assert word in found["og:title"]
    assert found["description"] == found["og:description"]
    assert '</script><img src=x onerror=alert(2)> & "quotes"' in found["description"]
    assert found["og:url"] == f"https://example.org/site/{page}"
    assert found["og:image"] == f"https://example.org/site/papers/{HOSTILE}.png"
    assert (built.out / f"papers/{HOSTILE}.png").is_file()
    (canonical,) = head(built, page).iterfind("link[@rel='canonical']")
    assert canonical.get("href") == found["og:url"]


def test_hostile_texts_make_no_element(built: Built, made: Site) -> None:
    path = f"papers/{HOSTILE}.html"
    tree = html.document_fromstring(built.text(path))
    harmless = html.document_fromstring(built.text("papers/ada2024alpha.html"))
    scripts = [e.get("type", "") for e in tree.find("head").iter("script")]
    assert scripts == [e.get("type", "") for e in harmless.find("head").iter("script")]
    assert not tree.xpath("//@onerror | //*[contains(@href, 'javascript:')]")
    assert "alert(1)" not in "".join(
        e.text or "" for e in tree.iter("script") if e.get("type") != "application/ld+json"
    )


def test_json_ld_parses_and_names_work_and_page_apart(built: Built) -> None:
    (script,) = head(built, f"papers/{HOSTILE}.html").iterfind(
        "script[@type='application/ld+json']"
    )
    found = json.loads(str(script.text))
    assert found["@id"].startswith("https://example.org/2024/evil")
    assert found["subjectOf"]["url"] == f"https://example.org/site/papers/{HOSTILE}.html"
    talk = head(built, "talks/fay2024talk.html").find("script[@type='application/ld+json']")
    assert json.loads(str(talk.text))["@type"] == "Event"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (
            f"papers/{HOSTILE}.html",
            {
                f"{HOSTILE}.bib": "application/x-bibtex",
                f"{HOSTILE}.ris": "application/x-research-info-systems",
                f"{HOSTILE}.json": "application/vnd.citationstyles.csl+json",
                f"{HOSTILE}.record.json": "application/json",
                "../feed.atom": "application/atom+xml",
            },
        ),
        (
            "2024/index.html",
            {
                "../mlsys-2024.atom": "application/atom+xml",
                "../mlsys-2024.bib": "application/x-bibtex",
                "../mlsys-2024.ics": "text/calendar",
                "../feed.atom": "application/atom+xml",
            },
        ),
        ("2024/day-1.html", {"day-1.ics": "text/calendar", "../feed.atom": "application/atom+xml"}),
        (
            "topics/speed.html",
            {"speed.atom": "application/atom+xml", "../feed.atom": "application/atom+xml"},
        ),
        ("authors/ann-ada.html", {"../feed.atom": "application/atom+xml"}),
        ("glossary.html", {"feed.atom": "application/atom+xml"}),
    ],
)
def test_pages_name_their_files(built: Built, page: str, expected: dict[str, str]) -> None:
    found = alternates(built, page)
    assert found == expected
    for address in found:
        assert ((built.out / page).parent / address).resolve().is_file()


def test_in_folders_the_files_are_named_from_there(made: Site) -> None:
    built = made.build("dirhtml", "dirhtml", overrides=BASE)
    page = f"papers/{HOSTILE}/index.html"
    assert f"../{HOSTILE}.bib" in alternates(built, page)
    assert metas(built, page)["og:url"] == f"https://example.org/site/papers/{HOSTILE}/"
    for address in alternates(built, page):
        assert ((built.out / page).parent / address).resolve().is_file()


def test_without_an_address_nothing_absolute_is_said(made: Site) -> None:
    built = made.build("plain")
    found = metas(built, f"papers/{HOSTILE}.html")
    assert "citation_title" in found
    assert not {"og:url", "og:image"} & set(found)
    assert not list(head(built, f"papers/{HOSTILE}.html").iterfind("link[@rel='canonical']"))


def test_the_language_of_the_page_is_right(made: Site) -> None:
    built = made.build("zh", overrides={**BASE, "language": "zh_CN"})
    page = "papers/ada2024alpha.html"
    assert html.document_fromstring(built.text(page)).get("lang") == "zh-CN"
    assert metas(built, page)["og:locale"] == "zh_CN"
    assert metas(built, page)["description"].startswith("Alpha 把小事")


@pytest.mark.parametrize("builder", ["singlehtml", "epub"])
def test_outputs_of_one_piece_say_nothing_of_single_records(made: Site, builder: str) -> None:
    for path, content in made.build(f"no-{builder}", builder).files().items():
        if path.endswith("html"):
            assert b"citation_title" not in content
            assert b"ld+json" not in content


@pytest.mark.parametrize(
    ("path", "old", "new", "page", "expected"),
    [
        ("2024/program.yaml", "city: Berlin", "city: Bonn", "talks/fay2024talk.html", '"Bonn"'),
        ("refs.bib", "volume = {1}", "volume = {77}", "papers/ada2024alpha.html", '"77"'),
        ("mlsys.toml", '"Small Digest"', '"Tiny"', "papers/ada2024alpha.html", '"Tiny"'),
    ],
)
def test_a_change_of_what_a_head_says_writes_the_page_again(
    tmp_path: Path, path: str, old: str, new: str, page: str, expected: str
) -> None:
    site = sample(tmp_path / "site")
    site.build(overrides=BASE)
    site.replace(path, old, new) if site.read(path).count(old) == 1 else site.write(
        path, site.read(path).replace(old, new)
    )
    assert expected in site.build(overrides=BASE).text(page)
