"""Every entry of the digest in real LaTeX documents: no warning, names and titles right."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.export.formats import FORMATS
from sphinx_mlsys.export.works import works

NATBIB = r"""\documentclass{article}
\usepackage[numbers]{natbib}
\usepackage{url}
\begin{document}\nocite{*}\bibliographystyle{plainnat}\bibliography{refs}\end{document}
"""
BIBLATEX = r"""\documentclass{article}
\usepackage[backend=biber,maxbibnames=99]{biblatex}
\addbibresource{refs.bib}
\begin{document}\nocite{*}\printbibliography\end{document}
"""


@pytest.fixture
def folder(tmp_path: Path, digest: Library) -> Path:
    """Return a folder with the bibliography of the digest."""
    text = FORMATS["bib"].write(works(digest, digest.entries), "en")
    (tmp_path / "refs.bib").write_text(text, encoding="utf-8")
    return tmp_path


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, encoding="utf-8", errors="replace"
    )
    assert done.returncode == 0, done.stdout[-3000:]
    return done.stdout + done.stderr


def read_pdf(folder: Path, name: str, tool: Callable[[str], str]) -> str:
    text = run(folder, tool("pdftotext"), f"{name}.pdf", "-")
    return re.sub(r"\s+", " ", re.sub(r"-\n", "-", text))


def typeset(folder: Path, name: str, source: str, tool: Callable[[str], str], bib: str) -> str:
    """Typeset *source* and return the log of the last run."""
    (folder / f"{name}.tex").write_text(source, encoding="utf-8")
    latex = (tool("xelatex"), "-interaction=nonstopmode", "-halt-on-error", name)
    run(folder, *latex)
    told = run(folder, tool(bib), name)
    assert not re.search("warning|error", told.replace("error$", ""), re.IGNORECASE), told
    for _again in range(3):
        run(folder, *latex)
    return (folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize(
    ("name", "source", "bib"), [("natbib", NATBIB, "bibtex"), ("biblatex", BIBLATEX, "biber")]
)
def test_all_entries_are_typeset_without_a_warning(
    name: str, source: str, bib: str, folder: Path, digest: Library, tool: Callable[[str], str]
) -> None:
    log = typeset(folder, name, source, tool, bib)
    assert not re.findall(r"^.*(?:Warning:|Missing character|^!).*$", log, re.MULTILINE)
    text = read_pdf(folder, name, tool)
    for word in ("Aydın Buluç", "Íñigo Goiri", "Agüera y Arcas", "AWQ", "van Baalen", "FlashAtten"):
        assert word in text
    entries = (folder / f"{name}.bbl").read_text(encoding="utf-8")
    assert len(re.findall(r"\\(?:bibitem|entry)[{\[]", entries)) == len(digest.entries)


def test_biber_finds_nothing_against_its_data_model(
    folder: Path, tool: Callable[[str], str]
) -> None:
    told = run(folder, tool("biber"), "--tool", "--validate-datamodel", "refs.bib")
    assert not re.search("WARN|ERROR", told), told
