"""The head of a record's page, read as Zotero, JSON-LD processors and browsers read it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from pyld import jsonld

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.export.pagehead import head, highwire, json_ld, open_graph, script_json
from tests.export.sample import HOSTILE

TYPES = {
    "citation_journal_title": "journalArticle",
    "citation_conference_title": "conferencePaper",
}
FIELDS = {
    "citation_title": "title",
    "citation_publication_date": "date",
    "citation_conference_title": "conferenceName",
    "citation_inbook_title": "proceedingsTitle",
    "citation_volume": "volume",
    "citation_doi": "DOI",
}


def zotero(tags: list[tuple[str, str]]) -> dict[str, Any]:
    """Read tags by the rules of Zotero's translator "Embedded Metadata" of 2026."""
    item: dict[str, Any] = {"creators": []}
    for name, content in tags:
        item["itemType"] = TYPES.get(name, item.get("itemType", "journalArticle"))
        if name in FIELDS:
            item[FIELDS[name]] = content.strip()
        for role in ("author", "editor"):
            if name == f"citation_{role}":
                item["creators"] += [(role, *c) for c in creators(content)]
        if name == "citation_pdf_url":
            item["attachment"] = content
    pages = [dict(tags).get(f"citation_{p}page", "") for p in ("first", "last")]
    item["pages"] = "-".join(p for p in pages if p)
    return item


def creators(content: str) -> list[tuple[str, str]]:
    names = re.split(r"\s*;\s*", content)
    if len(names) == 1:
        parts = re.split(r"\s*,\s*", names[0])
        # Two words on both sides of the comma are taken for two persons.
        if len(parts) > 1 and " " in parts[0] and " " in parts[1]:
            names = parts
    return [
        (family.strip(), given.strip()) for family, _c, given in (n.partition(",") for n in names)
    ]


def tags(library: Library, key: str) -> list[tuple[str, str]]:
    found = head(library, key, "en")
    assert found is not None
    return [(n, c) for n, c in highwire(found) if c]


def test_zotero_makes_a_conference_paper_of_it(digest: Library) -> None:
    item = zotero(tags(digest, "lin2024awq"))
    assert item["itemType"] == "conferencePaper"
    assert item["title"].startswith("AWQ: Activation-aware")
    assert item["proceedingsTitle"] == "Proceedings of Machine Learning and Systems"
    assert (item["volume"], item["pages"], item["date"]) == ("6", "87-100", "2024")
    assert item["creators"][0] == ("author", "Lin", "Ji")
    assert ("editor", "De Sa", "Christopher") in item["creators"]
    assert item["attachment"].startswith("https://proceedings.mlsys.org/")


def test_zotero_reads_the_names_of_all_records(digest: Library) -> None:
    for key, holder in digest.records.items():
        authors = [c[1:] for c in zotero(tags(digest, key))["creators"] if c[0] == "author"]
        expected = [(f"{n.prefix} {n.family}".strip(), n.given) for n in holder.entry.authors]
        assert authors == expected, key


def test_a_talk_is_dated_by_its_day_and_undated_where_that_is_not_verified(
    digest: Library,
) -> None:
    assert dict(tags(digest, "chintala2025extreme"))["citation_publication_date"] == "2025/05/12"
    assert dict(tags(digest, "dettmers2025lessons"))["citation_publication_date"] == "2025/05"
    unverified = head(digest, "dettmers2025lessons", "en")
    assert unverified is not None
    assert "startDate" not in json_ld(unverified)


def test_only_the_publishers_own_file_is_the_pdf(library: Library) -> None:
    assert "citation_pdf_url" in dict(tags(library, HOSTILE))
    record = library.papers[HOSTILE].record
    assert record.links["code"] not in dict(tags(library, HOSTILE)).values()


def local_context(_url: str, _options: object) -> dict[str, Any]:
    """Stand in for schema.org's context: the same vocabulary, addresses as addresses."""
    document = {
        "@context": {
            "@vocab": "https://schema.org/",
            **{n: {"@type": "@id"} for n in ("url", "sameAs", "contentUrl")},
        }
    }
    return {"document": document, "documentUrl": _url, "contextUrl": None,
            "contentType": "application/ld+json"}  # fmt: skip


def expanded(library: Library, key: str, page: str = "") -> dict[str, Any]:
    found = head(library, key, "en")
    assert found is not None
    made = json.loads(script_json(json_ld(found, page)))
    (thing,) = jsonld.expand(made, {"documentLoader": local_context})
    return dict(thing)


@pytest.mark.parametrize("which", ["library", "digest"])
def test_json_ld_expands_and_loses_nothing(which: str, request: pytest.FixtureRequest) -> None:
    library: Library = request.getfixturevalue(which)
    for key in library.records:
        thing = expanded(library, key)
        assert "https://schema.org/name" in thing


def test_the_work_is_the_publishers_and_the_page_is_about_it(digest: Library) -> None:
    page = "https://example.org/papers/lin2024awq.html"
    thing = expanded(digest, "lin2024awq", page)
    address = digest.entries["lin2024awq"].get("url")
    assert thing["@type"] == ["https://schema.org/ScholarlyArticle"]
    assert thing["@id"] == address
    assert {"@id": address} in thing["https://schema.org/sameAs"]
    (volume,) = thing["https://schema.org/isPartOf"]
    assert volume["https://schema.org/volumeNumber"] == [{"@value": "6"}]
    (about,) = thing["https://schema.org/subjectOf"]
    assert about["https://schema.org/url"] == [{"@id": page}]
    assert page not in json.dumps({k: v for k, v in thing.items() if "subjectOf" not in k})


def test_a_talk_is_an_event_at_its_conference(digest: Library) -> None:
    thing = expanded(digest, "chintala2025extreme")
    assert thing["@type"] == ["https://schema.org/Event"]
    assert thing["https://schema.org/startDate"] == [{"@value": "2025-05-12T09:30:00-07:00"}]
    (conference,) = thing["https://schema.org/superEvent"]
    assert conference["https://schema.org/url"] == [{"@id": "https://mlsys.org/Conferences/2025"}]


def test_open_graph_names_address_and_picture_only_where_given(library: Library) -> None:
    found = head(library, HOSTILE, "zh")
    assert found is not None
    bare = {n: c for n, c in open_graph(found) if c}
    assert bare["og:locale"] == "zh_CN"
    assert bare["og:description"] == "它说 </script> 和缓存。"
    assert not {"og:url", "og:image"} & set(bare)
    assert dict(open_graph(found, "https://x/", "https://x/i.png"))["og:image"] == "https://x/i.png"


@given(st.recursive(st.text(max_size=30), lambda c: st.dictionaries(st.text(max_size=5), c)))
def test_no_text_ends_or_opens_a_script(data: object) -> None:
    made = script_json(data)
    assert json.loads(made) == data
    assert not re.search("[<>&\u2028\u2029]", made)
    tree = html.document_fromstring(f"<p><script>{made}</script><b>after</b></p>")
    assert [e.tag for e in tree.iter("script", "b", "img")] == ["script", "b"]
