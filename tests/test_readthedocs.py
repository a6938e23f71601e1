"""Read the Docs can build what .readthedocs.yaml asks for.

The steps are those of its builder (readthedocs/doc_builder/backends/sphinx.py
in its repository): one doctree folder for all formats, ``docs`` as the working
folder, zh_CN for a project whose language is zh-cn.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

SLUG = "mlsys-digest"
LANGUAGES = {"en": "en", "zh_CN": "zh-cn"}


@pytest.fixture(scope="module")
def config(repository: Path) -> Mapping[str, Any]:
    """Return what the configuration says."""
    text = (repository / ".readthedocs.yaml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


def test_the_configuration_fits_its_schema(repository: Path) -> None:
    check = ["check_jsonschema", "--builtin-schema", "vendor.readthedocs", ".readthedocs.yaml"]
    done = subprocess.run(
        [sys.executable, "-m", *check], cwd=repository, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_configuration_names_what_there_is(repository: Path, config: Mapping[str, Any]) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for step in config["python"]["install"]:
        assert set(step["extra_requirements"]) <= set(project["optional-dependencies"])
        assert (repository / step["path"] / "pyproject.toml").is_file()
    assert (repository / config["sphinx"]["configuration"]).is_file()
    assert sorted(config["formats"]) == ["epub", "pdf"]
    minimum = project["requires-python"].removeprefix(">=")
    wanted = config["build"]["tools"]["python"]
    assert tuple(map(int, wanted.split("."))) >= tuple(map(int, minimum.split(".")))


class Checkout:
    """A clean copy of the repository with a virtual environment, as a build there has."""

    def __init__(self, folder: Path, repository: Path) -> None:
        self.folder = folder / "checkout"
        self.python = folder / "venv" / "bin" / "python"
        listed = subprocess.run(
            ["git", "ls-files", "-coz", "--exclude-standard"],
            cwd=repository, capture_output=True, check=True, text=True,
        )  # fmt: skip
        for name in filter(None, listed.stdout.split("\0")):
            if (repository / name).is_file():
                (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(repository / name, self.folder / name)
        subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)

    def run(self, language: str, folder: Path, *command: str | Path) -> None:
        """Run a command with nothing in the environment but what Read the Docs sets."""
        slug = LANGUAGES[language]
        environment = {k: v for k, v in os.environ.items() if k.startswith("PIP_")} | {
            "PATH": os.environ["PATH"],
            "HOME": os.environ["HOME"],
            "READTHEDOCS": "True",
            "READTHEDOCS_VERSION": "latest",
            "READTHEDOCS_LANGUAGE": slug,
            "READTHEDOCS_CANONICAL_URL": f"https://{SLUG}.example.org/{slug}/latest/",
        }
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (command, done.stdout[-3000:], done.stderr[-3000:])

    def build(self, language: str, builder: str, *options: str) -> Path:
        """Run a builder as Read the Docs does, and return its output folder."""
        out = self.folder / "_readthedocs" / language / builder
        self.run(
            language, self.folder / "docs",
            self.python, "-m", "sphinx", "-T", *options, "-b", builder,
            "-d", f"_build/doctrees-{language}", "-D", f"language={language}", ".", out,
        )  # fmt: skip
        return out


@pytest.fixture(scope="module")
def checkout(
    tmp_path_factory: pytest.TempPathFactory, repository: Path, config: Mapping[str, Any]
) -> Checkout:
    """Return a checkout in which everything is installed."""
    found = Checkout(tmp_path_factory.mktemp("rtd"), repository)
    for step in config["python"]["install"]:
        package = f"{step['path']}[{','.join(step['extra_requirements'])}]"
        pip = [found.python, "-m", "pip", "install", "-q", "--upgrade"]
        found.run("en", found.folder, *pip, "pip", "setuptools", "sphinx")
        found.run("en", found.folder, *pip, "--no-cache-dir", package)
    return found


@pytest.mark.site
@pytest.mark.parametrize("language", LANGUAGES)
def test_its_steps_build_every_format(
    checkout: Checkout, language: str, tool: Callable[[str], str]
) -> None:
    html = checkout.build(language, "html", "-W", "--keep-going")
    home = (html / "index.html").read_text(encoding="utf-8")
    other = {"en": "zh-cn", "zh_CN": "en"}[language]
    assert f'href="../../{other}/latest/index.html"' in home
    assert f"https://{SLUG}.example.org/{other}/latest/index.html" in home
    assert f"/_/downloads/{other}/latest/pdf/" in home
    assert list(checkout.build(language, "epub", "-W", "--keep-going").glob("*.epub"))
    tex = checkout.build(language, "latex")
    assert list(tex.glob("*.tex"))
    latexmk = [tool("latexmk"), "-r", "latexmkrc", "-pdf", "-f", "-dvi-", "-ps-"]
    checkout.run(language, tex, *latexmk, f"-jobname={SLUG}", "-interaction=nonstopmode")
    assert (tex / f"{SLUG}.pdf").is_file()
