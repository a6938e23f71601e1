"""``sphinx-mlsys init``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import click

from sphinx_mlsys.cli.common import OK, WRONG, load_project, today, write_all
from sphinx_mlsys.cli.facts import conference_options, facts_of
from sphinx_mlsys.cli.pages import conference_files, template
from sphinx_mlsys.cli.shown import as_text, place
from sphinx_mlsys.cli.yamltext import flow, scalar
from sphinx_mlsys.export.schema import schema_files

EXAMPLE: Mapping[str, Mapping[str, str]] = {
    "topic_name": {"en": "Example topic", "zh": "示例主题"},
    "term_name": {"en": "example term", "zh": "示例术语"},
    "term_definition": {
        "en": "A term that the example leans on; replace it by the first real one.",
        "zh": "示例记录用到的术语，请换成第一个真正的术语。",
    },
    "takeaway": {
        "en": "First Steps makes the example twice as fast as no example.",
        "zh": "First Steps 让示例比没有示例时快一倍。",
    },
    "problem": {
        "en": "A new digest is empty, and an empty page shows nobody how to begin.",
        "zh": "新的文摘是空的，空白的页面不会告诉任何人从哪里开始。",
    },
    "metric": {"en": "speed of starting", "zh": "起步速度"},
    "baseline": {"en": "an empty page", "zh": "空白页面"},
    "best_paper": {"en": "Best Paper Award", "zh": "最佳论文奖"},
    "outstanding_paper": {"en": "Outstanding Paper Award", "zh": "杰出论文奖"},
    "honorable_mention": {"en": "Honorable Mention", "zh": "荣誉提名"},
}
"""Texts of the example in the languages that are known; other languages get the English one."""


@click.command(
    epilog="Status: 0 done, 1 a file of the project is there already and nothing was written, "
    "2 called in a wrong way."
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--title", default="Conference Digest", show_default=True, help="Name of the digest.")
@click.option(
    "-c",
    "--conference",
    "ident",
    default=None,
    help="Id of its first conference, also its folder; the year of --start when not given.",
)
@conference_options(required=False)
@click.option(
    "-l",
    "--language",
    "languages",
    multiple=True,
    help="Language of the records, the first is the default one; give it once for each. "
    "[default: en]",
)
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day that the example is dated; otherwise SOURCE_DATE_EPOCH, otherwise today.",
)
def command(
    folder: Path,
    title: str,
    ident: str | None,
    languages: tuple[str, ...],
    day: datetime | None,
    start: datetime | None,
    days: int,
    **facts: str | None,
) -> int:
    """Begin a new digest in FOLDER: pages, configuration, CI, and one record as an example.

    It builds at once. Nothing that is there is overwritten.

    \b
    sphinx-mlsys init digest --title "ICML Digest" --conference 2026 \\
        --name "43rd International Conference on Machine Learning" --short "ICML 2026" \\
        --start 2026-07-06 --days 6 --city "Seoul, South Korea" --timezone Asia/Seoul \\
        --url https://icml.cc/Conferences/2026
    """  # noqa: D301 - \b is click\'s mark
    begin = (start or datetime.combine(today(day), datetime.min.time())).date()
    name = ident or str(begin.year)
    chosen = tuple(dict.fromkeys(languages)) or ("en",)
    fields = facts_of(name, begin, facts)
    made = {
        folder / path: text
        for path, text in project_files(
            title, name, fields, begin, days, chosen, str(today(day))
        ).items()
    }
    there = [file for file in made if file.exists()]
    if there:
        for file in there[:8]:
            click.echo(f"{place(file.resolve())} is there already.", err=True)
        click.echo("Error: nothing was written; choose another folder.", err=True)
        return WRONG
    write_all({file: text.encode() for file, text in made.items()})
    problems = load_project((folder / "docs").resolve()).problems
    if problems:
        click.echo(as_text(problems))
        return WRONG
    click.echo(f"{len(made)} files written to {place(folder.resolve())}. Build the site with:")
    click.echo(f"  sphinx-build {folder}/docs {folder}/_build/html")
    return OK


def project_files(
    title: str,
    ident: str,
    facts: Mapping[str, str],
    start: object,
    days: int,
    languages: tuple[str, ...],
    day: str,
) -> dict[str, str]:
    """Return path to content of every file of a new project."""
    from datetime import date

    assert isinstance(start, date)
    key = f"example{start.year}first"
    values = {
        "title": title,
        "title_literal": json.dumps(title, ensure_ascii=False),
        "ident": ident,
        "short": facts["short"],
        "year": str(start.year),
        "booktitle": facts["name"],
        "language": {"zh": "zh_CN"}.get(languages[0], languages[0]),
        "languages": ", ".join(json.dumps(la) for la in languages),
        "day": day,
        **{name: _texts(name, languages) for name in EXAMPLE},
    }
    docs = {
        "conf.py": "conf.py", "mlsys.toml": "mlsys.toml", "index.md": "index.md",
        "topics/index.md": "topics.md", "topics/example-topic.md": "topic.md",
        "awards.md": "awards.md", "authors.md": "authors.md", "glossary.md": "glossary.md",
        "bibliography.md": "bibliography.md", "topics.yaml": "topics.yaml",
        "glossary.yaml": "glossary.yaml", "people.yaml": "people.yaml",
        f"papers/{key}.paper.yaml": "example.yaml",
    }  # fmt: skip
    root = {
        "README.md": "README.md", "requirements.txt": "requirements.txt", "refs.bib": "refs.bib",
        ".gitignore": "gitignore", ".readthedocs.yaml": "readthedocs.yaml",
        ".github/workflows/digest.yml": "workflow.yml",
    }  # fmt: skip
    found = {path: template(name, values) for path, name in root.items()}
    found |= {f"docs/{path}": template(name, values) for path, name in docs.items()}
    for path, text in conference_files(ident, facts, start, days, languages):
        found[f"docs/{path}"] = text
    program = f"docs/{ident}/program.yaml"
    found[program] = _with_session(found[program], key)
    found |= {f"docs/{path}": text for path, text in schema_files().items()}
    return found


def _texts(name: str, languages: tuple[str, ...]) -> str:
    """Return an example text as YAML or TOML needs it at its place."""
    texts = {la: EXAMPLE[name].get(la, EXAMPLE[name]["en"]) for la in languages}
    if name in ("best_paper", "outstanding_paper", "honorable_mention"):
        return ", ".join(f"{la} = {json.dumps(t, ensure_ascii=False)}" for la, t in texts.items())
    if name in ("takeaway", "problem"):
        return "".join(f"\n  {la}: {scalar(t)}" for la, t in texts.items())
    return flow(texts)


def _with_session(program: str, key: str) -> str:
    """Put the example into a session of the first day."""
    head, mark, rest = program.partition("    title: ")
    line, end, tail = rest.partition("\n")
    session = (
        "    items:\n      - session: first-session\n        title: First session\n"
        f"        papers:\n          - {{key: {key}}}\n"
    )
    return head + mark + line + end + session + tail
