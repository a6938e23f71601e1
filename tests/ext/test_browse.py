"""The pages of all records and of the reader's list, and what is built for their scripts."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from tests.ext.links import Page
from tests.ext.small import Built, Site, record


def browsed(folder: Path) -> Site:
    """Return a small site with both pages."""
    site = Site(folder)
    site.write("browse.md", "# Browse\n\n```{browse}\n```\n")
    site.write("my-list.md", "# My list\n\n```{my-list}\n```\n")
    site.write("plain.md", "# Plain\n\nNothing of the digest.\n")
    site.replace("index.md", "bibliography\n", "bibliography\nbrowse\nmy-list\nplain\n")
    return site


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return the site as HTML."""
    made = browsed(tmp_path_factory.mktemp("browse") / "site").build()
    assert made.warnings == ""
    return made


def scripts(page: str) -> list[str]:
    """Return the scripts of this extension that a page loads, in order."""
    return re.findall(r'src="[^"]*_static/(mlsys-[a-z-]+\.js)', page)


def words(page: str, script: str) -> dict[str, str]:
    """Return what a script says on a page."""
    (tag,) = re.findall(rf"<script[^>]*{script}[^>]*>", page)
    found: dict[str, str] = json.loads(unescape(re.findall(r'data-words="([^"]*)"', tag)[0]))
    return found


def test_every_record_can_be_read_in_the_page(built: Built) -> None:
    page = built.text("browse.html")
    order = [page.index(f'href="{kind}/{key}.html"') for kind, key in (
        ("papers", "ada2024alpha"), ("papers", "bel2024beta"), ("papers", "cid2024gamma"),
        ("talks", "fay2024talk"), ("papers", "dee2024delta"), ("papers", "eve2024epsilon"),
    )]  # fmt: skip
    assert order == sorted(order)
    assert "Alpha makes small things 2× faster than before." in page
    assert "★ Best Paper" in page
    tied = "Ann Ada, Bob Bel · Small 2024 · May 1 · First Things".replace(" ·", "\u00a0·")
    assert tied in page  # no line begins with a dot
    assert Page(page).ids.count("ada2024alpha") == 0  # the home of a record is elsewhere


def test_scripts_are_loaded_where_they_have_something_to_do(built: Built) -> None:
    browsing = ["mlsys-save.js", "mlsys-search.js", "mlsys-browse.js"]
    everywhere = ["mlsys-data.js", "mlsys-preview.js", "mlsys-list.js"]
    assert scripts(built.text("browse.html"))[-6:] == [*everywhere, *browsing]
    assert scripts(built.text("papers/ada2024alpha.html"))[-3:] == everywhere
    assert scripts(built.text("authors/ann-ada.html"))[-3:] == everywhere
    assert "mlsys-my-list.js" in scripts(built.text("my-list.html"))
    assert not {*everywhere, *browsing} & set(scripts(built.text("plain.html")))


def test_no_script_or_style_stands_in_the_page(built: Built) -> None:
    for name in ("browse.html", "my-list.html", "papers/ada2024alpha.html"):
        article = built.text(name).partition("<article")[2].partition("</article>")[0]
        assert not re.findall(r"<script|<style| style=| on[a-z]+=", article)


def test_without_a_page_for_the_list_there_are_no_stars(tmp_path: Path) -> None:
    made = Site(tmp_path / "site").build()
    assert "mlsys-list.js" not in scripts(made.text("papers/ada2024alpha.html"))


def test_interface_words_follow_the_language(tmp_path: Path, built: Built) -> None:
    made = browsed(tmp_path / "site").build(overrides={"language": "zh_CN"})
    assert words(built.text("browse.html"), "mlsys-browse")["topic"] == "Topic"
    assert words(made.text("browse.html"), "mlsys-browse")["topic"] == "主题"
    for script, name in (("mlsys-browse", "browse"), ("mlsys-save", "browse"),
                         ("mlsys-list", "browse"), ("mlsys-my-list", "my-list")):  # fmt: skip
        english = words(built.text(f"{name}.html"), script + r"\.js")
        chinese = words(made.text(f"{name}.html"), script + r"\.js")
        left = [k for k in english if k != "page" and english[k] == chinese[k]]
        assert left == []
        for key, said in english.items():
            assert sorted(re.findall(r"\{\w+\}", said)) == sorted(
                re.findall(r"\{\w+\}", chinese[key])
            )


def read(made: Built) -> str:
    """Return all that a reader sees of an output, on one line."""
    suffixes = (".html", ".xhtml", ".txt", ".tex")
    return " ".join(
        " ".join(content.decode("utf-8", "ignore").split())
        for name, content in made.files().items()
        if name.endswith(suffixes)
    )


@pytest.mark.parametrize("builder", ["singlehtml", "text", "epub"])
def test_other_outputs_say_that_it_is_part_of_the_web(tmp_path: Path, builder: str) -> None:
    made = browsed(tmp_path / "site").build(builder=builder, overrides={"version": "1"})
    assert made.warnings == ""
    said = read(made)
    assert "The list of all papers and talks is part of the web edition." in said
    assert "The list needs a script" not in said
    assert not [name for name in made.files() if name.startswith("selection/")]


def test_the_pdf_leaves_both_pages_out(tmp_path: Path) -> None:
    made = browsed(tmp_path / "site").build(builder="latex")
    assert made.warnings == ""
    assert "web edition" not in read(made)
    assert "The list needs a script" not in read(made)


def test_a_changed_record_changes_page_and_data_and_nothing_stale_stays(tmp_path: Path) -> None:
    site = browsed(tmp_path / "site")
    site.build()
    site.replace("papers/dee2024delta.paper.yaml", "than before.", "than ever before.")
    site.write("papers/eve2024epsilon.paper.yaml", record("Epsilon", "size"))
    again = site.build()
    assert "browse" in again.read
    clean = site.build("clean", fresh=True)
    assert again.files() == clean.files()
    assert "than ever before." in again.text("selection/previews.js")


def test_a_project_without_the_pages_has_the_data_for_previews(tmp_path: Path) -> None:
    made = Site(tmp_path / "site").build()
    assert "glossary.html#term-cache" in made.text("selection/previews.js")


def test_addresses_are_those_of_the_builder(tmp_path: Path) -> None:
    made = browsed(tmp_path / "site").build(builder="dirhtml")
    assert '"papers/ada2024alpha/":' in made.text("selection/previews.js")
    assert words(made.text("browse/index.html"), "mlsys-browse")["page"] == "search/"
