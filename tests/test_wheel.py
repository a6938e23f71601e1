"""The wheel has everything that a project outside of the repository needs."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

hatchling = pytest.importorskip("hatchling.builders.wheel", reason="pip install -e '.[test]'")


def run(folder: Path, *command: str | Path) -> str:
    """Run a command outside of the repository, with no path to it, and return what it says."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        [str(c) for c in command], cwd=folder, capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """Return a wheel of the package."""
    builder = hatchling.WheelBuilder(str(repository))
    folder = tmp_path_factory.mktemp("wheel")
    return Path(next(builder.build(directory=str(folder), versions=["standard"])))


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path, repository: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {n for n in archive.namelist() if ".dist-info/" not in n}
    ours = repository / "sphinx_mlsys"
    there = {
        f"sphinx_mlsys/{file.relative_to(ours).as_posix()}"
        for file in ours.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert names == there


@pytest.mark.site
def test_a_new_project_is_made_and_built_with_the_wheel(wheel: Path, tmp_path: Path) -> None:
    folder = tmp_path / "env"
    venv.create(folder, with_pip=True)
    python = folder / "bin/python"
    run(tmp_path, python, "-m", "pip", "-q", "install", "--no-index", "--no-deps", wheel)
    (site,) = (folder / "lib").glob("python*/site-packages")
    # What the package needs comes from here; an editable package is no path in there.
    (site / "needed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    where = run(tmp_path, python, "-c", "import sphinx_mlsys; print(sphinx_mlsys.__file__)")
    assert where.startswith(str(folder))
    command = folder / "bin/sphinx-mlsys"
    run(tmp_path, command, "init", "digest", "--start", "2026-05-18", "--language", "en",
        "--language", "zh")  # fmt: skip
    run(tmp_path, command, "check", "--strict", "digest")
    run(tmp_path, python, "-m", "sphinx", "-q", "-W", "-n", "digest/docs", "out")
    assert (tmp_path / "out/papers/example2026first.html").is_file()
    run(tmp_path, python, "-m", "sphinx", "-q", "-W", "-D", "language=zh_CN", "digest/docs", "zh")
    assert "引用" in (tmp_path / "zh/papers/example2026first.html").read_text(encoding="utf-8")
    assert sys.prefix not in where
