"""What all tests share: tools that pip cannot install, and a small digest to change."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

REPOSITORY = Path(__file__).parent.parent
PACKAGES = {
    "chromium": "chromium",
    "xelatex": "the packages of build.apt_packages in .readthedocs.yaml",
    "latexmk": "the packages of build.apt_packages in .readthedocs.yaml",
    "pdftotext": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "pdffonts": "poppler-utils",
    "biber": "biber",
    "bibtex": "texlive-binaries",
    "java": "default-jre-headless",
    "epubcheck": "epubcheck",
    "node": "nodejs",
}
"""Program to the Debian package that has it."""


@pytest.fixture(scope="session", autouse=True)
def _own_surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what commands cache out of the user's folder, and colours out of what they say."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_COLOR", "1")  # Sphinx colours its output wherever CI is set
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """Return a function that gives the path of a program, or skips (fails under CI)."""

    def find(name: str) -> str:
        found = shutil.which(name)
        if found:
            return found
        return missing(f"needs {name}: apt-get install {PACKAGES.get(name, name)}")

    return find


@pytest.fixture(scope="session")
def npm() -> Callable[[str], Path]:
    """Return a function that gives the ``node_modules`` that has a package, or skips."""

    def find(name: str) -> Path:
        folder = REPOSITORY / "tests" / "node" / "node_modules"
        if (folder / name).is_dir():
            return folder
        return missing(f"needs {name}: npm install --prefix tests/node")

    return find


@pytest.fixture(scope="session")
def epubcheck(tool: Callable[[str], str]) -> tuple[str, ...]:
    """Return the command of epubcheck; Debian's package is a bare jar."""
    jar = Path("/usr/share/java/epubcheck.jar")
    return (tool("java"), "-jar", str(jar)) if jar.is_file() else (tool("epubcheck"),)


def missing(message: str) -> NoReturn:
    """Skip the test; fail it under CI, where nothing may be missing."""
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def repository() -> Path:
    """Return the root of the repository."""
    return REPOSITORY
