"""Files beside the pages: there, linked, the same again, and gone with what they were for."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree, html

from sphinx_mlsys.ext import outputs
from sphinx_mlsys.ext.outputs import write_whole
from sphinx_mlsys.ext.pieces import FOLDER
from tests.export.sample import HOSTILE, sample
from tests.ext.links import faults
from tests.ext.small import Built, Site

BASE = {"html_baseurl": "https://example.org/site"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return sources that no test changes."""
    return sample(tmp_path_factory.mktemp("artifacts") / "site")


@pytest.fixture(scope="module")
def built(made: Site) -> Built:
    """Return the site in HTML at a known address."""
    return made.build("html", overrides=BASE)


NAMING = "papers/bel2024beta.paper.yaml"
"""A record that another names in its takeaway."""


def naming(folder: Path) -> Site:
    """Return sources in which one record names another."""
    site = sample(folder)
    said = "Alpha makes small things 2× faster than before."
    site.replace("papers/ada2024alpha.paper.yaml", said, "Alpha beats {paper}`bel2024beta`.")
    return site


FILES = (
    f"papers/{HOSTILE}.bib", f"papers/{HOSTILE}.ris", f"papers/{HOSTILE}.json",
    f"papers/{HOSTILE}.enw", f"papers/{HOSTILE}.txt", f"papers/{HOSTILE}.gbt.txt",
    f"papers/{HOSTILE}.record.json", "talks/fay2024talk.bib", "talks/fay2024talk.record.json",
    "2024/first.bib", "2024/first.ics", "2024/day-2.ris", "2024/day-2.ics", "mlsys-2024.bib",
    "mlsys-2024.ris", "mlsys-2024.json", "mlsys-2024.ics", "mlsys-2024.atom", "refs.bib",
    "records.json", "_schema/records.schema.json", "_schema/paper.schema.json", "feed.atom",
    "topics/speed.atom", "llms.txt",
)  # fmt: skip


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_the_promised_addresses_exist(made: Site, builder: str) -> None:
    files = made.build(f"here-{builder}", builder).files()
    assert not set(FILES) - set(files)
    assert "2024/last.ics" not in files  # no verified time


@pytest.mark.parametrize("builder", ["singlehtml", "epub", "latex", "text", "gettext"])
def test_other_outputs_have_neither_the_files_nor_links_to_them(made: Site, builder: str) -> None:
    result = made.build(f"none-{builder}", builder, overrides={"version": "1"})
    # That the one record has mark-up in its texts is told, and nothing else.
    assert all(HOSTILE in line for line in result.warnings.splitlines())
    assert not set(FILES) & set(result.files())
    for path, content in result.files().items():
        if path.endswith((".html", ".xhtml", ".tex", ".txt", ".pot")):
            assert b"record.json" not in content
            assert b"mlsys-files" not in content
            assert b".enw" not in content


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_every_link_to_a_file_leads_to_it(made: Site, builder: str) -> None:
    result = made.build(f"links-{builder}", builder)
    assert faults(result.out) == []
    pages = {"html": f"papers/{HOSTILE}.html", "dirhtml": f"papers/{HOSTILE}/index.html"}
    page = html.fromstring(result.text(pages[builder]))
    (line,) = page.find_class("mlsys-files")
    assert [a.text_content() for a in line.iter("a")] == [
        "BibTeX", "RIS", "CSL-JSON", "EndNote", "Text", "GB/T 7714",
    ]  # fmt: skip
    for anchor in line.iter("a"):
        file = (result.out / pages[builder]).parent / str(anchor.get("href"))
        assert file.resolve().is_file()


def test_the_citation_desk_shows_the_chinese_standard(built: Built) -> None:
    page = html.fromstring(built.text("papers/ada2024alpha.html"))
    (line,) = page.find_class("mlsys-gbt")
    assert line.text_content().startswith("GB/T 7714: ADA A, BEL B. Alpha: A Study of Small")


def test_a_session_offers_a_calendar_only_if_it_has_one(built: Built) -> None:
    lines = html.fromstring(built.text("2024/day-1.html")).find_class("mlsys-files")
    own = [[a.get("href") for a in line.iter("a")] for line in lines]
    assert ["first.bib", "first.ris", "first.json", "first.ics"] in own
    second = html.fromstring(built.text("2024/day-2.html")).find_class("mlsys-files")
    assert ["last.bib", "last.ris", "last.json"] in [
        [a.get("href") for a in line.iter("a")] for line in second
    ]


def test_an_address_is_known_or_left_out_with_one_message(made: Site) -> None:
    told = io.StringIO()
    result = made.build("plain", status=told)
    assert told.getvalue().count("html_baseurl is not set") == 1
    assert "sitemap.xml" not in result.files()
    for path, content in result.files().items():
        if path.endswith((".html", ".atom", ".json", ".ics", "llms.txt")):
            assert b"example.org/site" not in content, path
    assert 'href="papers/' in result.text("feed.atom")
    assert '"page": "papers/' in result.text("records.json")


def test_with_an_address_everything_public_is_absolute(built: Built) -> None:
    locations = [
        str(e.text) for e in etree.fromstring(built.text("sitemap.xml").encode()).iter("{*}loc")
    ]
    assert f"https://example.org/site/papers/{HOSTILE}.html" in locations
    assert "https://example.org/site/authors/ann-ada.html" in locations
    assert not [x for x in locations if "poster-9" in x or "search" in x]
    assert len(set(locations)) == len(locations)
    assert "https://example.org/site/papers/" in built.text("feed.atom")
    found = json.loads(built.text("records.json"))
    assert found["records"][0]["page"].startswith("https://example.org/site/")
    assert "URL:https://example.org/site/" in built.text("2024/first.ics").replace("\r\n ", "")


def test_two_builds_are_the_same_bytes(made: Site, built: Built) -> None:
    again = made.build("again", overrides=BASE).files()
    assert again == built.files()


def test_what_is_gone_takes_its_files_along(tmp_path: Path) -> None:
    site = sample(tmp_path / "site")
    site.build(overrides=BASE)
    site.remove("papers/eve2024epsilon.paper.yaml")
    site.replace("2024/program.yaml", ", {key: eve2024epsilon}", "")
    site.replace(f"papers/{HOSTILE}.paper.yaml", "poster-9, ", "")
    left = site.build(overrides=BASE).files()
    assert not [p for p in left if "eve2024epsilon" in p or "poster-9" in p]
    assert f"papers/{HOSTILE}.png" in left


@pytest.mark.parametrize(
    ("path", "old", "new", "changed"),
    [
        ("refs.bib", "{{Gamma}", "{{Gamma Ray}", "2024/first.bib"),
        ("2024/program.yaml", "room: Hall 1", "room: Hall 2", "2024/day-1.ics"),
        ("topics.yaml", "Speed", "Haste", "records.json"),
        (f"papers/{HOSTILE}.paper.yaml", "revised: 2024-06-05", "revised: 2024-06-09", "feed.atom"),
        ("mlsys.toml", '"Small Digest"', '"Tiny Digest"', "llms.txt"),
        ("mlsys.toml", 'best = { en = "Best', 'best = { en = "Finest', "selection/records-2024.js"),
        ("2024/program.yaml", "First Things", "Very First Things", "2024/first.ics"),
        ("2024/program.yaml", 'start: "11:00"', 'start: "11:15"', "selection/records-2024.js"),
        ("2024/program.yaml", "short: Small", "short: Tiny", "mlsys-2024.atom"),
        ("glossary.yaml", "aliases: [store]", "aliases: [stash]", "selection/facets.js"),
        ("glossary.yaml", "needed again", "wanted again", "selection/previews.js"),
        ("refs.bib", "Fay, Flo", "Fay, Florence", "mlsys-2024.enw"),
        ("refs.bib", "A Preprint", "An Old Preprint", "refs.gbt.txt"),
        (NAMING, "name: Beta", "name: Betta", "papers/ada2024alpha.record.json"),
        (NAMING, "name: Beta", "name: Betta", "llms.txt"),
        (NAMING, "topics: [speed]", "topics: [size]", "topics/size.atom"),
        (NAMING, "Institute of Beta", "School of Beta", "selection/facets.js"),
        (NAMING, "links:\n", "links:\n  code: https://example.org/b\n", "selection/facets.js"),
        (NAMING, "Beta makes", "Beta does", "selection/previews.js"),
        (NAMING, "revised: 2024-06-02", "revised: 2024-06-03", "sitemap.xml"),
    ],
)
def test_a_rebuild_writes_what_a_clean_build_writes(
    tmp_path: Path, path: str, old: str, new: str, changed: str
) -> None:
    site = naming(tmp_path / "site")
    before = site.build(overrides=BASE).files()
    site.replace(path, old, new)
    after = site.build(overrides=BASE).files()
    assert after[changed] != before[changed]
    clean = site.build("clean", overrides=BASE).files()
    assert different(clean, after) == []


def settle_a_name(site: Site) -> None:
    site.write("people.yaml", "- name: Ann Ada\n  native: 安\n")


def spell_an_institution(site: Site) -> None:
    text = "- name: The Alpha\n  spellings: [Institute of Alpha]\n"
    site.write("institutions.yaml", text)


def move_the_glossary(site: Site) -> None:
    site.write("aterms.md", site.read("glossary.md"))
    site.remove("glossary.md")
    site.replace("index.md", "glossary\n", "aterms\n")


def let_another_page_come_first(site: Site) -> None:
    """Make it the home of a session: of two, the first in the order of names."""
    site.write("2024/a.md", "# A\n\n```{session} 2024/first\n```\n")
    site.replace("2024/index.md", "day-1\n", "a\nday-1\n")


def remove_a_topic_page(site: Site) -> None:
    site.remove("topics/size.md")
    site.replace("index.md", "topics/size\n", "")


@pytest.mark.parametrize(
    ("edit", "changed"),
    [
        (settle_a_name, "papers/ada2024alpha.record.json"),
        (spell_an_institution, "selection/records-2024.js"),
        (move_the_glossary, "records.json"),
        (let_another_page_come_first, "2024/first.ics"),
        (remove_a_topic_page, "topics/size.atom"),
    ],
)
def test_what_is_shared_or_moved_reaches_the_files(
    tmp_path: Path, edit: Callable[[Site], None], changed: str
) -> None:
    site = naming(tmp_path / "site")
    before = site.build(overrides=BASE).files()
    edit(site)
    after = site.build(overrides=BASE).files()
    assert after[changed] != before[changed]
    assert different(site.build("clean", overrides=BASE).files(), after) == []


@pytest.mark.parametrize(
    "option",
    [{"html_baseurl": "https://example.org/moved/"}, {"language": "zh_CN"}, {"html_baseurl": ""}],
)
def test_another_option_reaches_the_files(tmp_path: Path, option: dict[str, str]) -> None:
    site = sample(tmp_path / "site")
    site.build(overrides=BASE)
    after = site.build(overrides=BASE | option).files()
    clean = site.build("clean", overrides=BASE | option).files()
    # Of a script that differs, Sphinx writes the former checksum into pages.
    assert [path for path in different(clean, after) if not path.endswith(".html")] == []


@pytest.mark.parametrize("option", [{"language": "zh_CN"}, {"html_theme": "alabaster"}])
def test_what_was_copied_with_another_option_is_gone(
    tmp_path: Path, option: dict[str, str]
) -> None:
    site = sample(tmp_path / "site")
    before = site.build(overrides=BASE | option).files()
    after = site.build(overrides=BASE).files()
    clean = site.build("clean", overrides=BASE).files()
    assert [path for path in different(clean, after) if not path.endswith(".html")] == []
    assert {p for p in before if p.startswith("_static/")} - after.keys()


def different(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Return the paths at which two outputs differ."""
    return sorted(p for p in one.keys() | other.keys() if one.get(p) != other.get(p))


def test_one_record_makes_anew_only_the_files_that_it_reaches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = sample(tmp_path / "site")
    site.build(overrides=BASE)
    site.replace("papers/dee2024delta.paper.yaml", "were slow", "were very slow")
    written: list[str] = []

    def note(file: Path, content: bytes) -> bool:
        written.append(file.relative_to(tmp_path / "site" / "out").as_posix())
        return write_whole(file, content)

    monkeypatch.setattr(outputs, "write_whole", note)
    site.build(overrides=BASE)
    assert sorted(path for path in written if not path.startswith(("_", "."))) == [
        "2024/day-2.ics",
        "feed.atom",
        "llms.txt",
        "mlsys-2024.atom",
        "mlsys-2024.ics",
        "papers/dee2024delta.record.json",
        "records.json",
        "search/part-0.js",
        "selection/previews.js",
        "selection/records-2024.js",
        "topics/speed.atom",
    ]


def test_nothing_is_made_or_read_without_a_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = sample(tmp_path / "site")
    first = site.build(overrides=BASE).files()
    for name in ("files.files", "selection.selection_files"):
        monkeypatch.setattr(f"sphinx_mlsys.export.{name}", lambda *_args: pytest.fail("asked for"))
    assert site.build(overrides=BASE).files() == first


def test_what_is_kept_for_the_next_build_is_written_in_parts(tmp_path: Path) -> None:
    site = sample(tmp_path / "site")
    site.build(overrides=BASE)
    kept = tmp_path / "site" / "out-doctrees" / FOLDER
    before = {file.name: file.read_bytes() for file in kept.iterdir()}
    site.replace("papers/dee2024delta.paper.yaml", "were slow", "were very slow")
    site.build(overrides=BASE)
    assert sum(file.read_bytes() != before[file.name] for file in kept.iterdir()) == 1


@pytest.mark.parametrize("content", [None, b"", b"damaged"])
def test_what_was_kept_of_the_last_build_may_be_lost(tmp_path: Path, content: bytes | None) -> None:
    site = sample(tmp_path / "site")
    site.build(overrides=BASE)
    kept = list((tmp_path / "site" / "out-doctrees" / FOLDER).iterdir())
    assert len(kept) > 3
    for file in kept[1:]:
        file.unlink()
        if content is not None:
            file.write_bytes(content)
    site.replace("papers/dee2024delta.paper.yaml", "were slow", "were very slow")
    after = site.build(overrides=BASE).files()
    assert different(site.build("clean", overrides=BASE).files(), after) == []


@pytest.mark.parametrize("content", [b"[]", b'{"feed.atom": 5}', b"\xff", b"[" * 100_000])
def test_a_damaged_manifest_counts_as_none(tmp_path: Path, content: bytes) -> None:
    site = sample(tmp_path / "site")
    first = site.build(overrides=BASE)
    before = first.files()
    (first.out / outputs.NAME).write_bytes(content)
    assert site.build(overrides=BASE).files() == before


def test_a_lost_file_is_written_again(tmp_path: Path) -> None:
    site = sample(tmp_path / "site")
    first = site.build(overrides=BASE)
    (first.out / "2024/first.bib").unlink()
    (first.out / f"papers/{HOSTILE}.png").unlink()
    assert site.build(overrides=BASE).files() == first.files()


def test_no_built_file_names_the_machine(built: Built) -> None:
    for path, content in built.files().items():
        if re.search(r"\.(bib|ris|json|enw|txt|ics|atom|xml|html)$", path):
            assert str(built.out.parent).encode() not in content
