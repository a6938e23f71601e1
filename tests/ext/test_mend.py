"""Cards lead to the form where their record is edited, and to an issue filled in."""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from sphinx_mlsys.core.forms import adapter
from sphinx_mlsys.core.model import Repository
from sphinx_mlsys.core.repository import edit_address, report_address
from tests.ext.small import PROJECT, Site

ADDRESS = "https://code.example/small/digest"
TABLE = f'[repository]\naddress = "{ADDRESS}"\nfolder = "docs"\n'
DAY = "2024/day-1.html"


def links(page: str) -> dict[str, str]:
    """Return the text and address of the links of the first card that has them."""
    (place,) = re.findall(r'<p class="mlsys-mend[^"]*">.*?</p>', page, re.DOTALL)[:1]
    found = re.findall(r'href="([^"]+)">([^<]+)</a>', place)
    return {text: html.unescape(address) for address, text in found}


@pytest.mark.parametrize(
    ("host", "edit", "report", "title"),
    [
        ("github", "edit/main/docs", "issues/new", "title"),
        ("gitlab", "-/edit/main/docs", "-/issues/new", "issue[title]"),
        ("forgejo", "_edit/main/docs", "issues/new", "title"),
    ],
)
def test_addresses_are_those_of_the_host(host: str, edit: str, report: str, title: str) -> None:
    place = adapter(Repository).validate_python({"address": f"{ADDRESS}.git", "host": host})
    assert edit_address(place, "papers/a b.yaml") == f"{ADDRESS}/{edit}/papers/a%20b.yaml"
    found = urlsplit(report_address(place, "a: ü & ?", "b"))
    assert found.geturl().startswith(f"{ADDRESS}/{report}?")
    assert parse_qs(found.query)[title] == ["a: ü & ?"]


def test_every_card_has_the_links_in_its_language(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    without = site.build()
    assert "mlsys-mend" not in without.text(DAY)
    site.write("mlsys.toml", PROJECT + TABLE)
    built = site.build()  # incremental: every card is stale
    assert built.warnings == ""
    page = built.text(DAY)
    assert page.count('class="mlsys-mend') == 4
    found = links(page)
    record = "docs/papers/ada2024alpha.paper.yaml"
    assert found["Edit this record"] == f"{ADDRESS}/edit/main/{record}"
    issue = parse_qs(urlsplit(found["Report a mistake"]).query)
    assert issue["title"] == ["ada2024alpha: "]
    assert record in issue["body"][0]
    assert "mlsys-mend" in built.text("papers/ada2024alpha.html")
    chinese = site.build("zh", overrides={"language": "zh_CN"})
    assert list(links(chinese.text(DAY))) == ["编辑此记录", "报告错误"]
    text = site.build("text", "text")
    assert "Edit this record" not in text.text("2024/day-1.txt")


def test_an_address_that_is_none_is_told(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.write("mlsys.toml", PROJECT + '[repository]\naddress = "small/digest"\n')
    with pytest.raises(Exception, match=r"repository\.address"):
        site.build()
