"""``check --fix``: edits that are safe because nothing but form changes.

Each file is edited as text and read again: unless exactly the intended values
differ, the edit is dropped and the problem stays for a person to mend.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from sphinx_mlsys.cli.chinese import mend
from sphinx_mlsys.cli.order import PAPER, TALK
from sphinx_mlsys.cli.yamltext import EditError, YamlText, end_of, read
from sphinx_mlsys.core.problems import KeyPath, Problem
from sphinx_mlsys.core.project import TALK_SUFFIX
from sphinx_mlsys.core.yamlfile import parse_yaml

CHINESE = frozenset({"cjk-spacing", "cjk-punctuation", "cjk-quotes"})
FIXABLE = CHINESE | {"field-order"}
"""Codes of the problems that can be mended without a person."""

_BREAK = re.compile(r"\r\n|\r|\n")


def fixes(problems: Iterable[Problem]) -> dict[Path, str]:
    """Return file to new text for what can be mended among *problems*."""
    wanted: dict[Path, list[Problem]] = {}
    for problem in problems:
        if problem.code in FIXABLE and problem.file is not None:
            wanted.setdefault(problem.file, []).append(problem)
    found = {}
    for file, listed in wanted.items():
        before = text = read(file)
        for path in dict.fromkeys(p.path for p in listed if p.code in CHINESE):
            text = mended(text, path)
        if any(p.code == "field-order" for p in listed):
            text = reordered(text, TALK if file.name.endswith(TALK_SUFFIX) else PAPER)
        if text != before:
            found[file] = text
    return found


def mended(text: str, path: KeyPath) -> str:
    """Return the text of a file with the Chinese value at *path* mended, if that is safe."""
    before = _data(text)
    document = YamlText(text)
    node = document.node(path)
    if not isinstance(node, yaml.ScalarNode) or before is None:
        return text
    try:
        start, end = document.span(path)
    except EditError:
        return text
    source = document.text[start:end]
    document.replace(start, end, _mended_source(source, node.style or ""))
    after = document.result()
    expected = deepcopy(before)
    holder = expected
    for part in path[:-1]:
        holder = holder[part]
    holder[path[-1]] = mend(str(node.value))
    return after if _data(after) == expected else text


def _mended_source(source: str, style: str) -> str:
    """Mend the source of a scalar; the reader afterwards tells if that was too simple."""
    if style == "|":
        parts = re.split(r"(\r\n|\r|\n)", source)
        return "".join(
            p if n == 0 else _indented(p) for n, p in enumerate(parts)
        )  # the first part is the sign | itself
    if style in ("'", '"'):
        return source[0] + mend(source[1:-1]) + source[-1]
    return mend(source)


def _indented(line: str) -> str:
    inner = line.lstrip(" ")
    return line[: len(line) - len(inner)] + mend(inner)


def reordered(text: str, order: tuple[str, ...]) -> str:
    """Return the text of a record with its top-level fields in *order*.

    A comment moves with the field below it; what stands at the top of the file
    up to an empty line, and the line for editors, stays at the top.
    """
    before = _data(text)
    document = YamlText(text)
    root = document.node(())
    if not isinstance(root, yaml.MappingNode) or root.flow_style or before is None:
        return text
    names = [str(k.value) for k, _v in root.value]
    if any(name not in order for name in names):
        return text
    body = document.text
    starts = [_top(body)]
    for _key, value in root.value[:-1]:
        match = _BREAK.search(body, end_of(value, body))
        starts.append(match.end() if match else len(body))
    last = _BREAK.search(body, end_of(root.value[-1][1], body))
    stop = last.end() if last else len(body)
    newline = "\r\n" if "\r\n" in body else "\n"
    parts = [body[a:b] for a, b in zip(starts, [*starts[1:], stop], strict=True)]
    if not _BREAK.search(parts[-1][-1:]):
        parts[-1] += newline
    chosen = sorted(range(len(parts)), key=lambda n: order.index(names[n]))
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    after = mark + body[: starts[0]] + "".join(parts[n] for n in chosen) + body[stop:]
    return after if _data(after) == before else text


def _top(body: str) -> int:
    """Return where the head of the file ends: before the comment of the first field."""
    head = 0
    at = 0
    for line in re.findall(r"[^\r\n]*(?:\r\n|\r|\n)", body):
        inner = line.strip()
        if inner and not inner.startswith("#") and inner != "---":
            break
        at += len(line)
        if not inner or inner == "---" or "yaml-language-server" in inner:
            head = at
    return head


def _data(text: str) -> Any:
    body = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    found = parse_yaml(body, Path("x"), [])
    return None if found is None else found.data


def summary(files: Mapping[Path, str]) -> str:
    """Return what was done in one line."""
    return f"Mended {len(files)} file{'' if len(files) == 1 else 's'}."
