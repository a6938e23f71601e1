"""Former addresses lead on, and former names resolve from other projects."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from lxml import html
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.inventory import InventoryFile

from sphinx_mlsys.cli import main
from tests.export.sample import HOSTILE, sample
from tests.ext.small import Built, Site


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return sources that no test changes."""
    site = sample(tmp_path_factory.mktemp("redirects") / "site")
    site.write("people.yaml", "- name: Annabel Ada\n  spellings: [Ann Ada]\n")
    site.replace("index.md", "{author}`ann-ada`", "{author}`annabel-ada`")
    return site


@pytest.fixture(scope="module")
def built(made: Site) -> Built:
    """Return the site in HTML at a known address."""
    return made.build("html", overrides={"html_baseurl": "https://example.org/site/"})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("papers/poster-9.html", f"papers/{HOSTILE}.html"),
        ("papers/old2024evil.html", f"papers/{HOSTILE}.html"),
        ("authors/ann-ada.html", "authors/annabel-ada.html"),
    ],
)
def test_a_former_address_leads_on_without_a_script(built: Built, old: str, new: str) -> None:
    page = html.document_fromstring(built.text(old))
    (refresh,) = page.iterfind("head/meta[@http-equiv='refresh']")
    assert refresh.get("content") == f"0; url={Path(new).name}"
    (canonical,) = page.iterfind("head/link[@rel='canonical']")
    assert canonical.get("href") == f"https://example.org/site/{new}"
    (link,) = page.iter("a")
    assert ((built.out / old).parent / str(link.get("href"))).is_file()
    assert not list(page.iter("script", "img"))


def test_in_folders_too(made: Site) -> None:
    built = made.build("dirhtml", "dirhtml")
    page = html.document_fromstring(built.text("papers/poster-9/index.html"))
    (link,) = page.iter("a")
    target = built.out / "papers/poster-9" / str(link.get("href"))
    assert (target / "index.html").resolve() == built.out / f"papers/{HOSTILE}/index.html"


def test_a_page_that_exists_is_not_overwritten(tmp_path: Path) -> None:
    site = sample(tmp_path / "site")
    site.write("papers/poster-9.md", "---\norphan:\n---\n# Kept\n")
    built = site.build()
    assert "Kept" in built.text("papers/poster-9.html")
    assert "'poster-9' is an alias of 'hal2024evil', but a page of that name exists" in (
        built.warnings
    )


def test_the_inventory_has_every_object_with_its_title_and_former_names(built: Built) -> None:
    inventory = InventoryFile.loads((built.out / "objects.inv").read_bytes(), uri="")
    papers = inventory.data["mlsys:paper"]
    assert papers["ada2024alpha"].uri == "papers/ada2024alpha.html"
    assert papers["ada2024alpha"].display_name == "Alpha: A Study of Small Things"
    assert len(papers) == 6  # former names are listed apart
    former = inventory.data["mlsys:former-paper"]
    assert former["poster-9"].uri == papers[HOSTILE].uri
    assert former["poster-9"].display_name == papers[HOSTILE].display_name
    assert inventory.data["mlsys:former-author"]["ann-ada"].uri == "authors/annabel-ada.html"
    assert inventory.data["mlsys:session"]["2024/first"].display_name == "First Things"
    assert inventory.data["mlsys:talk"]["fay2024talk"].display_name == "On Small Things"
    assert inventory.data["mlsys:topic"]["speed"].display_name == "Speed"
    assert inventory.data["mlsys:conference"]["2024"].display_name == "Small 2024"


SECOND = """
Second
======

:ref:`ada2024alpha`, :ref:`another title <fay2024talk>`, :external+digest:ref:`bel2024beta`.

.. toctree::

   page
"""


def test_another_project_refers_to_a_paper_with_one_line_of_configuration(
    built: Built, tmp_path: Path
) -> None:
    inventory = built.out / "objects.inv"
    files = {
        "conf.py": 'extensions = ["sphinx.ext.intersphinx", "myst_parser"]\n'
        f'intersphinx_mapping = {{"digest": ("https://example.org/site/", "{inventory}")}}\n',
        "index.rst": SECOND,
        "page.md": "# Page\n\n<inv:digest#poster-9> and [x](inv:digest#ann-ada)\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    out, warnings = tmp_path / "out", io.StringIO()
    with patch_docutils(tmp_path), docutils_namespace():
        Sphinx(
            tmp_path, tmp_path, out, tmp_path / "doctrees", "html",
            status=None, warning=warnings, confoverrides={"nitpicky": True},
        ).build()  # fmt: skip
    assert warnings.getvalue() == ""
    links = {
        a.text_content(): a.get("href", "").partition("#")[0]
        for name in ("index", "page")
        for a in html.document_fromstring((out / f"{name}.html").read_text()).find_class("external")
    }
    site = "https://example.org/site"
    assert links["Alpha: A Study of Small Things"] == f"{site}/papers/ada2024alpha.html"
    assert links["another title"] == f"{site}/talks/fay2024talk.html"
    assert links["Beta: A Study of Small Things"] == f"{site}/papers/bel2024beta.html"
    assert links["x"] == f"{site}/authors/annabel-ada.html"
    assert f"{site}/papers/{HOSTILE}.html" in links.values()


def test_the_check_finds_what_a_rename_took_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = Site(tmp_path / "site")
    old = site.build("old").out / "objects.inv"
    site.replace("refs.bib", "eve2024epsilon", "eve2024new")
    site.replace("2024/program.yaml", "eve2024epsilon", "eve2024new")
    record = "papers/eve2024new.paper.yaml"
    (site.docs / "papers/eve2024epsilon.paper.yaml").rename(site.docs / record)

    def status(now: Built) -> int:
        return main(["check", str(site.docs), "--against", str(old),
                     "--inventory", str(now.out / "objects.inv")])  # fmt: skip

    assert status(site.build("new")) == 1
    assert "paper 'eve2024epsilon' at papers/eve2024epsilon.html is gone" in capsys.readouterr().out
    site.write(record, site.read(record) + "aliases:\n  ids: [eve2024epsilon]\n")
    new = site.build("new")
    assert "eve2024new.html" in new.text("papers/eve2024epsilon.html")
    status(new)
    assert "address-gone" not in capsys.readouterr().out
