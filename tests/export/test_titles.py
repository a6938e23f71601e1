"""Titles keep their capitals, accents and the meaning of their mathematics."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_mlsys.core.bibvalue import decode
from sphinx_mlsys.export.titles import csl, escape_bare, plain

NOCASE = '<span class="nocase">{}</span>'


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ("{AWQ}: On-Device {LLM}s", "AWQ: On-Device LLMs"),
        (r"B{\"o}ther and Bulu{\c c}", "Böther and Buluç"),
        (r"R\&D at 100\% for \$5", "R&D at 100% for $5"),
        ("R&D at 100% of a_b #1", "R&D at 100% of a_b #1"),
        (r"R&D is 5\% more", "R&D is 5% more"),
        ("$O(n^2)$ in $O(n \\log n)$", "O(n²) in O(n log n)"),
        (r"$10^{-3}$ and $\alpha_i$ and $x^{ab}$", "10⁻³ and α_i and x^(ab)"),
        (r"{$x<y$} -- ``quoted''", "x<y – “quoted”"),
        (r"\emph{Very {LLM}} $\frac{a}{b}$", "Very LLM a/b"),
        ("Know Where You’re Uncertain—Now", "Know Where You’re Uncertain—Now"),
        ("two\n  lines\tand {more}", "two lines and more"),
    ],
)
def test_plain_text(latex: str, text: str) -> None:
    assert plain(latex) == text


@pytest.mark.parametrize(
    ("latex", "marked"),
    [
        ("{AWQ}: On-Device {LLM}s", f"{NOCASE.format('AWQ')}: On-Device {NOCASE.format('LLM')}s"),
        (r"{\"O}zg{\"u}r", "Özgür"),
        ("{Q{\\'e}X} y", f"{NOCASE.format('QéX')} y"),
        ("In $O(n^2)$", f"In {NOCASE.format('O(n<sup>2</sup>)')}"),
        ("Of $x_{ij}$", f"Of {NOCASE.format('x<sub>ij</sub>')}"),
    ],
)
def test_csl_mark_up(latex: str, marked: str) -> None:
    assert csl(latex) == marked


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_any_text_becomes_one_printable_line(text: str) -> None:
    found = plain(text)
    assert found == " ".join(found.split())
    assert not any(unicodedata.category(c) == "Cc" for c in found)


@given(st.text(alphabet="aB é{}\\$&%_#^~-`'\"", max_size=60))
def test_broken_latex_does_no_harm(text: str) -> None:
    plain(text)
    csl(text)


@given(st.text(alphabet="aB é中", max_size=40), st.text(alphabet="LMQ", min_size=1, max_size=5))
def test_braces_show_in_the_mark_up_and_nowhere_else(text: str, word: str) -> None:
    latex = f"{text}{{{word}}}{text}"
    assert plain(latex) == plain(text + word + text)
    assert re.sub("<[^>]*>", "", csl(latex)) == plain(latex)


@given(st.text(alphabet="ab$&%_#\\ ", max_size=40))
def test_escaping_twice_is_escaping_once(text: str) -> None:
    assert escape_bare(escape_bare(text)) == escape_bare(text)


@pytest.mark.parametrize(
    "name", ["href", "author", "date", "colorbox", "footnote", "frac", "input"]
)
@pytest.mark.parametrize("form", ["\\%s", "$\\%s$", "$x \\%s[$", "{\\%s}", "\\%s{"])
def test_a_macro_without_its_arguments_makes_nothing_fail(form: str, name: str) -> None:
    text = form % name
    for made in (decode(text), plain(text), csl(text)):
        assert isinstance(made, str)
