"""Problems as people and machines read them: terminal, GitHub, JSON, SARIF."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click

from sphinx_mlsys import __version__
from sphinx_mlsys.core.files import content_of
from sphinx_mlsys.core.problems import CODES, Problem, printed

WIDEST = 160
"""How much of a long source line is shown, in columns of the terminal."""

_MARKED = re.compile(r"[^\s,:\[\]{}()'\"]+|.")


def as_text(problems: Sequence[Problem]) -> str:
    """Return problems for a terminal: place, sentence, the offending line with a caret."""
    lines_of = cache(_lines)
    return "\n".join(_block(p, lines_of(p.file) if p.file else ()) for p in problems)


def place(file: Path | None) -> str:
    """Return a file as seen from here, with slashes."""
    if file is None:
        return ""
    here = Path.cwd()
    return printed((file.relative_to(here) if file.is_relative_to(here) else file).as_posix())


def _lines(file: Path) -> tuple[str, ...]:
    try:
        text = content_of(file).decode("utf-8-sig", "replace")
    except (OSError, ValueError):
        return ()
    return tuple(re.split(r"\r\n|\r|\n", text))


def _block(problem: Problem, lines: Sequence[str]) -> str:
    where = ":".join(
        str(p) for p in (place(problem.file), problem.line, problem.column) if p is not None
    )
    color = "red" if problem.severity == "error" else "yellow"
    kind = click.style(f"{problem.severity}[{problem.code}]", fg=color, bold=True)
    head = f"{click.style(where, bold=True)}: {kind} {problem.sentence}"
    if not problem.line or problem.line > len(lines):
        return head
    shown, caret = _marked(lines[problem.line - 1], problem.column)
    if not shown.strip():
        return head
    number = str(problem.line).rjust(5)
    bar = click.style("|", fg="blue")
    return f"{head}\n{number} {bar} {shown}\n{' ' * 5} {bar} {click.style(caret, fg=color)}"


def _marked(line: str, column: int | None) -> tuple[str, str]:
    """Return the line, cut where it is too long, and carets under what *column* begins."""
    line = "".join(c if c.isprintable() else " " for c in line)
    start = column - 1 if column else len(line) - len(line.lstrip())
    start = min(max(start, 0), len(line))
    first = 0
    if _width(line[:start]) > WIDEST // 2:
        first = start - 20
    shown = line[first : first + 4 * WIDEST]  # marks above letters take no width
    while _width(shown) > WIDEST:
        shown = shown[: max(1, len(shown) * WIDEST // _width(shown)) - 1]
    mark = _MARKED.match(line, start)
    marked = mark[0] if mark and column else " "
    before = ("…" if first else "") + line[first:start]
    end = "…" if len(shown) < len(line[first:]) else ""
    room = max(1, _width(shown) - _width(line[first:start]))
    return (
        ("…" if first else "") + shown + end,
        " " * _width(before) + "^" * min(max(1, _width(marked)), room),
    )


def _width(text: str) -> int:
    """Return how many columns of a terminal *text* takes: Chinese characters take two."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def as_github(problems: Sequence[Problem]) -> str:
    """Return problems as annotations of GitHub Actions.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    return "\n".join(_annotation(p) for p in problems)


def _annotation(problem: Problem) -> str:
    parts = {
        "file": place(problem.file),
        "line": str(problem.line or ""),
        "col": str(problem.column or ""),
        "title": problem.code,
    }
    shown = ",".join(f"{k}={_escaped(v, ':,')}" for k, v in parts.items() if v)
    return f"::{problem.severity} {shown}::{_escaped(problem.sentence)}"


def _escaped(text: str, more: str = "") -> str:
    for sign in "%\r\n" + more:
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def as_json(problems: Sequence[Problem]) -> str:
    """Return problems as JSON, with how many there are of each severity."""
    rows = [
        {
            "code": p.code,
            "severity": p.severity,
            "file": place(p.file) or None,
            "line": p.line,
            "column": p.column,
            "path": list(p.path),
            "message": p.message,
            "remedy": p.remedy,
        }
        for p in problems
    ]
    count = {s: sum(p.severity == s for p in problems) for s in ("error", "warning")}
    return dumped({"errors": count["error"], "warnings": count["warning"], "problems": rows})


def as_sarif(problems: Sequence[Problem]) -> str:
    """Return problems as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/)."""
    rules = sorted({p.code for p in problems})
    run = {
        "tool": {
            "driver": {
                "name": "sphinx-mlsys",
                "version": __version__,
                "rules": [{"id": r, "shortDescription": {"text": CODES[r]}} for r in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(p, rules.index(p.code)) for p in problems],
    }
    return dumped(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [run],
        }
    )


def _result(problem: Problem, rule: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": problem.severity,
        "message": {"text": problem.sentence},
    }
    if problem.file is not None:
        physical: dict[str, Any] = {
            "artifactLocation": {"uri": place(problem.file).replace(" ", "%20")}
        }
        if problem.line:
            physical["region"] = {"startLine": problem.line} | (
                {"startColumn": problem.column} if problem.column else {}
            )
        found["locations"] = [{"physicalLocation": physical}]
    return found


def dumped(data: object) -> str:
    """Return *data* as JSON for people and scripts."""
    return json.dumps(data, ensure_ascii=False, indent=2)


FORMATS: Mapping[str, Callable[[Sequence[Problem]], str]] = MappingProxyType(
    {"text": as_text, "github": as_github, "json": as_json, "sarif": as_sarif}
)
"""Name of a format to the function that writes it."""
