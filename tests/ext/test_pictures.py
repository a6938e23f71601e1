"""Pictures in every output: drawn, linked, described, with their data, and never stale."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.ext.links import faults
from tests.ext.small import Built, Site, entry, program, record

KINDS = ("topics", "map", "institutions", "coauthors", "terms")
PAGE = "# Pictures\n\n" + "".join(f"```{{picture}} {kind}\n```\n\n" for kind in KINDS)
PAGE += "```{picture} timetable\n:conference: 2024\n```\n\n```{picture} topics\n```\n"
BUILDERS = ("html", "dirhtml", "singlehtml", "latex", "epub", "text", "man", "gettext")


def with_pictures(folder: Path) -> Site:
    """Return a small site with a page of pictures, two of whose authors have two joint papers."""
    site = Site(folder)
    site.write("pictures.md", PAGE)
    site.replace("index.md", "bibliography\n", "bibliography\npictures\n")
    site.replace("refs.bib", "Cid, Cyd}", "Cid, Cyd and Dee, Dan}")
    return site


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return with_pictures(tmp_path_factory.mktemp("pictures") / "site")


@pytest.fixture(scope="module")
def html(made: Site) -> Built:
    return made.build("html")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return with_pictures(tmp_path / "site")


def drawings(page: str) -> list[ET.Element]:
    return [
        ET.fromstring(svg) for svg in re.findall(r"<svg class=\"mlsys-.*?</svg>", page, re.DOTALL)
    ]


@pytest.mark.parametrize("builder", BUILDERS)
def test_every_builder_shows_pictures_without_a_warning(made: Site, builder: str) -> None:
    built = made.build(f"b-{builder}", builder, overrides={"version": "1"})
    assert built.warnings == ""
    if builder in ("html", "dirhtml", "singlehtml", "epub"):
        assert faults(built.out) == []
    for path, content in built.files().items():
        assert b"mlsys:paper:" not in content, path


def test_each_picture_is_there_for_wide_columns_and_for_phones(html: Built) -> None:
    found = drawings(html.text("pictures.html"))
    assert [d.attrib["class"] for d in found] == ["mlsys-wide", "mlsys-narrow"] * 7
    assert all(d.attrib["viewBox"].split()[2] in ("720", "360") for d in found)


def test_ids_of_pictures_are_unique_even_if_one_stands_twice(html: Built) -> None:
    page = html.text("pictures.html")
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', page)) <= set(ids)


def test_a_point_of_the_map_leads_to_its_paper(html: Built) -> None:
    page = html.text("pictures.html")
    assert page.count('href="papers/ada2024alpha.html"') > 2
    assert 'href="2024/day-1.html"' in page


def test_the_data_stand_below_as_a_table(html: Built) -> None:
    page = html.text("pictures.html")
    folds = re.findall(r"<details class=\"[^\"]*mlsys-data.*?</details>", page, re.DOTALL)
    assert len(folds) == 7
    assert all("<summary>" in fold and "<table" in fold for fold in folds)
    assert "4 (80%)" in folds[0]


def test_style_and_script_come_only_where_they_are_needed(html: Built) -> None:
    assert "mlsys-pictures.css" in html.text("pictures.html")
    assert "mlsys-sort.js" not in html.text("pictures.html")
    assert "mlsys-pictures.css" not in html.text("awards.html")


@pytest.mark.parametrize("builder", ["latex", "epub"])
def test_outputs_without_svg_in_the_page_get_a_file(made: Site, builder: str) -> None:
    built = made.build(f"f-{builder}", builder)
    files = [p for p in built.files() if "drawing" in p]
    assert len(files) == 7
    for path in files:
        assert Path(path).suffix in (".svg", ".pdf")


def test_the_picture_is_described_where_only_text_is(made: Site) -> None:
    text = made.build("t-text", "text").text("pictures.txt")
    assert "Topics by year" in text
    assert "Share of the papers of each conference" in text


def test_rewording_a_record_reads_no_picture_again(site: Site) -> None:
    site.build()
    site.replace("papers/dee2024delta.paper.yaml", "were slow", "were very slow")
    assert "pictures" not in site.build().read


def add_record(site: Site) -> None:
    site.write("papers/gil2024zeta.paper.yaml", record("Zeta"))
    site.write("refs.bib", site.read("refs.bib") + entry("gil2024zeta", "Zeta", "Gil, Gus"))
    site.write("2024/program.yaml", program(("dee2024delta", "eve2024epsilon", "gil2024zeta")))


def rename_topic(site: Site) -> None:
    site.replace("topics.yaml", "en: Speed", "en: Great speed")


def join_institutions(site: Site) -> None:
    site.write(
        "institutions.yaml", "- name: Institute of Alpha\n  spellings: [Institute of Beta]\n"
    )


def change_time(site: Site) -> None:
    site.write("2024/program.yaml", program(("dee2024delta", "eve2024epsilon"), start="08:30"))


@pytest.mark.parametrize("edit", [add_record, rename_topic, join_institutions, change_time])
def test_pictures_follow_the_records(site: Site, edit: object) -> None:
    site.build()
    edit(site)  # type: ignore[operator]
    again, clean = site.build(), site.build("clean", fresh=True)
    assert "pictures" in again.read
    assert again.text("pictures.html") == clean.text("pictures.html")


def test_spellings_of_an_institution_count_together(site: Site) -> None:
    join_institutions(site)
    page = site.build().text("pictures.html")
    assert "Institute of Beta" not in page
    assert "Institute of Alpha" in page


def test_two_institutions_cannot_claim_one_spelling(site: Site) -> None:
    site.write(
        "institutions.yaml", "- name: One\n  spellings: [Uni]\n- name: Two\n  spellings: [Uni]\n"
    )
    warnings = site.build().warnings
    assert "institutions.yaml:3: WARNING:" in warnings
    assert "Two institutions claim the name 'Uni'" in warnings


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("```{picture} pie\n```\n", "There is no picture 'pie'; there are topics, timetable"),
        ("```{picture} timetable\n```\n", "name one in the option 'conference'"),
        ("```{picture} map\n:topic: none\n```\n", "cannot show 0 records"),
        ("```{picture} map\n:filter: nonsense\n```\n", "nknown flag 'nonsense'"),
    ],
)
def test_what_cannot_be_drawn_is_told_with_its_line(site: Site, block: str, said: str) -> None:
    site.write("pictures.md", "# Pictures\n\n" + block)
    warnings = site.build().warnings
    assert said in warnings
    assert "pictures.md:3:" in warnings


def test_a_picture_of_nothing_says_so(site: Site) -> None:
    site.write("pictures.md", "# Pictures\n\n```{picture} coauthors\n:author: eli-eve\n```\n")
    built = site.build()
    assert built.warnings == ""
    assert "Nothing here yet." in built.text("pictures.html")


def test_pictures_speak_chinese_in_a_chinese_build(site: Site) -> None:
    page = site.build("zh", overrides={"language": "zh_CN"}).text("pictures.html")
    assert "速度" in "".join(drawings(page)[0].itertext())
