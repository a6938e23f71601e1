"""A file that can be made, where it stands, and the digest that tells whether it must be made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sphinx_mlsys.core.library import Library

FOLDERS = {"paper": "papers", "talk": "talks"}
"""Kind of record to the folder of its page and its files."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that can be made."""

    path: str
    """Where it stands, from the root of the site."""
    made_from: str
    """Digest of what it is made from: while that stays, so does its content."""
    make: Callable[[], bytes]
    """Makes the content."""


def stem(library: Library, key: str) -> str:
    """Return where the files of a record stand, less their suffixes."""
    return f"{FOLDERS['paper' if key in library.papers else 'talk']}/{key}"


def data_path(library: Library, key: str) -> str:
    """Return where a record stands as JSON; that is made from all that is shown of it."""
    return f"{stem(library, key)}.record.json"


def digest(*parts: str) -> str:
    """Return a digest of texts."""
    found = hashlib.sha256()
    for part in parts:
        found.update(part.encode())
        found.update(b"\0")
    return found.hexdigest()[:24]


def told(value: object) -> str:
    """Return a value with all that is in it as text; equal values give equal texts."""
    return json.dumps(value, ensure_ascii=False, default=_inside)


def _inside(value: Any) -> Any:
    """Return what a form holds; dates, times and decimals as text."""
    if isinstance(value, Mapping):
        return dict(value)
    return vars(value) if hasattr(value, "__dict__") else str(value)
