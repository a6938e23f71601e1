"""YAML with a position for every key and value.

PyYAML's event stream is read directly: that gives positions, finds duplicate
keys, and keeps the cost linear whatever the input (no aliases, bounded depth).
Plain scalars are resolved as the core schema of YAML 1.2 says
(https://yaml.org/spec/1.2.2/#103-core-schema), so ``09:00``, ``no`` and dates
stay strings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from sphinx_mlsys.core.problems import KeyPath, Problem

MAX_DEPTH = 40
"""How deeply mappings and lists may be nested."""

_INT = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a value stands: line and column from 1, and where its text begins."""

    line: int
    column: int
    text_line: int
    """The line of the text's first line (one below the ``|`` of a literal block)."""


@dataclass(frozen=True, slots=True)
class YamlFile:
    """The data of a file, plain Python values, and where each of them stands."""

    file: Path
    data: Any
    positions: Mapping[KeyPath, Position] = field(default_factory=lambda: MappingProxyType({}))

    def at(self, path: KeyPath) -> Position:
        """Return the position of *path* or of the nearest thing that holds it."""
        known: KeyPath = ()
        for part in path:
            if (*known, part) in self.positions:
                known = (*known, part)
        return self.positions.get(known, Position(1, 1, 1))


class _Broken(Exception):
    """Raised inside the builder when the rest of the file cannot be read."""


def read_text(file: Path, problems: list[Problem]) -> str | None:
    """Read *file* as UTF-8 (with or without BOM, any line ends) or say why not."""
    try:
        raw = file.read_bytes()
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
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _CONTROL.search(text) or _BIDI.search(text):
        problems.append(
            Problem(
                code="encoding",
                file=file,
                line=text.count("\n", 0, found.start()) + 1,
                message=f"The file holds the control character U+{ord(found.group()):04X}.",
                remedy="Remove it.",
            )
        )
        return None
    return text


def read_yaml(file: Path, problems: list[Problem]) -> YamlFile | None:
    """Read *file*; what is wrong goes to *problems*, and nothing is returned then."""
    text = read_text(file, problems)
    return None if text is None else parse_yaml(text, file, problems)


def parse_yaml(text: str, file: Path, problems: list[Problem]) -> YamlFile | None:
    """Parse *text* as one YAML document that stands in *file*."""
    builder = _Builder(file, problems)
    try:
        return builder.build(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problems.append(
            Problem(
                code="yaml-syntax",
                file=file,
                line=mark.line + 1 if mark else None,
                column=mark.column + 1 if mark else None,
                message=f"The YAML does not parse: {error.problem or error.context}.",
                remedy="Check indentation and quotes: a plain value with ': ' or ' #' needs quotes.",
            )
        )
    except yaml.YAMLError as error:
        problems.append(
            Problem(code="yaml-syntax", file=file, message=f"The YAML does not parse: {error}.")
        )
    except _Broken:
        pass
    return None


def _resolve(value: str) -> Any:
    if value in ("", "~", "null", "Null", "NULL"):
        return None
    if value in ("true", "True", "TRUE"):
        return True
    if value in ("false", "False", "FALSE"):
        return False
    if len(value) < 40 and _INT.match(value):
        return int(value)
    if len(value) < 40 and _FLOAT.match(value):
        return Decimal(value)  # keeps the zeros of 5.60
    return value


class _Builder:
    def __init__(self, file: Path, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        self.positions: dict[KeyPath, Position] = {}
        self.broken = False

    def say(self, code: str, mark: yaml.Mark, message: str, remedy: str, path: KeyPath) -> None:
        self.problems.append(
            Problem(
                code=code,
                file=self.file,
                line=mark.line + 1,
                column=mark.column + 1,
                path=path,
                message=message,
                remedy=remedy,
            )
        )

    def build(self, text: str) -> YamlFile | None:
        """Walk the events with an own stack: no recursion, so no depth to exhaust."""
        root: list[Any] = []
        # Each level: (container, path of the container, pending key or None, key seen)
        stack: list[tuple[Any, KeyPath]] = [(root, ())]
        keys: list[Any] = [None]
        documents = 0
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.say(
                        "yaml-syntax",
                        event.start_mark,
                        "The file holds more than one YAML document.",
                        "Remove the line '---'.",
                        (),
                    )
                    raise _Broken
                continue
            if isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
                stack.pop()
                keys.pop()
                continue
            if not isinstance(event, yaml.NodeEvent):
                continue
            container, path = stack[-1]
            if isinstance(event, yaml.AliasEvent) or event.anchor:
                self.say(
                    "yaml-alias",
                    event.start_mark,
                    "Anchors (&) and aliases (*) are not allowed here.",
                    "Write the value out, or put it in quotes if it begins with & or *.",
                    path,
                )
                raise _Broken
            if isinstance(container, dict) and keys[-1] is None:
                keys[-1] = self.key(event, container, path)
                continue
            part: str | int = keys[-1] if isinstance(container, dict) else len(container)
            here = (*path, part) if len(stack) > 1 else ()
            value = self.value(event, here)
            if isinstance(container, dict):
                container[keys[-1]] = value
                keys[-1] = None
            else:
                container.append(value)
            if isinstance(value, (dict, list)):
                if len(stack) > MAX_DEPTH:
                    self.say(
                        "yaml-depth",
                        event.start_mark,
                        f"The YAML is nested more than {MAX_DEPTH} levels deep.",
                        "Flatten it.",
                        (),
                    )
                    raise _Broken
                stack.append((value, here))
                keys.append(None)
        if self.broken:
            return None
        data = root[0] if root else None
        return YamlFile(self.file, data, MappingProxyType(self.positions))

    def key(self, event: yaml.NodeEvent, container: dict[str, Any], path: KeyPath) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self.say(
                "yaml-syntax", event.start_mark, "A key must be a word.", "Put it in quotes.", path
            )
            raise _Broken
        name = str(event.value)
        if name in container:
            self.broken = True
            self.say(
                "yaml-duplicate-key",
                event.start_mark,
                f"The key '{name}' stands twice here.",
                "Keep one of the two.",
                (*path, name),
            )
        mark = event.start_mark
        self.positions[(*path, name)] = Position(mark.line + 1, mark.column + 1, mark.line + 1)
        return name

    def value(self, event: yaml.NodeEvent, path: KeyPath) -> Any:
        mark = event.start_mark
        literal = isinstance(event, yaml.ScalarEvent) and event.style == "|"
        key = self.positions.get(path)
        self.positions[path] = Position(
            key.line if key else mark.line + 1,
            key.column if key else mark.column + 1,
            mark.line + (2 if literal else 1),
        )
        if isinstance(event, yaml.MappingStartEvent):
            return {}
        if isinstance(event, yaml.SequenceStartEvent):
            return []
        assert isinstance(event, yaml.ScalarEvent)
        if event.style == ">":
            self.broken = True
            self.say(
                "yaml-folded",
                mark,
                "Folded text (>) loses its lines, so faults in it could not be located.",
                "Use a literal block (|).",
                path,
            )
        if event.style is None or event.style == "":
            return _resolve(event.value)
        return str(event.value)
