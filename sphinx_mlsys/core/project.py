"""The project file ``mlsys.toml``: the one place for folders, languages and kinds."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from sphinx_mlsys.core.forms import problems_of
from sphinx_mlsys.core.model import ProjectFile
from sphinx_mlsys.core.problems import Problem
from sphinx_mlsys.core.yamlfile import YamlFile, read_text


@dataclass(frozen=True, slots=True)
class Project:
    """A project file and the folder that holds it, which is the docs folder."""

    folder: Path
    settings: ProjectFile

    @property
    def file(self) -> Path:
        """The project file itself."""
        return self.folder / "mlsys.toml"

    @property
    def bibliography(self) -> Path:
        """The BibTeX file."""
        return (self.folder / self.settings.bibliography).resolve()

    def program(self, conference: str) -> Path:
        """The program of a conference."""
        return self.folder / conference / "program.yaml"


def read_project(folder: Path, problems: list[Problem]) -> Project | None:
    """Read ``mlsys.toml`` in *folder*; nothing is returned when it cannot be used."""
    file = folder / "mlsys.toml"
    text = read_text(file, problems)
    if text is None:
        return None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(
            Problem(
                code="toml-syntax",
                file=file,
                message=f"The project file does not parse: {error}.",
                remedy="Mend the TOML.",
            )
        )
        return None
    try:
        return Project(folder, ProjectFile.model_validate(data))
    except ValidationError as error:
        problems += problems_of(error, YamlFile(file, data), ProjectFile)
        return None
