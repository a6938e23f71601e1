"""``sphinx-mlsys new``: files to begin with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import click

from sphinx_mlsys.cli.common import (
    OK,
    WRONG,
    find_project,
    load_project,
    project_option,
    today,
    write_all,
)
from sphinx_mlsys.cli.facts import conference_options, facts_of
from sphinx_mlsys.cli.importing import clean
from sphinx_mlsys.cli.importing.keys import KEY
from sphinx_mlsys.cli.importing.merge import Merger
from sphinx_mlsys.cli.importing.model import At, Item, Person, Slot
from sphinx_mlsys.cli.importing.names import person
from sphinx_mlsys.cli.pages import conference_files, scaffold
from sphinx_mlsys.cli.shown import as_text, place
from sphinx_mlsys.cli.yamltext import EditError, read
from sphinx_mlsys.core.library import Library
from sphinx_mlsys.export.schema import schema_files

_IDENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")

date_option = click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day that the record is dated; otherwise SOURCE_DATE_EPOCH, otherwise today.",
)


@click.group()
def command() -> None:
    """Begin a conference, a paper or a talk with files that pass the check.

    Nothing that is written by hand is overwritten.
    """


@command.command()
@click.argument("ident")
@project_option
@conference_options(required=True)
def conference(
    ident: str, folder: Path | None, start: datetime, days: int, **given: str | None
) -> int:
    """Begin a conference in the folder IDENT: its program and a page for each day.

    \b
    sphinx-mlsys new conference 2026 --name "Ninth Annual Conference on Small Things" \\
        --short "Small 2026" --start 2026-05-18 --days 4 --city "Bellevue, USA" \\
        --timezone America/Los_Angeles --url https://example.org/2026
    """  # noqa: D301 - \b is click\'s mark
    if not _IDENT.match(ident):
        raise click.UsageError(f"'{ident}' must be lower-case words or numbers joined by hyphens.")
    project = find_project(folder)
    loaded = load_project(project)
    settings = loaded.library.project.settings
    if ident in settings.conferences:
        raise click.UsageError(f"The project has the conference '{ident}' already.")
    facts = facts_of(ident, start.date(), given)
    made = {
        project / path: text
        for path, text in conference_files(ident, facts, start.date(), days, settings.languages)
    }
    toml = project / "mlsys.toml"
    listed = _with_conference(read(toml), ident)
    if listed is None:
        click.echo(f'Error: add "{ident}" to conferences in mlsys.toml by hand first.', err=True)
        return WRONG
    files = {toml: listed}
    index = project / "index.md"
    linked = _with_page(read(index), settings.conferences, ident) if index.exists() else None
    if linked:
        files[index] = linked
    status = _write(made, files, project)
    if status == OK and not linked:
        click.echo(f"Add {ident}/index to a toctree.", err=True)
    return status


def _with_conference(toml: str, ident: str) -> str | None:
    """Add a conference to the list of the project file; nothing where it cannot be seen."""
    match = re.search(r"^(conferences\s*=\s*\[)([^\]#]*)\]", toml, re.MULTILINE)
    if match is None:
        return None
    listed = match[2].rstrip().rstrip(",")
    glue = ", " if listed.strip() else ""
    return f'{toml[: match.start()]}{match[1]}{listed}{glue}"{ident}"]{toml[match.end() :]}'


def _with_page(page: str, before: tuple[str, ...], ident: str) -> str | None:
    """Add the conference's page below those of the others in the toctree."""
    for other in reversed(before):
        match = re.search(rf"^([ \t]*){re.escape(other)}/index[ \t]*(\r?\n|\Z)", page, re.MULTILINE)
        if match:
            newline = match[2] or "\n"
            return f"{page[: match.end()]}{'' if match[2] else newline}{match[1]}{ident}/index{newline}{page[match.end() :]}"  # noqa: E501
    return None


def _record_options(function: Any) -> Any:
    for option in reversed(
        (
            click.argument("key", required=False),
            project_option,
            click.option("-c", "--conference", "conference_id", required=True,
                         help="Id of the conference."),
            click.option("--title", help="Title; capitals are protected for BibTeX."),
            click.option("--url", help="Address of the paper in the proceedings, or of the talk."),
            click.option("--day", "number", type=click.IntRange(1),
                         help="Number of the day in the program."),
            click.option("--topic", "topics", multiple=True, help="Id of a topic."),
            date_option,
        )
    ):  # fmt: skip
        function = option(function)
    return function


@command.command()
@_record_options
@click.option("--author", "authors", multiple=True, help="'Family, Given'; once for each author.")
@click.option("--session", default="", help="Id or title of the session; made if there is none.")
@click.option("--name", help="The system's short name.")
@click.option("--arxiv", default="", help="Identifier on arXiv.")
@click.option("--doi", default="", help="DOI.")
def paper(authors: tuple[str, ...], session: str, arxiv: str, doi: str, **given: Any) -> int:
    """Begin a paper: its record, its entry in the bibliography, its place in the program.

    KEY is made from author, year and title when it is not given; with the KEY of
    an entry that is in the bibliography, title and authors need not be given.

    \b
    sphinx-mlsys new paper -c 2026 --title "AWQ: Activation-aware Weight Quantization" \\
        --author "Lin, Ji" --author "Han, Song" --session quantization-1
    """  # noqa: D301 - \b is click\'s mark
    bib = {"doi": clean.doi(doi)}
    if arxiv:
        bib |= {"eprint": clean.arxiv(arxiv) or arxiv, "archiveprefix": "arXiv"}
    return _begin("paper", authors, bib, session=session, **given)


@command.command()
@_record_options
@click.option("--speaker", "authors", multiple=True, help="'Family, Given'; may be unknown.")
def talk(authors: tuple[str, ...], **given: Any) -> int:
    """Begin a talk: its record, its entry in the bibliography, its place in the program.

    \b
    sphinx-mlsys new talk -c 2026 --day 2 --title "On Small Things" --speaker "Fay, Flo"
    """  # noqa: D301 - \b is click\'s mark
    return _begin("talk", authors, {}, **given)


@command.command()
@project_option
def schemas(folder: Path | None) -> int:
    """Write the JSON Schemas by which editors help, as this version of the package has them.

    Records name them in their first line. Run it again after an upgrade: these files
    are made, and are the only ones that are overwritten.
    """
    project = find_project(folder)
    files = {project / path: text.encode() for path, text in schema_files().items()}
    write_all(files)
    click.echo(f"{len(files)} schemas written to {place(project / '_schema')}.")
    return OK


def _begin(
    kind: Literal["paper", "talk"],
    authors: tuple[str, ...],
    bib: Mapping[str, str],
    *,
    key: str | None,
    folder: Path | None,
    conference_id: str,
    title: str | None,
    url: str | None,
    number: int | None,
    topics: tuple[str, ...],
    day: datetime | None,
    session: str = "",
    name: str | None = None,
) -> int:
    project = find_project(folder)
    loaded = load_project(project)
    library = loaded.library
    if conference_id not in library.conferences:
        known = ", ".join(library.conferences) or "none"
        raise click.UsageError(
            f"The project has no conference '{conference_id}' (it has: {known})."
        )
    _check_arguments(library, kind, key, title, authors, url, topics)
    entry = library.entries.get(key) if key else None
    into = library.conferences[conference_id]
    if number and number > len(into.days):
        raise click.UsageError(f"{conference_id} has {len(into.days)} days.")
    slot = Slot(session=_session_title(library, conference_id, session), day=number)
    item = Item(
        at=At(project / "mlsys.toml"),
        kind=kind,
        title=clean.title(title) if title else entry.title if entry else "",
        authors=tuple(p for a in authors if (p := person(a)) is not None)
        or tuple(Person(a) for a in (entry.authors if entry else ())),
        key=key or "",
        bib=MappingProxyType({k: v for k, v in {**bib, "url": url or ""}.items() if v}),
        topics=topics,
        slots=(slot,) if session or number else (),
    )
    merger = Merger(library, into, today(day))
    match = merger.index.match(item)
    if match is not None and library.record(match.key) is not None:
        there = library.records[match.key].source.file
        click.echo(f"Error: it is there already: {place(there)}. Nothing was written.", err=True)
        return WRONG
    try:
        merged = merger.merge([item])
    except EditError as error:
        click.echo(f"Error: {error}. Nothing was written.", err=True)
        return WRONG
    files = dict(merged.files)
    target = next(iter(merger.targets.values()), None)
    if target is None:
        why = merged.notes[-1].message if merged.notes else "nothing came of it"
        click.echo(f"Error: {why}. Nothing was written.", err=True)
        return WRONG
    given: dict[str, Any] = {"name": name} if name else {}
    if target.topics:
        given["topics"] = list(target.topics)
    languages = library.project.settings.languages
    record = project / target.file
    files.pop(record)
    status = _write({record: scaffold(kind, languages, given, today(day))}, files, project)
    if status == OK:
        click.echo(f"Its key is {target.key}.")
    return status


def _check_arguments(
    library: Library,
    kind: str,
    key: str | None,
    title: str | None,
    authors: tuple[str, ...],
    url: str | None,
    topics: tuple[str, ...],
) -> None:
    """Tell what is missing or cannot be.

    :raises click.UsageError: with the first such thing.
    """
    if key and not KEY.match(key):
        raise click.UsageError(f"'{key}' is no key: write it as lin2024awq, family, year, word.")
    known = key is not None and key in library.entries
    if key and key in library.records:
        file = library.records[key].source.file
        raise click.UsageError(f"There is a record '{key}' already: {place(file)}")
    if not known and not clean.title_key(title or ""):
        raise click.UsageError("Give --title, or the KEY of an entry of the bibliography.")
    if kind == "paper" and not known and not authors:
        raise click.UsageError("A paper needs --author, once for each of its authors.")
    for author in authors:
        if person(author) is None:
            raise click.UsageError(f"{author!r} is no name.")
    if url and not clean.address(url):
        raise click.UsageError(f"--url: {url!r} is not an http(s) address.")
    for topic in topics:
        if topic not in library.topics:
            known_topics = ", ".join(library.topics)
            raise click.UsageError(f"topics.yaml has no '{topic}' (it has: {known_topics}).")


def _session_title(library: Library, conference_id: str, session: str) -> str:
    found = library.sessions.get(f"{conference_id}/{session}")
    if found is None or not found.item.title:
        return session
    return next(iter(found.item.title.values()))


def _write(new: Mapping[Path, str], changed: Mapping[Path, str], project: Path) -> int:
    """Write new files, none of which may be there, and changed ones; check what came of it."""
    for file in new:
        if file.exists():
            click.echo(f"Error: {place(file)} is there already; nothing was written.", err=True)
            return WRONG
    write_all({f: text.encode() for f, text in {**new, **changed}.items()})
    for file in sorted(new):
        click.echo(f"new      {place(file)}")
    for file in sorted(changed):
        click.echo(f"changed  {place(file)}")
    written = {*new, *changed}
    problems = [p for p in load_project(project).problems if p.file in written]
    if problems:
        click.echo(as_text(problems))
    return WRONG if any(p.severity == "error" for p in problems) else OK
