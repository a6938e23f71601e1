"""What a small site holds in every output, and what is said of mistakes."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest

from tests.ext.links import faults
from tests.ext.small import Built, Site, record

BUILDERS = (
    "html", "dirhtml", "singlehtml", "latex", "typst", "epub", "text", "man", "gettext",
)  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the sources of a small site, which no test changes."""
    return Site(tmp_path_factory.mktemp("site") / "site")


@pytest.fixture(scope="module")
def html(made: Site) -> Built:
    """Return the site in HTML."""
    return made.build("html")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Return a small site that the test may change."""
    return Site(tmp_path / "site")


@pytest.mark.parametrize("builder", BUILDERS)
def test_every_builder_is_silent(made: Site, builder: str) -> None:
    built = made.build(f"b-{builder}", builder, overrides={"version": "1"})
    assert built.warnings == ""
    if builder in ("html", "dirhtml", "singlehtml", "epub"):
        assert faults(built.out) == []


def test_sections_of_one_name_have_anchors_of_their_own_in_one_page(site: Site) -> None:
    for page in ("2024/day-1.md", "2024/day-2.md", "topics/size.md"):
        site.write(page, site.read(page) + "\n## The same\n\nText.\n")
    built = site.build("one", "singlehtml", overrides={"html_theme": "furo"})
    assert faults(built.out) == []
    assert built.text("index.html").count('href="#2024-day-2-the-same"') == 1


@pytest.mark.parametrize("builder", ["html", "singlehtml", "latex", "text"])
def test_the_other_language_is_silent_too(made: Site, builder: str) -> None:
    built = made.build(f"zh-{builder}", builder, overrides={"language": "zh_CN"})
    assert built.warnings == ""


def inventory(built: Built) -> dict[tuple[str, str], tuple[str, str]]:
    """Return (type, name) to (address, title) of objects.inv.

    Format: https://sphobjinv.readthedocs.io/en/stable/syntax.html
    """
    raw = (built.out / "objects.inv").read_bytes()
    body = zlib.decompress(raw.split(b"\n", 4)[4]).decode()
    rows = re.findall(r"^(.+?) (\S+:\S+) (-?\d+) (\S*) (.*)$", body, re.MULTILINE)
    return {
        (kind, name): (address.replace("$", name), title)
        for name, kind, _prio, address, title in rows
    }


def test_the_inventory_names_everything(html: Built) -> None:
    found = inventory(html)
    assert found["mlsys:paper", "ada2024alpha"] == (
        "papers/ada2024alpha.html",
        "Alpha: A Study of Small Things",
    )
    assert found["mlsys:talk", "fay2024talk"][0] == "talks/fay2024talk.html"
    assert found["mlsys:session", "2024/first"][0] == "2024/day-1.html#session-2024-first"
    assert found["mlsys:author", "bob-bel"] == ("authors/bob-bel.html", "Bob Bel")
    assert found["mlsys:topic", "speed"] == ("topics/speed.html", "Speed")
    assert found["std:term", "cache"][0] == "glossary.html#term-cache"
    assert sum(kind == "mlsys:paper" for kind, _name in found) == 5


def test_without_record_pages_the_program_card_is_the_home(made: Site) -> None:
    found = inventory(made.build("one", "singlehtml") or made)
    assert found["mlsys:paper", "ada2024alpha"][0].endswith("#ada2024alpha")


def test_cards_stand_in_the_order_of_the_program(html: Built) -> None:
    page = html.text("2024/day-1.html")
    ids = re.findall(r'class="mlsys-card[^"]*" id="(\w+)"', page)
    assert ids == ["ada2024alpha", "bel2024beta", "cid2024gamma", "fay2024talk"]


def test_only_the_program_card_carries_the_id(html: Built) -> None:
    assert 'id="ada2024alpha"' not in html.text("awards.html")
    assert "Alpha" in html.text("awards.html")


def test_a_card_shows_what_a_reader_needs(html: Built) -> None:
    page = html.text("2024/day-1.html")
    card = page[page.index('id="ada2024alpha"') : page.index('id="bel2024beta"')]
    for text in ("09:00–09:30", "Best Paper", "Alpha makes small things 2×", "Ann Ada", "Table 1",
                 "Only small things were tried by Alpha", "Beta", "Institute of Alpha",
                 "ada2024alpha", "把小事做到原来的 2 倍快"):  # fmt: skip
        assert text in card


def test_the_other_language_says_its_language(html: Built) -> None:
    page = html.text("papers/ada2024alpha.html")
    assert re.search(r'<details class="[^"]*mlsys-other[^"]*" lang="zh-CN"', page)


def test_mathematics_is_mathml_without_a_script(html: Built) -> None:
    page = html.text("papers/ada2024alpha.html")
    assert "<math" in page
    assert "<msup>" in page
    assert "mathjax" not in page.lower()


def test_a_term_is_found_by_its_name_in_either_language(html: Built) -> None:
    page = html.text("papers/ada2024alpha.html")
    assert page.count('href="../glossary.html#term-cache"') >= 2


def test_citations_lie_beside_the_pages(html: Built) -> None:
    assert html.text("papers/ada2024alpha.bib").startswith("@inproceedings{ada2024alpha,")
    assert html.text("mlsys-2024.bib").count("@inproceedings") == 5


REST = """\
Cards
=====

.. paper:: ada2024alpha

   A remark *for this page*.

.. timetable:: 2024/1

.. papers::
   :topic: speed
   :as: table

.. results::

   ada2024alpha 2×

See :paper:`bel2024beta` and :author:`bob-bel`.
"""

MYST = """\
# Cards

```{paper} ada2024alpha
A remark *for this page*.
```

```{timetable} 2024/1
```

```{papers}
:topic: speed
:as: table
```

```{results}
ada2024alpha 2×
```

See {paper}`bel2024beta` and {author}`bob-bel`.
"""


def article(page: str) -> str:
    """Return the body of a page."""
    body = page[page.index("<article") : page.index("</article")]
    # MyST keeps MathJax away from its pages by these classes.
    return body.replace(' class="tex2jax_ignore mathjax_ignore"', "")


def test_rest_and_myst_make_the_same_page(site: Site) -> None:
    site.write("one.rst", ":orphan:\n\n" + REST)
    site.write("two.md", "---\norphan: true\n---\n" + MYST)
    built = site.build()
    assert built.warnings == ""
    one, two = (article(built.text(f"{n}.html")) for n in ("one", "two"))
    names = re.compile(r"one|two")
    assert names.sub("", one) == names.sub("", two)
    assert "for this page" in one


def warnings(built: Built) -> list[str]:
    """Return the warnings without colours and folders."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", built.warnings)
    return [line.rsplit("/docs/", 1)[-1] for line in text.splitlines() if "WARNING" in line]


def test_a_broken_record_is_told_and_the_rest_still_builds(site: Site) -> None:
    site.replace("papers/dee2024delta.paper.yaml", "links:", "link:")
    built = site.build()
    assert warnings(built) == [
        "papers/dee2024delta.paper.yaml:5: WARNING: link: There is no field 'link'. "
        "Did you mean 'links'? [mlsys.unknown-field]"
    ]
    assert "Epsilon" in built.text("2024/day-2.html")
    assert 'id="dee2024delta"' not in built.text("2024/day-2.html")


def test_all_mistakes_are_told_at_once(site: Site) -> None:
    site.replace("papers/ada2024alpha.paper.yaml", "topics: [speed]", "topics: [sped]")
    site.replace("papers/bel2024beta.paper.yaml", "2× faster", "3× faster")
    site.replace("2024/program.yaml", "key: cid2024gamma", "key: cid2024gama")
    site.write("refs.bib", site.read("refs.bib") + "@misc{broken, title = {x}\n")
    codes = {re.findall(r"\[mlsys\.([a-z-]+)\]", w)[0] for w in warnings(site.build())}
    assert codes >= {"unknown-topic", "unsourced-number", "unknown-record", "bib-syntax"}


def test_a_fault_in_a_text_is_told_once_at_its_own_line(site: Site) -> None:
    site.replace("papers/ada2024alpha.paper.yaml", "{term}`cache`", "{nosuchrole}`cache`")
    found = [w for w in warnings(site.build()) if "nosuchrole" in w]
    assert len(found) == 1
    assert found[0].startswith("papers/ada2024alpha.paper.yaml:12:")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("```{paper} nobody2024x\n```", "There is no paper 'nobody2024x'"),
        ("```{session} 2024/none\n```", "There is no session '2024/none'"),
        ("```{day} 2024/9\n```", "There is no day '2024/9'"),
        ("```{timetable} 1999\n```", "There is no conference or day '1999'"),
        ("```{papers}\n:filter: __import__('os')\n```", "is not allowed in a filter"),
        ("```{papers}\n:filter: topc == 'x'\n```", "Unknown field 'topc'"),
        ("```{results}\nada2024alpha 9×\n```", "has no result '9×'; it has 2×"),
        ("{paper}`nobody2024x`", "there is no paper 'nobody2024x' in this digest"),
    ],
)
def test_mistakes_on_pages_are_told_at_their_line(site: Site, text: str, said: str) -> None:
    site.write("page.md", f"---\norphan: true\n---\n# Page\n\n{text}\n")
    found = warnings(site.build())
    assert len(found) == 1
    assert found[0].startswith("page.md:6:")
    assert said in found[0]


@pytest.mark.parametrize(
    ("expression", "keys"),
    [
        ("topic == 'size'", ["cid2024gamma"]),
        ("has_award", ["ada2024alpha"]),
        ("author == 'Bob Bel' and not has_award", ["bel2024beta"]),
        ("session in ['2024/last'] or key == 'cid2024gamma'",
         ["cid2024gamma", "dee2024delta", "eve2024epsilon"]),
    ],
)  # fmt: skip
def test_papers_are_chosen_by_filter(site: Site, expression: str, keys: list[str]) -> None:
    site.write(
        "page.md", f"---\norphan: true\n---\n# P\n\n```{{papers}}\n:filter: {expression}\n```\n"
    )
    page = article(site.build().text("page.html"))
    assert re.findall(r'mlsys-row-title"><a [^>]*href="papers/(\w+)\.html"', page) == keys


def test_a_long_list_of_authors_can_be_folded(site: Site) -> None:
    names = " and ".join(f"Name{c}, Given" for c in "abcdefghij")
    site.replace("refs.bib", "Cid, Cyd}", names + "}")
    page = site.build().text("papers/cid2024gamma.html")
    assert 'class="mlsys-folded"' in page
    assert "Given Namej" in page


def test_nothing_is_written_into_the_sources(made: Site, html: Built) -> None:
    sources = {p.relative_to(made.docs).as_posix() for p in made.docs.rglob("*") if p.is_file()}
    assert not [p for p in sources if p.endswith((".html", ".bib.part", ".json"))]
    assert html.warnings == ""


@pytest.fixture
def hostile(site: Site) -> Site:
    """Return a site with hostile words in a record."""
    site.replace("refs.bib", "{Gamma}: A Study", "{Gamma</script><script>alert(1)</script>}: A")
    site.write(
        "papers/cid2024gamma.paper.yaml",
        record("Gamma", "size").replace("Institute of", '"><img src=x onerror=alert(1)> of'),
    )
    return site


def test_hostile_words_stay_words(hostile: Site) -> None:
    built = hostile.build()
    for path, content in built.files().items():
        if path.endswith(".html"):
            assert b"<script>alert" not in content, path
            assert b"<img src=x" not in content, path
