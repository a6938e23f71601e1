"""``sphinx-mlsys import``."""

from __future__ import annotations

import difflib
import sys
from contextlib import suppress
from datetime import datetime, tzinfo
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from sphinx_mlsys.cli.common import (
    OK,
    WRONG,
    find_project,
    load_project,
    project_option,
    put_back,
    today,
    write_all,
)
from sphinx_mlsys.cli.importing.conference import abstract_ids
from sphinx_mlsys.cli.importing.formats import READERS, read_file
from sphinx_mlsys.cli.importing.merge import Merger
from sphinx_mlsys.cli.importing.model import At, Context, Note, RefusedError, Taken
from sphinx_mlsys.cli.importing.report import as_data, as_text
from sphinx_mlsys.cli.importing.target import Merged
from sphinx_mlsys.cli.shown import as_text as problems_text
from sphinx_mlsys.cli.shown import dumped, place
from sphinx_mlsys.cli.yamltext import EditError
from sphinx_mlsys.core.files import content_of
from sphinx_mlsys.core.library import Conference, Library
from sphinx_mlsys.core.load import Loaded
from sphinx_mlsys.core.problems import Problem

SHOWN = 30
"""How many problems are shown when a file is refused."""

BLOCKING = (
    *("file-missing", "encoding", "unknown-field", "missing-field", "wrong-type", "no-entry"),
    *("duplicate-id", "alias-clash", "twice-in-program"),
)
"""Codes of problems, beside those of YAML, TOML and BibTeX, under which records are not read
or not known for sure, so that an import could make them a second time."""


@click.command(
    epilog="Status: 0 done (differences are told, not counted), 1 a file was refused or the "
    "digest must be mended first, and nothing was changed, 2 called in a wrong way."
)
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@click.option("-c", "--conference", required=True, help="Id of the conference: its folder's name.")
@project_option
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(list(READERS)),
    help="Format of the files, if it cannot be seen from them.",
)
@click.option("-n", "--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option(
    "--partial",
    is_flag=True,
    help="Take what is sound of files that are not whole or hold broken rows.",
)
@click.option(
    "--venue",
    default="",
    help="Take only what is of this OpenReview venue, such as ICML.cc/2026/Conference.",
)
@click.option("--all", "everything", is_flag=True, help="Show every line of the report.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day that new records are dated; otherwise SOURCE_DATE_EPOCH, otherwise today.",
)
def command(
    files: tuple[Path, ...],
    conference: str,
    folder: Path | None,
    form: str | None,
    dry_run: bool,
    partial: bool,
    venue: str,
    everything: bool,
    as_json: bool,
    day: datetime | None,
) -> int:
    """Take the facts of papers and talks from saved files into a digest.

    Formats: the conference software's JSON, OpenReview notes, BibTeX, CSL-JSON,
    RIS, MiniConf's tables, Markdown outlines, Chinese lists. What is there stays:
    empty fields are filled, differences are told. Importing twice changes nothing.

    \b
    sphinx-mlsys import icml-2026-orals-posters.json -c 2026 --dry-run
    sphinx-mlsys import mlsys2026.bib notes.json -c 2026
    """  # noqa: D301 - \b is click\'s mark
    project = find_project(folder)
    loaded = load_project(project)
    into = _conference(loaded.library, conference)
    try:
        _must_be_sound(loaded)
        taken = _read_all(files, form, _context(into, venue, partial))
        _say(f"{len(taken.items)} papers and talks read.")
        merged = Merger(loaded.library, into, today(day)).merge(taken.items)
    except RefusedError as error:
        return _refuse(error.problems, as_json)
    except EditError as error:
        click.echo(f"Error: {error}. Nothing was changed.", err=True)
        return WRONG
    merged.notes[:0] = taken.notes
    if dry_run:
        if not as_json:
            _show_diff(merged)
    elif broken := _write(merged, loaded):
        click.echo("\n".join(f"  {p}" for p in broken[:SHOWN]))
        click.echo(
            "Error: the digest would not be sound any more with this; nothing was changed.",
            err=True,
        )
        return WRONG
    if as_json:
        click.echo(dumped(as_data(merged, written=not dry_run and bool(merged.files))))
    else:
        click.echo(as_text(merged, everything=everything))
        _say("Nothing was changed." if dry_run or not merged.files else _written(merged))
    return OK


def _written(merged: Merged) -> str:
    return f"{len(merged.files)} files written. See what remains with: sphinx-mlsys check"


def _say(text: str) -> None:
    click.echo(text, err=True)
    sys.stderr.flush()


def _conference(library: Library, ident: str) -> Conference:
    if ident in library.conferences:
        return library.conferences[ident]
    known = ", ".join(library.conferences) or "none"
    raise click.UsageError(
        f"The project has no conference '{ident}' (it has: {known}). "
        f"Begin it with: sphinx-mlsys new conference {ident} --help"
    )


def _must_be_sound(loaded: Loaded) -> None:
    """Refuse a digest with files that could not be read: what is in them would be made anew.

    :raises RefusedError: with the problems.
    """
    blocking = [
        p
        for p in loaded.problems
        if p.severity == "error"
        and (p.code in BLOCKING or p.code.startswith(("yaml-", "toml-", "bib-")))
        and p.code not in ("bib-missing-field", "yaml-folded")
    ]
    if blocking:
        first = blocking[0]
        raise RefusedError(
            [
                *blocking,
                Problem(
                    code="import-project",
                    file=first.file,
                    line=first.line,
                    message="The digest has files that cannot be read.",
                    remedy="Mend them first, so that nothing in them is made a second time.",
                ),
            ]
        )


def _context(conference: Conference, venue: str, partial: bool) -> Context:
    form = conference.form
    zone: tzinfo
    try:
        zone = ZoneInfo(form.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise RefusedError(
            [
                At(conference.source.file, None, ("conference", "timezone")).problem(
                    "wrong-type",
                    f"'{form.timezone}' is no time zone.",
                    "Use a name of the IANA data base, such as Europe/Berlin.",
                )
            ]
        ) from None
    parts = urlsplit(form.url)
    dates = tuple(d.date for d in conference.days)
    year = (
        dates[0].year if dates else int("".join(c for c in conference.id if c.isdigit())[:4] or 0)
    )
    origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return Context(conference.id, year, zone, origin, dates, venue, partial)


def _read_all(files: tuple[Path, ...], form: str | None, context: Context) -> Taken:
    """Read every file; when one is refused, tell the reasons of all.

    :raises RefusedError: with the problems of all files.
    """
    taken = Taken()
    problems: list[Problem] = []
    abstracts: list[tuple[Path, frozenset[str]]] = []
    for file in files:
        file = file.resolve()
        numbers = None
        if form in (None, "conference") and file.suffix == ".json":
            with suppress(OSError):  # told when it is read as events
                numbers = abstract_ids(content_of(file).decode("utf-8", "replace"))
        if numbers is not None:
            abstracts.append((file, numbers))
            taken.notes.append(Note("not-stored", "abstracts belong to their authors", at=At(file)))
            continue
        try:
            taken.extend(read_file(file, form, context))
        except RefusedError as error:
            problems += error.problems
    problems += _without_event(abstracts, taken, context)
    if problems:
        raise RefusedError(problems)
    if not taken.items:
        raise RefusedError(
            [
                At(files[0].resolve()).problem(
                    "import-empty",
                    "A file of abstracts alone says nothing of papers.",
                    "Name the file with titles and authors too.",
                )
            ]
        )
    return taken


def _without_event(
    abstracts: list[tuple[Path, frozenset[str]]], taken: Taken, context: Context
) -> list[Problem]:
    """Return a problem where there are more abstracts than events: events are missing."""
    known = {i.rpartition("-")[2] for item in taken.items for i in item.ids}
    skipped = sum(n.kind == "skipped" for n in taken.notes)
    found = []
    for file, numbers in abstracts:
        missing = len(numbers - known) - skipped
        if not taken.items or missing <= 0:
            continue
        message = (
            f"{missing} of the {len(numbers)} abstracts are of events that the other file lacks"
        )
        if context.partial:
            taken.notes.append(Note("truncated", message, at=At(file)))
        else:
            found.append(
                At(file).problem(
                    "import-truncated",
                    message + ".",
                    "Save the file of events whole, or take what it holds with --partial.",
                )
            )
    return found


def _refuse(problems: tuple[Problem, ...], as_json: bool) -> int:
    if as_json:
        rows = [
            {"code": p.code, "file": place(p.file), "line": p.line, "message": p.message,
             "path": list(p.path), "remedy": p.remedy}
            for p in problems
        ]  # fmt: skip
        click.echo(dumped({"written": False, "refused": rows}))
    else:
        click.echo(problems_text(problems[:SHOWN]))
        if len(problems) > SHOWN:
            click.echo(f"… and {len(problems) - SHOWN} more.")
    click.echo("Refused; nothing was changed.", err=True)
    return WRONG


def _show_diff(merged: Merged) -> None:
    for file in sorted(merged.files):
        before = file.read_bytes().decode("utf-8") if file.exists() else ""
        name = place(file)
        lines = difflib.unified_diff(
            before.splitlines(keepends=True),
            merged.files[file].splitlines(keepends=True),
            f"a/{name}" if before else "/dev/null",
            f"b/{name}",
        )
        for line in lines:
            color = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
            click.secho(line, fg=color, nl=not line.endswith("\n"))


def _write(merged: Merged, before: Loaded) -> tuple[Problem, ...]:
    """Write the files and read the digest again; if that has made it worse, put all back.

    Return the problems that it would have then.
    """
    if not merged.files:
        return ()
    old = {f: f.read_bytes() if f.exists() else None for f in merged.files}
    write_all({f: text.encode() for f, text in merged.files.items()})
    known = {(p.code, p.file, p.message) for p in before.problems}
    after = load_project(before.library.project.folder)
    worse = tuple(
        p
        for p in after.problems
        if p.severity == "error" and (p.code, p.file, p.message) not in known
    )
    if worse:
        put_back(old)
    return worse
