"""The same sources give the same bytes, wherever, when and however they are built."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ext.small import Site

START = """
import os, random
_mix = random.Random(int(os.environ["LISTING"]))
_listdir, _scandir = os.listdir, os.scandir

def listdir(path="."):
    names = sorted(_listdir(path))
    _mix.shuffle(names)
    return names

class scandir:
    def __init__(self, path="."):
        with _scandir(path) as found:
            self._found = sorted(found, key=lambda e: os.fspath(e.name))
        _mix.shuffle(self._found)
    def __iter__(self):
        return iter(self._found)
    def __next__(self):
        if not self._found:
            raise StopIteration
        return self._found.pop()
    def __enter__(self):
        return self
    def __exit__(self, *_why):
        pass
    def close(self):
        pass

os.listdir, os.scandir = listdir, scandir

import sphinx_mlsys.core.workers
sphinx_mlsys.core.workers.FEW = 1
"""
"""A ``sitecustomize``: names in folders come in an order of chance, and few things are shared out."""

WAYS = (
    {"umask": "022", "jobs": "1", "TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "0", "LISTING": "1"},
    {"umask": "077", "jobs": "2", "TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "7",
     "LISTING": "2"},
)  # fmt: skip
BUILDERS = ("html", "dirhtml", "epub", "latex", "typst")


def made(folder: Path, builder: str, way: dict[str, str], repository: Path) -> dict[str, bytes]:
    """Build the small site in a process of its own; return its output."""
    site = Site(folder / "site")
    (folder / "home").mkdir()
    (folder / "start").mkdir()
    (folder / "start" / "sitecustomize.py").write_text(START, encoding="utf-8")
    home = str(folder / "home")
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG"))},
        **way,
        "HOME": home,
        "XDG_CACHE_HOME": home,
        "SOURCE_DATE_EPOCH": "1782864000",
        "PYTHONPATH": os.pathsep.join([str(folder / "start"), str(repository)]),
    }
    out = folder / "out"
    line = [sys.executable, "-m", "sphinx", "-q", "-j", way["jobs"], "-b", builder]
    ran = subprocess.run(
        [*line, "-d", str(folder / "trees"), str(site.docs), str(out)],
        env=environment, umask=int(way["umask"], 8), cwd=folder, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return {
        file.relative_to(out).as_posix(): file.read_bytes()
        for file in sorted(out.rglob("*"))
        if file.is_file()
    }


@pytest.mark.parametrize("builder", BUILDERS)
def test_no_place_and_no_way_of_building_shows_in_the_output(
    tmp_path: Path, repository: Path, builder: str
) -> None:
    outputs = []
    for name, way in zip(("a", "another-folder"), WAYS, strict=True):
        (tmp_path / name).mkdir()
        outputs.append(made(tmp_path / name, builder, way, repository))
    one, other = outputs
    assert list(one) == list(other)
    assert [path for path in one if one[path] != other[path]] == []
