"""``sphinx-mlsys check``."""

from __future__ import annotations

from pathlib import Path

import click

from sphinx_mlsys.cli.common import (
    OK,
    WRONG,
    cache_of,
    find_project,
    load_project,
    project_option,
    write_all,
)
from sphinx_mlsys.cli.completeness import completeness
from sphinx_mlsys.cli.fix import FIXABLE, fixes, summary
from sphinx_mlsys.cli.inventory import gone
from sphinx_mlsys.cli.shown import FORMATS, dumped
from sphinx_mlsys.cli.style import style_problems
from sphinx_mlsys.core.cache import read_value, write_value
from sphinx_mlsys.core.load import Loaded
from sphinx_mlsys.core.problems import Problem, in_order

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(
    epilog="Status: 0 no error (and with --strict no warning), 1 something is wrong, "
    "2 called in a wrong way or no usable project file."
)
@click.argument("place", required=False, type=click.Path(path_type=Path, exists=True))
@project_option
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="text",
    help="text for people, github for annotations in GitHub Actions, json and sarif for programs.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option(
    "--fix",
    is_flag=True,
    help="Mend what is safe: the order of fields in records; spaces, punctuation and quotation "
    "marks in Chinese. Everything else in the files stays byte for byte.",
)
@click.option(
    "--report",
    is_flag=True,
    help="Tell how complete the records are: by conference, kind, language and field.",
)
@click.option(
    "--against",
    metavar="OBJECTS_INV",
    type=_FILE,
    help="An older objects.inv of the site: every address of the domain mlsys in it must still "
    "be there, or redirect.",
)
@click.option(
    "--inventory",
    metavar="OBJECTS_INV",
    type=_FILE,
    help="The objects.inv of the site as it is now, for --against; without it, names are "
    "compared, not addresses.",
)
def command(
    place: Path | None,
    folder: Path | None,
    form: str,
    as_json: bool,
    strict: bool,
    fix: bool,
    report: bool,
    against: Path | None,
    inventory: Path | None,
) -> int:
    """Tell everything that is wrong with a digest, each with its place and a remedy.

    PLACE is the project's folder.

    \b
    sphinx-mlsys check
    sphinx-mlsys check --fix
    sphinx-mlsys check --report --json
    sphinx-mlsys check --against old/objects.inv --inventory _build/html/objects.inv
    """  # noqa: D301 - \b is click\'s mark
    if inventory is not None and against is None:
        raise click.UsageError("--inventory is compared with --against: give both.")
    form = "json" if as_json else form
    project = find_project(place or folder)
    loaded = load_project(project)
    problems = all_problems(project, loaded)
    if fix:
        files = fixes(problems)
        write_all({file: text.encode() for file, text in files.items()})
        click.echo(summary(files), err=True)
        if files:
            loaded = load_project(project)
            problems = all_problems(project, loaded)
    if against is not None:
        problems = in_order([*problems, *gone(against, inventory, loaded.library)])
    if report:
        found = completeness(loaded.library)
        click.echo(dumped(found.as_data()) if form == "json" else found.as_text())
    if not report or form != "json":
        tell(problems, form)
    wrong = [p for p in problems if strict or p.severity == "error"]
    return WRONG if wrong else OK


def all_problems(folder: Path, loaded: Loaded) -> tuple[Problem, ...]:
    """Return what is wrong with the digest in *folder* and what is not in order."""
    cache = cache_of(folder).with_suffix(".style")
    kept = read_value(cache)
    if not isinstance(kept, tuple) or kept[0] != loaded.inputs:
        kept = (loaded.inputs, tuple(style_problems(loaded.library)))
        write_value(cache, kept)
    style: tuple[Problem, ...] = kept[1]
    return in_order([*loaded.problems, *style])


def tell(problems: tuple[Problem, ...], form: str) -> None:
    """Print problems in a format, and for people how many there are."""
    if problems or form not in ("text", "github"):
        click.echo(FORMATS[form](problems))
    if form != "text":
        return
    errors = sum(p.severity == "error" for p in problems)
    warnings = len(problems) - errors
    if not problems:
        click.echo("Nothing is wrong.", err=True)
        return
    parts = [f"{n} {w}{'' if n == 1 else 's'}" for n, w in ((errors, "error"), (warnings, "warning")) if n]  # fmt: skip  # noqa: E501
    mendable = sum(p.code in FIXABLE for p in problems)
    hint = f" {mendable} of them can be mended with: sphinx-mlsys check --fix" if mendable else ""
    click.echo(f"{' and '.join(parts)}.{hint}", err=True)
