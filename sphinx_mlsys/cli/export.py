"""``sphinx-mlsys export``."""

from __future__ import annotations

from pathlib import Path

import click

from sphinx_mlsys.cli.common import (
    OK,
    WRONG,
    find_project,
    load_project,
    project_option,
    write_all,
)
from sphinx_mlsys.cli.shown import as_text
from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.telling import is_address
from sphinx_mlsys.export.files import Pieces, files
from sphinx_mlsys.export.site import Site


@click.command(
    epilog="Status: 0 written, 1 the digest has errors and nothing was written, "
    "2 called in a wrong way."
)
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@project_option
@click.option("--base-url", help="Public address of the site; that of mlsys.toml when not given.")
@click.option("--language", help="Language of texts; the project's first when not given.")
@click.option("--keep-going", is_flag=True, help="Write what is sound although there are errors.")
def command(
    out: Path, folder: Path | None, base_url: str | None, language: str | None, keep_going: bool
) -> int:
    """Write everything into the folder OUT that the site has beside its pages.

    Citations of every record, session, day and conference (BibTeX, RIS, CSL-JSON,
    EndNote, text, GB/T 7714), the data with its JSON Schemas, feeds, calendars
    and llms.txt, under the same names as on the site, without building it.
    """
    loaded = load_project(find_project(folder))
    errors = [p for p in loaded.problems if p.severity == "error"]
    if errors and not keep_going:
        click.echo(as_text(errors))
        click.echo("Error: nothing was written; mend these, or use --keep-going.", err=True)
        return WRONG
    settings = loaded.library.project.settings
    base = base_url if base_url is not None else settings.base_url
    if base and not is_address(base):
        raise click.UsageError(f"--base-url: {base!r} is not an http(s) address.")
    if language and language not in settings.languages:
        raise click.UsageError(f"--language: use one of {', '.join(settings.languages)}.")
    site = Site(
        addresses(loaded.library),
        base.rstrip("/") + "/" if base else "",
        language or settings.languages[0],
    )
    made = {out / file.path: file.make() for file in files(Pieces(loaded.library, site))}
    changed = {f: c for f, c in made.items() if not f.is_file() or f.read_bytes() != c}
    write_all(changed)
    click.echo(f"{len(changed)} of {len(made)} files written to {out}; the others were the same.")
    return OK


def addresses(library: Library) -> dict[tuple[str, str], str]:
    """Return where things are on the site, as the builder html puts them."""
    found = {("paper", k): f"papers/{k}.html" for k in library.papers}
    found |= {("talk", k): f"talks/{k}.html" for k in library.talks}
    found |= {("author", a): f"authors/{a}.html" for a in library.authors}
    found |= {("topic", t): f"topics/{t}.html" for t in library.topics}
    found |= {("term", t): f"glossary.html#term-{t}" for t in library.terms}
    for name, session in library.sessions.items():
        found["session", name] = (
            f"{session.conference}/day-{session.day}.html#{session.item.session}"
        )
    for ident, conference in library.conferences.items():
        found["conference", ident] = f"{ident}/index.html"
        for number in range(1, len(conference.days) + 1):
            found["day", f"{ident}/{number}"] = f"{ident}/day-{number}.html"
    return found
