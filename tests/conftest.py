"""What all tests share: tools that pip cannot install, and a small digest to change."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

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
    "node": "nodejs",
    "npm": "npm",
}
"""Program to the Debian package that has it."""


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """Return a function that gives the path of a program, or skips (fails under CI)."""

    def find(name: str) -> str:
        found = shutil.which(name)
        if found:
            return found
        message = f"needs {name}: apt-get install {PACKAGES.get(name, name)}"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)

    return find


@pytest.fixture(scope="session")
def npm(
    tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Path]:
    """Return a function that installs packages from npm into a folder, or skips (fails under CI)."""

    def install(*packages: str) -> Path:
        folder = tmp_path_factory.mktemp("npm")
        line = [tool("npm"), "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(
            [*line, "--prefix", str(folder), *packages], capture_output=True, text=True
        )
        if done.returncode:
            message = f"cannot be installed: {' '.join(packages)}: {done.stderr[-300:]}"
            if os.environ.get("CI") == "true":
                pytest.fail(message)
            pytest.skip(message)
        return folder

    return install


@pytest.fixture(scope="session")
def repository() -> Path:
    """Return the root of the repository."""
    return REPOSITORY
