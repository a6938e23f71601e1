"""Typst source from Python values.

https://typst.app/docs/reference/syntax/
"""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"[\\#$*_`<>@~\[\]'\"=+/-]")
_NUMBER = re.compile(r"(\d)\.(?=\s|$)")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_SOFT = re.compile(rf"(?<=[{_WIDE}])[ \t]*\n[ \t]*(?=[{_WIDE}])")


def text(value: str) -> str:
    """Return text as markup: whatever Typst could read as more than text is escaped.

    A line break of the source is a space, between two Chinese characters nothing.
    """
    value = _SOFT.sub("", value).replace("\n", " ")
    return _NUMBER.sub(r"\1\\.", _SPECIAL.sub(lambda found: "\\" + found[0], value))


def string(value: str) -> str:
    """Return text as a Typst string."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t") + '"'


def strings(values: list[str]) -> str:
    """Return an array of strings."""
    return "(" + "".join(f"{string(v)}, " for v in values) + ")"
