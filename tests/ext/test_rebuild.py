"""After any change a rebuild equals a clean build, byte by byte, and reads only what it must."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.ext import makers
from tests.ext.small import PAPERS, Built, Site, connection, entry, program, record

Edit = Callable[[Site], None]
SECOND = ("dee2024delta", "eve2024epsilon")


def edit_record(site: Site) -> None:
    site.replace("papers/dee2024delta.paper.yaml", "were slow", "were very slow")


def edit_takeaway(site: Site) -> None:
    site.replace("papers/ada2024alpha.paper.yaml", "than before.", "than ever before.")


def edit_result(site: Site) -> None:
    site.replace("papers/ada2024alpha.paper.yaml", "baseline: before", "baseline: long before")


def add_award(site: Site) -> None:
    site.replace("papers/cid2024gamma.paper.yaml", "name: Gamma\n", "name: Gamma\naward: best\n")


def rename_system(site: Site) -> None:
    site.replace("papers/bel2024beta.paper.yaml", "name: Beta", "name: BetaTwo")


def change_topic(site: Site) -> None:
    site.replace("papers/dee2024delta.paper.yaml", "topics: [speed]", "topics: [size]")


def add_connection(site: Site) -> None:
    site.write(
        "papers/eve2024epsilon.paper.yaml", record("Epsilon", more=connection("ada2024alpha"))
    )


def add_record(site: Site) -> None:
    site.write("papers/gil2024zeta.paper.yaml", record("Zeta"))
    site.write("refs.bib", site.read("refs.bib") + entry("gil2024zeta", "Zeta", "Gil, Gus"))
    site.write("2024/program.yaml", program((*SECOND, "gil2024zeta")))


def remove_record(site: Site) -> None:
    site.remove("papers/eve2024epsilon.paper.yaml")
    site.replace("refs.bib", entry("eve2024epsilon", *PAPERS["eve2024epsilon"]), "")
    site.write("2024/program.yaml", program(SECOND[:1]))


def rename_record(site: Site) -> None:
    site.remove("papers/eve2024epsilon.paper.yaml")
    site.write("papers/eve2024new.paper.yaml", record("Epsilon"))
    site.replace("refs.bib", "eve2024epsilon", "eve2024new")
    site.write("2024/program.yaml", program(("dee2024delta", "eve2024new")))


def break_record(site: Site) -> None:
    site.replace("papers/dee2024delta.paper.yaml", "topics: [speed]", "topics: speed")


def move_card(site: Site) -> None:
    text = program(("cid2024gamma", *SECOND))
    site.write("2024/program.yaml", text.replace("          - {key: cid2024gamma}\n", "", 1))


def swap_order(site: Site) -> None:
    site.write("2024/program.yaml", program(SECOND[::-1]))


def change_time(site: Site) -> None:
    site.write("2024/program.yaml", program(SECOND, start="08:30"))


def rename_session(site: Site) -> None:
    site.replace("2024/program.yaml", "First Things", "Very First Things")


def edit_title(site: Site) -> None:
    site.replace("refs.bib", "{Alpha}: A Study", "{Alpha}: A Longer Study")


def edit_author(site: Site) -> None:
    site.replace("refs.bib", "Cid, Cyd}", "Cid, Cyd and New, Ned}")


def edit_cited_work(site: Site) -> None:
    site.replace("refs.bib", "An Old Work", "A Very Old Work")


def first_citation(site: Site) -> None:
    site.write("awards.md", site.read("awards.md") + "\nSee {cite:t}`old1999work`.\n")


def last_citation(site: Site) -> None:
    site.replace("topics/size.md", "{cite:t}`ada2024alpha`", "it")


def edit_term(site: Site) -> None:
    site.replace("glossary.yaml", "{en: cache, zh: 缓存}", "{en: big cache, zh: 缓存}")
    for key, (name, _authors) in PAPERS.items():
        site.replace(f"papers/{key}.paper.yaml", "{term}`cache`", f"{{term}}`big cache` {name}")


def edit_definition(site: Site) -> None:
    site.replace("glossary.yaml", "needed again", "needed once more")


def rename_topic(site: Site) -> None:
    site.replace("topics.yaml", "en: Speed", "en: Great speed")


def settle_identity(site: Site) -> None:
    site.write("people.yaml", "- name: Ann Ada\n  spellings: [Anna Ada]\n  native: 安\n")


def name_the_repository(site: Site) -> None:
    table = '[repository]\naddress = "https://code.example/small/digest"\n'
    site.write("mlsys.toml", site.read("mlsys.toml") + table)


def edit_page(site: Site) -> None:
    site.replace("2024/day-2.md", "Prose.", "Other prose.")


def retitle_page(site: Site) -> None:
    site.replace("2024/day-2.md", "# Day 2", "# The second day")


def add_page(site: Site) -> None:
    site.write("more.md", "# More\n\nSee {paper}`cid2024gamma`.\n")
    site.replace("index.md", "bibliography\n", "bibliography\nmore\n")


def remove_page(site: Site) -> None:
    site.remove("topics/size.md")
    site.replace("index.md", "topics/size\n", "")


EDITS: dict[str, Edit] = {
    f.__name__: f
    for f in (
        edit_record, edit_takeaway, edit_result, add_award, rename_system, change_topic,
        add_connection, add_record, remove_record, rename_record, break_record, move_card,
        swap_order, change_time, rename_session, edit_title, edit_author, edit_cited_work,
        first_citation, last_citation, edit_term, edit_definition, rename_topic, settle_identity,
        name_the_repository, edit_page, retitle_page, add_page, remove_page,
    )
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a site that has been built once."""
    site = Site(tmp_path_factory.mktemp("rebuild") / "site")
    site.write("topics/size.md", site.read("topics/size.md") + "\nSee {cite:t}`ada2024alpha`.\n")
    first = site.build()
    assert first.warnings == ""
    site.save()
    return site


@pytest.fixture
def site(built: Site) -> Iterator[Site]:
    """Return the site as it was built, whatever the last test did to it."""
    built.restore()
    return built


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Return the paths at which two outputs differ."""
    return sorted(p for p in one.keys() | other.keys() if one.get(p) != other.get(p))


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_rebuild_equals_a_clean_build(site: Site, edit: Edit, jobs: int) -> None:
    edit(site)
    again = site.build(jobs=jobs)
    clean = site.build("clean", fresh=True)
    assert differences(again.files(), clean.files()) == []


def test_an_option_changes_every_page_that_it_touches(site: Site) -> None:
    again = site.build(overrides={"mlsys_other_language": False})
    clean = site.build("clean", fresh=True, overrides={"mlsys_other_language": False})
    assert differences(again.files(), clean.files()) == []
    assert "mlsys-other" not in again.text("papers/ada2024alpha.html")


def test_nothing_is_read_or_written_without_a_change(site: Site) -> None:
    again = site.build()
    assert (again.read, again.written) == ([], [])


def test_one_record_reads_only_the_pages_that_show_it(site: Site) -> None:
    edit_record(site)
    again = site.build()
    assert again.read == ["2024/day-2", "papers/dee2024delta"]


def test_a_reworded_record_asks_nothing_of_other_cards(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    make = makers.MAKERS["card"]

    def card(library: Library, language: str, key: str, others: bool) -> object:
        asked.append(key)
        return make(library, language, key, others)

    edit_record(site)
    monkeypatch.setattr(makers, "MAKERS", {**makers.MAKERS, "card": card})
    site.build()
    assert "dee2024delta" in asked
    assert "ada2024alpha" not in asked


def test_outputs_that_share_what_is_kept_are_each_renewed_from_their_own_state(site: Site) -> None:
    def beside_pages(built: Built) -> dict[str, bytes]:
        # Sphinx does not write pages for which another output's build has read the documents.
        return {p: content for p, content in built.files().items() if not p.endswith(".html")}

    edit_takeaway(site)
    site.build("other", beside="out")
    edit_record(site)
    again = beside_pages(site.build())
    assert again == beside_pages(site.build("clean", fresh=True))
    site.replace("papers/ada2024alpha.paper.yaml", "than ever before.", "than before.")
    assert beside_pages(site.build("other", beside="out")) != again
    edit_takeaway(site)
    assert beside_pages(site.build()) == again


def test_an_added_record_moves_no_other(site: Site) -> None:
    add_record(site)
    again = site.build()
    assert "papers/gil2024zeta" in again.written
    assert not {"papers/ada2024alpha", "papers/bel2024beta", "awards"} & set(again.written)


PREVIEW = {"mlsys_preview": True}


def test_a_preview_makes_only_pages_again_that_show_a_change_in_full(site: Site) -> None:
    edit_takeaway(site)
    again = site.build(overrides=PREVIEW)
    assert "than ever before." in again.text("papers/ada2024alpha.html")
    assert "than ever before." in again.text("2024/day-1.html")
    assert "than ever before." not in again.text("topics/speed.html")
    assert again.read == ["2024/day-1", "awards", "papers/ada2024alpha"]


def test_what_a_preview_left_is_made_by_the_next_build(site: Site) -> None:
    edit_takeaway(site)
    site.build(overrides=PREVIEW)
    edit_record(site)
    site.build(overrides=PREVIEW)
    assert "very slow" in site.build(overrides=PREVIEW).text("2024/day-2.html")
    again = site.build()
    assert differences(again.files(), site.build("clean", fresh=True).files()) == []


def test_what_a_preview_showed_and_was_taken_back_is_gone(site: Site) -> None:
    file = "papers/dee2024delta.paper.yaml"
    before = site.read(file)
    change_topic(site)
    edit_record(site)
    site.build(overrides=PREVIEW)
    site.write(file, before)
    assert differences(site.build().files(), site.build("clean", fresh=True).files()) == []


def test_a_preview_in_an_empty_folder_is_whole(site: Site) -> None:
    one = site.build("preview", fresh=True, overrides=PREVIEW)
    assert differences(one.files(), site.build("clean", fresh=True).files()) == []


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_preview_of_any_edit_can_be_built_on(site: Site, edit: Edit) -> None:
    edit(site)
    site.build(overrides=PREVIEW)
    assert differences(site.build().files(), site.build("clean", fresh=True).files()) == []


def test_what_comes_back_is_linked_again(site: Site) -> None:
    """A page that names what is not there is stale as soon as it is there."""
    page = "# More\n\nSee {paper}`eve2024epsilon` by {author}`eli-eve`.\n"
    site.write("more.md", page + "\n```{paper} eve2024epsilon\n```\n")
    site.replace("index.md", "bibliography\n", "bibliography\nmore\n")
    text = site.read("papers/eve2024epsilon.paper.yaml")
    site.write("papers/eve2024epsilon.paper.yaml", text.replace("links:", "link:"))
    assert 'href="papers/eve2024epsilon.html"' not in site.build().text("more.html")
    site.write("papers/eve2024epsilon.paper.yaml", text)
    again = site.build()
    assert 'href="papers/eve2024epsilon.html"' in again.text("more.html")
    assert differences(again.files(), site.build("clean", fresh=True).files()) == []


def test_a_removed_record_leaves_no_file(site: Site) -> None:
    remove_record(site)
    again = site.build()
    assert [p for p in again.files() if "epsilon" in p or "eli-eve" in p] == []


def test_a_moved_card_takes_its_links_along(site: Site) -> None:
    move_card(site)
    again = site.build(builder="singlehtml", name="one", fresh=True)
    page = again.text("index.html")
    assert page.index('id="cid2024gamma"') > page.index('id="session-2024-last"')


@pytest.mark.parametrize("path", ["papers", "docs/papers"])
def test_two_folders_give_the_same_bytes(tmp_path: Path, path: str) -> None:
    one, other = Site(tmp_path / "a"), Site(tmp_path / path / "b")
    assert differences(one.build().files(), other.build(jobs=2).files()) == []


def test_a_build_touches_no_source(site: Site) -> None:
    """Otherwise a live preview would set itself off again and again."""

    def state() -> dict[str, tuple[int, bytes]]:
        return {
            file.relative_to(site.docs).as_posix(): (file.stat().st_mtime_ns, file.read_bytes())
            for file in site.docs.rglob("*")
            if file.is_file()
        }

    before = state()
    edit_record(site)
    (changed,) = [path for path, was in state().items() if before[path] != was]
    edited = state()
    for builder in ("html", "dirhtml", "epub", "text"):
        site.build(builder, builder)
    assert state() == edited
    assert changed == "papers/dee2024delta.paper.yaml"
