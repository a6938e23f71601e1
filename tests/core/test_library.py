"""How records relate: places, neighbours, who is who, what a name means."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_mlsys.core.library import Library, figure_file
from sphinx_mlsys.core.load import load
from tests.core.digest import change

ENGINE, CACHE, TEST, TALK = (
    "lovelace2024engine",
    "wang2024cache",
    "turing2025test",
    "hopper2024compilers",
)


def test_records_come_in_the_order_of_the_program(library: Library) -> None:
    assert list(library.records) == [TALK, ENGINE, CACHE, TEST]
    assert list(library.sessions) == ["2024/looms", "2025/questions"]
    assert list(library.conferences) == ["2024", "2025"]


def test_a_record_without_a_place_comes_last(digest: Path) -> None:
    change(
        digest,
        "2024/program.yaml",
        '          - {key: lovelace2024engine, start: "10:00", end: "10:30"}\n',
        "",
    )
    loaded = load(digest).library
    assert list(loaded.records) == [TALK, CACHE, TEST, ENGINE]
    assert ENGINE not in loaded.places


def test_a_place_is_day_session_and_slot(library: Library) -> None:
    place = library.places[CACHE]
    assert (place.conference, place.day, place.session) == ("2024", 1, "2024/looms")
    assert place.page == "2024/day-1"
    assert place.slot is not None
    assert f"{place.slot.start:%H:%M}" == "10:30"
    talk = library.places[TALK]
    assert (talk.session, talk.slot, talk.item.talk) == (None, None, TALK)


def test_only_a_session_gives_a_paper_its_place(digest: Path) -> None:
    change(digest, "2024/program.yaml", "session: looms", "event: looms")
    assert ENGINE not in load(digest).library.places


def test_neighbours_are_those_of_the_same_conference(library: Library) -> None:
    assert library.neighbours == {
        TALK: ("", ENGINE),
        ENGINE: (TALK, CACHE),
        CACHE: (ENGINE, ""),
        TEST: ("", ""),
    }


def test_a_broken_record_is_nobodys_neighbour(digest: Path) -> None:
    change(digest, f"papers/{ENGINE}.paper.yaml", "name: Engine", "nam: Engine")
    assert load(digest).library.neighbours[TALK] == ("", CACHE)


def test_a_paper_has_the_name_of_its_system_or_its_title(library: Library) -> None:
    assert library.papers[CACHE].short == "LoomCache"
    assert library.papers[TEST].short == "Testing Machines"
    assert library.talks[TALK].short == "Compilers for Everyone"
    assert library.record(TALK) is library.talks[TALK]
    assert library.record("nobody2024") is None


def test_connections_are_known_from_both_ends(library: Library) -> None:
    assert [key for key, _ in library.pointed_at[CACHE]] == [ENGINE]
    assert [(key, c.relation) for key, c in library.pointed_at["babbage1837"]] == [
        (ENGINE, "builds-on")
    ]
    assert ENGINE not in library.pointed_at


def test_terms_and_topics_know_their_users(library: Library) -> None:
    assert library.term_users["kv-cache"] == (ENGINE, CACHE)
    assert library.topic_users["serving"] == (TALK, ENGINE, CACHE)


def test_an_author_is_known_under_every_spelling(library: Library) -> None:
    author = library.authors["ada-lovelace"]
    assert (author.name, author.spellings, author.records) == (
        "Ada Lovelace",
        ("A. Lovelace",),
        (ENGINE, TEST),
    )


def test_persons_of_one_name_are_told_apart_by_their_records(library: Library) -> None:
    assert library.authors["wei-wang-somerville"].records == (ENGINE,)
    assert library.authors["wei-wang-cache"].records == (CACHE,)
    assert library.authors["wei-wang-cache"].native == "王伟"
    assert "wei-wang" not in library.authors


def test_a_third_person_of_the_name_stays_apart(digest: Path) -> None:
    change(digest, "refs.bib", "Turing, Alan and Lovelace, A.", "Turing, Alan and Wang, Wei")
    assert load(digest).library.authors["wei-wang"].records == (TEST,)


def test_an_unknown_name_simply_works(digest: Path) -> None:
    (digest / "people.yaml").unlink()
    authors = load(digest).library.authors
    assert authors["wei-wang"].records == (ENGINE, CACHE)
    assert authors["zoe-de-la-cruz"].name == "Zoë de la Cruz"
    assert authors["alan-turing"].native == ""


def test_an_identity_may_have_an_id_of_its_own(digest: Path) -> None:
    change(digest, "people.yaml", "- name: Ada Lovelace", "- name: Ada Lovelace\n  id: countess")
    assert load(digest).library.authors["countess"].records == (ENGINE, TEST)


def test_authors_are_sorted_by_family_name(library: Library) -> None:
    assert list(library.authors) == [
        "zoe-de-la-cruz",
        "grace-hopper",
        "ada-lovelace",
        "alan-turing",
        "wei-wang-cache",
        "wei-wang-somerville",
    ]


def test_the_author_of_a_name_depends_on_the_record(library: Library) -> None:
    (_, wang) = library.entries[ENGINE].authors
    assert library.author_of(wang, ENGINE)[0] == "wei-wang-somerville"
    assert library.author_of(wang, CACHE)[0] == "wei-wang-cache"
    assert library.author_of(wang, TEST) == ("wei-wang", "Wei Wang", "")


def test_an_institution_is_counted_under_one_name(library: Library) -> None:
    assert library.institution_of("Somerville College") == "Somerville"
    assert library.institution_of("Elsewhere") == "Elsewhere"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        (ENGINE, ENGINE),
        ("poster-1", ENGINE),
        ("POSTER-1", ENGINE),
        ("Engine", ENGINE),
        ("engine", ENGINE),
        ("analytical\u2013engine", ENGINE),
        ("Notes on an  Engine", ENGINE),
        ("Engine: Serving in $O(n^2)$ Steps", ENGINE),
        ("testing machines", TEST),
        ("Compilers for Everyone", TALK),
        ("nobody2024", None),
        ("", None),
        ("babbage1837", None),
    ],
)
def test_a_record_is_found_by_key_alias_title_or_name(
    library: Library, name: str, key: str | None
) -> None:
    assert library.find(name) == key


def test_a_name_that_two_records_have_means_neither(digest: Path) -> None:
    change(digest, f"papers/{CACHE}.paper.yaml", "name: LoomCache", "name: engine")
    found = load(digest).library
    assert found.find("Engine") is None
    assert found.find(ENGINE) == ENGINE


def test_a_figure_has_a_file_for_each_language(library: Library) -> None:
    assert figure_file(library, "mill", "zh").name == "mill.zh.svg"
    assert figure_file(library, "mill", "en").read_text().startswith("<svg")
