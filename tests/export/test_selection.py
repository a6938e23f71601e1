"""The data that pages load: facets, records in every format, previews."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import bibtexparser
import icalendar
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.load import load
from sphinx_mlsys.export import agenda
from sphinx_mlsys.export.facets import FACETS, Wording, facets, matched_text
from sphinx_mlsys.export.files import Pieces
from sphinx_mlsys.export.previews import previews, shown
from sphinx_mlsys.export.selection import CSV_FIELDS, selection_files
from sphinx_mlsys.export.site import Site
from tests.core.digest import write_digest
from tests.export.sample import HOSTILE, HOSTILE_TEXT

WORDING = Wording({"paper": "Paper", "talk": "Talk"}, "With code", lambda d: f"{d:%m/%d}")


@pytest.fixture(scope="module")
def two_years(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return a digest of two conferences."""
    return load(write_digest(tmp_path_factory.mktemp("two") / "docs")).library


def site(library: Library, language: str = "en") -> Site:
    addresses = {("paper", key): f"papers/{key}.html" for key in library.papers}
    addresses |= {("talk", key): f"talks/{key}.html" for key in library.talks}
    addresses |= {("term", key): f"glossary.html#term-{key}" for key in library.terms}
    return Site(addresses, "", language)


def written(library: Library, language: str = "en") -> dict[str, str]:
    """Return path to content of each file."""
    pieces = Pieces(library, site(library, language))
    return {file.path: file.make().decode() for file in selection_files(pieces, WORDING)}


def facets_of(library: Library, language: str) -> dict[str, object]:
    return facets(library, language, WORDING, partial(matched_text, library))


def previews_of(library: Library, where: Site) -> Any:
    return json.loads(previews(Pieces(library, where)))


def loaded(library: Library, language: str = "en") -> dict[str, Any]:
    """Return what each file puts, by the name under which it puts it."""
    found = {}
    for path, content in written(library, language).items():
        call = content.removeprefix("mlsysData.put(").removesuffix(");\n")
        name, value = json.loads(f"[{call}]")
        assert path == f"selection/{name}.js"
        found[name] = value
    return found


def values(data: dict[str, Any], key: str) -> dict[str, list[str]]:
    """Return the values of a record by facet, as a page reads them."""
    (has,) = (h for k, _text, h in data["records"] if k == key)
    return {
        name: [listed[index][0] for index in indices]
        for (name, listed), indices in zip(data["facets"], has, strict=True)
    }


def test_a_record_has_its_values_in_every_facet(two_years: Library) -> None:
    data: Any = facets_of(two_years, "en")
    assert values(data, "lovelace2024engine") == {
        "conference": ["2024"],
        "day": ["2024/1"],
        "session": ["2024/looms"],
        "kind": ["paper"],
        "topic": ["serving"],
        "award": ["best-paper"],
        "code": ["yes"],
        "term": ["kv-cache", "batching"],
        "author": ["ada-lovelace", "wei-wang-somerville"],
        "institution": ["somerville"],
    }
    assert [name for name, _values in data["facets"]] == list(FACETS)


def test_two_spellings_are_one_author_and_one_name_two(two_years: Library) -> None:
    data: Any = facets_of(two_years, "en")
    assert values(data, "turing2025test")["author"] == ["alan-turing", "ada-lovelace"]
    assert values(data, "wang2024cache")["author"][0] == "wei-wang-cache"


def test_only_values_that_a_record_has_are_listed(two_years: Library, library: Library) -> None:
    data: Any = dict(facets_of(two_years, "en")["facets"])  # type: ignore[call-overload]
    assert [v for v, *_names in data["session"]] == ["2024/looms", "2025/questions"]
    data = dict(facets_of(library, "en")["facets"])  # type: ignore[call-overload]
    assert "latency" not in [v for v, *_names in data["term"]]


def test_facets_speak_the_language_of_the_build(two_years: Library) -> None:
    data: Any = dict(facets_of(two_years, "zh")["facets"])  # type: ignore[call-overload]
    assert data["topic"][0][1] == "服务"
    assert data["session"][0][1] == "织机 · Tests 2024"
    assert data["term"][0][:2] == ["batching", "批处理"]
    assert "KV cache" in data["term"][1][2]


def test_a_day_that_is_not_verified_is_no_day(tmp_path: Path) -> None:
    folder = write_digest(tmp_path)
    file = folder / "2024/program.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace(
            '        start: "09:00"\n        end: "10:00"\n', "        date_unverified: true\n", 1
        ),
        encoding="utf-8",
    )
    data = loaded(load(folder).library)
    assert values(data["facets"], "hopper2024compilers")["day"] == []
    assert values(data["facets"], "hopper2024compilers")["conference"] == ["2024"]
    record = data["records-2024"]["records"]["hopper2024compilers"]
    assert "ics" not in record
    assert (
        next(csv.DictReader(io.StringIO(data["records-2024"]["head"] + record["csv"])))["date"]
        == ""
    )


def test_words_are_matched_without_accents_and_in_other_forms(two_years: Library) -> None:
    texts = {key: text for key, text, _has in facets_of(two_years, "en")["records"]}  # type: ignore[attr-defined]
    assert "zoe de la cruz" in texts["wang2024cache"]
    assert "王伟" in texts["wang2024cache"]
    assert "analyticalengine" in texts["lovelace2024engine"]
    assert "notes on an engine" in texts["lovelace2024engine"]


def test_every_record_is_in_one_shard_and_every_format(library: Library) -> None:
    data = loaded(library)["records-2024"]
    assert list(data["records"]) == list(library.records)
    for key, record in data["records"].items():
        assert bibtexparser.parse_string(record["bib"]).entries[0].key == key
        assert rispy.loads(record["ris"])[0]["id"] == key
        (row,) = csv.DictReader(io.StringIO(data["head"] + record["csv"]))
        assert row["key"] == key
        assert list(row) == list(CSV_FIELDS)


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_a_property_is_escaped_and_folded_as_icalendar_does_it(words: str) -> None:
    event = icalendar.Event()
    event.add("summary", words.replace("\r", ""))
    lines = event.to_ical().decode().split("\r\n", 1)[1].rsplit("\r\nEND", 1)[0]
    assert agenda.property_line("SUMMARY", words.replace("\r", "")) == lines


def test_what_an_author_wrote_breaks_no_format(library: Library) -> None:
    for path, content in written(library).items():
        assert "</" not in content, path
        assert content.count("\n") == 1
    data = loaded(library)["records-2024"]
    record = data["records"][HOSTILE]
    (row,) = csv.DictReader(io.StringIO(data["head"] + record["csv"]))
    assert "<script>alert(1)</script>" in row["title"]
    html = MarkdownIt("commonmark").render(record["md"])
    assert "<script>" not in html
    assert "<img" not in html
    assert html.count("<li>") == 1
    event = icalendar.Event.from_ical(record["ics"])
    for part in HOSTILE_TEXT.split():
        assert part in str(event["summary"])


def test_an_event_has_the_verified_time_and_no_other(two_years: Library) -> None:
    data = loaded(two_years)
    events = {
        key: icalendar.Event.from_ical(record["ics"])
        for shard in ("records-2024", "records-2025")
        for key, record in data[shard]["records"].items()
    }
    start = events["wang2024cache"].decoded("dtstart")
    assert f"{start:%Y-%m-%d %H:%M}" == "2024-05-13 10:30"
    assert events["wang2024cache"]["dtstart"].params["TZID"] == "America/Los_Angeles"
    assert events["turing2025test"].decoded("dtstart") == date(2025, 5, 12)
    # Both conferences are held in one zone, which a joined calendar holds once.
    assert data["records-2024"]["zone"] == data["records-2025"]["zone"]
    uids = [str(event["uid"]) for event in events.values()]
    assert len(set(uids)) == len(uids)


def test_a_preview_has_the_takeaway_or_the_first_sentence(two_years: Library) -> None:
    found = previews_of(two_years, site(two_years))
    assert found["papers/turing2025test.html"] == [
        "Testing Machines",
        "Alan Turing, A. Lovelace · Tests 2025 · Questions",
        "Machines are tested by conversation.",
        "turing2025test",
        "2025",
    ]
    assert found["glossary.html#term-batching"] == [
        "batching · 批处理",
        "",
        "Handling several requests at once.",
    ]
    chinese = previews_of(two_years, site(two_years, "zh"))
    assert chinese["glossary.html#term-batching"] == ["批处理 · batching", "", "同时处理多个请求。"]


def test_a_citation_is_previewed_by_its_reference(two_years: Library) -> None:
    where = Site({("cite", "babbage1837"): "bibliography.html#cite-babbage1837"})
    found = previews_of(two_years, where)
    assert found["bibliography.html#cite-babbage1837"][2] == (
        "Charles Babbage. On the Mathematical Powers of the Calculating Engine. 1837."
    )


def test_formulas_of_a_preview_are_mathml(two_years: Library) -> None:
    made = shown(r"It does $\frac{a}{b}$ for {term}`KV cache` at $5.", two_years)
    assert isinstance(made, list)
    before, formula, after = made
    assert (before, after) == ("It does ", " for KV cache at $5.")
    assert isinstance(formula, dict)
    assert formula["math"].startswith("<math")
    assert "<mfrac>" in formula["math"]
