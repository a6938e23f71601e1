"""A small project on disk, and the command line run on it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from sphinx_mlsys.cli import main

TOML = """\
title = "Small Digest"
bibliography = "../refs.bib"
languages = ["en", "zh"]
conferences = ["2025", "2026"]

[awards]
best-paper = { en = "Best Paper Award", zh = "最佳论文奖" }
outstanding-paper = { en = "Outstanding Paper Award", zh = "杰出论文奖" }

[links]
proceedings = "Proceedings"
arxiv = "arXiv"
doi = "DOI"
pdf = "PDF"
code = "Code"
slides = "Slides"
video = "Video"
poster = "Poster"
project = "Project"
openreview = "OpenReview"
event = "Event page"
"""

PROGRAM = """\
# The program, by hand.
conference:
  name: {en: First Small Conference, zh: 第一届小会}
  short: Small YEAR
  timezone: Europe/Berlin
  city: Berlin
  url: https://small.example/Conferences/YEAR
  proceedings: https://small.example/proceedings/YEAR
days:
"""

DAYS = """\
  - date: 2026-05-18
    title: {en: Opening, zh: 开幕}
    items:
      - session: hand  # placed by hand
        title: {en: Set by Hand, zh: 手工安排}
        start: "09:00"
        end: "10:00"
        papers:
          - {key: old2026alpha}
  - date: 2026-05-19
    title: Second Day
"""

RECORD = """\
# yaml-language-server: $schema=../_schema/paper.schema.json

# A comment of the maintainer.
name: Alpha  # as the paper writes it
topics: [speed]
links:
  # found by hand
  pdf: https://hand.example/alpha.pdf
takeaway:
  en: Alpha makes small things fast.
  zh: Alpha 让小事变快。
added: 2026-06-01
revised: 2026-06-02
# The end.
"""

BIB = """\
% Comments stand outside of the entries.

@inproceedings{old2026alpha,
  author = {Old, Otto and Elder, Eve},
  title = {{Alpha}: Making Small Things Fast},
  booktitle = {Proceedings of Small Things},
  year = {2026},
}

@article{cited1999work,
  author = {Cited, Cleo},
  title = {A Work That Is Only Cited},
  journal = {Journal of Works},
  year = {1999},
}
"""

FILES = {
    "docs/mlsys.toml": TOML,
    "docs/2025/program.yaml": PROGRAM.replace("YEAR", "2025").replace("days:\n", "days: []\n"),
    "docs/2026/program.yaml": PROGRAM.replace("YEAR", "2026") + DAYS,
    "docs/2026/index.md": "# Small 2026\n\n```{toctree}\n:glob:\n\nday-*\n```\n",
    "docs/index.md": "# Small\n\n```{toctree}\n\n2025/index\n2026/index\n```\n",
    "docs/papers/old2026alpha.paper.yaml": RECORD,
    "docs/topics.yaml": "- id: speed\n  name: {en: Speed, zh: 速度}\n"
    "- id: deep-learning\n  name: {en: Deep Learning, zh: 深度学习}\n",
    "docs/people.yaml": "[]\n",
    "refs.bib": BIB,
}


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run of the command line left."""

    status: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """Everything that was printed."""
        return self.out + self.err


class Project:
    """A small project, and the command line in its folder."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        for path, text in FILES.items():
            self.write(path, text)

    def write(self, path: str, text: str | bytes) -> Path:
        """Write a file; texts may be indented."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def read(self, path: str) -> str:
        """Return a file with its line ends as they are."""
        return (self.folder / path).read_bytes().decode()

    def replace(self, path: str, old: str, new: str) -> None:
        """Replace a text in a file."""
        text = self.read(path)
        assert old in text, f"{old!r} is not in {path}"
        self.write(path, text.replace(old, new))

    def files(self) -> dict[str, bytes]:
        """Return every file of the project, but those that are imported from."""
        return {
            file.relative_to(self.folder).as_posix(): file.read_bytes()
            for file in sorted(self.folder.rglob("*"))
            if file.is_file() and file.relative_to(self.folder).parts[0] != "in"
        }

    def run(self, *args: str) -> Ran:
        """Run the command line with arguments."""
        self._capsys.readouterr()
        status = main(args)
        found = self._capsys.readouterr()
        return Ran(status, found.out, found.err)

    def take(self, name: str, text: str | bytes, *args: str, conference: str = "2026") -> Ran:
        """Import a file of a name and content."""
        file = self.write(f"in/{name}", text)
        return self.run("import", str(file), "-c", conference, "--date", "2026-07-01", *args)


def lines(text: str) -> str:
    """Return an indented text without its indentation."""
    return dedent(text).lstrip("\n")


def must_refuse(project: Project, name: str, broken: str | bytes, words: str) -> None:
    """Import a broken file: it is refused with file and reason, and nothing is changed."""
    before = project.files()
    ran = project.take(name, broken)
    assert ran.status == 1, ran.text
    assert words in ran.out, ran.out
    assert f"in/{name}" in ran.out
    assert "Traceback" not in ran.text
    assert "nothing was changed" in ran.err
    assert project.files() == before
