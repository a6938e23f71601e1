"""The EPUB."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

from tests.ext.links import faults
from tests.ext.small import PAPERS, Built, Site

LANGUAGES = {"en": "en", "zh_CN": "zh-CN"}
"""Language of the build to that of the book."""
OPF = {"o": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
XHTML = {"h": "http://www.w3.org/1999/xhtml"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the sources of a small site, which no test changes."""
    return Site(tmp_path_factory.mktemp("epub") / "site")


@pytest.fixture(scope="module", params=sorted(LANGUAGES))
def built(made: Site, request: pytest.FixtureRequest) -> Built:
    """Return the book in a language."""
    settings = {"language": request.param, "version": "1"}
    return made.build(f"epub-{request.param}", "epub", overrides=settings)


def book_of(built: Built) -> Path:
    """Return the one EPUB of a build."""
    (found,) = built.out.glob("*.epub")
    return found


def checked(epubcheck: tuple[str, ...], book: Path) -> list[str]:
    """Return what epubcheck says of a book: errors and warnings."""
    report = subprocess.run(
        [*epubcheck, "--json", "-", "--quiet", book], capture_output=True, text=True, check=False
    ).stdout
    found = json.loads(report)
    said = [f"{m['severity']} {m['ID']}: {m['message']}" for m in found["messages"]]
    assert found["checker"]["nError"] + found["checker"]["nWarning"] == len(said)
    return said


def part(built: Built, name: str) -> bytes:
    """Return a file of the book."""
    with ZipFile(book_of(built)) as book:
        return book.read(name)


def test_epubcheck_finds_nothing(built: Built, epubcheck: tuple[str, ...]) -> None:
    assert built.warnings == ""
    assert checked(epubcheck, book_of(built)) == []


def test_the_book_names_its_language_and_has_a_cover(built: Built) -> None:
    language = LANGUAGES[built.app.config.language]
    package = etree.fromstring(part(built, "content.opf"))
    assert package.xpath("string(//dc:language)", namespaces=OPF) == language
    cover = package.xpath("//o:item[@properties='cover-image']/@href", namespaces=OPF)
    assert len(cover) == 1
    assert part(built, cover[0])
    page = etree.fromstring(part(built, "2024/day-1.xhtml"))
    assert page.get("lang") == language


def test_the_contents_go_by_day_and_session(built: Built) -> None:
    nav = etree.fromstring(part(built, "nav.xhtml"))
    day = nav.xpath("//h:li[h:a/@href='2024/day-1.xhtml']", namespaces=XHTML)[0]
    assert day.xpath("h:ol/h:li/h:a/@href", namespaces=XHTML)[0] == (
        "2024/day-1.xhtml#session-2024-first"
    )
    assert day.xpath("../../h:a/@href", namespaces=XHTML) == ["2024/index.xhtml"]


def test_a_text_stands_once_and_every_link_leads_somewhere(built: Built) -> None:
    with ZipFile(book_of(built)) as book:
        pages = {n: book.read(n).decode() for n in book.namelist() if n.endswith(".xhtml")}
    assert not [n for n in pages if n.startswith(("papers/", "talks/", "authors/"))]
    for name, _authors in PAPERS.values():
        said = "".join(pages.values())
        assert said.count(f"Only small things were tried by {name}.") == 1
        assert said.count(f"只试过 {name} 的小事。") == 1
    assert faults(built.out) == []


def test_mathematics_is_mathml_and_the_manifest_says_so(built: Built) -> None:
    package = etree.fromstring(part(built, "content.opf"))
    marked = package.xpath("//o:item[contains(@properties,'mathml')]/@href", namespaces=OPF)
    assert set(marked) == {"2024/day-1.xhtml", "2024/day-2.xhtml"}
    assert b"<math" in part(built, "2024/day-1.xhtml")


def test_the_title_of_a_card_does_not_lead_to_itself(built: Built) -> None:
    page = part(built, "2024/day-1.xhtml").decode()
    title = re.search(r'id="ada2024alpha".*?<h3[^>]*>(.*?)</h3>', page, re.DOTALL)
    assert title is not None
    assert "<a " not in title[1]


def test_the_same_sources_give_the_same_bytes(made: Site) -> None:
    first, second = (book_of(made.build(f"same-{n}", "epub")) for n in (1, 2))
    assert first.read_bytes() == second.read_bytes()


def test_what_an_earlier_build_left_is_no_part_of_the_book(made: Site) -> None:
    built = made.build("again", "epub")
    (built.out / "gone.xhtml").write_text("<html/>", encoding="utf-8")
    (built.out / "_images").mkdir(exist_ok=True)
    (built.out / "_images" / "gone.png").write_bytes(b"")
    again = made.build("again", "epub")
    with ZipFile(book_of(again)) as book:
        assert not [name for name in book.namelist() if "gone" in name]


def test_the_title_of_a_box_is_its_link(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.write(
        "awards.md",
        "# Awards\n\n::::{grid} 2\n:::{grid-item-card} The Box\n:link: index\n:link-type: doc\n\n"
        "Its text.\n:::\n::::\n",
    )
    page = site.build("out", "epub", overrides={"version": "1"}).text("awards.xhtml")
    assert page.count("The Box") == 1
    assert re.search(r'<a [^>]*href="index.xhtml"[^>]*>The Box</a>', page)


@pytest.mark.site
@pytest.mark.parametrize("language", LANGUAGES)
def test_epubcheck_finds_nothing_in_the_whole_site(
    tmp_path: Path, repository: Path, language: str, epubcheck: tuple[str, ...]
) -> None:
    out = tmp_path / "epub"
    line = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-n", "-b", "epub"]
    settings = ["-D", f"language={language}", "-d", tmp_path / "doctrees"]
    subprocess.run([*line, *settings, repository / "docs", out], check=True)
    (book,) = out.glob("*.epub")
    assert checked(epubcheck, book) == []
    assert faults(out) == []
