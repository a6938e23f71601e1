"""Laws of merging: twice is once, hand edits survive, everything that differs is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sphinx_mlsys.core.load import load
from tests.cli.project import Project
from tests.cli.test_import_conference import ORAL, OTHER, POSTER, event, listing

NAME = "small-2026-orals-posters.json"
FEED = json.dumps(listing(POSTER, OTHER, ORAL))
RECORD = "docs/papers/ada2026tinycache.paper.yaml"

TITLES = st.text(
    alphabet=st.one_of(
        st.sampled_from("abcXYZ019 :-–&%#_$^~{}\\\"'<>()[]`*@!?.,;/|+=中文é“”&amp;"),
        st.characters(exclude_categories=("Cs",)),
    ),
    min_size=1,
    max_size=40,
).map(lambda t: f"Title {t}")

NAMES = st.lists(
    st.text(
        alphabet=st.one_of(
            st.sampled_from("abAB .-'éç中王{}\\,&%$#0123"),
            st.characters(exclude_categories=("Cs",)),
        ),
        min_size=1,
        max_size=20,
    ),
    min_size=1,
    max_size=4,
)

EVENTS = st.builds(
    lambda number, title, names, kind, session, hour: event(
        number,
        kind,
        title,
        uid="",
        authors=[{"fullname": "Ann Ada"}, *({"fullname": n, "institution": n} for n in names)],
        session=session,
        paper_url="",
        starttime=f"2026-05-19T{hour:02}:00:00+02:00",
        endtime=f"2026-05-19T{hour + 1:02}:00:00+02:00",
    ),
    st.integers(1, 30),
    TITLES,
    NAMES,
    st.sampled_from(["Poster", "Oral"]),
    st.sampled_from(["", "Set by Hand", "S: 1", "会议 [1]", "no"]),
    st.integers(8, 20),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(EVENTS, min_size=1, max_size=5))
def test_whatever_is_imported_the_digest_is_sound_and_a_second_time_changes_nothing(
    project: Project, events: list[dict[str, Any]]
) -> None:
    before = project.files()
    try:
        check_imports(project, before, json.dumps(listing(*events)))
    finally:
        for path in set(project.files()) - set(before):
            (project.folder / path).unlink()
        for path, content in before.items():
            project.write(path, content)


def check_imports(project: Project, before: dict[str, bytes], text: str) -> None:
    first = project.take(NAME, text)
    assert first.status == 0, first.text
    assert not [p for p in load(project.folder / "docs").problems if p.severity == "error"]
    once = project.files()
    second = project.take(NAME, text)
    assert second.status == 0, second.text
    assert project.files() == once
    assert "0 created, 0 filled" in second.out
    for path, content in before.items():
        # nothing by hand was lost: files only grow
        assert all(line in once[path].splitlines() for line in content.splitlines()), path


def test_times_that_were_left_out_are_not_filled_in_by_half(project: Project) -> None:
    def held(number: int, kind: str, session: str, hour: int) -> dict[str, Any]:
        return event(
            number,
            kind,
            f"{('Quick Looms', 'Slow Mills', 'Warm Stones')[number - 1]} at Work",
            uid="",
            session=session,
            paper_url="",
            starttime=f"2026-05-19T{hour}:00:00+02:00",
            endtime=f"2026-05-19T{hour + 1}:00:00+02:00",
        )

    text = json.dumps(
        listing(held(1, "Poster", "B", 18), held(2, "Oral", "A", 18), held(3, "Poster", "A", 16))
    )
    assert "no room tells them apart" in project.take(NAME, text).text
    once = project.files()
    assert project.take(NAME, text).status == 0
    assert project.files() == once


FIELDS = {
    "award": "best-paper",
    "affiliations": ["Institute by Hand"],
    "topics": ["speed"],
    "takeaway": {"en": "Written by hand.", "zh": "手工写的。"},
    "notes": {"en": "Kept."},
}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sets(st.sampled_from([*FIELDS, "links.code", "links.event", "aliases"])),
    st.booleans(),
    st.sampled_from(["", "# A comment by hand.\n"]),
)
def test_hand_edits_survive_a_second_import(
    project: Project, edited: set[str], windows: bool, comment: str
) -> None:
    before = project.files()
    project.take(NAME, FEED)
    by_hand = {k: v for k, v in FIELDS.items() if k in edited}
    if "aliases" in edited:
        by_hand["aliases"] = {"ids": ["poster-9"], "names": ["Tiny"]}
    links = {k.partition(".")[2]: f"https://hand.example/{k}" for k in edited if k[:6] == "links."}
    if links:
        by_hand["links"] = links
    from sphinx_mlsys.cli.yamltext import block

    text = comment + block(by_hand) + "added: 2026-01-01\nrevised: 2026-01-02\n# end\n"
    project.write(RECORD, text.replace("\n", "\r\n") if windows else text)
    ran = project.take(NAME, FEED)
    assert ran.status == 0, ran.text
    after = load(project.folder / "docs").library.records["ada2026tinycache"].source.data
    for name, value in by_hand.items():
        if name == "aliases":
            assert after["aliases"]["names"] == ["Tiny"]
            assert after["aliases"]["ids"][0] == "poster-9"
        elif name == "links":
            assert {k: after["links"][k] for k in links} == links
        else:
            assert after[name] == value
    kept = [line for line in text.splitlines() if not line.startswith(("  ids:", "aliases"))]
    lines = project.read(RECORD).splitlines()
    assert [line for line in lines if line in kept] == kept
    assert project.read(RECORD).count("\r\n") == (len(lines) if windows else 0)
    once = project.files()
    project.take(NAME, FEED)
    assert project.files() == once
    for path in set(once) - set(before):
        (project.folder / path).unlink()
    for path, content in before.items():
        project.write(path, content)


def test_hand_edits_of_the_bibliography_and_the_program_survive(project: Project) -> None:
    project.take(NAME, FEED)
    project.replace("refs.bib", "{TinyCache}: Caching", "{Tiny-Cache}: {C}aching")
    project.replace("refs.bib", "de Ada, Ann", "De Ada, Annabel")
    project.replace("docs/2026/program.yaml", "title: Oral 1A", "title: {en: Oral 1A, zh: 报告}")
    project.replace("docs/2026/program.yaml", "room: Hall B", "room: Aula  # by hand")
    before = project.files()
    ran = project.take(NAME, FEED)
    assert project.files() == before
    assert "program.room: kept as it is (ours 'Aula', theirs 'Hall B')" in ran.out


def test_what_is_empty_is_filled_where_it_belongs(project: Project) -> None:
    project.take(NAME, json.dumps(listing(event(301, "Poster", "Alpha: making small things fast"))))
    record = project.read("docs/papers/old2026alpha.paper.yaml")
    assert record == (
        "# yaml-language-server: $schema=../_schema/paper.schema.json\n"
        "\n"
        "# A comment of the maintainer.\n"
        "name: Alpha  # as the paper writes it\n"
        "aliases:\n"
        "  ids: [poster-301, openreview-AbcDef123_]\n"
        "affiliations: [MIT, AT&T Labs]\n"
        "topics: [speed]\n"
        "links:\n"
        "  # found by hand\n"
        "  pdf: https://hand.example/alpha.pdf\n"
        "  code: https://github.com/x/y\n"
        "  slides: https://small.example/media/Slides/1.pdf\n"
        "  openreview: https://openreview.net/forum?id=AbcDef123_\n"
        "  event: https://small.example/virtual/2026/poster/301\n"
        "takeaway:\n"
        "  en: Alpha makes small things fast.\n"
        "  zh: Alpha 让小事变快。\n"
        "added: 2026-06-01\n"
        "revised: 2026-06-02\n"
        "# The end.\n"
    )


BIB = """
@inproceedings{x,
  author = {Old, Otto and Elder, Eve},
  title = {Alpha: Making Small Things Fast},
  booktitle = {Another Name of the Proceedings},
  pages = {7--9},
  year = {2026},
  url = {https://small.example/proceedings/2026/alpha.html},
  doi = {10.1234/alpha},
}
"""


@pytest.mark.parametrize(
    "entry",
    [
        "@inproceedings{old2026alpha,\n  author = {Old, Otto and Elder, Eve},\n"
        "  title = {{Alpha}: Making Small Things Fast},\n  year = {2026},\n}\n",
        "@inproceedings{old2026alpha, author={Old, Otto and Elder, Eve}, "
        "title={{Alpha}: Making Small Things Fast}, year=2026}\n",
        "@InProceedings{ old2026alpha ,\r\n\tauthor = {Old, Otto and Elder, Eve},\r\n"
        '\ttitle = "{Alpha}: Making Small {T}hings Fast",\r\n\tyear = {2026}\r\n}\r\n% end\r\n',
    ],
)
def test_fields_are_added_to_entries_in_any_style(project: Project, entry: str) -> None:
    project.write("refs.bib", entry)
    ran = project.take("more.bib", BIB)
    assert ran.status == 0, ran.text
    after = project.read("refs.bib")
    entries = load(project.folder / "docs").library.entries
    assert entries["old2026alpha"].get("doi") == "10.1234/alpha"
    assert entries["old2026alpha"].get("url").endswith("alpha.html")
    assert entries["old2026alpha"].title == "Alpha: Making Small Things Fast"
    for line in entry.splitlines():
        assert line.rstrip("}").rstrip() in after
    once = project.files()
    project.take("more.bib", BIB)
    assert project.files() == once


def test_a_difference_is_told_and_what_is_there_kept(project: Project) -> None:
    ran = project.take("more.bib", BIB, "--json")
    found = json.loads(ran.out)
    (note,) = (n for n in found["notes"] if n["kind"] == "differs")
    assert (note["key"], note["field"]) == ("old2026alpha", "booktitle")
    assert note["ours"] == "Proceedings of Small Things"
    assert note["theirs"] == "Another Name of the Proceedings"
    assert note["file"] == "in/more.bib"
    assert note["line"] == 2
    assert found["counts"] == {"created": 0, "filled": 1, "unchanged": 0, "unmatched": 0}
    assert found["written"] is True


def test_a_paper_that_was_renamed_is_found_by_its_identifier(project: Project) -> None:
    project.take(NAME, FEED)
    before = project.files()
    renamed = [{**row, "name": "MiniCache: A New Title"} for row in (POSTER, ORAL)]
    ran = project.take(NAME, json.dumps(listing(*renamed, OTHER)))
    assert "Other titles (1)" in ran.out
    assert "ada2026tinycache: title: the source has another title" in ran.out
    assert project.files() == before


def test_a_paper_that_looks_renamed_is_not_made_a_second_time(project: Project) -> None:
    text = BIB.replace("Alpha: Making Small Things Fast", "Alphas: Make Small Things Fast")
    before = project.files()
    ran = project.take("more.bib", text)
    assert "the same authors and a similar title" in ran.out
    assert "0 created" in ran.out
    assert project.files() == before


def test_two_papers_of_the_same_authors_are_two(project: Project) -> None:
    second = BIB.replace("Alpha: Making Small Things Fast", "Alpha: Making Small Things Faster")
    ran = project.take("more.bib", BIB + second.replace("{x,", "{y,").replace("alpha", "beta"))
    assert "1 created, 1 filled" in ran.out


def test_a_renumbered_event_is_told(project: Project) -> None:
    project.take(NAME, FEED)
    before = project.files()
    moved = {**POSTER, "id": 901, "virtualsite_url": "/virtual/2026/poster/901"}
    ran = project.take(NAME, json.dumps(listing(moved, OTHER)))
    assert "Other numbers (1)" in ran.out
    assert "ours 'poster-101', theirs 'poster-901'" in ran.out
    assert project.files() == before


def test_a_paper_in_another_session_stays_where_it_is(project: Project) -> None:
    before = project.files()
    row = event(301, "Poster", "Alpha: Making Small Things Fast", session="Elsewhere", paper_url="",
                authors=[], eventmedia=[], topic="")  # fmt: skip
    ran = project.take(NAME, json.dumps(listing(row)))
    assert "Other places in the program (1)" in ran.out
    assert "(ours 'Set by Hand', theirs 'Elsewhere')" in ran.out
    assert project.read("docs/2026/program.yaml").encode() == before["docs/2026/program.yaml"]


def test_a_paper_without_a_session_gets_one_from_a_later_import(project: Project) -> None:
    bib = BIB.replace(
        "Alpha: Making Small Things Fast", "TinyCache: Caching & Small Things in O(n)"
    )
    first = project.take("first.bib", bib.replace("&", r"\&").replace("O(n)", "$O(n)$"))
    assert "1 created" in first.out, first.text
    assert "session: unscheduled" in project.read("docs/2026/program.yaml")
    ran = project.take(NAME, FEED)
    assert ran.status == 0, ran.text
    program = project.read("docs/2026/program.yaml")
    assert "unscheduled" not in program
    assert 'key: old2026tinycache, start: "08:30"' in program
    assert project.run("check").status == 0


def test_one_paper_twice_in_a_file_is_told(project: Project) -> None:
    ran = project.take("more.bib", BIB + BIB.replace("{x,", "{y,"))
    assert "More than once in the source (1)" in ran.out


def test_several_files_at_once_are_one_import(project: Project) -> None:
    bib = project.write("in/more.bib", BIB)
    ran = project.take(NAME, FEED, str(bib))
    assert ran.status == 0, ran.text
    assert "2 created, 1 filled" in ran.out


def test_dry_run_shows_the_difference_and_changes_nothing(project: Project) -> None:
    before = project.files()
    ran = project.take(NAME, FEED, "--dry-run")
    assert ran.status == 0
    assert project.files() == before
    assert "--- /dev/null\n+++ b/docs/papers/ada2026tinycache.paper.yaml\n" in ran.out
    assert "--- a/refs.bib\n+++ b/refs.bib\n" in ran.out
    assert "+  author = {de Ada, Ann and Bel, Bob},\n" in ran.out
    assert "Nothing was changed." in ran.err
    found = json.loads(project.take(NAME, FEED, "--dry-run", "--json").out)
    assert found["written"] is False
    assert "docs/2026/program.yaml" in found["files"]


def test_a_broken_record_of_the_digest_is_not_made_a_second_time(project: Project) -> None:
    project.write("docs/papers/old2026alpha.paper.yaml", "name: [\n")
    before = project.files()
    ran = project.take("more.bib", BIB)
    assert ran.status == 1
    assert "old2026alpha.paper.yaml:" in ran.out
    assert "The digest has files that cannot be read." in ran.out
    assert project.files() == before


def test_when_a_file_cannot_be_written_none_is(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = project.files()
    replace = Path.replace

    def fail(self: Path, target: Path) -> Path:
        if Path(target).name == "refs.bib":
            raise OSError(28, "No space left on device", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    ran = project.take(NAME, FEED)
    assert ran.status == 1
    assert "No space left on device" in ran.err
    assert "Traceback" not in ran.text
    assert project.files() == before


def test_what_would_break_the_digest_is_put_back(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = project.files()
    monkeypatch.setattr(
        "sphinx_mlsys.cli.importing.writing.block", lambda _fields: "name: [broken\n"
    )
    ran = project.take(NAME, FEED)
    assert ran.status == 1
    assert "the digest would not be sound any more" in ran.err
    assert project.files() == before


def test_an_unknown_conference_is_told_with_what_to_do(project: Project) -> None:
    ran = project.take(NAME, FEED, conference="2030")
    assert ran.status == 2
    assert "sphinx-mlsys new conference 2030" in ran.err


def test_a_program_in_a_form_that_cannot_be_added_to_is_told(project: Project) -> None:
    project.replace(
        "docs/2026/program.yaml",
        "        papers:\n          - {key: old2026alpha}\n",
        "        papers: [{key: old2026alpha}]\n",
    )
    row = event(301, "Poster", "Another", session="Set by Hand",
                starttime="2026-05-18T09:00:00", endtime="2026-05-18T10:00:00")  # fmt: skip
    ran = project.take(NAME, json.dumps(listing(row)))
    assert ran.status == 0, ran.text
    assert "papers: [{key: old2026alpha}, {key: ada2026another}]" in project.read(
        "docs/2026/program.yaml"
    )


def test_an_import_without_days_says_what_is_missing(project: Project) -> None:
    before = project.files()
    ran = project.take("more.bib", BIB.replace("2026", "2025"), conference="2025")
    assert ran.status == 1
    assert "2025/program.yaml: the program has no day" in ran.err
    assert project.files() == before
