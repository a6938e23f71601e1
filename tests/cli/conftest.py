"""The small project that tests of the command line change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.project import Project


@pytest.fixture
def project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Project:
    """Return a small project; the process stands in its folder."""
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path, capsys)
