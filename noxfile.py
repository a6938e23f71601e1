"""The matrix of versions: every Python that is installed, dependencies from lowest to newest.

    pip install nox && nox                  # all of it
    nox -s themes                           # readable cards in the themes people use
    nox -s tests -- tests/core              # what follows -- goes to pytest

A Python that is not installed is skipped and said so.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import nox

nox.options.error_on_missing_interpreters = False
nox.options.default_venv_backend = "venv"

PROJECT = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
THEMES = {
    "furo": "furo",
    "pydata_sphinx_theme": "pydata-sphinx-theme",
    "sphinx_book_theme": "sphinx-book-theme",
    "sphinx_rtd_theme": "sphinx-rtd-theme",
    "alabaster": "alabaster",
}
"""Name of a theme to its distribution."""
BUILDERS = ("html", "dirhtml", "singlehtml", "latex", "typst", "epub", "text", "man", "gettext")


def lowest() -> list[str]:
    """Return each dependency of the package and its documentation at its lower bound."""
    extras = PROJECT["optional-dependencies"]
    found = [*PROJECT["dependencies"], *extras["docs"], *extras["cards"]]
    return [re.sub(r">=([0-9.]+).*", r"==\1", line) for line in found if ">=" in line]


@nox.session(python=PYTHONS)
@nox.parametrize("versions", ["newest", "lowest"])
def tests(session: nox.Session, versions: str) -> None:
    """Run the tests."""
    session.install("-e", ".[test]", *(lowest() if versions == "lowest" else ()))
    session.run("python", "-m", "pytest", "-q", *session.posargs)


@nox.session
@nox.parametrize("theme", [*THEMES])
def themes(session: nox.Session, theme: str) -> None:
    """Build the small site in a theme and measure in a browser that its cards can be read."""
    session.install("-e", ".[test]", THEMES[theme])
    session.run("python", "-m", "tests.themes", theme, *session.posargs)


@nox.session
def builders(session: nox.Session) -> None:
    """Build the whole site with every builder, warnings as errors."""
    session.install("-e", ".[docs]")
    for builder in BUILDERS:
        out = f"{session.create_tmp()}/{builder}"
        session.run("sphinx-build", "-q", "-W", "--keep-going", "-n", "-b", builder, "docs", out)


@nox.session
def audit(session: nox.Session) -> None:
    """Look the installed versions up in the registry's list of known holes."""
    session.install("-e", ".[docs]", "pip-audit")
    session.run("pip-audit", "--skip-editable", *session.posargs)
