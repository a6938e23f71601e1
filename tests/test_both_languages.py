"""The whole site in both languages, as one command builds it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import html

from sphinx_mlsys.core.load import load
from tests.ext.links import Page, faults

pytestmark = pytest.mark.site

WORDS = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,;:.()]+[A-Za-z][A-Za-z'’-]*){2,}")
SMALL = re.compile(r"\b(an|and|are|as|at|by|for|from|in|is|it|of|on|or|that|the|to|was|with)\b")
"""Words of which a sentence has some, and a name at most a few between its own."""
QUOTED = re.compile("[“《][^”》]*[”》]")
CHINESE = re.compile(r"[\u4e00-\u9fff][^A-Za-z]*")
CITED = frozenset({"mlsys-reference", "mlsys-gbt", "citation", "mlsys-authors"})
"""Classes of what is cited, which keeps its language."""
SAID = ("title", "alt", "aria-label", "placeholder")
UNSEEN = frozenset({"script", "style", "code", "pre", "math"})


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """Return the folder with the site in both languages, built without a warning."""
    out = tmp_path_factory.mktemp("whole") / "site"
    line = [sys.executable, repository / "docs" / "build.py", out, "--pages-only"]
    options = ["-W", "--keep-going", "-n", "--base-url", "https://example.org/digest"]
    done = subprocess.run([*line, *options], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


def pages(root: Path) -> Iterator[Path]:
    """Yield the pages of one language."""
    for file in sorted(root.rglob("*.html")):
        parts = file.relative_to(root).parts
        if parts[0] not in ("zh-cn", "_static", ".work"):
            yield file


def texts(element: Any, wanted: str, language: str = "") -> Iterator[str]:
    """Yield what is said in the *wanted* language, which is the page's."""
    language = (element.get("lang") or language)[:2]
    classes = set((element.get("class") or "").split())
    if not isinstance(element.tag, str) or element.tag in UNSEEN or classes & CITED:
        return
    if language == wanted:
        yield from (element.get(name) for name in SAID if element.get(name))
        yield element.text or ""
    for child in element:
        yield from texts(child, wanted, language)
        if language == wanted:
            yield child.tail or ""


@pytest.fixture(scope="module")
def neutral(repository: Path) -> str:
    """Return everything in the sources that has no language: names, titles, venues, units."""
    docs = repository / "docs"
    found: list[str] = []

    def gather(value: object) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, list):
            for item in value:
                gather(item)
        elif isinstance(value, dict):
            for key, item in value.items():
                if key not in ("en", "zh") or value.keys() == {"id", "name"}:
                    gather(item)

    for file in sorted(docs.rglob("*.yaml")):
        gather(yaml.safe_load(file.read_text(encoding="utf-8")))
    library = load(docs).library
    for term in library.terms.values():
        found += term.name.values()
    for entry in library.entries.values():
        found += [entry.title, *(n.display for n in (*entry.authors, *entry.editors))]
        found += [entry.get(field) for field in ("booktitle", "journal", "howpublished")]
    found.append("Read the Docs")  # the service, which the guide names
    found += [link for kinds in library.project.settings.links.values() for link in kinds.values()]
    return "\n".join(" ".join(text.split()) for text in found)


def test_no_english_sentence_is_on_the_chinese_site(whole: Path, neutral: str) -> None:
    found: dict[str, str] = {}
    for file in pages(whole / "zh-cn"):
        for text in texts(html.fromstring(file.read_bytes()), "zh"):
            for run in WORDS.findall(QUOTED.sub("", " ".join(text.split()))):
                if SMALL.search(run) and run.strip(",.;:() ") not in neutral:
                    found.setdefault(run, file.name)
    assert found == {}


def test_no_chinese_sentence_is_on_the_english_site(whole: Path, neutral: str) -> None:
    found: dict[str, str] = {}
    for file in pages(whole):
        for text in texts(html.fromstring(file.read_bytes()), "en"):
            for run in CHINESE.findall(" ".join(text.split())):
                if run.strip(" ，、,()（）") not in neutral:
                    found.setdefault(run, file.name)
    assert found == {}


def anchors(file: Path) -> set[str]:
    """Return the ids of a page; drawings have their own in each language."""
    drawn = html.fromstring(file.read_bytes()).xpath("//svg//@id | //svg/@id")
    return set(Page(file.read_text(encoding="utf-8")).ids) - set(drawn)


def test_every_page_leads_to_itself_at_the_same_anchors(whole: Path) -> None:
    chinese = whole / "zh-cn"
    there = {f.relative_to(whole) for f in pages(whole)}
    assert there == {f.relative_to(chinese) for f in pages(chinese)}
    for page in sorted(there):
        assert anchors(whole / page) == anchors(chinese / page), page
    assert faults(whole) == []
