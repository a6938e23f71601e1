"""Reading the conference software's JSON, with its flaws."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.cli.project import Project

NAME = "small-2026-orals-posters.json"


def event(number: int, kind: str, name: str, **more: Any) -> dict[str, Any]:
    """Return an event as the software writes it."""
    return {
        "id": number,
        "uid": f"{number % 100:032x}",
        "name": name,
        "authors": [
            {"id": 1, "fullname": "Ann de Ada", "url": "http://x", "institution": "MIT"},
            {"id": 2, "fullname": "Bob Bel", "url": "http://y", "institution": "AT&amp;amp;T Labs"},
        ],
        "abstract": "An abstract of others, which is not stored.",
        "topic": "Deep Learning->Attention",
        "keywords": ["caches"],
        "decision": f"Accept ({kind.lower()})",
        "session": f"{kind} Session 1",
        "eventtype": kind,
        "event_type": kind,
        "room_name": "Hall A",
        "virtualsite_url": f"/virtual/2026/{kind.lower()}/{number}",
        "url": None,
        "sourceurl": "https://openreview.net/group?id=Small.org/2026/Conference",
        "starttime": "2026-05-19T01:00:00-07:00",
        "endtime": "2026-05-19T03:00:00-07:00",
        "paper_url": "https://openreview.net/forum?id=AbcDef123_",
        "paper_pdf_url": None,
        "eventmedia": [
            {"id": 1, "name": "Slides", "file": "/media/Slides/1.pdf", "visible": True},
            {"id": 2, "name": "Code", "uri": "https://github.com/x/y", "visible": True},
            {"id": 3, "name": "Code", "uri": "https://github.com/hidden", "visible": False},
        ],
        "visible": True,
        "poster_position": "#1",
        "related_events_ids": [],
        **more,
    }


def listing(*events: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return what a file holds."""
    return {"count": len(events), "next": None, "previous": None, "results": [*events], **more}


POSTER = event(101, "Poster", "TinyCache: Caching &amp;amp; Small Things in $O(n)$")
ORAL = event(
    201,
    "Oral",
    "TinyCache: Caching & Small Things in $O(n)$",
    uid=POSTER["uid"],
    session="Oral 1A",
    room_name="Hall B",
    starttime="2026-05-18T23:30:00-07:00",
    endtime="2026-05-18T23:45:00-07:00",
    paper_url="",
)
OTHER = event(102, "Poster", "Other Things", paper_url="", decision="Accept (oral)",
              authors=[{"fullname": "Cem Çelik", "institution": None}])  # fmt: skip


def test_rows_of_one_paper_become_one_record(project: Project) -> None:
    ran = project.take(NAME, json.dumps(listing(POSTER, OTHER, ORAL)))
    assert ran.status == 0, ran.text
    assert "2 created" in ran.out
    assert project.read("docs/papers/ada2026tinycache.paper.yaml") == (
        "# yaml-language-server: $schema=../_schema/paper.schema.json\n"
        "aliases:\n"
        "  ids: [poster-101, openreview-AbcDef123_, oral-201]\n"
        "affiliations: [MIT, AT&T Labs]\n"
        "topics: [deep-learning]\n"
        "links:\n"
        "  code: https://github.com/x/y\n"
        "  slides: https://small.example/media/Slides/1.pdf\n"
        "  openreview: https://openreview.net/forum?id=AbcDef123_\n"
        "  event: https://small.example/virtual/2026/poster/101\n"
        "added: 2026-07-01\n"
        "revised: 2026-07-01\n"
    )
    bib = project.read("refs.bib")
    assert "  author = {de Ada, Ann and Bel, Bob},\n" in bib
    assert "  title = {{TinyCache}: Caching \\& Small Things in $O(n)$},\n" in bib
    assert "  booktitle = {First Small Conference},\n  year = {2026},\n}\n" in bib
    assert "An abstract" not in "".join(f.decode() for f in project.files().values())


def test_the_oral_is_placed_with_its_time_on_the_clocks_of_the_conference(
    project: Project,
) -> None:
    project.take(NAME, json.dumps(listing(POSTER, OTHER, ORAL)))
    assert project.read("docs/2026/program.yaml").endswith(
        "    title: Second Day\n"
        "    items:\n"
        "      - session: oral-1a\n"
        "        title: Oral 1A\n"
        '        start: "08:30"\n'
        '        end: "08:45"\n'
        "        room: Hall B\n"
        "        papers:\n"
        '          - {key: ada2026tinycache, start: "08:30", end: "08:45"}\n'
        "      - session: poster-session-1\n"
        "        title: Poster Session 1\n"
        '        start: "10:00"\n'
        '        end: "12:00"\n'
        "        room: Hall A\n"
        "        papers:\n"
        "          - {key: celik2026other}\n"
    )


def test_decision_and_event_that_disagree_are_told(project: Project) -> None:
    ran = project.take(NAME, json.dumps(listing(OTHER)))
    assert "decision and events of a paper disagree; neither is stored" in ran.out
    assert "(ours 'Accept (oral)', theirs 'Poster')" in ran.out


def test_rows_without_uid_are_joined_by_related_events_or_title(project: Project) -> None:
    first = {**POSTER, "uid": "", "related_events_ids": [201]}
    second = {**ORAL, "uid": "", "name": "TinyCache"}
    ran = project.take(NAME, json.dumps(listing(first, second)))
    assert "1 created" in ran.out
    assert "two events of one paper have different titles" in ran.out
    assert "1 unchanged" in project.take(NAME, json.dumps(listing({**ORAL, "uid": None}))).out


def test_what_is_not_accepted_or_no_paper_is_left_out_with_the_reason(project: Project) -> None:
    rows = [
        POSTER,
        event(103, "Poster", "Rejected", decision="Reject"),
        event(104, "Poster", "Withdrawn", decision="Withdrawn by authors"),
        event(105, "Social", "Dinner"),
        event(106, "Poster", "Hidden", visible=False),
        POSTER,
    ]
    ran = project.take(NAME, json.dumps(listing(*rows)), "--all")
    assert "1 created" in ran.out
    for reason in ("the decision is 'Reject'", "Withdrawn by authors", "the kind 'Social'",
                   "is not visible", "event 101 stands in the file twice"):  # fmt: skip
        assert reason in ran.out


def test_only_one_venue(project: Project) -> None:
    shop = "https://openreview.net/group?id=Small.org/2026/Workshop"
    rows = listing(POSTER, event(103, "Poster", "Shop", sourceurl=shop))
    ran = project.take(NAME, json.dumps(rows), "--venue", "Small.org/2026/Conference")
    assert "1 created" in ran.out
    assert "it is not of Small.org/2026/Conference" in ran.out


def test_an_invited_talk_becomes_a_talk(project: Project) -> None:
    talk = event(301, "Invited Talk", "On Small Things", session="", room_name="Hall A",
                 virtualsite_url="/virtual/2026/invited-talk/301", paper_url="", eventmedia=[],
                 decision="")  # fmt: skip
    project.take(NAME, json.dumps(listing(talk)))
    assert "@misc{ada2026small,\n" in project.read("refs.bib")
    assert "ids: [invited-talk-301]" in project.read("docs/talks/ada2026small.talk.yaml")
    assert (
        '      - talk: ada2026small\n        start: "10:00"\n        end: "12:00"\n'
        "        room: Hall A\n" in project.read("docs/2026/program.yaml")
    )


def test_abstracts_in_a_file_of_their_own_are_not_stored(project: Project) -> None:
    abstracts = project.write("in/small-2026-abstracts.json", json.dumps({"101": "A text."}))
    ran = project.take(NAME, json.dumps(listing(POSTER)), str(abstracts))
    assert ran.status == 0, ran.text
    assert "abstracts belong to their authors" in ran.out


def test_more_abstracts_than_events_show_that_events_are_missing(project: Project) -> None:
    abstracts = project.write(
        "in/small-2026-abstracts.json", json.dumps({"101": "A", "102": "B", "103": None})
    )
    before = project.files()
    ran = project.take(NAME, json.dumps(listing(POSTER)), str(abstracts))
    assert ran.status == 1
    assert "2 of the 3 abstracts are of events that the other file lacks" in ran.out
    assert project.files() == before


def test_parallel_sessions_in_different_rooms_keep_their_times(project: Project) -> None:
    def oral(number: int, room: str) -> dict[str, Any]:
        return event(number, "Oral", f"Talk {number}", session=f"Oral {room}", room_name=room,
                     paper_url="", starttime="2026-05-18T23:30:00-07:00",
                     endtime="2026-05-18T23:45:00-07:00")  # fmt: skip

    rows = json.dumps(listing(oral(201, "A"), oral(202, "B"), oral(203, "")))
    ran = project.take(NAME, rows)
    program = project.read("docs/2026/program.yaml")
    assert program.count('start: "08:30"') == 4  # of two sessions and their talks
    assert "no room tells them apart" in ran.out
    assert project.run("check").status == 0
    assert "Nothing was changed" in project.take(NAME, rows).err
    assert project.read("docs/2026/program.yaml") == program


def test_talks_that_contradict_each_other_lose_their_times(project: Project) -> None:
    rows = [
        event(n, "Oral", f"Talk {n}", session="Oral A", paper_url="",
              starttime="2026-05-18T23:30:00-07:00", endtime="2026-05-18T23:45:00-07:00")
        for n in (201, 202)
    ]  # fmt: skip
    for _time in range(2):
        ran = project.take(NAME, json.dumps(listing(*rows)))
        assert ran.status == 0, ran.text
        assert "talks overlap in time, so theirs are left out" in ran.out
        assert "          - {key: ada2026talk}\n" in project.read("docs/2026/program.yaml")


def test_a_day_after_the_last_gets_a_page(project: Project) -> None:
    late = {
        **POSTER,
        "starttime": "2026-05-21T10:00:00+02:00",
        "endtime": "2026-05-21T11:00:00+02:00",
    }
    project.take(NAME, json.dumps(listing(late)))
    program = project.read("docs/2026/program.yaml")
    assert "  - date: 2026-05-21\n    title: {en: Day 3, zh: 第 3 天}\n    items:\n" in program
    assert "{day} 2026/3" in project.read("docs/2026/day-3.md")


def test_a_day_before_the_last_would_renumber_pages_and_is_told(project: Project) -> None:
    early = {
        **POSTER,
        "starttime": "2026-05-17T10:00:00+02:00",
        "endtime": "2026-05-17T11:00:00+02:00",
    }
    ran = project.take(NAME, json.dumps(listing(early)))
    assert "would renumber the pages after it; add it by hand" in ran.out
    assert "date_unverified: true" in project.read("docs/2026/program.yaml")


def test_days_are_made_in_order_where_the_program_has_none(project: Project) -> None:
    rows = [
        {**event(n, "Poster", f"Paper {n}", paper_url=""), "starttime": f"2025-06-0{n}T10:00:00",
         "endtime": f"2025-06-0{n}T11:00:00", "session": f"P{n}"}
        for n in (3, 1, 2)
    ]  # fmt: skip
    ran = project.take(NAME, json.dumps(listing(*rows)), conference="2025")
    assert ran.status == 0, ran.text
    program = project.read("docs/2025/program.yaml")
    assert program.index("date: 2025-06-01") < program.index("2025-06-02") < program.index("06-03")
    assert (project.folder / "docs/2025/day-3.md").exists()


Change = Callable[[dict[str, Any]], Any]


def put(path: str, value: Any) -> Change:
    """Return a function that sets a value in a listing."""

    def change(found: dict[str, Any]) -> dict[str, Any]:
        holder: Any = found
        *parts, last = path.split(".")
        for part in parts:
            holder = holder[int(part) if part.isdecimal() else part]
        holder[int(last) if last.isdecimal() else last] = value
        return found

    return change


GOOD = json.dumps(listing(POSTER, OTHER), indent=1)
"""A file with lines, so that places can be told."""

BROKEN: tuple[tuple[str, str | bytes | Change, str], ...] = (
    ("empty", "", "file is empty"),
    ("spaces", " \n ", "file is empty"),
    ("no JSON", "results: []", "The format of the file is not known"),
    ("cut in a string", GOOD[:900], "breaks off in the middle"),
    ("cut after a row", GOOD[: GOOD.index("Other Things") - 60], "breaks off in the middle"),
    ("a comma too many", GOOD.replace('"count": 2,', '"count": 2,,'), "does not parse"),
    ("two files in one", GOOD + GOOD, "Something follows the end"),
    ("binary", b"\x00\x01\x02PK", "control character"),
    ("not UTF-8", GOOD.replace("Bel", "Bél").encode("latin-1"), "not UTF-8"),
    ("a web page", "<!DOCTYPE html><title>502</title>", "is a web page"),
    ("a number", "[1, 2]", "1 is no object"),
    ("a single value", '"text"', "The format of the file is not known"),
    ("no results", lambda f: {"count": 0, "rows": []}, "has no list 'results'"),
    ("results no list", put("results", {"1": {}}), "'results' is not a list"),
    ("no rows", put("results", []), "holds no paper"),
    ("count too large", put("count", 2891), "says that it has 2891 rows and holds 2"),
    ("count no number", put("count", "many"), "'many' is no number of rows"),
    ("a next page", put("next", "https://x/?offset=200"), "names a next page"),
    ("a row no object", put("results.0", "text"), "'text' is no object"),
    ("title a number", put("results.0.name", 7), "7 is no title"),
    ("no title", put("results.0.name", " &nbsp; "), "The title is missing"),
    ("authors no list", put("results.0.authors", "Ada"), "'Ada' is no list"),
    ("an author no object", put("results.0.authors.0", 3), "entry 0, 3, is no author"),
    ("a name no text", put("results.0.authors.0.fullname", 3), "3 is no name"),
    ("a time no time", put("results.0.starttime", "noon"), "'noon' is no time"),
    ("media no list", put("results.0.eventmedia", 1), "1 is no list"),
    ("a medium no object", put("results.0.eventmedia.0", "x"), "entry 0, 'x', is no object"),
    ("an address no text", put("results.0.paper_url", 5), "5 is no text"),
    (
        "nested too deeply",
        '{"results": ' + "[" * 100_000 + "]" * 100_000 + "}",
        "nested too deeply",
    ),
    ("a number too long", '{"results": [{"id": ' + "9" * 5000 + "}]}", "does not parse"),
    ("no number at all", '{"results": [{"id": NaN}]}', "NaN is no JSON"),
)


@pytest.mark.parametrize(("what", "broken", "words"), BROKEN, ids=[b[0] for b in BROKEN])
def test_a_broken_file_is_refused_with_the_reason(
    project: Project, what: str, broken: str | bytes | Change, words: str
) -> None:
    before = project.files()
    if callable(broken):
        broken = json.dumps(broken(copy.deepcopy(listing(POSTER, OTHER))), indent=1)
    ran = project.take(NAME if what != "no JSON" else "notes.xyz", broken)
    assert ran.status == 1, ran.text
    assert words in ran.out
    assert f"in/{NAME}" in ran.out or what == "no JSON"
    assert "Traceback" not in ran.text
    assert "nothing was changed" in ran.err
    assert project.files() == before


def test_the_place_in_the_file_is_told(project: Project) -> None:
    rows = json.loads(GOOD)
    rows["results"][1]["starttime"] = "noon"
    ran = project.take(NAME, json.dumps(rows, indent=1))
    line = json.dumps(rows, indent=1)[: json.dumps(rows, indent=1).index('"id": 102')].count("\n")
    assert f"in/{NAME}:{line}: error[import-value] results[1].starttime: " in ran.out


@pytest.mark.parametrize(
    "broken",
    [GOOD[: GOOD.index("Other Things") - 60], GOOD.replace('"count": 2', '"count": 9')],
)
def test_partial_takes_what_is_whole_and_says_so(project: Project, broken: str) -> None:
    ran = project.take(NAME, broken, "--partial")
    assert ran.status == 0, ran.text
    assert "Not whole (1)" in ran.out
    assert "ada2026tinycache" in ran.out


def test_partial_leaves_broken_rows_out_and_says_which(project: Project) -> None:
    rows = json.loads(GOOD)
    rows["results"][1]["starttime"] = "noon"
    ran = project.take(NAME, json.dumps(rows), "--partial")
    assert ran.status == 0, ran.text
    assert "1 created" in ran.out
    assert "results[1].starttime: 'noon' is no time." in ran.out
