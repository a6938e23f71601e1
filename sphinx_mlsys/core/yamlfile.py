"""YAML with a position for every key and value.

PyYAML's event stream is read directly: that gives positions, finds duplicate
keys, and keeps the cost linear whatever the input (no aliases, bounded depth).
Plain scalars are resolved as the core schema of YAML 1.2 says
(https://yaml.org/spec/1.2.2/#103-core-schema), so ``09:00``, ``no`` and dates
stay strings; beyond that, what no record needs stays a string too: octal and
hexadecimal numbers, ``.inf``, ``.nan`` and numbers of more than 40 characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import yaml

from sphinx_mlsys.core.files import content_of
from sphinx_mlsys.core.problems import KeyPath, Problem

MAX_DEPTH = 40
"""How deeply mappings and lists may be nested."""

_INT = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff"
    "\u2028\u2029"  # line separators: PyYAML counts them as lines, editors do not
    "\u202a-\u202e\u2066-\u2069"  # they reorder what a reviewer sees (CVE-2021-42574)
    "\ufeff]"  # a byte order mark inside the file
)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TOO_DEEP = "exceeded maximum nesting depth"
"""How libyaml from 0.2.6 on says that it reached its own bound, which is far above ours."""


class Position(NamedTuple):
    """Where a value stands: line and column from 1, and where its text begins."""

    line: int
    column: int
    text_line: int
    """The line of the text's first line (one below the ``|`` of a literal block)."""
    literal: bool = False
    """Whether it is a literal block, so that the lines of its text are lines of the file."""


class YamlFile:
    """The data of a file, plain Python values, and where each of them stands.

    A pickle holds of a YAML file no more than its path and its first keys: it is
    parsed again when its data or a position is asked for, which is seldom.
    """

    __slots__ = ("_parsed", "file", "keys")

    def __init__(
        self, file: Path, data: Any, positions: Mapping[KeyPath, Position] | None = None
    ) -> None:
        self.file = file
        self.keys: tuple[str, ...] = tuple(data) if isinstance(data, dict) else ()
        """The keys of the mapping that the file holds, in their order."""
        self._parsed: tuple[Any, Mapping[KeyPath, Position]] | None = (data, positions or {})

    @property
    def data(self) -> Any:
        """What the file holds."""
        return self._now()[0]

    @property
    def positions(self) -> Mapping[KeyPath, Position]:
        """Key path to position."""
        return self._now()[1]

    def _now(self) -> tuple[Any, Mapping[KeyPath, Position]]:
        if self._parsed is None:
            parsed = read_yaml(self.file, [])
            self._parsed = (parsed.data, parsed.positions) if parsed else (None, {})
        return self._parsed

    def __getstate__(self) -> tuple[Path, tuple[str, ...], Any]:
        """Return what a pickle holds."""
        return self.file, self.keys, None if self.file.suffix == ".yaml" else self._parsed

    def __setstate__(self, state: tuple[Path, tuple[str, ...], Any]) -> None:
        """Take what a pickle holds."""
        self.file, self.keys, self._parsed = state

    def at(self, path: KeyPath) -> Position:
        """Return the position of *path* or of the nearest thing that holds it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.positions:
                return self.positions[path[:length]]
        return Position(1, 1, 1)

    def line_of(self, path: KeyPath, offset: int) -> int:
        """Return the line in the file of a line (from 0) of the text at *path*."""
        position = self.at(path)
        return position.text_line + (offset if position.literal else 0)


class _BrokenError(Exception):
    """Raised inside the builder when the rest of the file cannot be read."""


def escaped_control(text: str) -> str:
    """Return the number of the first control character that escapes put into a text, or nothing.

    They are those that :func:`read_text` refuses, and the carriage return, which
    in a file ends a line.
    """
    found = _CONTROL.search(text)
    return f"U+{ord(found.group()):04X}" if found else "U+000D" if "\r" in text else ""


def read_text(file: Path, problems: list[Problem], *, mend: bool = False) -> str | None:
    """Read *file* as UTF-8 (with or without BOM, any line ends) or say why not.

    Control characters, and those that change the order or the lines in which a
    text is shown, are refused: ``file-missing`` or ``encoding`` goes to
    *problems*, and nothing is returned; to *mend*, the text is returned without them,
    and with U+FFFD for what is not UTF-8.
    """
    try:
        raw = content_of(file)
    except OSError as error:
        problems.append(
            Problem(
                code="file-missing",
                file=file,
                message=f"The file cannot be read: {error.strerror or error}.",
                remedy="Create it, or mend the path that names it.",
            )
        )
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append(
            Problem(
                code="encoding",
                file=file,
                line=raw.count(b"\n", 0, error.start) + 1,
                message="The file is not UTF-8.",
                remedy="Save it as UTF-8.",
            )
        )
        if not mend or b"\0" in raw:  # of another width, not with a slip in it
            return None
        text = raw.decode("utf-8-sig", errors="replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _CONTROL.search(text):
        problems.append(
            Problem(
                code="encoding",
                file=file,
                line=text.count("\n", 0, found.start()) + 1,
                message=f"The file holds the control character U+{ord(found.group()):04X}.",
                remedy="Remove it.",
            )
        )
        return _CONTROL.sub("", text) if mend else None
    return text


def read_yaml(file: Path, problems: list[Problem]) -> YamlFile | None:
    """Read *file*; what is wrong goes to *problems*, and nothing is returned then."""
    text = read_text(file, problems)
    return None if text is None else parse_yaml(text, file, problems)


def parse_yaml(text: str, file: Path, problems: list[Problem]) -> YamlFile | None:
    """Parse *text* as one YAML document that stands in *file*.

    What is wrong (codes ``yaml-…``) goes to *problems*, and nothing is returned then.
    """
    found: list[Problem] = []
    try:
        return _Builder(file, found).build(iter(_LOADER(text).get_event, None))
    except yaml.MarkedYAMLError as error:
        # Text over several lines is then what wrong indentation looks like.
        found = [p for p in found if p.code != "yaml-folded"]
        mark = error.problem_mark or error.context_mark
        deep = _TOO_DEEP in str(error.problem)
        found.append(
            _too_deep(file, mark.line + 1 if mark else None, mark.column + 1 if mark else None)
            if deep
            else Problem(
                code="yaml-syntax",
                file=file,
                line=mark.line + 1 if mark else None,
                column=mark.column + 1 if mark else None,
                message=f"The YAML does not parse: {error.problem or error.context}.",
                remedy="Check indentation and quotes: "
                "a plain value with ': ' or ' #' needs quotes.",
            )
        )
    except yaml.YAMLError as error:
        found.append(
            Problem(
                code="yaml-syntax",
                file=file,
                message=f"The YAML does not parse: {error}.",
                remedy="Remove what YAML does not allow there.",
            )
        )
    except _BrokenError:
        pass
    finally:
        problems += found
    return None


def _too_deep(file: Path, line: int | None, column: int | None) -> Problem:
    return Problem(
        code="yaml-depth",
        file=file,
        line=line,
        column=column,
        message=f"The YAML is nested more than {MAX_DEPTH} levels deep.",
        remedy="Flatten it.",
    )


def _resolve(value: str) -> Any:
    if value in ("", "~", "null", "Null", "NULL"):
        return None
    if value in ("true", "True", "TRUE"):
        return True
    if value in ("false", "False", "FALSE"):
        return False
    if value[0] in "+-.0123456789" and len(value) < 40:
        if _INT.match(value):
            return int(value)
        if _FLOAT.match(value):
            return Decimal(value)  # keeps the zeros of 5.60
    return value


@dataclass(slots=True)
class _Level:
    """A mapping or list that is being filled."""

    container: dict[str, Any] | list[Any]
    path: KeyPath
    key: str | None = None
    """The key of a mapping whose value comes next."""
    mark: Any = None
    """Where that key stands."""


class _Builder:
    """Builds the data of one file from the events of its parser.

    The stack is its own: no recursion, so no depth to exhaust. All that is done
    for every event stands in few functions: a digest of thousands of records has
    millions of events.
    """

    def __init__(self, file: Path, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        self.positions: dict[KeyPath, Position] = {}
        self.broken = False

    def say(self, code: str, event: Any, message: str, remedy: str, path: KeyPath = ()) -> None:
        mark = event.start_mark
        self.problems.append(
            Problem(
                code=code,
                file=self.file,
                line=mark.line + 1 if mark else 1,
                column=mark.column + 1 if mark else 1,
                path=path,
                message=message,
                remedy=remedy,
            )
        )

    def build(self, events: Iterator[Any]) -> YamlFile | None:
        """Take in all events."""
        root: list[Any] = []
        stack = [_Level(root, ())]
        documents = 0
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self.scalar(event, stack)
            elif kind is yaml.MappingStartEvent:
                self.begin(event, stack, {})
            elif kind is yaml.SequenceStartEvent:
                self.begin(event, stack, [])
            elif kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
                stack.pop()
            elif kind is yaml.AliasEvent:
                self.refuse(event, stack[-1].path)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self.say(
                        "yaml-syntax",
                        event,
                        "The file holds more than one YAML document.",
                        "Remove the line '---'.",
                    )
                    raise _BrokenError
        if self.broken:
            return None
        return YamlFile(self.file, root[0] if root else None, self.positions)

    def scalar(self, event: Any, stack: list[_Level]) -> None:
        """Take in a word or text: a key or value of a mapping, an item of a list."""
        level = stack[-1]
        if event.anchor or event.tag:
            self.refuse(event, level.path)
        text, style = event.value, event.style
        if type(level.container) is dict and level.key is None:
            self.key(event, text, level)
            if style == '"':
                self.refuse_controls(event, text, level.path)
            return
        literal = style == "|"
        path = self.put(event, stack, text if style else _resolve(text), literal)
        if style == '"':
            self.refuse_controls(event, text, path)
        if not literal and (style == ">" or event.end_mark.line > event.start_mark.line):
            self.broken = True
            self.say(
                "yaml-folded",
                event,
                "A text over several lines loses its lines, so faults in it could not be located.",
                "Write it as a literal block: | after the key, the text indented below.",
                path,
            )

    def refuse_controls(self, event: Any, text: str, path: KeyPath) -> None:
        """Refuse what :func:`read_text` refuses, written as an escape in double quotes."""
        if found := escaped_control(text):
            self.broken = True
            self.say(
                "encoding",
                event,
                f"The text holds the control character {found}, as an escape.",
                "Remove it.",
                path,
            )

    def begin(self, event: Any, stack: list[_Level], empty: dict[str, Any] | list[Any]) -> None:
        """Take in the beginning of a mapping or list, which is then the innermost level."""
        level = stack[-1]
        if event.anchor or event.tag:
            self.refuse(event, level.path)
        if type(level.container) is dict and level.key is None:
            self.say("yaml-syntax", event, "A key must be a word.", "Put it in quotes.", level.path)
            raise _BrokenError
        path = self.put(event, stack, empty, literal=False)
        if len(stack) > MAX_DEPTH:
            mark = event.start_mark
            self.problems.append(_too_deep(self.file, mark.line + 1, mark.column + 1))
            raise _BrokenError
        stack.append(_Level(empty, path))

    def key(self, event: Any, name: str, level: _Level) -> None:
        """Take in the key of a mapping."""
        level.key, level.mark = name, event.start_mark
        if name in level.container:
            self.broken = True
            path = (*level.path, name)
            self.say(
                "yaml-duplicate-key",
                event,
                f"The key '{name}' stands a second time here; "
                f"the first is on line {self.positions[path].line}.",
                "Keep one of the two.",
                path,
            )

    def put(self, event: Any, stack: list[_Level], value: Any, literal: bool) -> KeyPath:
        """Put a value into the innermost mapping or list; return its path."""
        level = stack[-1]
        container, mark = level.container, event.start_mark
        line, first = mark.line + 1, mark
        path: KeyPath
        if isinstance(container, list):
            path = (*level.path, len(container)) if len(stack) > 1 else ()
            container.append(value)
        else:
            path = (*level.path, level.key or "")
            first = level.mark  # a value is told of at its key
            container[level.key or ""] = value
            level.key = None
        place = Position(first.line + 1, first.column + 1, line + 1 if literal else line, literal)
        self.positions.setdefault(path, place)  # of a key that stands twice, the first
        return path

    def refuse(self, event: Any, path: KeyPath) -> NoReturn:
        """Refuse anchors, aliases and tags, which say something else than they show."""
        if event.anchor:
            self.say(
                "yaml-alias",
                event,
                "Anchors (&) and aliases (*) are not allowed here.",
                "Write the value out, or put it in quotes if it begins with & or *.",
                path,
            )
        else:
            self.say(
                "yaml-syntax",
                event,
                f"The tag '{event.tag}' is not allowed here.",
                "Remove it, or put the value in quotes if it begins with !.",
                path,
            )
        raise _BrokenError
