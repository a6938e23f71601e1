"""Ways in and out of a page: breadcrumbs, the strip of topics, the search field, descriptions."""

from __future__ import annotations

import pytest
from lxml import html

from tests.ext.small import Built, Site

FIND = "# Find\n\nWhat is here.\n\n```{search}\n```\n\n```{topics}\n```\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return sources that no test changes."""
    site = Site(tmp_path_factory.mktemp("ways") / "site")
    site.write("in/find.md", FIND)
    site.replace("index.md", "bibliography\n", "bibliography\nin/find\n")
    return site


@pytest.fixture(scope="module")
def built(made: Site) -> Built:
    """Return the site in HTML."""
    return made.build()


def page(built: Built, path: str) -> html.HtmlElement:
    return html.document_fromstring(built.text(path))


def test_breadcrumbs_lead_to_conference_day_and_session(built: Built) -> None:
    (crumbs,) = page(built, "papers/ada2024alpha.html").find_class("mlsys-crumbs")
    assert crumbs.tag == "nav"
    assert crumbs.get("aria-label")
    found = [a.get("href") for a in crumbs.iter("a")]
    assert found[:2] == ["../2024/index.html", "../2024/day-1.html"]
    assert found[2].startswith("../2024/day-1.html#")


def test_a_talk_stands_in_no_session(built: Built) -> None:
    (crumbs,) = page(built, "talks/fay2024talk.html").find_class("mlsys-crumbs")
    assert len(list(crumbs.iter("a"))) == 2


def test_topics_are_listed_with_their_numbers(built: Built) -> None:
    (strip,) = page(built, "in/find.html").find_class("mlsys-topic-strip")
    found = [(a.get("href"), item.find_class("mlsys-count")[0].text)
             for item in strip.iter("li") for a in item.iter("a")]  # fmt: skip
    assert [address for address, _count in found] == ["../topics/speed.html", "../topics/size.html"]
    assert all(int(count) > 0 for _address, count in found)


@pytest.mark.parametrize(
    ("builder", "path", "action"),
    [
        ("html", "in/find.html", "../search.html"),
        ("dirhtml", "in/find/index.html", "../../search/"),
        ("singlehtml", "index.html", None),
    ],
)
def test_the_field_leads_to_the_search_where_there_is_one(
    made: Site, builder: str, path: str, action: str | None
) -> None:
    article = page(made.build(builder, builder), path).find(".//article")
    forms = [f.get("action") for f in article.iter("form")]
    assert forms == ([action] if action else [])


def test_text_has_no_field(made: Site) -> None:
    built = made.build("text", "text")
    assert built.warnings == ""
    assert "Search" not in built.text("in/find.txt")


@pytest.mark.parametrize(
    ("path", "said"),
    [("in/find.html", "What is here."), ("authors/ann-ada.html", "Ann Ada · Alpha · Delta")],
)
def test_every_page_is_described(built: Built, path: str, said: str) -> None:
    (found,) = page(built, path).xpath("//meta[@name='description']/@content")
    assert found == said
