"""From parsed YAML to a model, with every fault at its own line."""

from __future__ import annotations

import difflib
import typing
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from sphinx_mlsys.core.model import PATTERNS
from sphinx_mlsys.core.problems import KeyPath, Problem, shortened
from sphinx_mlsys.core.rules import Form
from sphinx_mlsys.core.yamlfile import YamlFile

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError

T = TypeVar("T", bound=Form)


def adapter(form: type[T]) -> TypeAdapter[T]:
    """Return what reads, checks and describes *form*."""
    named: Any = form
    found: TypeAdapter[T] = _adapter(named)
    return found


@cache
def _adapter(form: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter  # with the first file that is read, and not before

    return TypeAdapter(form)


def validate(source: YamlFile, form: type[T], problems: list[Problem]) -> T | None:
    """Return the data of *source* as *form*.

    All that is wrong goes to *problems* (codes ``unknown-field``,
    ``missing-field``, ``wrong-type``), and nothing is returned then.
    """
    return _validate(source, source.data, form, problems)


def validate_list(source: YamlFile, form: type[T], problems: list[Problem]) -> tuple[T, ...]:
    """Return the entries of a list that are sound as *form*; a faulty one spoils only itself.

    What is wrong goes to *problems*, as in :func:`validate`.
    """
    if not isinstance(source.data, list):
        problems.append(
            Problem(
                code="wrong-type",
                file=source.file,
                line=1,
                message="The file must hold a list.",
                remedy="Begin each entry with '- '; write [] when there is none.",
            )
        )
        return ()
    read = (_validate(source, d, form, problems, (n,)) for n, d in enumerate(source.data))
    return tuple(found for found in read if found is not None)


def _validate(
    source: YamlFile, data: object, form: type[T], problems: list[Problem], base: KeyPath = ()
) -> T | None:
    """Return *data*, which stands at *base* in the file, as *form*."""
    from pydantic import ValidationError

    try:
        return adapter(form).validate_python(data)
    except ValidationError as error:
        problems += _problems(error, source, form, base)
        return None


def _problems(
    error: ValidationError, source: YamlFile, form: type[Form], base: KeyPath
) -> Iterator[Problem]:
    """Turn what pydantic found in the data at *base* into problems with lines and remedies."""
    for fault in error.errors(include_url=False):
        path = (*base, *_real(fault["loc"], source.data, base))
        code, message, remedy = _words(fault, path, form)
        at = source.at(path)
        yield Problem(
            code=code,
            file=source.file,
            line=at.line,
            column=at.column,
            path=path,
            message=message,
            remedy=remedy,
        )


def _real(loc: tuple[int | str, ...], data: Any, base: KeyPath) -> KeyPath:
    """Leave out of a location what names a member of a union and not a key."""
    for part in base:
        data = data[part]
    path: KeyPath = ()
    for position, part in enumerate(loc):
        if _holds(data, part):
            data = data[part]
        elif not (isinstance(data, dict) and position == len(loc) - 1):
            continue
        path = (*path, part)
    return path


def _holds(data: Any, part: int | str) -> bool:
    if isinstance(data, list):
        return isinstance(part, int) and part < len(data)
    return isinstance(data, dict) and part in data


def _words(fault: Any, path: KeyPath, form: type[Form]) -> tuple[str, str, str]:
    kind, given = fault["type"], fault["input"]
    name = path[-1] if path else ""
    if kind == "unexpected_keyword_argument":
        known = difflib.get_close_matches(str(name), sorted(names_within(form)), n=1)
        hint = f"Did you mean '{known[0]}'?" if known else "Remove it or mend its name."
        return "unknown-field", f"There is no field '{name}'.", hint
    if kind == "missing":
        return "missing-field", f"The field '{name}' is missing.", "Add it."
    if kind == "dataclass_type":
        number = isinstance(name, int)
        what = "The file" if not path else "An entry" if number else f"'{name}'"
        state = "is empty" if given is None else "is not a mapping"
        return "wrong-type", f"{what} {state}.", "Write fields, each as 'name: value'."
    shown = _shown(given)
    expected = str(fault["msg"]).removeprefix("Value error, ")
    if kind == "string_pattern_mismatch":
        meant = {rule.pattern: rule.meaning for rule in PATTERNS}
        expected = meant.get(fault["ctx"]["pattern"], expected)
    if kind == "string_type" and given is None:
        return (
            "wrong-type",
            f"'{name}' has no value.",
            "Give one; inside { } a text with a comma needs quotes.",
        )
    if kind == "tuple_type":
        return (
            "wrong-type",
            f"{'It' if given is None else shown} is not a list.",
            "Begin each entry with '- '; write [] when there is none.",
        )
    if kind == "string_type" and isinstance(given, (list, dict)):
        return "wrong-type", f"{shown} is not a text.", "Write words; if they look so, in quotes."
    remedy = "Put it in quotes." if kind == "string_type" else "Mend it."
    return "wrong-type", f"{shown} does not fit: {expected[:1].lower()}{expected[1:]}.", remedy


def _shown(given: object) -> str:
    """Return a value as the file has it, shortened."""
    try:
        text = str(given) if isinstance(given, (int, Decimal)) else repr(given)
    except ValueError:  # an integer of more digits than Python prints
        text = "The number"
    return shortened(text)


def names_within(form: type[Form]) -> set[str]:
    """Return the names of all fields of *form* and of the forms within it."""
    names: set[str] = set()
    queue, seen = list[object]([form]), set[int]()
    while queue:
        item = queue.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        if isinstance(item, type) and issubclass(item, Form):
            hints = typing.get_type_hints(item)
            names |= hints.keys()
            queue += hints.values()
        queue += typing.get_args(item)
    return names
