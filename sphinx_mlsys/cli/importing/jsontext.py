"""JSON with a line for every row, and with a reason when it breaks off."""

from __future__ import annotations

import bisect
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from sphinx_mlsys.cli.importing.model import At, RefusedError
from sphinx_mlsys.core.problems import Problem

_SPACE = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of the list that a file is about."""

    value: Any
    at: At


@dataclass(slots=True)
class Rows:
    """What a JSON file holds: its rows, and the fields beside them."""

    rows: list[Row]
    beside: dict[str, Any]
    broken: Problem | None = None
    """Why the rows end before the file says so."""


def read_rows(file: Path, text: str, name: str) -> Rows:
    """Read a list of rows: the whole file, or the field *name* of an object.

    A file that breaks off gives the rows before the break, with the reason in ``broken``.

    :raises RefusedError: when it is no JSON, or has no such list.
    """
    return _Scanner(file, text).read(name)


class _Scanner:
    def __init__(self, file: Path, text: str) -> None:
        self.file = file
        self.text = text
        self.lines = [m.end() for m in re.finditer("\n", text)]
        self.decoder = json.JSONDecoder(parse_constant=_no_constant)

    def read(self, name: str) -> Rows:
        at = self.skip(0)
        sign = self.text[at : at + 1]
        try:
            if sign == "[":
                found = Rows([], {})
                return self.whole(found, self.list(at, (), found))
            if sign == "{":
                return self.whole(*self.object(at, name))
            self.value(at)
        except json.JSONDecodeError as error:
            at, message, remedy = error.pos, self.reason(error), "Save the file again."
        else:
            message = "The file holds a single value and no list of papers."
            remedy = f"It must be a list, or an object with the list '{name}'."
        raise self.refused("import-syntax", at, message, remedy)

    def whole(self, found: Rows, at: int) -> Rows:
        """Refuse what follows the end."""
        at = self.skip(at)
        if not found.broken and at < len(self.text):
            raise json.JSONDecodeError("Something follows the end", self.text, at)
        return found

    def skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def value(self, at: int) -> tuple[Any, int]:
        try:
            return self.decoder.raw_decode(self.text, at)
        except json.JSONDecodeError:
            raise
        except RecursionError:
            raise self.refused(
                "import-syntax", at, "The JSON is nested too deeply.", "Flatten it."
            ) from None
        except ValueError as error:  # an integer of thousands of digits, NaN
            raise json.JSONDecodeError(str(error).split(";")[0], self.text, at) from None

    def object(self, at: int, name: str) -> tuple[Rows, int]:
        found = Rows([], {})
        seen = False
        at = self.skip(at + 1)
        while self.text[at : at + 1] != "}":
            if self.text[at : at + 1] != '"':
                raise json.JSONDecodeError("Expecting a name in double quotes", self.text, at)
            key, at = self.decoder.raw_decode(self.text, at)
            at = self.expect(":", self.skip(at))
            if key == name and self.text[at : at + 1] == "[":
                seen = True
                at = self.list(at, (name,), found)
                if found.broken:
                    return found, at
            else:
                try:
                    found.beside[key], at = self.value(at)
                except json.JSONDecodeError as error:
                    if not seen:
                        raise
                    found.broken = self.problem(error)
                    return found, at
            at = self.skip(at)
            if self.text[at : at + 1] == ",":
                at = self.skip(at + 1)
            elif self.text[at : at + 1] != "}":
                if seen:
                    found.broken = self.problem(
                        json.JSONDecodeError("Expecting ',' or '}'", self.text, at)
                    )
                    return found, at
                raise json.JSONDecodeError("Expecting ',' or '}'", self.text, at)
        if name in found.beside:
            raise self.refused(
                "import-value", 0, f"'{name}' is not a list.", "Save the file again.", (name,)
            )
        if not seen:
            known = ", ".join(list(found.beside)[:8]) or "nothing"
            raise self.refused(
                "import-format",
                0,
                f"The object has no list '{name}'; it has: {known}.",
                "Check that this is the file that you meant.",
            )
        return found, at + 1

    def list(self, at: int, path: tuple[str, ...], found: Rows) -> int:
        at = self.skip(at + 1)
        while self.text[at : at + 1] != "]":
            try:
                value, end = self.value(at)
                place = At(self.file, self.line(at), (*path, len(found.rows)))
                found.rows.append(Row(value, place))
                at = self.skip(end)
                if self.text[at : at + 1] == ",":
                    at = self.skip(at + 1)
                elif self.text[at : at + 1] != "]":
                    raise json.JSONDecodeError("Expecting ',' or ']'", self.text, at)
            except json.JSONDecodeError as error:
                found.broken = self.problem(error)
                return at
        return at + 1

    def expect(self, sign: str, at: int) -> int:
        if self.text[at : at + 1] != sign:
            raise json.JSONDecodeError(f"Expecting '{sign}'", self.text, at)
        return self.skip(at + 1)

    def line(self, at: int) -> int:
        return bisect.bisect_right(self.lines, at) + 1

    def cut(self, error: json.JSONDecodeError) -> bool:
        """Tell whether the file ends where the error is."""
        return error.msg.startswith("Unterminated") or not self.text[error.pos :].strip()

    def reason(self, error: json.JSONDecodeError) -> str:
        if not self.text.strip():
            return "The file is empty."
        if self.cut(error):
            return "The file breaks off in the middle: it was not saved whole."
        return f"The JSON does not parse: {error.msg}."

    def problem(self, error: json.JSONDecodeError) -> Problem:
        return Problem(
            code="import-truncated" if self.cut(error) else "import-syntax",
            file=self.file,
            line=self.line(error.pos),
            column=error.colno,
            message=self.reason(error),
            remedy="Save the file again, or take what is whole with --partial.",
        )

    def refused(
        self, code: str, at: int, message: str, remedy: str, path: tuple[str, ...] = ()
    ) -> RefusedError:
        if "breaks off" in message:
            code = "import-truncated"
        return RefusedError(
            [
                Problem(
                    code=code,
                    file=self.file,
                    line=self.line(at),
                    path=path,
                    message=message,
                    remedy=remedy,
                )
            ]
        )


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
