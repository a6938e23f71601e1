"""What goes wrong around a build: a full disk, a folder that may not be written, another build."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_mlsys.ext import whole
from tests.ext.small import CONF, Site

Run = Callable[..., subprocess.CompletedProcess[str]]

WAIT = """
def setup(app):
    def wait(app, env):
        print("reading is done", flush=True)
        input()
    app.connect("env-updated", wait)
"""
"""Lines of ``conf.py`` that hold a build up until it gets a line."""

DELETE = """
def setup(app):
    def delete(app, env, names):
        (app.srcdir / "papers" / "eve2024epsilon.paper.yaml").unlink(missing_ok=True)
    app.connect("env-before-read-docs", delete)
"""
"""Lines of ``conf.py`` that delete a record after its file has been found."""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Return a small site that the test may change."""
    return Site(tmp_path / "site")


def command(site: Site, jobs: int = 1, builder: str = "html") -> list[str]:
    """Return the command that builds into the folder ``out``."""
    folders = ["-d", str(site.folder / "out-doctrees"), str(site.docs), str(site.folder / "out")]
    return [sys.executable, "-m", "sphinx", "-q", "-j", str(jobs), "-b", builder, *folders]


def limited(size: int) -> Callable[[], None]:
    """Return what lets a process write no file of more than *size* bytes, as a full disk does."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def run(line: list[str], size: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command, perhaps with a bound on the size of files."""
    before = limited(size) if size is not None else None
    return subprocess.run(line, check=False, capture_output=True, text=True, preexec_fn=before)


def files(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder."""
    paths = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths}


def published(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder that a server shows: those whose names have no dot first."""
    return {p: raw for p, raw in files(folder).items() if not p.rpartition("/")[2].startswith(".")}


@pytest.mark.parametrize(
    ("size", "jobs", "builder"),
    [
        (0, 1, "html"),
        (3_000, 2, "html"),
        (40_000, 1, "html"),
        (40_000, 2, "html"),
        (300, 2, "text"),
        (3_000, 1, "latex"),
    ],
)
def test_a_full_disk_is_told_and_leaves_nothing_broken(
    site: Site, size: int, jobs: int, builder: str
) -> None:
    assert run(command(site, jobs, builder)).returncode == 0
    clean, sources = files(site.folder / "out"), files(site.docs)
    shutil.rmtree(site.folder / "out")  # so that it is the output which fails, not the doctrees
    done = run(command(site, jobs, builder), size)
    assert done.returncode != 0
    assert [
        line
        for line in done.stderr.splitlines()
        if line.startswith("ERROR: ") and "File too large" in line
    ]
    for path, content in published(site.folder / "out").items():
        # Whole; links to a style sheet that is not there carry another checksum.
        assert (len(content), content[-99:]) == (len(clean[path]), clean[path][-99:]), path
    assert files(site.docs) == sources
    assert run(command(site, jobs, builder)).returncode == 0
    assert files(site.folder / "out") == clean


def test_an_output_that_may_not_be_written_is_told(site: Site) -> None:
    line = command(site)
    if os.geteuid() == 0:  # who may write everywhere; without these rights as anyone else
        line = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *line]
    out = site.folder / "out"
    out.mkdir()
    out.chmod(0o555)
    done = run(line)
    assert done.returncode != 0
    assert (
        f"ERROR: {out}/.mlsys-building: Permission denied. Make room or give leave" in done.stderr
    )
    assert files(out) == {}


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_may_not_be_written_is_told(site: Site, jobs: int) -> None:
    """Whether it is written after the pages or, by another process, beside them."""
    assert run(command(site, jobs)).returncode == 0
    clean = files(site.folder / "out")
    file = site.folder / "out" / "records.json"
    file.unlink()
    file.mkdir()
    done = run(command(site, jobs))
    assert done.returncode != 0
    assert f"ERROR: {file}: Is a directory. Make room or give leave" in done.stderr
    file.rmdir()
    assert run(command(site, jobs)).returncode == 0
    assert files(site.folder / "out") == clean


def test_a_second_build_in_the_same_folder_is_refused(site: Site) -> None:
    clean = site.build("clean").files()
    site.write("conf.py", CONF + WAIT)
    first = subprocess.Popen(
        command(site), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert first.stdin is not None
    assert first.stdout is not None
    assert first.stdout.readline() == "reading is done\n"
    second = run(command(site))
    first.communicate("go on\n")
    assert second.returncode != 0
    said = f"ERROR: Another build (process {first.pid}) is writing into {site.folder}"
    assert said in second.stderr
    assert first.returncode == 0
    site.write("conf.py", CONF)
    assert files(site.folder / "out") == clean


def test_what_a_killed_build_was_writing_is_removed_whoever_has_its_number(site: Site) -> None:
    built = site.build()
    clean = built.files()
    for number in (1, os.getpid()):
        (built.out / f"2024/.day-1.txt.{number}.part").write_text("half", "utf-8")
    left = site.folder / "out-doctrees" / f".mlsys-digest.pickle.{os.getpid()}.part"
    left.write_text("half", "utf-8")
    (built.out / whole.MARK).write_text("999999\n", "ascii")
    assert site.build().files() == clean
    assert not left.exists()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_record_deleted_while_building_is_told(site: Site, jobs: int) -> None:
    site.write("conf.py", CONF + DELETE)
    done = run(command(site, jobs))
    assert "eve2024epsilon.paper.yaml" in done.stderr
    site.write("conf.py", CONF)
    run(command(site))
    assert files(site.folder / "out") == site.build("clean").files()


def test_one_application_builds_twice(site: Site) -> None:
    """A language server keeps its application."""
    with patch_docutils(site.docs), docutils_namespace():
        app = Sphinx(
            *(str(site.folder / name) for name in ("docs", "docs", "out", "trees")), "html"
        )
        app.build()
        site.replace("papers/ada2024alpha.paper.yaml", "were slow", "were very slow")
        app.build()
    assert not list(site.folder.rglob(".mlsys-building"))
