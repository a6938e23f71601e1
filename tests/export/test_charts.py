"""The pictures: true to their data, legible, and the same for the same data."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_mlsys.core.charts import (
    Circles,
    Counts,
    Matrix,
    Pair,
    Place,
    Places,
    Row,
    Shown,
)
from sphinx_mlsys.core.layout import positions
from sphinx_mlsys.core.views import Named
from sphinx_mlsys.export.charts import bars, coauthors, institutions, similarity, terms, topics
from sphinx_mlsys.export.charts.svg import Drawing, Legend, measure, standalone, wrap

LEGEND = Legend("A title", "What it shows.")
YEARS = (Named("2024", "MLSys 2024"), Named("2025", "MLSys 2025"))
LONG = "Edge devices, microcontrollers and whatever else has a name that is long"
COUNTS = Counts(
    YEARS,
    (40, 50),
    tuple(
        Row(f"r{n}", name, counts, (Shown("k", "K"),))
        for n, (name, counts) in enumerate(
            [(LONG, (4, 10)), ("键值缓存", (8, 5)), ("Video", (0, 1))]
        )
    ),
)
GROUPS = ("alpha", "beta", "gamma", "delta")
PLACES = Places(
    YEARS,
    tuple(Named(g, g.title()) for g in GROUPS),
    tuple(
        Place(
            key=f"{group}{n}",
            name=f"{group.title()} number {n}",
            title=f"On {group} {n}",
            conference=n % 2,
            topics=(group,),
            features=((f"topic:{group}", 3), (f"word{n % 5}", 1), (f"{group}{n % 3}", 2)),
        )
        for group in GROUPS
        for n in range(14)
    ),
)
PEOPLE = tuple(Named(f"p{n}", f"Person {n}") for n in range(6))
CIRCLES = Circles(
    (PEOPLE[:4], PEOPLE[4:]),
    (
        Pair("p0", "p1", (Shown("a", "A"), Shown("b", "B"))),
        Pair("p1", "p3", (Shown("a", "A"), Shown("b", "B"), Shown("c", "C"))),
        Pair("p1", "p2", (Shown("a", "A"), Shown("b", "B"))),
        Pair("p4", "p5", (Shown("d", "D"), Shown("e", "E"))),
    ),
)
MATRIX = Matrix(
    tuple(("s", f"Session {n}: {LONG}", f"MLSys 202{4 + n % 2}", 3) for n in (0, 2, 1, 3)),
    tuple(Named(f"t{n}", f"a term of the glossary {n}") for n in range(25)),
    tuple(tuple((n + m) % 4 for m in range(4)) for n in range(25)),
)
BARS = [
    bars.Bar(
        "paper",
        "a",
        "Alpha",
        "up to 4×",
        "speed, against all that came before it",
        (4.0,),
        alone=True,
    ),
    bars.Bar("paper", "b", LONG, "1–2×", "speed, against Beta", (1.0, 2.0), alone=False),
]

Draw = Callable[[int], Drawing]
PICTURES: dict[str, Draw] = {
    "topics": lambda width: topics.draw(COUNTS, width, "x", LEGEND, "papers"),
    "institutions": lambda width: institutions.draw(COUNTS, width, "x", LEGEND),
    "map": lambda width: similarity.draw(PLACES, similarity.spread(PLACES), width, "x", LEGEND),
    "coauthors": lambda width: coauthors.draw(CIRCLES, width, "x", LEGEND),
    "terms": lambda width: terms.draw(MATRIX, width, "x", LEGEND),
    "bars": lambda width: bars.draw(BARS, "×", width, "x", LEGEND),
}
every = pytest.mark.parametrize("kind", PICTURES)
widths = pytest.mark.parametrize("width", [360, 720])
SVG = "{http://www.w3.org/2000/svg}"


def parsed(drawing: Drawing) -> ET.Element:
    return ET.fromstring(drawing.svg)


def boxes(root: ET.Element) -> Iterator[tuple[str, float, float, float, float]]:
    """Yield (text, left, right, top, bottom) of the lines that are not turned."""
    for node in root.iter(f"{SVG}text"):
        if "transform" in node.attrib:
            continue
        content, size = node.text or "", float(node.attrib["font-size"])
        length = measure(content, size, bold="font-weight" in node.attrib)
        x, y = float(node.attrib["x"]), float(node.attrib["y"])
        left = x - {"end": length, "middle": length / 2}.get(node.get("text-anchor", ""), 0)
        yield content, left, left + length, y - 0.75 * size, y + 0.2 * size


@every
@widths
def test_no_text_is_small_cut_off_or_covers_another(kind: str, width: int) -> None:
    drawing = PICTURES[kind](width)
    found = list(boxes(parsed(drawing)))
    assert found
    assert all(float(n.attrib["font-size"]) >= 12 for n in parsed(drawing).iter(f"{SVG}text"))
    for text, left, right, top, bottom in found:
        assert left >= -1, text
        assert right <= width + 1, text
        assert top >= 0, text
        assert bottom <= drawing.height + 1, text
    for n, (text, left, right, top, bottom) in enumerate(found):
        for other, l2, r2, t2, b2 in found[n + 1 :]:
            apart = right <= l2 or r2 <= left or bottom <= t2 or b2 <= top
            assert apart, (text, other)


@every
def test_what_cannot_be_seen_is_said(kind: str) -> None:
    root = parsed(PICTURES[kind](720))
    ids = {n.get("id"): n.text for n in root if n.tag in (f"{SVG}title", f"{SVG}desc")}
    assert ids[root.attrib["aria-labelledby"]] == LEGEND.title
    assert ids[root.attrib["aria-describedby"]] == LEGEND.description
    links = list(root.iter(f"{SVG}a"))
    # An image is one thing to screen readers: what has links is a group.
    assert root.attrib["role"] == ("group" if links else "img")


@every
def test_everything_drawn_has_a_class_for_the_style_sheet(kind: str) -> None:
    root = parsed(PICTURES[kind](720))
    for node in root.iter():
        if node.tag.removeprefix(SVG) in ("path", "rect", "circle", "text"):
            assert re.fullmatch(
                "mf-(ink|muted|accent|soft|surface|hair|gold)", node.attrib["class"]
            )


def test_the_same_data_give_the_same_bytes_in_every_process() -> None:
    program = (
        "from tests.export.test_charts import PICTURES\n"
        "print(*(PICTURES[k](w).svg for k in PICTURES for w in (360, 720)), sep='')"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


@widths
def test_bars_begin_at_zero_and_are_as_long_as_their_numbers(width: int) -> None:
    down = bars.Bar("paper", "c", "Gamma", "−2×", "", (-2.0,), alone=False)
    root = parsed(bars.draw([*BARS, down], "×", width, "x", LEGEND))
    rects = [n for n in root.iter(f"{SVG}rect") if n.get("fill") != "none"]
    spans = [(float(r.attrib["x"]), float(r.attrib["width"])) for r in rects]
    (zero, four), (start, one), (left, two) = spans
    assert start == zero == pytest.approx(left + two, abs=0.2)
    assert four == pytest.approx(4 * one, abs=0.3)
    assert two == pytest.approx(2 * one, abs=0.3)


def test_a_bar_with_a_baseline_of_its_own_is_pale() -> None:
    root = parsed(bars.draw(BARS, "×", 720, "x", LEGEND))
    filled = [n for n in root.iter(f"{SVG}rect") if n.get("fill") != "none"]
    assert [n.attrib["class"] for n in filled] == ["mf-soft", "mf-accent"]


def test_institutions_with_as_many_papers_are_shown_or_left_out_together() -> None:
    rows = tuple(Row(f"i{n}", f"I{n}", (9 if n < 15 else 1, 0)) for n in range(60))
    shown = institutions.leading(Counts(YEARS, (60, 0), rows))
    assert len(shown) == 15


def test_a_dot_stands_at_its_share() -> None:
    root = parsed(topics.draw(COUNTS, 720, "x", LEGEND, "papers"))
    marks = [float(n.attrib["cx"]) for n in root.iter(f"{SVG}circle")][2:]
    first = marks[:2]  # 10% and 20%
    lines = {
        n.text: float(n.attrib["x"]) for n in root.iter(f"{SVG}text") if (n.text or "")[-1] == "%"
    }
    assert first == [pytest.approx(lines["10%"], abs=0.1), pytest.approx(lines["20%"], abs=0.1)]


def test_papers_of_one_kind_stand_together_on_the_map() -> None:
    found = similarity.spread(PLACES)
    groups = [place.topics[0] for place in PLACES.places]
    for n, near in enumerate(found.nearest):
        assert {groups[m] for m in near} == {groups[n]}
    assert {name for name, _middle in found.regions} == {g.title() for g in GROUPS}


@given(st.integers(0, 12), st.randoms(use_true_random=False))
def test_positions_are_in_the_unit_square_whatever_the_likeness(count: int, rand: object) -> None:
    draw = rand.random  # type: ignore[attr-defined]
    table = {(i, j): draw() for i in range(count) for j in range(i)}
    found = positions(count, lambda i, j: table[max(i, j), min(i, j)])
    assert len(found) == count
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in found)


@given(st.text("ab 中文1", max_size=60), st.integers(20, 200))
def test_wrapping_loses_nothing(text: str, width: int) -> None:
    text = " ".join(text.split())
    joined = "".join("".join(wrap(text, width, most=99)).split())
    assert joined == "".join(text.split())


def test_a_file_of_its_own_has_no_links_and_knows_the_dark() -> None:
    svg = standalone(PICTURES["map"](720).svg, "zh")
    root = ET.fromstring(svg)
    assert not list(root.iter(f"{SVG}a"))
    assert "mlsys:" not in svg
    assert "prefers-color-scheme: dark" in svg
    assert root.attrib["role"] == "img"
    assert len(list(root.iter(f"{SVG}text"))) > len(PLACES.places)
