"""Results side by side: grouped by unit, marked where they cannot be compared, drawn, sorted."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest

from tests.ext.small import Built, Site

HEAD = "# Results\n\n"


def result(value: str, unit: str, baseline: str, direction: str = "higher") -> str:
    """Return the lines of one more result."""
    return (
        dedent(f"""\
          - value: {value}
            unit: "{unit}"
            metric: {{en: something, zh: 某事}}
            direction: {direction}
            baseline: {baseline}
            source: pdf
            at: Table 2
    """)
        .replace("\n", "\n  ")
        .rstrip(" ")
    )


def add_result(site: Site, key: str, *results: str) -> None:
    """Give a record more results."""
    lines = "".join("  " + r for r in results)
    site.replace(f"papers/{key}.paper.yaml", "limits:\n", f"{lines}limits:\n")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    site.replace("index.md", "bibliography\n", "bibliography\nresults\n")
    site.replace("papers/cid2024gamma.paper.yaml", "baseline: before", "baseline: Gamma's own")
    add_result(site, "ada2024alpha", result("[3, 4]", "×", "Old"), result("12", "%", "Old"))
    add_result(site, "bel2024beta", result("1.5", "×", "OLD"), result("7", "ms", "Old", "lower"))
    return site


def build(site: Site, body: str) -> Built:
    site.write("results.md", HEAD + body)
    built = site.build()
    assert built.warnings == ""
    return built


def tables(page: str) -> list[list[list[str]]]:
    """Return the texts of the cells of each comparison."""
    return [
        [
            [" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in re.findall(CELL, row)]
            for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)[1:]
        ]
        for table in re.findall(r"<table[^>]*mlsys-comparison.*?</table>", page, re.DOTALL)
    ]


CELL = re.compile(r"<td.*?</td>", re.DOTALL)


def test_rows_with_one_baseline_name_each_other_and_others_are_marked(site: Site) -> None:
    page = build(site, "```{results}\n:conference: 2024\n```\n").text("results.html")
    rows = {row[0].split()[0]: row[3] for row in tables(page)[0]}
    assert rows["Gamma"] == "Gamma's own ≠"
    assert rows["Alpha"] == "before = same baseline as Beta, Delta, Epsilon"
    assert "A number marked ≠ has a baseline that no other row" in page


def test_a_baseline_is_one_whatever_its_capitals(site: Site) -> None:
    page = build(site, "```{results}\nada2024alpha 3–4×\nbel2024beta 1.5×\n```\n").text(
        "results.html"
    )
    assert "≠" not in page
    assert [row[3] for row in tables(page)[0]] == [
        "Old = same baseline as Beta", "OLD = same baseline as Alpha",
    ]  # fmt: skip


def test_units_stand_in_tables_of_their_own(site: Site) -> None:
    body = "```{results}\nada2024alpha 3–4×\nada2024alpha 12%\nbel2024beta 1.5×\n```\n"
    page = build(site, body).text("results.html")
    assert [len(table) for table in tables(page)] == [2, 1]
    assert "Factors (×)" in page
    assert "Percent (%)" in page


def test_one_unit_or_all_but_some_can_be_chosen(site: Site) -> None:
    names = "ada2024alpha 3–4×\nada2024alpha 12%\nbel2024beta 7\u00a0ms\n"
    body = f'```{{results}}\n:unit: "%"\n\n{names}```\n\n```{{results}}\n:without-unit: "×, %"\n\n{names}```\n'
    page = build(site, body).text("results.html")
    assert [[row[1] for row in table] for table in tables(page)] == [
        ["12%"],
        ["7\u00a0ms".replace("\u00a0", " ")],
    ]


def test_lower_is_said_to_be_better(site: Site) -> None:
    page = build(site, "```{results}\nbel2024beta 7\u00a0ms\n```\n").text("results.html")
    assert tables(page)[0][0][2] == "something (lower is better)"


def test_a_plot_has_a_bar_for_each_row_of_a_unit(site: Site) -> None:
    body = (
        "```{results}\n:plot:\n\nada2024alpha 3–4×\nbel2024beta 1.5×\nbel2024beta 7\u00a0ms\n```\n"
    )
    page = build(site, body).text("results.html")
    svg = re.findall(r"<svg class=\"mlsys-wide.*?</svg>", page, re.DOTALL)
    assert len(svg) == 1
    assert "3–4×" in svg[0]
    assert "1.5×" in svg[0]
    assert 'href="papers/ada2024alpha.html"' in svg[0]
    assert "The line at 1× is the baseline." in page


def test_a_plot_says_which_bars_cannot_be_compared(site: Site) -> None:
    page = build(site, "```{results}\n:plot:\n:conference: 2024\n```\n").text("results.html")
    assert "A pale bar has a baseline of its own" in page


@pytest.mark.parametrize("builder", ["latex", "epub", "text", "singlehtml", "gettext"])
def test_other_outputs_have_plot_and_table_without_a_warning(site: Site, builder: str) -> None:
    site.write("results.md", HEAD + "```{results}\n:plot:\n:conference: 2024\n```\n")
    built = site.build(f"b-{builder}", builder, overrides={"version": "1"})
    assert built.warnings == ""


def test_an_edited_result_reaches_the_table(site: Site) -> None:
    build(site, "```{results}\n:conference: 2024\n```\n")
    site.replace("papers/cid2024gamma.paper.yaml", "Gamma's own", "before")
    again = site.build()
    assert "≠" not in again.text("results.html")


def test_related_papers_stand_on_the_card_with_their_reason(site: Site) -> None:
    site.write("glossary.yaml", site.read("glossary.yaml") + dedent("""
        - id: rare
          name: {en: rare thing, zh: 稀有之物}
          definition: {en: Not often seen., zh: 不常见。}
    """))  # fmt: skip
    for key in ("cid2024gamma", "dee2024delta"):
        site.replace(f"papers/{key}.paper.yaml", "terms: [cache]", "terms: [rare, cache]")
    english, chinese = site.build(), site.build("zh", overrides={"language": "zh_CN"})
    field = re.compile(r"<li><p><a[^>]*dee2024delta[^>]*>.*?</p>\s*</li>", re.DOTALL)
    found = [
        re.sub("<[^>]+>", "", f) for f in field.findall(english.text("papers/cid2024gamma.html"))
    ]
    assert any("Delta — shares: rare thing" in f for f in found)
    assert "稀有之物" in chinese.text("papers/cid2024gamma.html")


def test_the_script_is_there_only_with_a_table_to_sort(site: Site) -> None:
    long = build(site, "```{results}\n:conference: 2024\n```\n")
    assert "mlsys-sort.js" in long.text("results.html")
    assert "mlsys-sort.js" not in long.text("glossary.html")
