"""Former addresses lead on, and former names resolve from other projects."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html
from sphinx.util.inventory import InventoryFile

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
    assert papers["poster-9"].uri == papers[HOSTILE].uri
    assert papers["poster-9"].display_name == papers[HOSTILE].display_name
    assert inventory.data["mlsys:author"]["ann-ada"].uri == "authors/annabel-ada.html"
    assert inventory.data["mlsys:session"]["2024/first"].display_name == "First Things"
    assert inventory.data["mlsys:talk"]["fay2024talk"].display_name == "On Small Things"
    assert inventory.data["mlsys:topic"]["speed"].display_name == "Speed"
    assert inventory.data["mlsys:conference"]["2024"].display_name == "Small 2024"
