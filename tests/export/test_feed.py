"""Feeds and the site map, read by programs that did not write them."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import feedparser
from lxml import etree

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.export.feed import Feed, atom, feeds, sitemap
from sphinx_mlsys.export.files import Pieces
from sphinx_mlsys.export.site import Site
from tests.export.sample import HOSTILE, HOSTILE_TEXT


def site_of(library: Library, base: str = "https://example.org/site/") -> Site:
    found = {("paper", k): f"papers/{k}.html" for k in library.papers}
    found |= {("talk", k): f"talks/{k}.html" for k in library.talks}
    found["topic", "speed"] = "topics/speed.html"
    return Site(found, base)


def feed_of(library: Library, path: str = "feed.atom") -> Feed:
    return next(f for f in feeds(library, site_of(library)) if f.path == path)


def written(library: Library, site: Site, path: str = "feed.atom") -> bytes:
    feed = feed_of(library, path)
    return atom(library, feed, site, Pieces(library, site).entry).encode()


def read(library: Library, site: Site, path: str = "feed.atom") -> feedparser.FeedParserDict:
    found = feedparser.parse(written(library, site, path))
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def test_there_is_a_feed_for_everything_each_conference_and_each_topic(library: Library) -> None:
    paths = [f.path for f in feeds(library, site_of(library))]
    assert paths == ["feed.atom", "mlsys-2024.atom", "topics/speed.atom", "topics/size.atom"]


def test_entries_are_the_records_the_last_revised_first(library: Library) -> None:
    found = read(library, site_of(library))
    assert len(found.entries) == len(library.records)
    first = found.entries[0]
    assert first.link == f"https://example.org/site/papers/{HOSTILE}.html"
    assert first.published == "2024-06-03T00:00:00Z"
    assert first.updated == found.feed.updated == "2024-06-05T00:00:00Z"
    updates = [time.mktime(e.updated_parsed) for e in found.entries]
    assert updates == sorted(updates, reverse=True)


def test_hostile_texts_arrive_as_texts(library: Library) -> None:
    feed = etree.fromstring(written(library, site_of(library)))
    title = feed.findtext("{*}entry/{*}title")
    assert title is not None
    for word in HOSTILE_TEXT.split():
        assert word in title
    assert '</script><img src=x onerror=alert(2)> & "quotes"' in feed.findtext(
        "{*}entry/{*}summary"
    )
    assert {e.get("type") for e in feed.iter("{*}title", "{*}summary")} == {None}  # plain text


def test_ids_hold_wherever_the_site_is_and_differ_by_language(library: Library) -> None:
    here, there = site_of(library), site_of(library, "https://elsewhere.example.net/")
    ids = [e.id for e in read(library, here).entries]
    assert len(set(ids)) == len(ids)
    assert ids == [e.id for e in read(library, there).entries]
    assert all(i.startswith("urn:uuid:") for i in ids)
    chinese = read(library, replace(here, language="zh"))
    assert not set(ids) & {e.id for e in chinese.entries}
    assert chinese.feed.language == "zh-CN"


def test_without_a_base_addresses_are_relative_to_the_feed(library: Library) -> None:
    found = read(library, site_of(library, ""), "topics/speed.atom")
    links = {link.href for e in found.entries for link in e.links if link.rel == "alternate"}
    assert f"../papers/{HOSTILE}.html" in links
    assert all(link.rel != "self" for link in found.feed.links)


def test_a_record_without_a_page_is_no_entry(library: Library) -> None:
    site = site_of(library)
    known = {k: v for k, v in site.addresses.items() if k != ("paper", HOSTILE)}
    assert len(read(library, Site(known, site.base)).entries) == len(library.records) - 1


def test_the_site_map(library: Library) -> None:
    pages = [("index.html", None), ("a&b/", date(2024, 6, 1))]
    root = etree.fromstring(sitemap(site_of(library), pages).encode())
    assert [e.text for e in root.iter("{*}loc")] == [
        "https://example.org/site/index.html",
        "https://example.org/site/a&b/",
    ]
    assert [e.text for e in root.iter("{*}lastmod")] == ["2024-06-01"]
