"""What was loaded, kept for the next time, and known again by the content of the files.

A cache is a pickle and trusted as the program is: it belongs where only its
user writes (a build's doctrees, the user's cache folder), never into a project.
Whatever is wrong with one, it counts as not there.

What there are thousands of in it are dataclasses without slots: pickle gives
those back by itself, while one with slots calls a function for each.
"""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import platform
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path
from typing import IO, Any

from sphinx_mlsys.core.files import content_of, replacing


@dataclass(frozen=True, slots=True)
class Kept:
    """Something loaded, and what it was made from."""

    inputs: dict[str, str]
    """File to the digest of its content; empty for one that is not there."""
    listing: tuple[str, ...]
    """The record files that there were."""
    summary: Any
    """What is asked for at once."""
    file: Path
    """Where the rest stands, which is large and often not asked for."""
    start: int
    """Where in the file it begins."""
    version: tuple[int, ...]
    """What tells the file from one that takes its place."""

    def value(self) -> Any:
        """Return the rest, or nothing if it is damaged or another file took its place."""
        try:
            with without_collector(), self.file.open("rb") as stream:
                if _version(stream) != self.version:
                    return None
                stream.seek(self.start)
                return pickle.load(stream)  # noqa: S301 - see above
        except Exception:
            # A damaged pickle raises anything; loading anew is always right.
            return None


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep the garbage collector away from a flood of new objects none of which is garbage.

    They live as long as the process, so it need not go over them afterwards either.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if running:
            gc.enable()


@once
def stamp() -> str:
    """Return what tells this program from another: Python and the code of this package."""
    found = hashlib.sha256(platform.python_version().encode())
    for file in sorted(Path(__file__).parent.parent.rglob("*.py")):
        found.update(file.read_bytes())
    return found.hexdigest()


def digest_of(file: str | Path) -> str:
    """Return the digest of a file's content, nothing for a file that cannot be read."""
    try:
        return hashlib.sha256(content_of(file)).hexdigest()
    except (OSError, ValueError):
        return ""


def digests_of(files: Iterable[str]) -> dict[str, str]:
    """Return file to the digest of its content."""
    return {file: digest_of(file) for file in files}


def read_cache(file: Path) -> Kept | None:
    """Return what *file* holds, or nothing if this program did not make it."""
    try:
        with file.open("rb") as stream:
            if stream.readline().decode("ascii").strip() != stamp():
                return None
            inputs, listing, summary = pickle.load(stream)  # noqa: S301 - see above
            return Kept(inputs, listing, summary, file, stream.tell(), _version(stream))
    except Exception:
        # As above.
        return None


def _version(stream: IO[bytes]) -> tuple[int, ...]:
    status = os.fstat(stream.fileno())
    return status.st_ino, status.st_size, status.st_mtime_ns


def write_cache(
    file: Path, inputs: dict[str, str], listing: tuple[str, ...], summary: Any, value: Any
) -> None:
    """Keep what was loaded, whole or not at all; where nothing can be written, do without.

    The arguments are what :class:`Kept` holds.
    """
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with replacing(file) as part, part.open("wb") as stream:
            stream.write(stamp().encode("ascii") + b"\n")
            pickle.dump((inputs, listing, summary), stream, protocol=5)
            pickle.dump(value, stream, protocol=5)


def read_value(file: Path) -> Any:
    """Return what :func:`write_value` kept, or nothing if this program did not."""
    kept = read_cache(file)
    return None if kept is None else kept.value()


def write_value(file: Path, value: Any) -> None:
    """Keep something that tells by itself what it was made from, as :func:`write_cache` does."""
    write_cache(file, {}, (), None, value)
