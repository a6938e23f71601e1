"""Reading OpenReview notes of both versions of the API."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.project import Project, must_refuse

NAME = "notes.json"


def content(title: str, /, **more: Any) -> dict[str, Any]:
    """Return the content of a submission as version 1 has it."""
    return {
        "title": title,
        "authors": ["Ann Ada", "Bob van Bel"],
        "authorids": ["~Ann_Ada1", "bob@x"],
        "abstract": "An abstract of others, which is not stored.",
        "keywords": ["deep learning", "speed"],
        "pdf": "/pdf/0123abcd.pdf",
        "venue": "Small 2026 poster",
        "venueid": "Small.org/2026/Conference",
        **more,
    }


def note(ident: str, title: str, /, *, version: int = 2, **more: Any) -> dict[str, Any]:
    """Return a note."""
    fields = content(title, **more)
    if version == 2:
        return {
            "id": ident, "forum": ident, "version": 2, "cdate": 1,
            "invitations": ["Small.org/2026/Conference/-/Submission", "Small.org/-/Edit_Title"],
            "content": {k: {"value": v} for k, v in fields.items()},
        }  # fmt: skip
    return {
        "id": ident, "forum": ident, "invitation": "Small.org/2026/Conference/-/Blind_Submission",
        "content": fields, "replyto": None,
    }  # fmt: skip


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("bare", [False, True])
def test_a_submission_becomes_a_record(project: Project, version: int, bare: bool) -> None:
    notes = [note("AbcDef123_", "TinyCache: Small Things", version=version)]
    ran = project.take(NAME, json.dumps(notes if bare else {"notes": notes, "count": 1}))
    assert ran.status == 0, ran.text
    assert project.read("docs/papers/ada2026tinycache.paper.yaml") == (
        "# yaml-language-server: $schema=../_schema/paper.schema.json\n"
        "aliases:\n"
        "  ids: [openreview-AbcDef123_]\n"
        "topics: [deep-learning, speed]\n"
        "links:\n"
        "  pdf: https://openreview.net/pdf/0123abcd.pdf\n"
        "  openreview: https://openreview.net/forum?id=AbcDef123_\n"
        "added: 2026-07-01\n"
        "revised: 2026-07-01\n"
    )
    assert "author = {Ada, Ann and van Bel, Bob}" in project.read("refs.bib")


def test_what_is_not_accepted_is_left_out_with_the_reason(project: Project) -> None:
    decision = {
        "id": "d", "invitation": "Small.org/2026/Conference/Paper2/-/Decision",
        "content": {"decision": "Reject", "title": "Paper Decision"},
    }  # fmt: skip
    refused = note("Refused123", "Refused by Reply", version=1, venue="", venueid="")
    refused["details"] = {"directReplies": [decision]}
    notes = [
        note("AbcDef123_", "Accepted"),
        note("Submitted1", "Submitted", venue="Submitted to Small 2026"),
        note("Withdrawn1", "Withdrawn", venueid="Small.org/2026/Conference/Withdrawn_Submission"),
        note("Rejected_1", "Rejected", venueid="Small.org/2026/Conference/Rejected_Submission"),
        refused,
        {**note("Deleted_12", "Deleted"), "ddate": 17},
        {**note("Review_123", "Review"), "invitations": ["Small.org/Paper1/-/Official_Review"]},
        {**note("Reply_1234", "Reply"), "replyto": "AbcDef123_"},
    ]
    ran = project.take(NAME, json.dumps({"notes": notes}), "--all")
    assert ran.status == 0, ran.text
    assert "1 created" in ran.out
    assert "Left out (7)" in ran.out


def test_a_decision_of_version_1_to_accept(project: Project) -> None:
    accepted = note("AbcDef123_", "Accepted", version=1, venue="", venueid="")
    accepted["details"] = {"replies": [{"content": {"decision": "Accept (Poster)"}}]}
    assert "1 created" in project.take(NAME, json.dumps([accepted])).out


def test_anonymous_authors_make_no_record(project: Project) -> None:
    ran = project.take(NAME, json.dumps([note("AbcDef123_", "Hidden", authors=["Anonymous"])]))
    assert ran.status == 0
    assert "0 created" in ran.out
    assert "without authors none can be made" in ran.out


def test_only_one_venue(project: Project) -> None:
    notes = [
        note("AbcDef123_", "Main"),
        note("Workshop12", "Shop", venueid="Small.org/2026/Workshop"),
    ]
    notes[1]["invitations"] = []
    ran = project.take(NAME, json.dumps(notes), "--venue", "Small.org/2026/Conference")
    assert "1 created" in ran.out


def test_latex_in_a_title_becomes_text(project: Project) -> None:
    title = r"\textsc{Tiny} Caches for $\mathcal{O}(n^2)$ \& G\"odel"
    project.take(NAME, json.dumps([note("AbcDef123_", title)]))
    assert r"title = {Tiny Caches for $\mathcal{O}(n^2)$ \& Gödel}" in project.read("refs.bib")


def broken(**more: Any) -> str:
    """Return a file with one note in which fields of the content are changed."""
    return json.dumps({"notes": [note("AbcDef123_", "Good")], "count": 1} | more, indent=1)


def with_note(**more: Any) -> str:
    """Return a file with one note that is changed."""
    return json.dumps({"notes": [{**note("AbcDef123_", "Good"), **more}]}, indent=1)


def with_content(**more: Any) -> str:
    """Return a file with one note in which fields of the content are changed."""
    return json.dumps({"notes": [note("AbcDef123_", "Good", **more)]}, indent=1)


BROKEN = (
    ("", "file is empty"),
    (broken()[:-200], "breaks off in the middle"),
    (broken()[:30], "breaks off in the middle"),
    (broken(count=3001), "says that it has 3001 rows and holds 1"),
    (broken(count=[1]), "[1] is no number of rows"),
    (broken(notes={}), "'notes' is not a list"),
    (broken(notes=[]), "holds no paper"),
    (broken(notes=["AbcDef123_"]), "'AbcDef123_' is no object"),
    (broken().replace('"notes"', '"Notes"'), "has no list"),
    (broken() + "]", "Something follows the end"),
    (broken().replace('"id"', "'id'"), "does not parse"),
    (b"\xff" + broken().encode(), "not UTF-8"),
    ("<html>Forbidden</html>", "is a web page"),
    (with_note(content=None), "None is no content of a note"),
    (with_note(content=["title"]), "is no content of a note"),
    (with_note(invitations=7), "7 is no list"),
    (with_note(forum=7, id=7), "7 is no identifier of a forum"),
    (with_note(forum="a b"), "'a b' is no identifier of a forum"),
    (with_content(title=None), "The title is missing"),
    (with_content(title=["x"]), "['x'] is no title"),
    (with_content(authors="Ann Ada"), "'Ann Ada' is no list"),
    (with_content(authors=[{"fullname": "Ann"}]), "is no name"),
    (with_content(keywords=[1]), "[1] is no list of words"),
    (with_content(pdf=3), "3 is no text"),
    (with_content(venue="Submitted to Small"), "it is not accepted: submitted to"),
)


@pytest.mark.parametrize(("text", "words"), BROKEN, ids=[w for _t, w in BROKEN])
def test_a_broken_file_is_refused_with_the_reason(
    project: Project, text: str | bytes, words: str
) -> None:
    must_refuse(project, NAME, text, words)
