"""A card written straight to HTML is the card that its nodes would become."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docutils import nodes
from docutils.frontend import get_default_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sphinx.parsers import RSTParser
from sphinx.util.docutils import docutils_namespace, new_document, patch_docutils
from sphinx.writers.html import HTMLWriter
from sphinx.writers.html5 import HTML5Translator

from sphinx_mlsys.core.views import Prose
from sphinx_mlsys.core.yamlfile import YamlFile
from sphinx_mlsys.ext import deferred, reflist
from sphinx_mlsys.ext.htmlmaker import HtmlMaker, is_simple
from sphinx_mlsys.ext.nodemaker import NodeMaker
from sphinx_mlsys.ext.references import as_if_read
from sphinx_mlsys.ext.state import state_of
from tests.ext.small import Built, Site, record

NOTES = """\
notes:
  en: |
    Words with *emphasis*, **weight**, `code  of  two` and [a link](https://example.org/?a=1&b=2).
    The {term}`cache`, {term}`the store <store>`, {paper}`bel2024beta`, {author}`Ann Ada`,
    {session}`2024/first`, {topic}`size`, {conference}`2024` and {talk}`fay2024talk`; a · b, "c" @ 5 < 6.

    A second paragraph, with $y_1$ and {mlsys:paper}`Beta <bel2024beta>`.
  zh: |
    第一行，
    第二行有 {term}`缓存` 和
    `代码`。
    **重点**
    之后 $x$
    结束。
disagreements:
  - {en: One says so; the other *not*., zh: 一说如此，一说*不然*。}
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Return a small site with a record that has all that is written straight."""
    site = Site(tmp_path / "site")
    site.write("papers/cid2024gamma.paper.yaml", record("Gamma", "size", NOTES))
    return site


@pytest.mark.parametrize("theme", ["furo", "alabaster"])
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_pages_are_the_same_without_nodes(
    site: Site, builder: str, language: str, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    overrides = {"language": language, "html_theme": theme, "mlsys_author_pages": theme == "furo"}
    straight = site.build("straight", builder, overrides=overrides)
    monkeypatch.setattr(deferred, "STRAIGHT", frozenset())
    monkeypatch.setattr(reflist, "PAGED", frozenset())
    by_nodes = site.build("by-nodes", builder, overrides=overrides)
    pages = [name for name in by_nodes.files() if name.endswith(".html")]
    assert len(pages) > 12
    for name in pages:
        expected = by_nodes.text(name)
        if theme != "furo":  # only furo's own transform wraps tables made of nodes
            expected = wrapped(expected)
        assert straight.text(name) == expected, name
    assert straight.warnings == by_nodes.warnings


def wrapped(page: str) -> str:
    """Return a page with the tables of cards in the box that scrolls."""
    start = '<table class="mlsys-table mlsys-results docutils align-default">'
    box = '<div class="table-wrapper mlsys-table mlsys-results docutils container">'
    head, *cards = page.split(start)
    found = head
    for card in cards:
        inside, _end, rest = card.partition("</table>\n")
        found += f"{box}\n{start}{inside}</table>\n</div>\n{rest}"
    return found


def test_simple_records_are_written_straight(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    class Watched(NodeMaker):
        def __init__(self, docname: str, *args: Any) -> None:
            made.append(docname)
            super().__init__(docname, *args)

    monkeypatch.setattr(deferred, "NodeMaker", Watched)
    site.build()
    assert made == []
    site.build("text", "text")
    assert made != []


def test_a_text_with_blocks_has_what_nodes_have(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write(
        "papers/cid2024gamma.paper.yaml",
        record(
            "Gamma",
            "size",
            "notes:\n  en: |\n    - one\n    - two\n\n    | a |\n    |---|\n    | b |\n",
        ),
    )
    page = site.build().text("papers/cid2024gamma.html")
    assert "<li><p>two</p></li>" in page
    assert "table-wrapper colwidths-auto" in page  # furo's own transform has seen it


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return a build whose application makes texts."""
    return Site(tmp_path_factory.mktemp("makers") / "site").build()


@pytest.fixture(scope="module")
def maker(built: Built) -> Iterator[HtmlMaker]:
    """Return a maker for a page of that build."""
    app = built.app
    options = get_default_settings(RSTParser, HTMLWriter)
    options.env = app.env
    with patch_docutils(app.confdir), docutils_namespace():
        document = new_document("index", options)
        translator = app.builder.create_translator(document, app.builder)
        assert isinstance(translator, HTML5Translator)
        with as_if_read(app.env, "index"):
            yield HtmlMaker(translator, "index", state_of(app.env), options)


FRAGMENTS = (
    "words", "词语", " ", "\n", "\n\n", "*", "**", "_", "`", "``", "$", "$x$", "$$", "[a](https://b.c)",
    "[", "]", "(", ")", "<", ">", "&", "&amp;", "\"", "@", "\\", "#", "# ", "- ", "1. ", "> ", "|", "---",
    "===", "~", ":", "::", "!", "{", "}", "{term}`cache`", "{paper}`bel2024beta`", "{term}`x <cache>`",
    "{kbd}`a`", "https://b.c", "a_b", "·", " · ", "，", "。", "  \n", "    ", "\t", "%", "+++", "^",
)  # fmt: skip


@settings(deadline=None, max_examples=500, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=12).map("".join))
def test_any_simple_text_is_what_its_nodes_become(maker: HtmlMaker, text: str) -> None:
    if not text.strip() or not is_simple(text):
        return
    prose, source = Prose(("problem", "en"), text), YamlFile(Path("any.yaml"), {})
    straight = maker.blocks(prose, source)
    by_nodes = [
        maker.written([node], nodes.container())
        for node in maker._renderer.blocks(prose, source, maker._settings, own=False)
    ]
    tied = [html.replace(" \u00b7 ", "\u00a0\u00b7 ") for html in by_nodes]
    assert straight == tied
