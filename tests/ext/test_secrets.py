"""What a record may not do: read files from outside, bring in markup, run TeX."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ext.small import Site, entry, record

SECRET = "the-secret-outside-of-the-project"
PIXEL = b"\x89PNG\r\n\x1a\n" + SECRET.encode()

READING = [
    "```{{include}} {file}\n```",
    "```{{literalinclude}} {file}\n```",
    "```{{csv-table}}\n:file: {file}\n```",
    "```{{raw}} html\n:file: {file}\n```",
    "```{{figure}} {file}\n```",
    "```{{image}} {file}\n```",
    "```{{eval-rst}}\n.. include:: {file}\n```",
    "![picture]({file})",
    "[text]({file})",
    "[text](path:{file})",
    "<path:{file}>",
    "[text](project:{file})",
    "{{download}}`{file}`",
    "{{download}}`text <{file}>`",
    "[text][a]\n\n[a]: {file}",
]
"""Ways to bring a file into a page of MyST."""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Return a small site with a secret file beside its folder."""
    site = Site(tmp_path / "site")
    for name in ("secret.txt", "secret.png"):
        (site.folder / name).write_bytes(PIXEL)
    return site


def with_text(site: Site, *texts: str) -> None:
    """Give a record notes of several paragraphs."""
    lines = "\n\n".join(texts).splitlines()
    notes = "notes:\n  en: |\n" + "".join(f"    {line}\n" if line else "\n" for line in lines)
    site.write("papers/cid2024gamma.paper.yaml", record("Gamma", "size", notes))


def leaks(site: Site, out: Path) -> list[str]:
    """Return the output files that hold the secret."""
    return [str(p) for p in out.rglob("*") if p.is_file() and SECRET.encode() in p.read_bytes()]


@pytest.mark.parametrize("builder", ["html", "latex", "epub"])
def test_no_text_of_a_record_reads_a_file_outside(site: Site, builder: str) -> None:
    files = [*("../" * n + "secret.txt" for n in (1, 2)), str(site.folder / "secret.txt"),
             "/../secret.txt", "../../secret.png"]  # fmt: skip
    with_text(site, *(way.format(file=file) for way in READING for file in files))
    built = site.build(builder, builder)
    assert leaks(site, built.out) == []
    assert leaks(site, site.folder / f"{builder}-doctrees") == []


def test_no_text_of_a_record_brings_in_html(site: Site) -> None:
    with_text(
        site,
        "```{raw} html\n<script>alert(1)</script>\n```",
        "```{eval-rst}\n.. raw:: html\n\n   <script>alert(2)</script>\n```",
        "```{role} evil(raw)\n:format: html\n```",
        "{evil}`<script>alert(3)</script>`",
        "{raw}`<script>alert(4)</script>`",
        "<script>alert(5)</script>",
        "[a](javascript:alert(6)) <javascript:alert(7)> [b](data:text/html,x) [c](vbscript:x)",
        "---\nhtml_meta:\n  refresh: 0;url=https://evil.example\n---",
    )
    for path, content in site.build().files().items():
        if path.endswith(".html"):
            assert b"<script>alert" not in content, path
            for scheme in (b'"javascript:', b'"data:text', b'"vbscript:', b'evil.example"'):
                assert scheme not in content, (path, scheme)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JaVa{S}cript:alert(1)", "data:text/html,x"]
)
def test_no_cited_work_links_to_a_script(site: Site, url: str) -> None:
    site.replace("refs.bib", "An Old Work", "An \x07Old Work")
    site.replace("refs.bib", "year = {1999}", f"year = {{1999}},\n  url = {{{url}}}")
    with_text(site, "As {cite}`old1999work` says.")
    page = site.build().text("bibliography.html")
    assert "An Old Work" in page
    assert "alert(1)" not in page
    assert "data:text" not in page


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "//evil.example/x", "data:text/html,x"]
)
def test_no_page_of_a_session_is_a_script(site: Site, url: str) -> None:
    site.replace("2024/program.yaml", "session: first\n", f'session: first\n        url: "{url}"\n')
    built = site.build()
    assert "bad-link" in built.warnings
    for path, content in built.files().items():
        assert f'href="{url}'.encode() not in content, path
        assert not path.endswith(".ics") or url.encode() not in content, path


@pytest.mark.parametrize("cited", ["old1999work x", ",", ",".join(["old1999work"] * 2000)])
def test_a_citation_that_cannot_be_read_stops_nothing(site: Site, cited: str) -> None:
    with_text(site, f"As {{cite}}`{cited}` says.")
    assert "names cannot be read" in site.build().warnings


def test_a_name_that_is_too_long_for_a_file_stops_nothing(site: Site) -> None:
    long = "a" * 300
    site.replace("topics.yaml", "id: speed", f"id: {long}")
    site.replace("2024/program.yaml", "session: last", f"session: {long}")
    site.replace("refs.bib", "author = {Cid, Cyd}", f"author = {{{long}, Cyd}}")
    site.replace("refs.bib", "@inproceedings{eve2024epsilon", f"@inproceedings{{{long}2024")
    site.replace("refs.bib", "year = {1999}", f"year = {{{'9' * 5000}}}")
    site.write(
        "papers/bel2024beta.paper.yaml", record("Beta", more=f"aliases: {{ids: [{long}]}}\n")
    )
    built = site.build()
    assert "must have at most 100 characters" in built.warnings
    assert f"The key has {len(long) + 4} characters" in built.warnings
    assert (built.out / "papers/ada2024alpha.html").is_file()


@pytest.mark.parametrize("builder", ["html", "latex"])
@pytest.mark.parametrize("path", ["papers/cid2024gamma.paper.yaml", "topics.yaml", "papers"])
def test_no_file_of_the_project_is_read_through_a_link_that_leads_out(
    site: Site, builder: str, path: str
) -> None:
    secret, there = site.folder / "secret", site.docs / path
    there.rename(secret)
    file = secret / "cid2024gamma.paper.yaml" if secret.is_dir() else secret
    file.write_text(file.read_text().replace("small things", SECRET) + f"# {SECRET}\n")
    there.symlink_to(secret)
    built = site.build(builder, builder, overrides={"html_copy_source": True})
    assert "is a link that leads out of the project. Put the file itself here." in built.warnings
    assert leaks(site, built.out) == []


@pytest.mark.parametrize("path", ["papers/cid2024gamma.paper.yaml", "papers", "topics.yaml"])
def test_a_file_is_noticed_when_a_link_that_leads_out_takes_its_place(
    site: Site, path: str
) -> None:
    assert site.build().warnings == ""
    there = site.docs / path
    there.rename(site.folder / "same")
    there.symlink_to(site.folder / "same")
    again = site.build()
    assert "is a link that leads out of the project." in again.warnings
    assert again.files() == site.build("clean").files()


def test_a_link_within_the_project_is_read(site: Site) -> None:
    record = site.docs / "papers/cid2024gamma.paper.yaml"
    record.rename(site.docs / "kept.yaml")
    record.symlink_to("../kept.yaml")
    built = site.build()
    assert built.warnings == ""
    assert "Only small things were tried by Gamma" in built.text("papers/cid2024gamma.html")


def test_a_name_that_is_not_utf8_is_told_and_the_rest_is_built(site: Site) -> None:
    text = site.read("papers/cid2024gamma.paper.yaml")
    Path(os.fsdecode(bytes(site.docs) + b"/papers/odd\xff2024.paper.yaml")).write_text(text)
    built = site.build()
    assert "odd\\xff2024.paper.yaml:1: " in built.warnings
    assert "The name of the file is not UTF-8." in built.warnings
    assert (built.out / "papers/cid2024gamma.html").is_file()
    assert site.build().written == []


@pytest.mark.parametrize("builder", ["html", "latex"])
def test_no_figure_is_read_through_a_link_that_leads_out(site: Site, builder: str) -> None:
    (site.folder / "secret.svg").write_text(f"<svg><title>{SECRET}</title></svg>")
    (site.docs / "figures").mkdir()
    for language in ("en", "zh"):
        (site.docs / "figures" / f"leak.{language}.svg").symlink_to(site.folder / "secret.svg")
    text = "{en: A leak, zh: 泄漏}"
    site.write("figures.yaml", f"- id: leak\n  alt: {text}\n  caption: {text}\n")
    site.replace("papers/cid2024gamma.paper.yaml", "added:", "figures: [leak]\nadded:")
    built = site.build(builder, builder)
    assert "figures/leak.en.svg does not exist inside the docs folder" in built.warnings
    assert leaks(site, built.out) == []


@pytest.mark.parametrize("builder", ["html", "singlehtml", "epub", "latex"])
def test_no_figure_acts(site: Site, builder: str) -> None:
    (site.docs / "figures").mkdir()
    for language in ("en", "zh"):
        site.write(f"figures/bad.{language}.svg", '<svg xmlns="http://www.w3.org/2000/svg">'
                   f"<script>alert('{SECRET}')</script></svg>")  # fmt: skip
    text = "{en: A picture, zh: 图片}"
    site.write("figures.yaml", f"- id: bad\n  alt: {text}\n  caption: {text}\n")
    site.replace("papers/ada2024alpha.paper.yaml", "added:", "figures: [bad]\nadded:")
    built = site.build(builder, builder)
    assert (
        "figures/bad.en.svg:1: WARNING: The element <script> may not stand here." in built.warnings
    )
    assert leaks(site, built.out) == []


TEX = [
    r"\write18{touch HERE/harm}",
    r"\immediate\write18{touch HERE/harm}",
    r"\input{HERE/secret.txt}",
    r"\openout15=harm",
    r"\csname input\endcsname{HERE/secret.txt}",
    r"^^5cinput{HERE/secret.txt}",
    r"}\input{HERE/secret.txt}{",
    r"$\input{HERE/secret.txt}$",
    r"$\href{javascript:alert(1)}{x}$",
    r"\directlua{os.execute('touch HERE/harm')}",
    r"\def\par{harm}",
    r"% & # _ ~ ^ \ { }",
]
"""Titles, names and texts that would do something in TeX."""


@pytest.mark.parametrize("engine", ["xelatex"])
def test_no_title_or_text_runs_tex(
    site: Site, tool: Callable[[str], str], engine: str, tmp_path: Path
) -> None:
    here = site.folder.as_posix()
    harm = [text.replace("HERE", here) for text in TEX]
    quoted = [f"'{text}'" for text in harm if "'" not in text]
    text = record("Gamma", "size").replace("[Institute of Gamma]", f"[{', '.join(quoted)}]")
    notes = "notes:\n  en: |\n" + "".join(f"    {line}\n\n" for line in harm)
    site.write("papers/cid2024gamma.paper.yaml", text + notes)
    titles = " ".join(t for t in harm if t.count("{") == t.count("}") and not t.startswith("}"))
    site.replace("refs.bib", entry("cid2024gamma", "Gamma", "Cid, Cyd"),
                 entry("cid2024gamma", "Gamma", "Cid, Cyd").replace("A Study", titles))  # fmt: skip
    built = site.build("latex", "latex")
    (source,) = built.out.glob("*.tex")
    line = [tool(engine), "-no-shell-escape", "-interaction=nonstopmode", source.name]
    subprocess.run(line, cwd=built.out, capture_output=True, check=False)
    log = source.with_suffix(".log").read_text(encoding="utf-8", errors="replace")
    assert "Output written on" in log
    assert "secret.txt" not in "".join(x for x in log.splitlines() if x.startswith("("))
    assert "runsystem(" not in log
    assert [*site.folder.rglob("harm"), *built.out.glob("harm*")] == []
    said = subprocess.run(
        [tool("pdftotext"), source.with_suffix(".pdf").name, "-"],
        cwd=built.out, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert SECRET not in said


@pytest.mark.parametrize("name", ['"><img src=x onerror=alert(1)>', "x\ny"])
def test_no_name_of_a_file_acts_or_stops_a_build(site: Site, name: str) -> None:
    file = site.docs / "papers" / f"{name}.paper.yaml"
    file.write_text(record("Gamma", "size"), encoding="utf-8")
    built = site.build()
    assert "no-entry" in built.warnings
    for path, content in built.files().items():
        assert not path.endswith(".html") or b"<img src=x" not in content
