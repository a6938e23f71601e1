"""What the commands share: the project, the day, statuses, writing files."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import click
from platformdirs import user_cache_path

from sphinx_mlsys.cli.shown import as_text
from sphinx_mlsys.core.files import part_of
from sphinx_mlsys.core.load import Loaded, LoadError, load
from sphinx_mlsys.core.project import PROJECT_FILE

OK, WRONG, USAGE = 0, 1, 2
"""Statuses of the process."""

project_option = click.option(
    "-p",
    "--project",
    "folder",
    type=click.Path(path_type=Path, exists=True),
    help="Folder of mlsys.toml; looked for here, in docs/ and above when not given.",
)


def find_project(given: Path | None) -> Path:
    """Return the folder that holds the project file.

    :raises click.UsageError: when there is none, with the places looked at.
    """
    if given is not None:
        near = [given.parent] if given.name == PROJECT_FILE else [given, given / "docs"]
    else:
        here = Path.cwd()
        near = [f for base in (here, *here.parents) for f in (base, base / "docs")]
    for folder in near:
        if (folder / PROJECT_FILE).is_file():
            return folder.resolve()
    raise click.UsageError(
        f"There is no {PROJECT_FILE} in {given if given is not None else 'this folder'}"
        f"{', in its docs/' if given is not None else ', in docs/ or above'}. "
        "Name the project's folder with --project, or begin one with: sphinx-mlsys init FOLDER"
    )


def load_project(folder: Path) -> Loaded:
    """Load the digest in *folder*; without a usable project file, say why and leave."""
    try:
        return load(folder, cache_of(folder))
    except LoadError as error:
        click.echo(as_text(error.problems), err=True)
        raise click.exceptions.Exit(USAGE) from None


def cache_of(folder: Path) -> Path:
    """Return the file in the user's cache folder that keeps what was loaded from *folder*."""
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]
    return user_cache_path("sphinx-mlsys", appauthor=False) / f"{name}.pickle"


def today(given: datetime | None) -> date:
    """Return the day that is written into new records.

    It is the one given, else that of ``SOURCE_DATE_EPOCH``
    (https://reproducible-builds.org/specs/source-date-epoch/), else today.
    """
    if given is not None:
        return given.date()
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return datetime.now(UTC).date()


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write every file, or none: each is written beside its place first, then moved there.

    :raises OSError: when one cannot be written; what was moved is put back.
    """
    parts = {file: part_of(file) for file in files}
    moved: dict[Path, bytes | None] = {}
    try:
        for file, part in parts.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(files[file])
            if file.exists():
                part.chmod(file.stat().st_mode & 0o777)
        for file, part in parts.items():
            before = file.read_bytes() if file.exists() else None
            part.replace(file)
            moved[file] = before
    except BaseException:
        put_back(moved)
        raise
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def put_back(files: Mapping[Path, bytes | None]) -> None:
    """Give files their former content; those without one are removed."""
    for file, content in files.items():
        with suppress(OSError):
            if content is None:
                file.unlink(missing_ok=True)
            else:
                file.write_bytes(content)
