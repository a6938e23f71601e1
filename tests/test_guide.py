"""The guide is true: its snippets build, its commands run, and nothing is left out of it."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from docs._ext.guide import as_rest, examples
from sphinx_mlsys.cli import main
from sphinx_mlsys.cli.app import COMMANDS, group
from sphinx_mlsys.core.bibfile import read_bibliography
from sphinx_mlsys.core.forms import adapter
from sphinx_mlsys.core.model import PaperRecord, Person, ProjectFile
from sphinx_mlsys.core.problems import CODES
from sphinx_mlsys.ext.config import VALUES
from sphinx_mlsys.ext.domain import MlsysDomain
from tests.cli.large import large
from tests.ext.small import PROJECT, Site
from tests.guide import GUIDE, Snippet, all_snippets, snippets

NAMES = {
    "lin2024awq": "ada2024alpha",
    "lin2025qserve": "bel2024beta",
    "ye2025flashinfer": "ada2024alpha",
    "dettmers2025lessons": "fay2024talk",
    "2024/quantization-1": "2024/first",
    "ji-lin": "ann-ada",
    "{topic}`quantization`": "{topic}`speed`",
    ":topic: quantization": ":topic: speed",
    '"quantization", "kv-cache"': '"speed", "size"',
    "best-paper": "best",
    "`kv-cache`": "`cache`",
}
"""What the guide's examples name, as the small digest has it."""

OWN_PAGES = {"terms": "glossary", "authors": "authors", "institutions": "institutions"}
"""Directives of which a site has one, and the page that has it."""

SNIPPETS = all_snippets()


def of(*languages: str) -> list[Snippet]:
    """Return the snippets in some languages."""
    return [s for s in SNIPPETS if s.language in languages]


def in_small(text: str) -> str:
    """Return a snippet with the names of the small digest."""
    for name, ours in NAMES.items():
        text = text.replace(name, ours)
    return text


@pytest.mark.parametrize("form", ["md", "rst"])
def test_every_snippet_builds(tmp_path: Path, form: str) -> None:
    site = Site(tmp_path / "site")
    inventory = site.build("first").out / "objects.inv"
    more = "extensions += ['sphinx.ext.intersphinx']\nintersphinx_mapping = {\n"
    for name in ("mlsys", "y2025"):
        more += f"  {name!r}: ('https://{name}.example/', {str(inventory)!r}),\n"
    site.write("conf.py", site.read("conf.py") + more + "}\n")
    listed = []
    for number, snippet in enumerate(of("markdown", "guide-example")):
        text = in_small(snippet.text)
        name = next((p for d, p in OWN_PAGES.items() if f"{{{d}}}" in text), f"guide-{number}")
        if name in OWN_PAGES.values():
            site.remove(f"{name}.md")
        else:
            listed.append(name)
        title = f"Page {number}"
        page = f"# {title}\n\n{text}" if form == "md" else f"{title}\n=======\n\n{as_rest(text)}"
        site.write(f"{name}.{form}", page)
    site.replace("index.md", "bibliography\n", "\n".join(["bibliography", *listed, ""]))
    built = site.build()
    assert built.warnings == ""
    assert len(listed) >= 8
    assert "Alpha" in built.text(f"{listed[0]}.html")


@pytest.mark.parametrize("snippet", of("rst"), ids=str)
def test_the_rest_beside_a_snippet_is_what_the_converter_makes(snippet: Snippet) -> None:
    before = [s for s in SNIPPETS if s.page == snippet.page and s.line < snippet.line]
    assert as_rest(before[-1].text).strip() == snippet.text.strip()


@pytest.mark.parametrize("snippet", of("toml"), ids=str)
def test_a_part_of_the_project_file_is_valid(snippet: Snippet) -> None:
    adapter(ProjectFile).validate_python(tomllib.loads(PROJECT) | tomllib.loads(snippet.text))


@pytest.mark.parametrize("snippet", [s for s in of("yaml") if s.page != "tutorial"], ids=str)
def test_a_part_of_a_yaml_file_is_valid(snippet: Snippet, repository: Path) -> None:
    data = yaml.load(snippet.text, yaml.BaseLoader)
    if snippet.caption == "people.yaml":
        for person in data:
            adapter(Person).validate_python(person)
    elif "repos" in data:
        hooks = yaml.safe_load((repository / ".pre-commit-hooks.yaml").read_text())
        assert {h["id"] for h in data["repos"][0]["hooks"]} == {h["id"] for h in hooks}
    elif not {"formats", "publish"} & set(data):
        adapter(PaperRecord).validate_python(
            {"added": "2026-05-20", "revised": "2026-05-20"} | data
        )


@pytest.mark.parametrize("snippet", of("python"), ids=str)
def test_values_of_conf_are_known(snippet: Snippet) -> None:
    found: dict[str, Any] = {"extensions": []}
    exec(snippet.text, found)
    known = {name for name, *_rest in VALUES}
    assert {n for n in found if n.startswith("mlsys_")} <= known


@pytest.mark.parametrize("snippet", of("bibtex"), ids=str)
def test_a_bibliography_is_read(snippet: Snippet, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_text(snippet.text, encoding="utf-8")
    problems: list[Any] = []
    read_bibliography(file, problems)
    assert [p for p in problems if p.severity == "error"] == []


def commands(snippet: Snippet) -> list[str]:
    """Return the command lines of a shell block, those over several lines joined."""
    return [line for line in snippet.text.replace("\\\n", " ").split("\n") if line]


def run(line: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run a line of a shell block and return its status; what needs a network is left out."""
    program, *args = shlex.split(line.removeprefix("$ "), comments=True)
    monkeypatch.chdir(folder)
    if program == "sphinx-mlsys":
        return main(args)
    if program == "sphinx-build":
        done = subprocess.run([sys.executable, "-m", "sphinx", "-q", *args], check=False)
        return done.returncode
    if program == "rm":
        for name in args:
            (folder / name).unlink()
    elif program not in ("python3", ".", "pip", "cd"):
        pytest.fail(f"the test does not know how to run {program}")
    return 0


@pytest.fixture(scope="module")
def digest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the digest that the tutorial makes, made as it says."""
    top = tmp_path_factory.mktemp("tutorial")
    folder = top
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1779235200")
        for snippet in snippets(GUIDE / "tutorial.md"):
            if snippet.caption:
                (folder / snippet.caption).write_text(snippet.text, encoding="utf-8")
            for line in commands(snippet) if snippet.language == "console" else ():
                assert run(line, folder, patch) == 0, f"line {snippet.line}: {line}"
                if line == "$ cd digest":
                    folder = top / "digest"
    return folder


def test_the_tutorial_ends_with_a_published_site(
    digest: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = digest / "_build/html"
    assert 'id="ada2026tinycache"' in (site / "2026/day-1.html").read_text(encoding="utf-8")
    assert (site / "papers/cid2026other.html").exists()
    record = digest / "docs/papers/ada2026tinycache.paper.yaml"
    text = record.read_text(encoding="utf-8")
    monkeypatch.chdir(digest)
    record.write_text(text.replace("3.5×", "4×"), encoding="utf-8")
    assert main(["check"]) == 1
    assert "ada2026tinycache.paper.yaml:7" in capsys.readouterr().out
    record.write_text(text, encoding="utf-8")
    assert main(["import", "small.bib", "-c", "2026"]) == 0
    assert "Nothing was changed" in capsys.readouterr().err


HOW_TO = [s for s in of("console") if s.page.startswith("how-to") and "sphinx-mlsys" in s.text]


@pytest.mark.parametrize("snippet", HOW_TO, ids=str)
def test_the_commands_of_a_how_to_run(
    snippet: Snippet, digest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "here"
    lines = [line for line in commands(snippet) if line.startswith("$ sphinx-mlsys")]
    if any(" init " in line for line in lines):
        folder.mkdir()
        (folder / "large-2026-orals-posters.json").write_text(json.dumps(large(12)))
    else:
        shutil.copytree(digest, folder)
        (folder / "published").mkdir()
        shutil.copy(folder / "_build/html/objects.inv", folder / "published")
        fields = "author = {Gil, Gus}, title = {Queues}, booktitle = {B}, year = {2026}"
        entry = f"\n@inproceedings{{gil2026queues, {fields}}}\n"
        bib = folder / "refs.bib"
        bib.write_text(bib.read_text(encoding="utf-8") + entry, encoding="utf-8")
    for line in lines:
        assert run(line.replace("FILE...", "small.bib"), folder, monkeypatch) == 0, line


def test_the_reference_names_everything() -> None:
    pages = {f.stem: f.read_text(encoding="utf-8") for f in (GUIDE / "reference").glob("*.md")}
    headings = " ".join(re.findall(r"^## (.*)$", pages["directives"], re.MULTILINE))
    assert set(MlsysDomain.directives) <= set(re.findall(r"[\w-]+", headings))
    for name in MlsysDomain.roles:
        assert f"`{name}`" in pages["roles"]
    for name in COMMANDS:
        assert f"```{{guide-help}} {name}" in pages["commands"]
    context = click.Context(group)
    new = group.get_command(context, "new")
    assert isinstance(new, click.Group)
    for name in new.commands:
        assert f"{{guide-help}} new {name}" in pages["commands"]


def test_every_code_has_an_example_of_itself() -> None:
    found = examples()
    assert set(found) == set(CODES)
    for code, (_language, example, said) in found.items():
        assert example
        assert code in said
