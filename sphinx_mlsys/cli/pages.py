"""Pages and files of a project that the commands make, from templates of the package.

A template is a file below ``project/`` whose name ends in ``.in``; ``$name`` in
it stands for a value (:class:`string.Template`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from importlib.resources import files
from string import Template
from typing import Any

from sphinx_mlsys.cli.yamltext import Inline, block


def schema_line(name: str, up: str = "../") -> str:
    """Return the line by which editors find the schema of a file."""
    return f"# yaml-language-server: $schema={up}_schema/{name}.schema.json\n"


def template(name: str, values: Mapping[str, str]) -> str:
    """Return a file of the package's templates with *values* put in."""
    text = files("sphinx_mlsys.cli").joinpath("project", f"{name}.in").read_text(encoding="utf-8")
    return Template(text).substitute(values)


def day_page(conference: str, number: int) -> str:
    """Return the page of a day: its timetable and the cards of what was held."""
    return template("day.md", {"conference": conference, "number": str(number)})


def conference_files(
    ident: str, facts: Mapping[str, str], start: date, days: int, languages: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """Yield (path from the project's folder, content) of a new conference.

    *facts* are the fields of ``conference`` in its program file.
    """
    listed = []
    for number in range(1, days + 1):
        title: object = f"Day {number}"
        if "zh" in languages and languages != ("zh",):
            title = Inline({"en": f"Day {number}", "zh": f"第 {number} 天"})
        listed.append({"date": str(start + timedelta(days=number - 1)), "title": title})
    program: dict[str, Any] = {"conference": dict(facts), "days": listed}
    yield f"{ident}/program.yaml", schema_line("program") + block(program)
    yield f"{ident}/index.md", template("conference.md", {"ident": ident, "short": facts["short"]})
    for number in range(1, days + 1):
        yield f"{ident}/day-{number}.md", day_page(ident, number)


HINTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "paper": (
        ("name", "the system's short name, as the paper writes it"),
        ("award", "a kind of award that mlsys.toml lists"),
        ("affiliations", "[institutions as the paper prints them]"),
        ("topics", "[ids of topics.yaml]"),
        ("terms", "[ids of glossary.yaml]"),
        ("links", "{pdf: https://…, code: https://…}"),
        ("takeaway", "one sentence: what, how much, on what"),
        ("problem", "who has the problem, and why what existed falls short"),
        ("approach", "the mechanism, its named parts, what is new"),
        ("results", "a list; each with value, unit, metric, direction, source, at; one lead: true"),
        ("limits", "limits and open questions"),
        ("connections", "a list; each with to (a key), relation, how"),
        ("notes", "longer explanation"),
    ),
    "talk": (
        ("affiliations", "[institutions of the speaker]"),
        ("topics", "[ids of topics.yaml]"),
        ("terms", "[ids of glossary.yaml]"),
        ("links", "{video: https://…, slides: https://…}"),
        ("takeaway", "one sentence: what the talk said"),
        ("summary", "what is known of its content"),
        ("connections", "a list; each with to (a key), relation, how"),
        ("notes", "longer explanation"),
    ),
}
"""Kind of record to its fields, each with what to write there."""

_BY_LANGUAGE = frozenset({"takeaway", "problem", "approach", "limits", "summary", "notes"})


def scaffold(kind: str, languages: tuple[str, ...], given: Mapping[str, Any], day: date) -> str:
    """Return a new record: what is *given*, and what else could be said as comments."""
    lines = [schema_line(kind), "# Take the signs # away where you fill something in.\n"]
    for name, hint in HINTS[kind]:
        if name in given:
            lines.append(block({name: given[name]}))
        elif name in _BY_LANGUAGE:
            lines.append(f"# {name}:\n")
            lines += (f"#   {language}: {hint}\n" for language in languages)
        else:
            lines.append(f"# {name}: {hint}\n")
    rest = {k: v for k, v in given.items() if k not in dict(HINTS[kind])}
    if rest:
        lines.insert(2, block(rest))
    return "".join([*lines, f"added: {day}\nrevised: {day}\n"])
