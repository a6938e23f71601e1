"""Text and manual pages, as someone reads them in a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from docutils.utils import column_width

from tests.ext.small import Built, Site

CARD = """\
======================================================================

**Alpha: A Study of Small Things**

09:00–09:30 ★ Best Paper

Ann Ada, Bob Bel

Alpha makes small things 2× faster than before.

2× speed of Alpha · against before

Topics: Speed

   Proceedings: https://example.org/2024/ada2024alpha.html
   PDF: https://example.org/Alpha.pdf

Problem:
   Small things by Alpha were slow. They need a *cache*.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the sources of a small site, which no test changes."""
    return Site(tmp_path_factory.mktemp("plain") / "site")


@pytest.fixture(scope="module", params=["en", "zh_CN"])
def built(made: Site, request: pytest.FixtureRequest) -> Built:
    """Return the site as text in a language."""
    return made.build(f"text-{request.param}", "text", overrides={"language": request.param})


def test_a_card_is_a_block_set_apart_with_its_addresses(built: Built) -> None:
    if built.app.config.language == "en":
        assert CARD in built.text("2024/day-1.txt")
    assert built.text("2024/day-1.txt").count("=" * 70 + "\n\n**") == 4


def test_everything_fits_a_terminal(built: Built) -> None:
    pages = {name: text for name, text in built.files().items() if name.endswith(".txt")}
    assert pages
    for name, content in pages.items():
        for line in content.decode().splitlines():
            assert column_width(line) <= 80 or "https://" in line, f"{name}: {line}"


def test_the_manual_has_every_card_with_its_addresses(made: Site) -> None:
    built = made.build("man", "man")
    (page,) = (p for p in built.files() if p.endswith(".1"))
    said = built.text(page).replace("\\", "")
    for text in ("Alpha: A Study of Small Things", "PDF: https://example.org/Epsilon.pdf"):
        assert text in said


def test_the_manual_prints_no_anchor_behind_a_link(made: Site) -> None:
    built = made.build("man", "man")
    (page,) = (p for p in built.files() if p.endswith(".1"))
    assert "#ada2024alpha" not in built.text(page).replace("\\", "")


def test_a_cell_breaks_between_words_and_has_no_marks(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.replace("papers/ada2024alpha.paper.yaml", "unit: ×", "unit: tokens/s")
    text = site.build("out", "text").text("2024/day-1.txt")
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert any("tokens/s" in line for line in table)
    assert not any("**" in line for line in table)


def test_the_box_of_a_page_says_its_title_once(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.write(
        "awards.md",
        "# Awards\n\n::::{grid} 2\n:::{grid-item-card} The Box\n:link: index\n:link-type: doc\n\n"
        "Its text.\n:::\n::::\n",
    )
    built = site.build("out", "text")
    assert built.text("awards.txt").count("The Box") == 1
