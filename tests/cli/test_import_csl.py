"""Reading CSL-JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sphinx_mlsys.cli import main
from tests.cli.project import Project, must_refuse

NAME = "zotero.json"


def item(**more: Any) -> dict[str, Any]:
    """Return a paper as Zotero writes it."""
    return {
        "id": "http://zotero.org/users/1/items/ABC",
        "type": "paper-conference",
        "title": 'TinyCache: <span class="nocase">Caching</span> in O(n<sup>2</sup>) &amp; more',
        "author": [
            {"family": "Bel", "given": "Bob", "non-dropping-particle": "van"},
            {"literal": "Ann Ada"},
            {"family": "King", "given": "Martin", "suffix": "Jr."},
        ],
        "editor": [{"family": "Edit", "given": "Ed"}],
        "container-title": "Proceedings of Small Things",
        "volume": "3",
        "page": "1–12",
        "publisher": "Small Press",
        "issued": {"date-parts": [[2026, 5, 18]]},
        "DOI": "10.1234/Small.1",
        "URL": "https://openreview.net/forum?id=AbcDef123_",
        "note": "arXiv:2601.00001 [cs]",
        "abstract": "An abstract of others, which is not stored.",
        **more,
    }


def test_an_item_becomes_a_record(project: Project) -> None:
    ran = project.take(NAME, json.dumps([item()]))
    assert ran.status == 0, ran.text
    assert project.read("refs.bib").endswith(
        "@inproceedings{bel2026tinycache,\n"
        "  author = {van Bel, Bob and Ada, Ann and King, Jr., Martin},\n"
        "  title = {{TinyCache}: Caching in O(n$^{2}$) \\& more},\n"
        "  booktitle = {Proceedings of Small Things},\n"
        "  volume = {3},\n"
        "  pages = {1--12},\n"
        "  month = may,\n"
        "  year = {2026},\n"
        "  editor = {Edit, Ed},\n"
        "  publisher = {Small Press},\n"
        "  doi = {10.1234/small.1},\n"
        "  eprint = {2601.00001},\n"
        "  archiveprefix = {arXiv},\n"
        "}\n"
    )
    record = project.read("docs/papers/bel2026tinycache.paper.yaml")
    assert "ids: [openreview-AbcDef123_]" in record
    assert "abstract" not in record


def test_a_speech_becomes_a_talk(project: Project) -> None:
    speech = item(type="speech", title="On Small Things", URL="https://small.example/talk", note="")
    ran = project.take(NAME, json.dumps({"items": [speech]}))
    assert ran.status == 0, ran.text
    assert "@misc{bel2026small," in project.read("refs.bib")
    assert (project.folder / "docs/talks/bel2026small.talk.yaml").exists()


def test_other_types_are_left_out(project: Project) -> None:
    ran = project.take(NAME, json.dumps([item(), item(type="book"), item(type="software")]))
    assert "an item of the type 'book' is no paper and no talk" in ran.out


@pytest.mark.parametrize("issued", [{"raw": "May 2026"}, {"literal": "2026"}, None])
def test_dates_come_in_several_forms(project: Project, issued: object) -> None:
    ran = project.take(NAME, json.dumps([item(issued=issued)]))
    assert ran.status == 0, ran.text
    assert "  year = {2026},\n" in project.read("refs.bib")


def test_what_the_digest_exports_is_recognized(project: Project) -> None:
    assert main(["export", "out"]) == 0
    text = project.read("out/papers/old2026alpha.json")
    before = project.files()
    ran = project.take(NAME, text)
    assert "1 unchanged" in ran.out
    assert project.files() == before


GOOD = json.dumps([item()], indent=1)


def broken(**more: Any) -> str:
    """Return a file with one item that is changed."""
    return json.dumps([item(**more)], indent=1)


BROKEN = (
    ("", "file is empty"),
    ("[", "breaks off"),
    (GOOD[:-40], "breaks off in the middle"),
    (GOOD.replace('"type":', '"type"'), "does not parse"),
    (GOOD + "x", "Something follows the end"),
    ("[]", "holds no paper"),
    ('[{"type": "paper-conference"}, 3]', "3 is no object"),
    ('{"items": {"type": "x"}}', "'items' is not a list"),
    ('{"type": "paper-conference", "DOI": "x"}', "has no list 'items'"),
    (b"\xff\xfe" + GOOD.encode("utf-16-le"), "not UTF-8"),
    ("<html>", "is a web page"),
    (broken(title=None), "The title is missing"),
    (broken(title=["x"]), "['x'] is no title"),
    (broken(title="  "), "The title is missing"),
    (broken(author="Ann Ada"), "'Ann Ada' is no list"),
    (broken(author=[3]), "entry 0, 3, is no name"),
    (broken(author=[{"family": {"x": 1}}]), "is no name"),
    (broken(issued="2026"), "'2026' is no date"),
    (broken(issued={"date-parts": [["May"]]}), "is no date"),
    (broken(issued={"date-parts": []}), "[] is no date"),
    (broken(type=["x"]), "['x'] is no text"),
    (broken(URL=5), "5 is no text"),
    (broken(type="book"), "is no paper and no talk"),
)


@pytest.mark.parametrize(("text", "words"), BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_is_refused_with_the_reason(
    project: Project, text: str | bytes, words: str
) -> None:
    must_refuse(project, NAME, text, words)


def test_items_without_authors_make_no_record(project: Project) -> None:
    ran = project.take(NAME, broken(author=[]))
    assert (ran.status, "0 created" in ran.out) == (0, True)
