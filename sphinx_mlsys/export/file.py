"""A file that can be made, and the digest that tells whether it must be."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class File:
    """A file that can be made."""

    path: str
    """Where it stands, from the root of the site."""
    made_from: str
    """Digest of what it is made from: while that stays, so does its content."""
    make: Callable[[], bytes]
    """Makes the content."""


def digest(*parts: str) -> str:
    """Return a digest of texts."""
    found = hashlib.sha256()
    for part in parts:
        found.update(part.encode())
        found.update(b"\0")
    return found.hexdigest()[:24]
