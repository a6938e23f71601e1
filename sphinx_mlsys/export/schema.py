"""JSON Schemas of the YAML files and of the published data.

Made by pydantic from the models that read and write them, so that an editor,
the checks and the schema cannot disagree (https://json-schema.org/draft/2020-12).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from pydantic import TypeAdapter

from sphinx_mlsys.core.model import (
    Figure,
    Institution,
    PaperRecord,
    Person,
    ProgramFile,
    ProjectFile,
    TalkRecord,
    Term,
    Topic,
)
from sphinx_mlsys.export.csl import dump
from sphinx_mlsys.export.data import RecordData, RecordsFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"

FILES: Mapping[str, tuple[Any, str]] = MappingProxyType(
    {
        "paper": (PaperRecord, "papers/<key>.paper.yaml"),
        "talk": (TalkRecord, "talks/<key>.talk.yaml"),
        "program": (ProgramFile, "<conference>/program.yaml"),
        "topics": (list[Topic], "topics.yaml"),
        "glossary": (list[Term], "glossary.yaml"),
        "figures": (list[Figure], "figures.yaml"),
        "people": (list[Person], "people.yaml"),
        "institutions": (list[Institution], "institutions.yaml"),
        "project": (ProjectFile, "mlsys.toml"),
    }
)
"""Name of a schema to the model and the file that it describes."""

DATA: Mapping[str, tuple[Any, str]] = MappingProxyType(
    {
        "record": (RecordData, "papers/<key>.record.json and talks/<key>.record.json"),
        "records": (RecordsFile, "records.json"),
    }
)
"""The same for the published data."""


SCHEMAS = (*FILES, *DATA)
"""The names of all schemas (``paper``, ``program``, ``records``, …)."""


def schema(name: str) -> dict[str, Any]:
    """Return a schema."""
    if name in DATA:
        return _schema(*DATA[name], "serialization")
    return _schema(*FILES[name], "validation")


def schema_path(name: str) -> str:
    """Return where the file of a schema stands in the output."""
    return f"_schema/{name}.schema.json"


def schema_file(name: str) -> bytes:
    """Return the content of the file of a schema."""
    return dump(schema(name)).encode()


def schemas() -> dict[str, dict[str, Any]]:
    """Return every schema by its name."""
    return {name: schema(name) for name in SCHEMAS}


def schema_files() -> dict[str, str]:
    """Return path in the output to content of every schema."""
    return {schema_path(name): dump(found) for name, found in schemas().items()}


def _schema(model: Any, file: str, mode: Literal["validation", "serialization"]) -> dict[str, Any]:
    made = TypeAdapter(model).json_schema(mode=mode)
    return {"$schema": DIALECT, "title": file, **{k: v for k, v in made.items() if k != "title"}}
