"""The navigation that pages of a folder share says what each page's own would say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sphinx_mlsys.ext import navigation
from tests.ext.small import Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Return a site with captions, hidden pages, a page listed twice and names to be quoted."""
    site = Site(tmp_path / "site")
    site.write("more/index.md", "# More & <more>\n\n```{toctree}\nin depth\nagain\n```\n")
    site.write("more/in depth.md", "# In depth\n\n```{toctree}\nbelow/it\n```\n")
    site.write("more/again.md", "# Again > before\n\n## A part\n\nText.\n")
    site.write("more/below/it.md", "# Below\n\nText.\n")
    listed = (
        "```{toctree}\n:caption: More\n:hidden:\n\nmore/index\nElsewhere <https://example.org/>\n"
    )
    site.write("index.md", site.read("index.md") + "\n" + listed + "twice\ntwice\n```\n")
    site.write("twice.md", "# Twice\n\n```{toctree}\nbelow\n```\n")
    site.write("below.md", "# Below twice\n")
    return site


def test_a_shared_navigation_is_that_of_sphinx_and_furo(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = site.build("shared")

    def own(_app: Any, _page: str, toctree: Any, _context: Any) -> Any:
        return toctree

    monkeypatch.setattr(navigation, "_to_be_marked", own)
    alone = site.build("alone")
    pages = {path for path in alone.files() if path.endswith(".html")}
    assert {"index.html", "2024/day-2.html", "more/in depth.html", "more/below/it.html"} <= pages
    assert [page for page in pages if shared.text(page) != alone.text(page)] == []


def test_a_template_of_the_project_is_given_the_navigation_of_its_page(site: Site) -> None:
    site.write("_templates/page.html", '{% extends "!page.html" %}{% block content %}'
               "<main>{{ toctree(collapse=False, includehidden=True) }}</main>{% endblock %}")  # fmt: skip
    site.write("conf.py", site.read("conf.py") + 'templates_path = ["_templates"]\n')
    page = site.build().text("2024/day-2.html")
    shown = page[page.index("<main>") : page.index("</main>")]
    assert '<a class="current reference internal" href="#">Day 2</a>' in shown


def test_the_navigation_is_made_once_for_a_folder(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    resolve = navigation.TocTree.get_toctree_for

    def counted(self: Any, docname: str, *args: Any, **options: Any) -> Any:
        made.append(docname)
        return resolve(self, docname, *args, **options)

    monkeypatch.setattr(navigation.TocTree, "get_toctree_for", counted)
    site.build("html")
    assert sorted(made) == ["\0", "2024/\0", "more/\0", "more/below/\0", "topics/\0"]


@pytest.mark.parametrize("form", ["", "</ul>", "<nav><b data-to='a.html'>A</b></nav>"])
def test_a_navigation_of_another_form_is_left_as_it_is(form: str) -> None:
    assert navigation.marked(form, "a.html") == form
