"""The PDF by LaTeX, as latexmk makes it of what Sphinx writes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.ext.printed import TITLES, Tool, assert_says_all, run
from tests.ext.small import Built, Site


def latexmk(tool: Tool, built: Built) -> subprocess.CompletedProcess[str]:
    """Run what ``sphinx-build -M latexpdf`` and Read the Docs run."""
    tool("xelatex")
    line = [tool("latexmk"), "-pdf", "-dvi-", "-ps-", "-interaction=nonstopmode"]
    (source,) = built.out.glob("*.tex")
    return subprocess.run(
        [*line, source.name], cwd=built.out, capture_output=True, text=True,
        errors="replace", check=False,
    )  # fmt: skip


def pdf_of(built: Built) -> Path:
    """Return the PDF of a build."""
    (source,) = built.out.glob("*.tex")
    return source.with_suffix(".pdf")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the sources of a small site, which no test changes."""
    return Site(tmp_path_factory.mktemp("latex") / "site")


@pytest.fixture(scope="module", params=sorted(TITLES))
def built(made: Site, tool: Tool, request: pytest.FixtureRequest) -> Built:
    """Return the output folder with the PDF in a language, made without a complaint."""
    found = made.build(f"tex-{request.param}", "latex", overrides={"language": request.param})
    assert found.warnings == ""
    done = latexmk(tool, found)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return found


def test_the_pdf_has_every_text_in_both_languages(built: Built, tool: Tool) -> None:
    assert_says_all(built, pdf_of(built), tool)


def test_every_font_is_in_the_pdf(built: Built, tool: Tool) -> None:
    rows = run(tool("pdffonts"), pdf_of(built)).splitlines()[2:]
    assert any("CJK" in row for row in rows)
    for row in rows:
        assert row.split()[-5] == "yes", row


def test_no_page_is_blank(built: Built, tool: Tool) -> None:
    pages = run(tool("pdftotext"), "-layout", pdf_of(built), "-").split("\f")[:-1]
    assert len(pages) > 5
    for number, page in enumerate(pages, 1):
        assert len(page.split()) > 3, number  # more than title and number at its foot


@pytest.mark.parametrize("built", ["en"], indirect=True)
def test_the_same_sources_give_the_same_bytes(built: Built, made: Site, tool: Tool) -> None:
    again = made.build("again", "latex")
    assert latexmk(tool, again).returncode == 0
    assert pdf_of(again).read_bytes() == pdf_of(built).read_bytes()


FAULTS = """\
# Awards

A \ue000 character. A `{wide}` word.

```{{raw}} latex
See \\ref{{nowhere}}.
```
"""


def test_what_only_the_log_tells_fails_the_build(tmp_path: Path, tool: Tool) -> None:
    site = Site(tmp_path / "site")
    site.write("awards.md", FAULTS.format(wide="w" * 150))
    done = latexmk(tool, site.build("out", "latex"))
    assert done.returncode != 0
    for said in ("Missing character", "Overfull", "`nowhere' on page"):
        assert said in done.stderr
