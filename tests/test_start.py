"""What starts a program: nothing is imported, parsed or made that only a change would need."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.digest import write_digest

ROOT = Path(__file__).parent.parent

HEAVY = {
    *("pydantic", "bibtexparser", "pylatexenc", "latex2mathml", "icalendar", "slugify"),
    *("pypinyin", "typst", "statistics"),
    *("sphinx_mlsys.core.reading", "sphinx_mlsys.core.checks", "sphinx_mlsys.core.bibfile"),
    *("sphinx_mlsys.export.data", "sphinx_mlsys.export.files"),
}
"""What only reading, checking, making or writing files needs, and takes long to import."""


def imported(program: str, *args: str) -> set[str]:
    """Return which of the heavy modules a program has imported at its end."""
    told = f"{program}\nimport json, sys\nprint('\\n' + json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", told, *args], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return HEAVY & set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "program",
    [
        "import sphinx_mlsys.extension",
        "from sphinx_mlsys.cli import main; main(['--help'])",
        "from sphinx_mlsys.core.load import load",
    ],
    ids=["extension", "help", "load"],
)
def test_nothing_heavy_is_imported_at_the_start(program: str) -> None:
    assert imported(program) == set()


def test_a_digest_that_has_not_changed_needs_nothing_heavy(tmp_path: Path) -> None:
    write_digest(tmp_path / "docs")
    program = (
        "import sys; from pathlib import Path; from sphinx_mlsys.core.load import load;"
        "loaded = load(Path(sys.argv[1]), Path(sys.argv[2]));"
        "assert loaded.library.records"
    )
    args = str(tmp_path / "docs"), str(tmp_path / "cache")
    assert "pydantic" in imported(program, *args)
    assert imported(program, *args) == set()


def test_a_build_that_changes_nothing_needs_nothing_heavy(tmp_path: Path) -> None:
    write_digest(tmp_path / "docs")
    (tmp_path / "docs/index.md").write_text("# Digest\n\n```{paper} lovelace2024engine\n```\n")
    (tmp_path / "docs/conf.py").write_text(
        'extensions = ["myst_parser", "sphinxcontrib.bibtex", "sphinx_mlsys"]\n'
        'primary_domain = "mlsys"\nsuppress_warnings = ["mlsys", "ref", "bibtex", "myst"]\n'
        'bibtex_bibfiles = ["refs.bib"]\nmlsys_author_pages = False\n'
    )
    program = (
        "import sys; from sphinx.cmd.build import main; assert not main(['-q', *sys.argv[1:]])"
    )
    args = str(tmp_path / "docs"), str(tmp_path / "out")
    assert {"pydantic", "icalendar"} <= imported(program, *args)
    assert imported(program, *args) <= {"slugify"}  # the search names institutions
