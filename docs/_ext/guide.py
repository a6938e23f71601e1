"""Directives of the guide: examples shown with their source, and reference made from the code."""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
import textwrap
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from sphinx_mlsys.cli.app import COMMANDS, group
from sphinx_mlsys.core import model
from sphinx_mlsys.core.filters import FIELDS, FLAGS
from sphinx_mlsys.core.forms import adapter
from sphinx_mlsys.core.load import load
from sphinx_mlsys.core.problems import CODES, Problem
from sphinx_mlsys.ext.config import VALUES

WIDTH = 72
"""How many columns of code a page shows without scrolling."""

ROOT = Path(__file__).parents[2]

BY_HAND: dict[str, tuple[str, str, str]] = {
    "file-missing": (
        "toml",
        'bibliography = "refs.bibtex"',
        "refs.bibtex: error[file-missing] The file cannot be read: No such file or directory. "
        "Create it, or mend the path that names it.",
    ),
    "file-outside": (
        "text",
        "papers/ann2026words.paper.yaml -> ../../elsewhere.yaml",
        "papers/ann2026words.paper.yaml: error[file-outside] The file is a link that leads out of "
        "the project. Put the file itself here.",
    ),
    "file-name": (
        "text",
        "papers/zo\\xeb2026words.paper.yaml",
        "papers/zo\\xeb2026words.paper.yaml: error[file-name] The name of the file is not UTF-8. "
        "Rename it to the key of its entry in the bibliography.",
    ),
    "toml-syntax": (
        "toml",
        'conferences = ["2024", "2025"',
        "mlsys.toml:6: error[toml-syntax] The project file does not parse: Unclosed array "
        "(at line 6, column 1). Check its quotes and brackets; the form is https://toml.io.",
    ),
    "bad-filter": (
        "markdown",
        "```{papers}\n:filter: author = 'Ann Ada'\n```",
        "index.md:3: WARNING: The filter does not parse: invalid syntax. [mlsys.bad-filter]",
    ),
    "field-order": (
        "yaml",
        "topics: [serving]\nname: Engine",
        "papers/ann2026words.paper.yaml:2: warning[field-order] name: The field stands after "
        "'topics'; usually it comes before. sphinx-mlsys check --fix puts the fields in order.",
    ),
    "cjk-quotes": (
        "yaml",
        'notes:\n  zh: 它叫"引擎"。',
        "papers/ann2026words.paper.yaml:2: warning[cjk-quotes] notes.zh: Quotation marks in "
        "Chinese are half-width or turned round. Use “ and ”; sphinx-mlsys check --fix does.",
    ),
    "inventory": (
        "text",
        "$ sphinx-mlsys check --against index.html",
        "index.html: error[inventory] The inventory cannot be used: it does not begin with "
        "'# Sphinx inventory version 2'. Take the objects.inv of a built or published site.",
    ),
    "address-gone": (
        "text",
        "$ sphinx-mlsys check --against published/objects.inv",
        "objects.inv: error[address-gone] The published paper 'ann2026words' at "
        "papers/ann2026words.html is gone. Add 'ann2026words' to aliases.ids of the record that "
        "took its place.",
    ),
    "import-format": (
        "text",
        "$ sphinx-mlsys import papers.xlsx -c 2026",
        "papers.xlsx:1: error[import-format] The format of the file is not known. Name it with "
        "--format.",
    ),
    "import-syntax": (
        "text",
        '{"count": 2, "results": [{"id": 1},, {"id": 2}]}',
        "papers.json:1: error[import-syntax] The JSON does not parse: Expecting value. Save the "
        "file again, or take what is whole with --partial.",
    ),
    "import-value": (
        "json",
        '{"results": [{"id": 1, "name": 7}]}',
        "papers.json:1: error[import-value] results[0].name: 7 is no title. Mend it in the file.",
    ),
    "import-truncated": (
        "json",
        '{"count": 2891, "results": [{"id": 1, "name": "Only One"}]}',
        "papers.json: error[import-truncated] The file says that it has 2891 rows and holds 1. "
        "Save all pages as one file, or take what it holds with --partial.",
    ),
    "import-empty": (
        "json",
        '{"count": 0, "results": []}',
        "papers.json: error[import-empty] The file holds no paper and no talk that can be taken. "
        "Check that it is the right file and format (--format).",
    ),
    "import-project": (
        "text",
        "$ sphinx-mlsys import papers.json -c 2026   # while refs.bib does not parse",
        "refs.bib:33: error[import-project] The digest has files that cannot be read. Mend them "
        "first, so that nothing in them is made a second time.",
    ),
}
"""Code to (language, example, what is told) of what the table of the tests does not make."""


def as_rest(source: str) -> str:
    """Return MyST directives and roles as reStructuredText."""
    found: list[str] = []
    inside, begun = "", False
    for line in source.split("\n"):
        bare = line.strip()
        fence = bare[: len(bare) - len(bare.lstrip("`:"))] if bare[:3] in ("```", ":::") else ""
        if fence and not inside:
            name, _brace, argument = bare[len(fence) :].lstrip("{").partition("}")
            found.append(f".. {name}:: {argument.strip()}".rstrip())
            inside, begun = fence, False
        elif fence and bare == inside:
            inside = ""
        elif inside:
            if not begun and bare and not bare.startswith(":"):
                found.append("")  # the body stands apart from argument and options
            begun = begun or not bare.startswith(":")
            found.append(f"   {roles(line)}".rstrip())
        else:
            found.append(roles(line))
    return "\n".join(found)


def roles(line: str) -> str:
    """Return a line with its roles as reStructuredText writes them."""
    parts = line.split("{")
    return parts[0] + "".join(
        f":{name}:{rest}" if (rest.startswith("`")) else f"{{{name}{closing}{rest}"
        for name, closing, rest in (part.partition("}") for part in parts[1:])
    )


def literal(text: str, language: str) -> nodes.literal_block:
    """Return a block of code."""
    block = nodes.literal_block(text, text)
    block["language"] = language
    block["force"] = True
    return block


def note_code(directive: SphinxDirective) -> None:
    """Let the page be read again when the code that it is made from changes."""
    files = [Path(__file__), ROOT / "tests/core/mistakes.py"]
    for folder in ("core", "cli", "ext"):
        files += sorted((ROOT / "sphinx_mlsys" / folder).rglob("*.py"))
    for file in files:
        directive.env.note_dependency(os.path.relpath(file, directive.env.srcdir))


class Example(SphinxDirective):
    """``guide-example``: MyST with what comes of it, and the same in reStructuredText."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return source, translation to reStructuredText, and result."""
        source = "\n".join(self.content)
        shown = nodes.container(
            "", *self.parse_content_to_nodes(), classes=["sd-card", "sd-p-3", "sd-mb-3"]
        )
        return [literal(source, "markdown"), literal(as_rest(source), "rst"), shown]


class Made(SphinxDirective):
    """A directive whose content is Markdown made from the code, so that it can be translated."""

    optional_arguments = 1

    def lines(self) -> Iterable[str]:
        """Return the Markdown."""
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        """Return the parsed Markdown."""
        note_code(self)
        return self.parse_text_to_nodes("\n".join(self.lines()))


class Problems(Made):
    """``guide-problems``: every code with what it says, an example and what is told."""

    def lines(self) -> Iterator[str]:
        """Yield an entry for each code."""
        told = examples()
        for code, sentence in CODES.items():
            yield f"`{code}`"
            yield f": {sentence}\n"
            language, example, said = told[code]
            wrapped = textwrap.fill(said, WIDTH, subsequent_indent="  ", break_on_hyphens=False)
            for name, text in ((language, example), ("text", wrapped)):
                if text:
                    yield f"  ````{name}"
                    yield from (f"  {line}" for line in text.strip("\n").split("\n"))
                    yield "  ````\n"


@cache
def examples() -> dict[str, tuple[str, str, str]]:
    """Return code to (language, faulty text, what the check says), made by the check itself."""
    if str(ROOT) not in sys.path:
        sys.path.append(str(ROOT))
    table = importlib.import_module("tests.core.mistakes").MISTAKES
    write = importlib.import_module("tests.core.digest").write_digest
    found = dict(BY_HAND)
    for mistake in table:
        if mistake.code in found:
            continue
        with tempfile.TemporaryDirectory() as name:
            folder = Path(write(Path(name)))
            mistake.make(folder, "ann2026words")
            told = [p for p in load(folder).problems if p.code == mistake.code]
        new = mistake.new.replace("KEY", "ann2026words").strip("\n")
        old = mistake.old.replace("KEY", "ann2026words").strip("\n")
        text = printable(new) if new else f"# without: {old.strip()}"
        # Faulty BibTeX has no colours.
        language = {".bib": "text", ".svg": "xml"}.get(Path(mistake.file).suffix, "yaml")
        found[mistake.code] = (language, text, said(told[0], folder) if told else "")
    return found


def printable(text: str) -> str:
    """Return a text with what cannot be seen or nests too deeply made visible and short."""
    text = "".join(c if c.isprintable() or c == "\n" else f"\\u{ord(c):04x}" for c in text)
    return text.replace("[" * 20, "[…").replace("]" * 20, "") if len(text) > 100 else text


def said(problem: Problem, folder: Path) -> str:
    """Return a problem as the command tells it, in a folder that has no name of this machine."""
    assert problem.file is not None
    file = problem.file.relative_to(folder.resolve() if problem.file.is_absolute() else folder)
    line = f":{problem.line}" if problem.line else ""
    return f"{file}{line}: {problem.severity}[{problem.code}] {problem.sentence}"


class Values(Made):
    """``guide-values``: the configuration values of the extension."""

    def lines(self) -> Iterator[str]:
        """Yield an entry for each value."""
        for name, default, rebuild, kind, description in VALUES:
            yield f"`{name}` = `{default!r}` ({kind.__name__}, {rebuild or 'nothing'})"
            yield f": {description}\n"


class Fields(Made):
    """``guide-fields``: the fields of a form of the project's files."""

    required_arguments = 1

    def lines(self) -> Iterator[str]:
        """Yield an entry for each field."""
        schema: dict[str, Any] = adapter(getattr(model, self.arguments[0])).json_schema()
        for name, field in schema["properties"].items():
            mark = " (required)" if name in schema.get("required", ()) else ""
            choice = field.get("enum") or [
                v for part in field.get("anyOf", ()) for v in part.get("enum", ())
            ]
            yield f"`{name}`{mark}"
            shown = " ".join(field["description"].replace("``", "`").split())
            yield f": {shown}"
            if choice:
                yield f"\n  {', '.join(f'`{c}`' for c in choice)}"
            yield ""


class Help(SphinxDirective):
    """``guide-help``: what a command says of itself."""

    optional_arguments = 2

    def run(self) -> list[nodes.Node]:
        """Return the help as the terminal shows it."""
        note_code(self)
        command: click.Command = group
        context = click.Context(
            group,
            info_name="sphinx-mlsys",
            max_content_width=WIDTH,
            help_option_names=["-h", "--help"],
        )
        for name in self.arguments:
            assert isinstance(command, click.Group)
            found = command.get_command(context, name)
            assert found is not None, f"{name} is none of {', '.join(COMMANDS)}"
            command = found
            context = click.Context(command, context, info_name=name, max_content_width=WIDTH)
        # As wide as a page, whatever the terminal of the build.
        context.terminal_width = WIDTH
        return [literal(command.get_help(context), "text")]


class Filters(Made):
    """``guide-filters``: what a filter can ask for."""

    def lines(self) -> Iterator[str]:
        """Yield fields and flags."""
        for names in (FIELDS, FLAGS):
            yield "- " + ", ".join(f"`{name}`" for name in names)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    for name, directive in (
        ("guide-example", Example),
        ("guide-problems", Problems),
        ("guide-values", Values),
        ("guide-fields", Fields),
        ("guide-help", Help),
        ("guide-filters", Filters),
    ):
        app.add_directive(name, directive)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
