"""A problem says where, what and what to do, in the form in which editors find the place."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_mlsys.core.problems import CODES, Problem, in_order


def test_a_problem_reads_like_a_compilers_message() -> None:
    problem = Problem(
        code="wrong-type",
        file=Path("/docs/a.yaml"),
        line=3,
        column=5,
        path=("results", 0, "value"),
        message="It is wrong.",
        remedy="Mend it.",
    )
    assert str(problem) == (
        "/docs/a.yaml:3:5: results[0].value: It is wrong. Mend it. [wrong-type]"
    )
    assert str(Problem(code="bad-key", message="No place.")) == "No place. [bad-key]"


def test_a_code_without_an_explanation_cannot_be_used() -> None:
    with pytest.raises(ValueError, match="no-such-code"):
        Problem(code="no-such-code", message="x")
    assert all(text.endswith(".") for text in CODES.values())


def test_problems_come_by_file_and_line_each_once() -> None:
    def at(file: str, line: int | None) -> Problem:
        return Problem(code="bad-key", file=Path(file), line=line, message="x")

    problems = [at("/b", 1), at("/a", 10), at("/a", 9), at("/b", None), at("/a", 10)]
    assert in_order(problems) == (at("/a", 9), at("/a", 10), at("/b", None), at("/b", 1))


def test_a_sentence_is_one_line_that_can_be_printed() -> None:
    problem = Problem(
        code="unknown-field", message="'a\x1b[31m\u202e\n  b'" + "x" * 9000, path=("\x07", 0)
    )
    assert problem.sentence.isprintable()
    assert problem.sentence.startswith(r"\x07[0]: 'a\x1b[31m\u202e b'xx")
    assert len(problem.sentence) < 2200
