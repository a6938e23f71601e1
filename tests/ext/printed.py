"""What the tests of both PDFs share: reading one, and what each must say."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.ext.small import PAPERS, Built

TITLES = {"en": ("Contents", "Problem"), "zh_CN": ("目录", "问题")}
"""Language to words of its interface."""

Tool = Callable[[str], str]


def run(*command: str | Path) -> str:
    """Return what a program writes."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def assert_says_all(built: Built, pdf: Path, tool: Tool) -> None:
    """Assert that a PDF of the small site has every text of it."""
    said = "".join(run(tool("pdftotext"), "-layout", pdf, "-").split())
    for name, _authors in PAPERS.values():
        for text in (
            f"{name}: A Study of Small Things",
            f"{name} makes small things 2× faster than before.",
            f"{name} 把小事做到原来的 2 倍快。",
            f"Only small things were tried by {name}.",
            f"只试过 {name} 的小事。",
            f"Institute of {name}",
        ):
            assert text.replace(" ", "") in said, text
    for author in ("Ann Ada", "Bob Bel", "Cyd Cid", "Dan Dee", "Eli Eve", "Flo Fay"):
        assert author.replace(" ", "") in said, author
    for text in TITLES[built.app.config.language]:
        assert text in said, text
    assert "https://example.org/2024/ada2024alpha.html" in said
