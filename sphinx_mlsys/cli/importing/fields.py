"""Reading the fields of a row: what is absent is empty, what has the wrong form is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sphinx_mlsys.cli.importing import clean
from sphinx_mlsys.cli.importing.jsontext import Row, Rows
from sphinx_mlsys.cli.importing.model import At, Context, Note, Person, RefusedError, Taken
from sphinx_mlsys.cli.importing.names import person

SHOWN = 60
"""How much of a value is shown in a message."""


class Fields:
    """The fields of one row; what is wrong with them goes to the problems of a reading."""

    def __init__(self, value: Mapping[str, Any], at: At, taken: Taken) -> None:
        """Take the row, where it stands, and what its problems are added to."""
        self.value = value
        self.at = at
        self.taken = taken
        self.sound = True

    def wrong(self, name: str | int, what: str, remedy: str = "Mend it in the file.") -> None:
        """Tell that a field is wrong."""
        self.sound = False
        self.taken.problems.append(self.at.then(name).problem("import-value", what, remedy))

    def text(self, name: str) -> str:
        """Return a field as text on one line; a number counts as text."""
        value = self.value.get(name)
        if value is None or isinstance(value, (str, int, float)):
            return "" if isinstance(value, bool) else clean.text(value if value is not None else "")
        self.wrong(name, f"{shown(value)} is no text.")
        return ""

    def raw(self, name: str) -> str:
        """Return a field as it stands, if it is a text."""
        value = self.value.get(name)
        if value is None or isinstance(value, str):
            return value or ""
        self.wrong(name, f"{shown(value)} is no text.")
        return ""

    def list(self, name: str) -> list[Any]:
        """Return a field that is a list."""
        value = self.value.get(name)
        if value is None or value == "":
            return []
        if isinstance(value, list):
            return value
        self.wrong(name, f"{shown(value)} is no list.")
        return []

    def title(self, name: str) -> str:
        """Return the title, which must be there."""
        value = self.value.get(name)
        if value is not None and not isinstance(value, str):
            self.wrong(name, f"{shown(value)} is no title.")
            return ""
        found = clean.title(value or "")
        if not clean.title_key(found):
            self.wrong(
                name, "The title is missing.", "Add it, or leave the row out with --partial."
            )
        return found

    def words(self, name: str, separators: str = ",;|") -> tuple[str, ...]:
        """Return a field that is a list of words, or a text of words with separators."""
        value = self.value.get(name)
        if isinstance(value, str):
            for separator in separators:
                value = value.replace(separator, "\n")
            value = value.split("\n")
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            self.wrong(name, f"{shown(value)} is no list of words.")
            return ()
        return tuple(w for w in dict.fromkeys(clean.text(v) for v in value) if w)


def shown(value: object) -> str:
    """Return a value for a message, shortened."""
    try:
        found = repr(value)
    except (ValueError, RecursionError):  # an integer of thousands of digits; brackets
        return "the value"
    return found if len(found) <= SHOWN else found[: SHOWN - 1] + "…"


def row_fields(row: Row, taken: Taken) -> Fields | None:
    """Return the fields of a row, or nothing, with a problem, when it is no object."""
    if isinstance(row.value, dict):
        return Fields(row.value, row.at, taken)
    taken.problems.append(
        row.at.problem("import-value", f"{shown(row.value)} is no object.", "Remove the row.")
    )
    return None


def people(fields: Fields, name: str, values: Iterable[object]) -> tuple[Person, ...]:
    """Return the persons of a list of names; a name that is none is told."""
    found = []
    for index, value in enumerate(values):
        if not isinstance(value, str):
            fields.at, before = fields.at.then(name), fields.at
            fields.wrong(index, f"{shown(value)} is no name.")
            fields.at = before
        elif (one := person(value)) is not None:
            found.append(one)
    return tuple(found)


def settle(found: Rows, taken: Taken, context: Context, count_name: str = "count") -> None:
    """Judge whether the file is whole, and keep or refuse what was read of it.

    A file is not whole when it breaks off, when it says that it has more rows
    than it holds, or when it names a next page.

    :raises RefusedError: when it is not whole and partial files are not wanted.
    """
    if found.broken:
        if not context.partial:
            raise RefusedError([found.broken])
        taken.notes.append(Note("truncated", found.broken.message))
        return
    count, held = found.beside.get(count_name), len(found.rows)
    at = found.rows[0].at if found.rows else None
    file_at = At(at.file) if at else None
    if count is not None and (isinstance(count, bool) or not isinstance(count, int)):
        if file_at:
            taken.problems.append(
                file_at.then(count_name).problem(
                    "import-value", f"{shown(count)} is no number of rows.", "Save the file again."
                )
            )
    elif count is not None and count > held:
        _short(f"The file says that it has {count} rows and holds {held}", file_at, taken, context)
    elif found.beside.get("next"):
        _short(f"The file holds {held} rows and names a next page", file_at, taken, context)


def _short(message: str, at: At | None, taken: Taken, context: Context) -> None:
    if context.partial or at is None:
        taken.notes.append(Note("truncated", message + "; what it holds was taken.", at=at))
        return
    raise RefusedError(
        [
            at.problem(
                "import-truncated",
                message + ".",
                "Save all pages as one file, or take what it holds with --partial.",
            )
        ]
    )
