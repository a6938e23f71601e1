"""The libraries that tests of exports read: a small one with traps, and the digest's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.load import load
from tests.export.sample import library_of, sample


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return the small library."""
    return library_of(sample(tmp_path_factory.mktemp("sample") / "site"))


@pytest.fixture(scope="session")
def digest(repository: Path) -> Library:
    """Return the library of docs/."""
    return load(repository / "docs").library
