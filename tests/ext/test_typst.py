"""The PDF without TeX."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.ext.printed import Tool, assert_says_all, run
from tests.ext.small import Built, Site


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the sources of a small site, which no test changes."""
    return Site(tmp_path_factory.mktemp("typst") / "site")


@pytest.fixture(scope="module", params=["en", "zh_CN"])
def built(made: Site, request: pytest.FixtureRequest) -> Built:
    """Return the PDF in a language."""
    return made.build(f"pdf-{request.param}", "typst", overrides={"language": request.param})


def pdf_of(built: Built) -> Path:
    """Return the one PDF of a build."""
    (found,) = built.out.glob("*.pdf")
    return found


def test_the_document_is_made_without_a_warning(built: Built) -> None:
    assert built.warnings == ""
    code = "zh" if built.app.config.language == "zh_CN" else "en"
    assert sorted(built.files()) == [
        "mlsys.typ",
        f"smalldigest-{code}.pdf",
        f"smalldigest-{code}.typ",
    ]


def test_the_pdf_has_every_text(built: Built, tool: Tool) -> None:
    assert_says_all(built, pdf_of(built), tool)


def test_every_font_is_in_the_pdf(built: Built, tool: Tool) -> None:
    rows = run(tool("pdffonts"), pdf_of(built)).splitlines()[2:]
    assert any("NotoSansCJKsc-Regular" in row for row in rows)
    assert any("NotoSansCJKsc-Bold" in row for row in rows)
    for row in rows:
        embedded = row.split()[-5]
        assert embedded == "yes", row


def test_the_same_sources_give_the_same_bytes(made: Site) -> None:
    first, second = (pdf_of(made.build(f"same-{n}", "typst")) for n in (1, 2))
    assert first.read_bytes() == second.read_bytes()


def test_the_date_of_the_source_is_that_of_the_environment(
    made: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    built = made.build("dated", "typst")
    assert "January 2, 1970" in built.text("smalldigest-en.typ")


def test_a_character_that_no_font_has_is_named(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.write("awards.md", "# Awards\n\nA \U00020000 character.\n")
    built = site.build("out", "typst")
    assert "'\U00020000' (U+20000)" in built.warnings
    assert "[mlsys.font]" in built.warnings
    assert not list(built.out.glob("*.pdf"))


def test_a_formula_that_cannot_be_converted_is_shown_and_told(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.write("awards.md", "# Awards\n\nA $\\nosuch{x}$ formula, and $\\frac{a}{b}$.\n")
    built = site.build("out", "typst")
    assert built.warnings.count("[mlsys.math]") == 1
    assert "nosuch" in built.warnings
    assert "$a/b$" in built.text("smalldigest-en.typ")
    assert pdf_of(built).is_file()


def test_signs_of_a_formula_are_not_names_of_the_template(tmp_path: Path, tool: Tool) -> None:
    site = Site(tmp_path / "site")
    site.write("awards.md", "# Awards\n\nSee $a \\times b \\div c$.\n")
    built = site.build("out", "typst")
    assert built.warnings == ""
    assert "See𝑎×𝑏÷𝑐." in "".join(run(tool("pdftotext"), pdf_of(built), "-").split())


def test_text_stays_text(tmp_path: Path, tool: Tool) -> None:
    signs = ("#set page()", "*a* _b_", "= none", "1. none", "@who <x> $y", "a//b", "- c", "[d]")
    site = Site(tmp_path / "site")
    site.remove("awards.md")
    paragraphs = "\n\n".join(re.sub(r"([^\w\s])", r"\\\1", text) for text in signs)
    site.write("awards.rst", f"Awards\n======\n\n{paragraphs}\n")
    built = site.build("out", "typst")
    assert built.warnings == ""
    said = run(tool("pdftotext"), pdf_of(built), "-").replace(" ", "").splitlines()
    for text in signs:
        assert text.replace(" ", "") in said, text


def test_a_link_leads_to_the_card(built: Built) -> None:
    source = next(built.out.glob("small*.typ")).read_text(encoding="utf-8")
    assert source.count('#anchor("2024/day-1:ada2024alpha")') == 1
    assert '#link(label("2024/day-1:ada2024alpha"))[Alpha]' in source
