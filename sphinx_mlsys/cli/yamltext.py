"""YAML files as text that is added to: every byte that is not meant stays as it is.

Positions come from PyYAML's nodes; their marks count characters. What is added
is written in the style of the project: mappings of languages and lists of words
on one line, everything else in block style.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from sphinx_mlsys.core.problems import KeyPath
from sphinx_mlsys.core.yamlfile import parse_yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RISKY = re.compile(r"(?i:y|n|yes|no|on|off)\Z|[0-9]+:")
"""What the core reads as a string and older YAML readers do not."""


class EditError(Exception):
    """Raised when a place cannot be added to without rewriting what stands there."""


class Inline(dict[str, Any]):
    """A mapping that is written on one line."""


def scalar(value: object, *, inline: bool = False) -> str:
    """Return a word or text of one line as YAML, with quotes only where it needs them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    shown = f"[{value}]" if inline else value
    wanted: Any = [value] if inline else value
    if value and not _RISKY.match(value):
        found = parse_yaml(f"x: {shown}\n", Path("x"), [])
        if found is not None and found.data == {"x": wanted}:
            return value
    return json.dumps(value, ensure_ascii=False)


def flow(value: object) -> str:
    """Return *value* as YAML on one line."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{scalar(k, inline=True)}: {flow(v)}" for k, v in value.items())
        return "{" + inner + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(v) for v in value) + "]"
    return scalar(value, inline=True)


def block(value: Mapping[str, Any], indent: int = 0) -> str:
    """Return a mapping as lines of YAML, each ending in a line feed."""
    return "".join(field(key, inner, indent) for key, inner in value.items())


def field(key: str, value: object, indent: int = 0) -> str:
    """Return one field of a mapping as lines of YAML."""
    head = f"{' ' * indent}{scalar(key)}:"
    if isinstance(value, Mapping) and value and not isinstance(value, Inline):
        return f"{head}\n{block(value, indent + 2)}"
    if isinstance(value, (list, tuple)) and any(_is_block(v) for v in value):
        return f"{head}\n{''.join(item(v, indent + 2) for v in value)}"
    if isinstance(value, (Mapping, list, tuple)):
        return f"{head} {flow(value)}\n"
    return f"{head} {scalar(value)}\n"


def item(value: object, indent: int) -> str:
    """Return one entry of a list as lines of YAML."""
    if isinstance(value, Mapping) and not isinstance(value, Inline):
        lines = block(value, indent + 2)
        return f"{' ' * indent}- {lines[indent + 2 :]}"
    shown = flow(value) if isinstance(value, (Mapping, list, tuple)) else scalar(value)
    return f"{' ' * indent}- {shown}\n"


def _is_block(value: object) -> bool:
    return isinstance(value, Mapping)


class YamlText:
    """The text of a sound YAML file, and additions to it."""

    def __init__(self, text: str) -> None:
        """Take the text as it stands in the file, with its line ends and byte order mark."""
        self._mark = "\ufeff" if text.startswith("\ufeff") else ""
        self.text = text.removeprefix("\ufeff")
        self._newline = "\r\n" if "\r\n" in self.text else "\n"
        self._root = yaml.compose(self.text, Loader=_LOADER)
        self._added: list[tuple[int, int, str]] = []

    def node(self, path: KeyPath) -> yaml.Node | None:
        """Return the node at *path*, if there is one."""
        node: yaml.Node | None = self._root
        for part in path:
            if isinstance(node, yaml.MappingNode):
                node = next((v for k, v in node.value if k.value == part), None)
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
                node = node.value[part] if part < len(node.value) else None
            else:
                return None
        return node

    def span(self, path: KeyPath) -> tuple[int, int]:
        """Return where the source of a value begins and ends.

        :raises EditError: when there is none.
        """
        node = self.node(path)
        if node is None:
            raise EditError(f"there is nothing at {path}")
        return node.start_mark.index, end_of(node, self.text)

    def replace(self, start: int, end: int, text: str) -> None:
        """Put *text* where now is what stands from *start* to *end*."""
        self._added.append((start, end, text))

    def set_field(self, path: KeyPath, key: str, value: object, order: Sequence[str]) -> None:
        """Add a field to the mapping at *path*, after the fields that come before it in *order*.

        :raises EditError: when there is no mapping or it has the field.
        """
        node = self.node(path)
        if not isinstance(node, yaml.MappingNode):
            raise EditError(f"there is no mapping at {path}")
        names = [k.value for k, _v in node.value]
        if key in names:
            raise EditError(f"the field '{key}' is there already")
        if node.flow_style:
            self._extend_flow(node, f"{scalar(key, inline=True)}: {flow(value)}")
            return
        column = node.value[0][0].start_mark.column
        lines = field(key, value, column)
        earlier = [n for n, name in enumerate(names) if _rank(name, order) <= _rank(key, order)]
        if earlier:
            self._after_line(end_of(node.value[earlier[-1]][1], self.text), lines)
        elif column == 0:
            start = node.value[0][0].start_mark.index
            self._added.append((start, start, lines))
        else:  # a first field may share its line with the dash of a list
            self._after_line(end_of(node.value[0][1], self.text), lines)

    def append(self, path: KeyPath, values: Sequence[object]) -> None:
        """Add entries to the end of the list at *path*.

        :raises EditError: when there is no list, or one that must be rewritten for it.
        """
        node = self.node(path)
        if not isinstance(node, yaml.SequenceNode):
            raise EditError(f"there is no list at {path}")
        if not node.flow_style:
            lines = "".join(item(v, node.start_mark.column) for v in values)
            self._after_line(end_of(node.value[-1], self.text), lines)
        elif all(not _is_block(v) or isinstance(v, Inline) for v in values) and node.value:
            self._extend_flow(node, ", ".join(flow(v) for v in values))
        elif not node.value and path:
            indent = self._column_of(path) + 2
            lines = "".join(item(v, indent) for v in values).rstrip("\n")
            start, end = node.start_mark.index, node.end_mark.index
            while start and self.text[start - 1] == " ":
                start -= 1
            self._added.append((start, end, "\n" + lines))
        else:
            raise EditError(
                f"line {node.start_mark.line + 1} is a list on one line: "
                "write it with one entry a line"
            )

    def insert(self, path: KeyPath, index: int, values: Sequence[object]) -> None:
        """Add entries to the list at *path* before the entry *index*, or at its end.

        :raises EditError: when there is no list, or one that must be rewritten for it.
        """
        node = self.node(path)
        if not isinstance(node, yaml.SequenceNode) or node.flow_style or index >= len(node.value):
            self.append(path, values)
            return
        column = node.start_mark.column
        lines = "".join(item(v, column) for v in values)
        if index == 0:
            start = self._line_start(node.start_mark.index)
            self._added.append((start, start, lines))
        else:
            self._after_line(end_of(node.value[index - 1], self.text), lines)

    def remove(self, paths: Sequence[KeyPath]) -> None:
        """Remove entries of lists or fields of mappings, each with its whole lines.

        :raises EditError: when one shares its line with something else.
        """
        for path in paths:
            parent, node = self.node(path[:-1]), self.node(path)
            if node is None or not isinstance(parent, yaml.CollectionNode):
                raise EditError(f"there is nothing at {path}")
            if parent.flow_style:
                raise EditError(
                    f"line {node.start_mark.line + 1} is a list on one line: "
                    "write it with one entry a line"
                )
            begin = node.start_mark.index
            if isinstance(parent, yaml.MappingNode):
                begin = next(k.start_mark.index for k, v in parent.value if v is node)
            end = end_of(node, self.text)
            match = re.compile(r"\r\n|\r|\n").search(self.text, end)
            stop = match.end() if match else len(self.text)
            self._added.append((self._line_start(begin), stop, ""))

    def _line_start(self, at: int) -> int:
        return max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1

    def result(self) -> str:
        """Return the text with everything added."""
        found, last = [], 0
        for start, end, text in sorted(self._added, key=lambda a: (a[0], a[1])):
            found += [self.text[last:start], text.replace("\n", self._newline)]
            last = end
        return self._mark + "".join(found) + self.text[last:]

    def _column_of(self, path: KeyPath) -> int:
        parent = self.node(path[:-1])
        if isinstance(parent, yaml.MappingNode):
            for key, _value in parent.value:
                if key.value == path[-1]:
                    return int(key.start_mark.column)
        raise EditError(f"the list at {path} stands in no mapping")

    def _after_line(self, end: int, lines: str) -> None:
        """Add lines below the line in which *end* lies."""
        match = re.compile(r"\r\n|\r|\n").search(self.text, end)
        if match:
            self._added.append((match.end(), match.end(), lines))
        else:
            self._added.append((len(self.text), len(self.text), "\n" + lines.rstrip("\n")))

    def _extend_flow(self, node: yaml.CollectionNode, text: str) -> None:
        close = node.end_mark.index - 1
        if not node.value:
            self._added.append((close, close, text))
            return
        last = node.value[-1]
        end = end_of(last[1] if isinstance(last, tuple) else last, self.text)
        comma = self.text.find(",", end, close)
        at = end if comma < 0 else comma + 1
        self._added.append((at, at, f", {text}" if comma < 0 else f" {text}"))


def _rank(name: str, order: Sequence[str]) -> int:
    return order.index(name) if name in order else len(order)


def end_of(node: yaml.Node, text: str) -> int:
    """Return where the last character of a node's content ends, without what follows it."""
    if isinstance(node, yaml.ScalarNode):
        end = int(node.end_mark.index)
        if node.style in ("|", ">"):
            while end > node.start_mark.index and text[end - 1] in "\r\n ":
                end -= 1
        return end
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return end_of(last[1] if isinstance(last, tuple) else last, text)


def read(file: Path) -> str:
    """Return the text of a file with its line ends as they are."""
    return file.read_bytes().decode("utf-8")
