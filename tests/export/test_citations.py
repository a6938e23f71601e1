"""Every format of citation, read by a program that did not write it."""

from __future__ import annotations

import io
import json
from typing import Any

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware, NormalizeFieldKeys
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string

from sphinx_mlsys.core.entry import Entry, Name
from sphinx_mlsys.core.library import Library
from sphinx_mlsys.export.bibtex import bibtex
from sphinx_mlsys.export.csl import item
from sphinx_mlsys.export.endnote import endnote
from sphinx_mlsys.export.formats import FORMATS
from sphinx_mlsys.export.gbt import gbt
from sphinx_mlsys.export.reference import reference
from sphinx_mlsys.export.titles import plain
from sphinx_mlsys.export.works import Work, works
from tests.export.sample import HOSTILE


def all_works(library: Library) -> tuple[Work, ...]:
    return works(library, library.entries)


def written(library: Library, suffix: str) -> str:
    return FORMATS[suffix].write(all_works(library), "en")


@pytest.mark.parametrize("which", ["library", "digest"])
def test_pybtex_reads_every_entry(which: str, request: pytest.FixtureRequest) -> None:
    library: Library = request.getfixturevalue(which)
    text = written(library, "bib")
    found = parse_string(text, "bibtex").entries
    assert list(found) == list(library.entries)
    for key, entry in library.entries.items():
        assert len(found[key].persons.get("author", ())) == len(entry.authors)
        assert plain(found[key].fields["title"]) == plain(entry.raw["title"])


def test_bibtex_files_are_ascii_where_latex_has_a_command(digest: Library) -> None:
    assert written(digest, "bib").isascii()


def test_bibtexparser_reads_accents_back(digest: Library) -> None:
    parsed = bibtexparser.parse_string(
        written(digest, "bib"), append_middleware=[NormalizeFieldKeys(), LatexDecodingMiddleware()]
    )
    assert not parsed.failed_blocks
    authors = {e.key: e["author"] for e in parsed.entries if "author" in e}
    assert "Buluç, Aydın" in authors["tripathy2024distributed"]
    for name in ("Başar, Tamer", "Goiri, Íñigo", "Kaiser, Łukasz", "Rühle, Victor"):
        assert name in " ".join(authors.values())


def test_bare_special_characters_are_escaped_outside_mathematics_and_addresses(
    library: Library,
) -> None:
    text = bibtex(library.entries[HOSTILE])
    assert r"100\% \$5" in text
    assert r"a\_b \#1 $O(n^2)$" in text
    assert "evil~x_y%20z.html?a=1&b=2" in text


def test_rispy_reads_every_entry(library: Library) -> None:
    found = {e["id"]: e for e in rispy.loads(written(library, "ris"))}
    assert list(found) == list(library.entries)
    evil = found[HOSTILE]
    assert evil["title"] == plain(library.entries[HOSTILE].raw["title"])
    assert evil["authors"] == [
        "van der Berg, Jr., Hal",
        "The <b>Team</b>",
        "Buluç, Aydın",
        "Agüera y Arcas, Blaise",
    ]
    assert (evil["start_page"], evil["end_page"], evil["volume"]) == ("7", "12", "1")
    assert evil["custom3"] == evil["secondary_title"] == 'Proceedings of R&D – Volume "One"'
    assert evil["urls"] == ["https://example.org/2024/evil~x_y%20z.html?a=1&b=2"]


def test_ris_begins_with_its_type_and_has_no_numbers_between(library: Library) -> None:
    lines = written(library, "ris").splitlines()
    assert lines[0].startswith("TY  - ")
    assert all(not line or line[2:6] == "  - " for line in lines)


def test_csl_json_keeps_what_is_known(library: Library) -> None:
    found = {i["id"]: i for i in json.loads(written(library, "json"))}
    evil = found[HOSTILE]
    assert evil["author"][0] == {
        "family": "Berg",
        "given": "Hal",
        "non-dropping-particle": "van der",
        "suffix": "Jr.",
    }
    assert evil["author"][1] == {"literal": "The <b>Team</b>"}
    assert evil["type"] == "paper-conference"
    assert evil["page"] == "7-12"
    talk = found["mlsys2024nobody"]
    assert (talk["type"], talk["issued"]) == ("speech", {"date-parts": [[2024, 5, 1]]})
    assert "author" not in talk
    assert found["new2023preprint"]["number"] == "arXiv:2301.00001"
    assert found["zhang2020zhongwen"]["issue"] == "5"


def test_a_talk_on_an_unverified_day_is_dated_by_its_entry(digest: Library) -> None:
    assert item(works(digest, ["dettmers2025lessons"])[0])["issued"] == {"date-parts": [[2025, 5]]}


def test_endnote_has_a_tag_on_every_line(library: Library) -> None:
    text = written(library, "enw")
    records = [r.splitlines() for r in text.strip().split("\n\n")]
    assert len(records) == len(library.entries)
    for lines in records:
        assert lines[0].startswith("%0 ")
        assert all(line[0] == "%" and line[2] == " " and len(line) > 3 for line in lines)
    assert "%A De Sa, Christopher" not in text
    assert "%E De Sa, Christopher" in text


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (
            HOSTILE,
            "VAN DER BERG H, Jr., The <b>Team</b>, BULUÇ A, et al. </script><script>alert(1)"
            "</script> & Öl 100% $5 R&D a_b #1 O(n²) é “q”[C/OL]//DE SA C. "
            'Proceedings of R&D – Volume "One": Vol. 1. 2024: 7-12. '
            "https://example.org/2024/evil~x_y%20z.html?a=1&b=2.",
        ),
        ("mlsys2024nobody", "A LLM Talk Without a Speaker[Z]. Talk at Small 2024."),
        (
            "new2023preprint",
            "NEW N. A Preprint[EB/OL]. arXiv:2301.00001, 2023. https://arxiv.org/abs/2301.00001.",
        ),
        (
            "zhang2020zhongwen",
            "张三, 李四, 王五, 等. 一种高效的方法[J/OL]. 计算机学报, 2020, 43(5): 1-9. "
            "DOI:10.1000/xyz.",
        ),
    ],
)
def test_gbt_7714(library: Library, key: str, line: str) -> None:
    assert gbt(works(library, [key])[0]) == line


def test_gbt_lists_are_numbered_and_single_lines_are_not(library: Library) -> None:
    assert written(library, "gbt.txt").startswith("[1] ")
    assert not FORMATS["gbt.txt"].write(works(library, [HOSTILE]), "en").startswith("[")


def test_plain_references_have_an_address_and_no_year_twice(library: Library) -> None:
    lines = written(library, "txt").splitlines()
    assert len(lines) == len(library.entries)
    text = "\n".join(lines)
    assert "A LLM Talk Without a Speaker. Talk at Small 2024.\n" in text
    assert "计算机学报 43(5): 1–9. 2020. https://doi.org/10.1000/xyz" in text
    assert reference(library.entries["zhang2020zhongwen"], "zh").startswith("三 张、")


WORD = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=30)


def work_of(title: str, family: str, given: str) -> Work:
    raw = {"title": title, "booktitle": title, "year": "2024"}
    name = Name(given=given, family=family)
    return Work(Entry("x2024y", "inproceedings", dict(raw), raw, authors=(name,)))


@settings(max_examples=60)
@given(WORD, WORD, WORD)
def test_whatever_a_name_or_title_holds_stays_in_its_place(
    title: str, family: str, given_name: str
) -> None:
    work = work_of(title, family, given_name)
    found: list[dict[str, Any]] = rispy.load(io.StringIO(FORMATS["ris"].write([work, work])))
    assert [e["id"] for e in found] == ["x2024y", "x2024y"]
    assert found[0].get("title", "").strip() == plain(title)
    assert endnote(work).count("\n%T ") == (1 if plain(title) else 0)
    assert "\n" not in gbt(work)
    assert json.loads(FORMATS["json"].write((work,), "en"))[0]["id"] == "x2024y"
