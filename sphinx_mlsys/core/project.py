"""The project file ``mlsys.toml``: the one place for folders, languages and kinds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sphinx_mlsys.core.forms import validate
from sphinx_mlsys.core.model import ProjectFile
from sphinx_mlsys.core.problems import KeyPath, Problem
from sphinx_mlsys.core.yamlfile import Position, YamlFile, escaped_control, read_text

_DEEP = re.compile(r"""(?:\.[ \t]*(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*){40}""")
"""A dotted key that is longer than any that is meant: tomllib takes time with its square."""

PROJECT_FILE = "mlsys.toml"
PAPER_SUFFIX = ".paper.yaml"
TALK_SUFFIX = ".talk.yaml"
RECORD_SUFFIXES = (PAPER_SUFFIX, TALK_SUFFIX)


@dataclass(frozen=True, slots=True)
class Project:
    """A project file and the folder that holds it, which is the docs folder."""

    folder: Path
    """The docs folder."""
    settings: ProjectFile
    """What the project file says."""
    source: YamlFile
    """The file's data and where its keys stand."""

    @property
    def file(self) -> Path:
        """The project file itself."""
        return self.folder / PROJECT_FILE

    @property
    def bibliography(self) -> Path:
        """The BibTeX file."""
        return (self.folder / self.settings.bibliography).resolve()

    def program(self, conference: str) -> Path:
        """Return the program file of a conference."""
        return self.folder / conference / "program.yaml"


def read_project(folder: Path, problems: list[Problem]) -> Project | None:
    """Read ``mlsys.toml`` in *folder*; nothing is returned when it cannot be used.

    What is wrong goes to *problems*: ``file-missing``, ``encoding``,
    ``toml-syntax`` and the codes of :func:`~sphinx_mlsys.core.forms.validate`.
    """
    file = folder / PROJECT_FILE
    text = read_text(file, problems)
    if text is None:
        return None
    try:
        if deep := _DEEP.search(text):
            line = text.count("\n", 0, deep.start()) + 1
            raise tomllib.TOMLDecodeError(f"Too many parts of a key (at line {line}, column 1)")
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # an integer of thousands of digits; brackets
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        problems.append(
            Problem(
                code="toml-syntax",
                file=file,
                line=int(place[1]) if place else text.count("\n") + 1,
                column=int(place[2]) if place else None,
                message=f"The project file does not parse: {error}.",
                remedy="Check its quotes and brackets; the form is https://toml.io.",
            )
        )
        return None
    source = YamlFile(file, data, _positions(text))
    if controls := list(_controls(data, source)):
        problems += controls
        return None
    settings = validate(source, ProjectFile, problems)
    return None if settings is None else Project(folder, settings, source)


def _controls(value: object, source: YamlFile, path: KeyPath = ()) -> Iterator[Problem]:
    """Yield the texts in which an escape stands for a control character."""
    if isinstance(value, str) and (found := escaped_control(value)):
        yield Problem(
            code="encoding",
            file=source.file,
            line=source.at(path).line,
            path=path,
            message=f"The text holds the control character {found}, as an escape.",
            remedy="Remove it.",
        )
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _controls(key, source, path)
            yield from _controls(item, source, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _controls(item, source, (*path, number))


def _positions(text: str) -> Mapping[KeyPath, Position]:
    """Return where tables and keys stand; tomllib does not tell.

    Enough for this file's form: plain keys, each at the beginning of a line.
    """
    found: dict[KeyPath, Position] = {}
    table: KeyPath = ()
    for number, line in enumerate(text.split("\n"), 1):
        if match := re.match(r"\s*\[([\w.-]+)\]", line):
            table = tuple(match[1].split("."))
            found[table] = Position(number, 1, number)
        elif match := re.match(r"\s*([\w-]+)\s*=", line):
            found.setdefault((*table, match[1]), Position(number, 1, number))
    return found
