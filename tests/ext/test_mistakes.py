"""Whatever is wrong with one file is told at its place, and the rest of the site is built."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sphinx_mlsys.ext.freshness import NoDigestError
from tests.ext.small import Site

RECORD = "papers/cid2024gamma.paper.yaml"
Edit = Callable[[Site], object]


def note(*lines: str) -> Edit:
    """Return what gives a record these lines as its notes, the first of them line 38."""
    text = "notes:\n  en: |\n" + "".join(f"    {line}\n" for line in lines) + "  zh: 无。\n"
    return lambda site: site.write(RECORD, site.read(RECORD) + text)


def replace(path: str, old: str, new: str) -> Edit:
    """Return what replaces a text of a file."""
    return lambda site: site.replace(path, old, new)


MISTAKES: dict[str, tuple[Edit, str]] = {
    "footnote": (note("As said.[^1]", "", "[^1]: There."), f"{RECORD}:40: WARNING: notes.en: A text"),
    "footnote of one word": (note("As said.[^1]", "", "[^1]: there"), f"{RECORD}:40: WARNING: notes"),
    "heading": (note("# Notes"), f"{RECORD}:38: WARNING: notes.en: A text of a record holds a head"),
    "link defined below": (note("[x]", "", "[x]: nosuch"), f"{RECORD}:38: WARNING: 'myst' cross"),
    "link to a name that is too long": (
        note(f"[x]({'a' * 300}.png)"),
        f"{RECORD}:38: WARNING: The link to 'aaa",
    ),
    "link to a project": (note("<project:nosuch.md>"), f"{RECORD}:38: WARNING: Unknown source"),
    "formula that does not end": (
        note(r"See $\left( x$."),
        f"{RECORD}:38: WARNING: The formula '\\left( x' cannot be drawn: extra left or missing right",
    ),
    "formula that reads a file": (
        note(r"See $\input{/etc/passwd}$."),
        f"{RECORD}:38: WARNING: The formula '\\input{{/etc/passwd}}' cannot be drawn: it has commands",
    ),
    "title and target": (
        note("{paper}`a <b> <ada2024alpha>`"),
        f"{RECORD}:38: WARNING: notes.en: There is no paper 'b> <ada2024alpha'.",
    ),
    "role without end": (
        note("{term}`a" + "<" * 20000 + "`"),
        f"{RECORD}:38: WARNING: What the role \"term\" names cannot be read: it is longer",
    ),
    "text without end": (
        note("w " * 60000),
        f"{RECORD}:36: WARNING: notes: {{'en': 'w w w w",
    ),
    "address": (
        replace(RECORD, "https://example.org/Gamma.pdf", "'https://[::1'"),
        f"{RECORD}:6: WARNING: links.pdf: 'https://[::1' is not an http(s) address.",
    ),
    "port": (
        replace(RECORD, "https://example.org/Gamma.pdf", "https://example.org:99999/"),
        f"{RECORD}:6: WARNING: links.pdf: 'https://example.org:99999/' is not an http(s) address.",
    ),
    "first day of all": (
        replace("2024/program.yaml", "2024-05-01", "0001-01-01"),
        "program.yaml:9: WARNING: days[0].date: '0001-01-01' does not fit: must be a date from 1900",
    ),
    "zone that only the system knows": (
        replace("2024/program.yaml", "Europe/Berlin", "posixrules"),
        "",
    ),
    "id in capitals": (
        replace("topics.yaml", "id: size", "id: Big Size"),
        "topics.yaml:4: WARNING: [1].id: 'Big Size' does not fit: must be lower-case ASCII words, joi",
    ),
    "no list": (
        replace(RECORD, "terms: [cache]", "terms: cache"),
        f"{RECORD}:4: WARNING: terms: 'cache' is not a list. Begin each entry with '- '",
    ),
    "commas between authors": (
        replace("refs.bib", "author = {Cid, Cyd}", "author = {Cyd Cid, Dan Dee, Eli Eve, Fay}"),
        "refs.bib:21: WARNING: cid2024gamma.author: The name 'Cyd Cid, Dan Dee, Eli Eve, Fay' does",
    ),
    "record in UTF-16": (
        lambda site: (site.docs / RECORD).write_bytes(site.read(RECORD).encode("utf-16")),
        f"{RECORD}:1: WARNING: The file is not UTF-8.",
    ),
    "bibliography in Latin-1": (
        lambda site: (site.docs / "refs.bib").write_bytes(
            site.read("refs.bib").encode() + b"@misc{gui1999le,\n  title = {\xc9t\xe9},\n}\n"
        ),
        "refs.bib:60: WARNING: The file is not UTF-8.",
    ),
    "pipe": (
        lambda site: os.mkfifo(site.docs / "papers/pipe2024.paper.yaml"),
        "papers/pipe2024.paper.yaml:1: WARNING: The file cannot be read: It is no regular file.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("builder", ["html", "latex"])
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_and_the_rest_is_built(
    tmp_path: Path, mistake: str, builder: str
) -> None:
    site = Site(tmp_path / "site")
    edit, told = MISTAKES[mistake]
    edit(site)
    built = site.build(builder, builder)
    if builder == "html":
        assert told in built.warnings if told else built.warnings == ""
        assert "Only small things were tried by Alpha" in built.text("papers/ada2024alpha.html")
    else:
        (tex,) = built.out.glob("small*.tex")
        assert "tried by Alpha" in " ".join(tex.read_text("utf-8").split())


def test_a_record_that_becomes_unreadable_has_no_page_any_more(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    assert site.build().warnings == ""
    (site.docs / RECORD).write_bytes(site.read(RECORD).encode("utf-16"))
    again = site.build()
    assert not (again.out / "papers/cid2024gamma.html").exists()
    assert again.files() == site.build("clean").files()


def test_thousands_of_authors_are_not_each_told_of_all_others(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    many = " and ".join(f"Fam{n}, Giv" for n in range(300))
    site.replace("refs.bib", "author = {Cid, Cyd}", f"author = {{{many} and Bel, Bob}}")
    built = site.build()
    assert built.warnings == ""
    assert "Fam299" not in built.text("authors/giv-fam1.html")
    assert "Cyd Cid" in built.text("authors/bob-bel.html")


def test_a_project_file_at_fault_is_told_and_nothing_is_built(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.write("mlsys.toml", site.read("mlsys.toml") + "\n[nosuch]\nx = 1\n")
    with pytest.raises(NoDigestError, match=r"mlsys\.toml:\d+:1: nosuch"):
        site.build()
    assert not (tmp_path / "site/out/index.html").exists()


def test_a_page_may_have_formulas_that_a_record_may_not(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    page = site.read("2024/day-1.md") + "\nSee $\\href{https://example.org/}{x}$.\n"
    site.write("2024/day-1.md", page)
    built = site.build()
    assert built.warnings == ""
    assert 'href="https://example.org/"' in built.text("2024/day-1.html")
