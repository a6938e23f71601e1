"""What was loaded, kept for the next time, and known again by the content of the files.

A cache is a pickle and trusted as the program is: it belongs where only its
user writes (a build's doctrees, the user's cache folder), never into a project.
Whatever is wrong with one, it counts as not there.
"""

from __future__ import annotations

import gc
import hashlib
import pickle
import platform
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path
from typing import Any

from sphinx_mlsys.core.files import content_of, replacing


@dataclass(frozen=True, slots=True)
class Kept:
    """Something loaded, and what it was made from."""

    stamp: str
    """Of the program that made it."""
    inputs: dict[Path, str]
    """File to the digest of its content; empty for one that is not there."""
    listing: tuple[Path, ...]
    """The record files that there were."""
    value: Any


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the garbage collector away from a flood of new objects none of which is garbage."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@once
def stamp() -> str:
    """Return what tells this program from another: Python and the code of this package."""
    found = hashlib.sha256(platform.python_version().encode())
    for file in sorted(Path(__file__).parent.parent.rglob("*.py")):
        found.update(file.read_bytes())
    return found.hexdigest()


def digest_of(file: Path) -> str:
    """Return the digest of a file's content, nothing for a file that cannot be read."""
    try:
        return hashlib.sha256(content_of(file)).hexdigest()
    except (OSError, ValueError):
        return ""


def digests_of(files: Iterable[Path]) -> dict[Path, str]:
    """Return file to the digest of its content."""
    return {file: digest_of(file) for file in files}


def read_cache(file: Path) -> Kept | None:
    """Return what *file* holds, or nothing if this program did not make it."""
    try:
        with file.open("rb") as stream:
            if stream.readline().decode("ascii").strip() != stamp():
                return None
            with _without_collector():
                found = pickle.load(stream)  # noqa: S301 - see above
    except Exception:
        # A damaged pickle raises anything; loading anew is always right.
        return None
    return found if isinstance(found, Kept) else None


def write_cache(file: Path, kept: Kept) -> None:
    """Write *kept* whole or not at all; where nothing can be written, do without."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with replacing(file) as part, part.open("wb") as stream:
            stream.write(kept.stamp.encode("ascii") + b"\n")
            pickle.dump(kept, stream, protocol=5)
