"""What the forms of the project's files are made with: plain dataclasses, rules on their fields.

pydantic reads, checks and describes the forms, but only where a file is read or
a schema is written: importing it takes longer than a build in which nothing has
changed, and what was loaded before is unpickled without it. So a rule is a small
object that pydantic asks for its own form of it.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler as Handler
    from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True)
class Before:
    """A function that sees the value as the file has it, and returns what is read in its place."""

    check: Callable[[Any], Any]
    written: Any
    """The type of what a file may have there, for the schema."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Handler) -> CoreSchema:
        """Return the rule as pydantic knows it."""
        from pydantic import BeforeValidator

        rule = BeforeValidator(self.check, json_schema_input_type=self.written)
        return rule.__get_pydantic_core_schema__(source, handler)


@dataclass(frozen=True, slots=True)
class After:
    """A function that sees the value once it is read, and returns it."""

    check: Callable[[Any], Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: Handler) -> CoreSchema:
        """Return the rule as pydantic knows it."""
        from pydantic import AfterValidator

        return AfterValidator(self.check).__get_pydantic_core_schema__(source, handler)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression that a text fits."""

    pattern: str
    meaning: str
    """What the text must be, in words."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Handler) -> CoreSchema:
        """Return the rule as pydantic knows it."""
        from pydantic_core import core_schema

        return core_schema.str_schema(pattern=self.pattern)


@dataclass(frozen=True, slots=True)
class Strict:
    """A truth value is one already: no text or number counts as true or false."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Handler) -> CoreSchema:
        """Return the rule as pydantic knows it."""
        from pydantic_core import core_schema

        return core_schema.bool_schema(strict=True)


def _describe(schema: dict[str, Any], form: type[Form]) -> None:
    """Add what the docstrings of a form say to its JSON Schema."""
    schema["description"] = inspect.getdoc(form)
    for name, text in _documented(form).items():
        schema["properties"][name]["description"] = text


def _documented(form: type[Form]) -> dict[str, str]:
    """Return each field of a form with the docstring below it."""
    found: dict[str, str] = {}
    for base in reversed(form.__mro__[:-1]):
        body = ast.parse(inspect.getsource(base)).body[0]
        assert isinstance(body, ast.ClassDef)
        for named, told in pairwise(body.body):
            if not isinstance(named, ast.AnnAssign) or not isinstance(named.target, ast.Name):
                continue
            if isinstance(told, ast.Expr) and isinstance(told.value, ast.Constant):
                found[named.target.id] = inspect.cleandoc(str(told.value.value))
    return found


@dataclass(frozen=True, kw_only=True)
class Form:
    """What all forms share: values cannot change, unknown fields are refused."""

    __pydantic_config__ = {"extra": "forbid", "json_schema_extra": _describe}  # noqa: RUF012


def field_names(form: type[Form]) -> Collection[str]:
    """Return the names of the fields of a form, in their order."""
    return form.__dataclass_fields__.keys()
