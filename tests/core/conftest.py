"""What the tests of the core share: the small digest, unbroken and loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.load import load
from tests.core.digest import write_digest


@pytest.fixture
def digest(tmp_path: Path) -> Path:
    """Return the folder of a small digest that the test may change."""
    return write_digest(tmp_path / "docs")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return the small digest, loaded."""
    return load(write_digest(tmp_path_factory.mktemp("library"))).library
