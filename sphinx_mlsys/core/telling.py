"""What the checks share: telling a problem at its place, and checks used by several."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from sphinx_mlsys.core.model import Text
from sphinx_mlsys.core.problems import KeyPath, Problem
from sphinx_mlsys.core.rules import Form, field_names
from sphinx_mlsys.core.yamlfile import YamlFile

_BLANK = re.compile(r"[\s\x00-\x1f]")


def say(source: YamlFile, path: KeyPath, code: str, message: str, remedy: str) -> Problem:
    """Return a problem with the value at *path*."""
    at = source.at(path)
    return Problem(
        code=code,
        file=source.file,
        line=at.line,
        column=at.column,
        path=path,
        message=message,
        remedy=remedy,
    )


def say_in_text(
    source: YamlFile, path: KeyPath, offset: int, code: str, message: str, remedy: str
) -> Problem:
    """Return a problem on a line (from 0) of the text at *path*."""
    return Problem(
        code=code,
        file=source.file,
        line=source.line_of(path, offset),
        path=path,
        message=message,
        remedy=remedy,
    )


def nearest(name: str, known: Collection[str], otherwise: str) -> str:
    """Return a remedy that names the known name nearest to *name*."""
    near = difflib.get_close_matches(name, known, n=1)
    return f"Did you mean '{near[0]}'?" if near else otherwise


@lru_cache(maxsize=65536)  # the same are asked for on every page that shows them
def is_address(text: str) -> bool:
    """Tell whether *text* is a whole http(s) address."""
    if _BLANK.search(text):
        return False
    try:
        parts = urlsplit(text)
        # Asked for its port, since only then one out of range is told.
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def address_or_nothing(text: str | None) -> str:
    """Return *text* if it is a whole http(s) address."""
    return text if text and is_address(text) else ""


def address(source: YamlFile, path: KeyPath, text: str) -> Iterator[Problem]:
    """Yield a problem if the value at *path* is not an http(s) address."""
    if not is_address(text):
        yield say(
            source,
            path,
            "bad-link",
            f"{text[:60]!r} is not an http(s) address.",
            "Write the whole address, beginning with https://.",
        )


def texts_in(form: Form, base: KeyPath = ()) -> Iterator[tuple[KeyPath, Text]]:
    """Yield every text of a form with its path."""
    for name in field_names(type(form)):
        yield from _texts(getattr(form, name), (*base, name))


def _texts(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, Text]]:
    if isinstance(value, Form):
        yield from texts_in(value, path)
    elif isinstance(value, tuple):
        for n, item in enumerate(value):
            yield from _texts(item, (*path, n))
    elif isinstance(value, Mapping) and path[-1] != "links":
        yield path, value


def languages(
    source: YamlFile, form: Form, base: KeyPath, known: tuple[str, ...]
) -> Iterator[Problem]:
    """Yield the texts of *form* that are in a language that the project does not list."""
    for path, text in texts_in(form, base):
        yield from language(source, path, text, known)


def language(
    source: YamlFile, path: KeyPath, text: Text, known: tuple[str, ...]
) -> Iterator[Problem]:
    """Yield the languages of one text that the project does not list."""
    for code in text:
        if code and code not in known:
            yield say(
                source,
                (*path, code),
                "unknown-language",
                f"The project has no language '{code}'.",
                "Use one of " + ", ".join(known) + ".",
            )


def rows(source: YamlFile | None) -> dict[str, int]:
    """Return id to index for the entries of a list file, sound or not."""
    found: dict[str, int] = {}
    data: Any = source.data if source is not None else None
    for index, entry in enumerate(data if isinstance(data, list) else ()):
        if isinstance(entry, dict) and "id" in entry:
            found.setdefault(str(entry["id"]), index)
    return found
