"""Which papers are named as related, and why."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.related import MOST, Profile, Relations
from sphinx_mlsys.core.similarity import cosine, vectors


def profile(
    key: str,
    terms: str = "",
    topics: str = "",
    refers: str = "",
    title: str = "",
    *,
    is_paper: bool = True,
) -> Profile:
    return Profile(
        key,
        is_paper,
        frozenset(terms.split()),
        frozenset(topics.split()),
        frozenset(refers.split()),
        title,
    )


def related(profiles: list[Profile], key: str) -> list[str]:
    return [r.key for r in Relations(profiles).of(key)]


CROWD = [profile(f"crowd{n}", "common", "speed") for n in range(20)]
"""Records that make a term and a topic common."""


def test_a_rare_shared_term_outweighs_a_common_one() -> None:
    papers = [*CROWD, profile("mine", "rare common"), profile("rare", "rare")]
    assert related(papers, "mine")[0] == "rare"


def test_the_reasons_are_named_the_rarest_term_first() -> None:
    papers = [*CROWD, profile("mine", "common rare", "speed"), profile("other", "rare common")]
    first = Relations(papers).of("mine")[0]
    assert (first.key, first.terms, first.alike) == ("other", ("rare", "common"), False)


def test_one_record_more_with_a_term_moves_no_reason() -> None:
    pair = [profile("mine", "one other"), profile("next", "one other")]
    others = [profile(f"one{n}", "one") for n in range(3)]
    others += [profile(f"other{n}", "other") for n in range(2)]
    papers = [*CROWD, *pair, *others]
    before = Relations(papers).of("mine")[0]
    after = Relations([*papers, profile("new0", "other"), profile("new1", "other")]).of("mine")[0]
    assert (before.key, before.terms) == (after.key, after.terms) == ("next", ("one", "other"))


@pytest.mark.parametrize("key", ["from", "to"])
def test_a_connection_relates_both_its_ends(key: str) -> None:
    papers = [*CROWD, profile("from", refers="to"), profile("to")]
    found = Relations(papers).of(key)[0]
    assert (found.refers, found.referred) == (key == "from", key == "to")


def test_works_that_both_refer_to_relate_two_papers() -> None:
    papers = [*CROWD, profile("one", refers="work"), profile("other", refers="work")]
    assert Relations(papers).of("one")[0].works == ("work",)


def test_one_common_topic_is_no_relation() -> None:
    papers = [*CROWD, profile("mine", "a b c d e", "speed")]
    assert related(papers, "mine") == []


def test_talks_have_related_papers_but_are_never_named() -> None:
    papers = [profile("talk", "rare", is_paper=False), profile("paper", "rare"), *CROWD]
    assert (related(papers, "talk"), related(papers, "paper")) == (["paper"], [])


def test_titles_decide_between_equals_and_say_so_only_when_alone() -> None:
    papers = [
        profile("mine", "rare", title="looms weave patterns"),
        profile("far", "rare", title="trains haul coal"),
        profile("near", "rare", title="looms weave cloth"),
        *CROWD,
    ]
    found = Relations(papers).of("mine")
    assert [(r.key, r.alike) for r in found] == [("near", False), ("far", False)]
    bare = [profile(p.key, title=p.title) for p in papers[:3]]
    alone = Relations([*bare, *CROWD]).of("mine")
    assert [(r.key, r.alike) for r in alone] == [("near", True)]


rows = st.lists(
    st.tuples(
        st.sets(st.sampled_from("abcdef")),
        st.sets(st.sampled_from("xyz")),
        st.sets(st.sampled_from(["p0", "p1", "p2", "w1"])),
        st.text("abcde ", max_size=12),
    ),
    min_size=1,
    max_size=8,
)


@given(rows, st.randoms())
def test_who_is_related_does_not_depend_on_the_order_of_sets(
    found: list[tuple[set[str], set[str], set[str], str]], shuffled: Random
) -> None:
    def made(mixed: bool) -> Relations:
        profiles = []
        for number, (*sets, title) in enumerate(found):
            orders = [shuffled.sample(sorted(s), len(s)) if mixed else sorted(s) for s in sets]
            profiles.append(profile(f"p{number}", *map(" ".join, orders), title))
        return Relations(profiles)

    one, other = made(mixed=False), made(mixed=True)
    for number in range(len(found)):
        related_papers = one.of(f"p{number}")
        assert len(related_papers) <= MOST
        assert f"p{number}" not in [r.key for r in related_papers]
        assert related_papers == other.of(f"p{number}")


def test_among_thousands_those_that_share_the_rarest_are_found() -> None:
    many = [profile(f"many{n:04}", "common", "speed", title="common words") for n in range(3000)]
    papers = [*many, profile("mine", "rare common"), profile("near", "rare"), *CROWD]
    assert related(papers, "mine")[0] == "near"


def test_the_same_text_has_cosine_one_and_strangers_none() -> None:
    found = vectors({"a": ["x", "y", "y"], "b": ["x", "y", "y"], "c": ["z"], "d": ["z", "z"]})
    assert cosine(found["a"], found["b"]) == pytest.approx(1)
    assert cosine(found["a"], found["c"]) == 0


def test_what_all_or_one_have_says_nothing() -> None:
    found = vectors({"a": ["all", "own"], "b": ["all"], "c": ["all"]})
    assert all(not vector for vector in found.values())


def test_a_library_relates_records_by_what_they_hold(library: Library) -> None:
    found = {key: library.relations.of(key) for key in library.records}
    assert all(r.key in library.papers for rows in found.values() for r in rows)
    assert [r.key for r in found["lovelace2024engine"]]
