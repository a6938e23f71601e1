"""Files are replaced whole or not at all: each is written beside its place first."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PART = re.compile(r"\..+\.([0-9]+)\.part")
"""Name of a file that is being written; the number is that of the process."""


def part_of(file: Path) -> Path:
    """Return where this process writes *file* before it stands in its place."""
    return file.with_name(f".{file.name}.{os.getpid()}.part")


@contextmanager
def replacing(file: Path) -> Iterator[Path]:
    """Give a path to write to, which takes the place of *file* at the end.

    When anything is raised meanwhile, *file* stays as it was.

    :raises OSError: when the place cannot be taken.
    """
    part = part_of(file)
    try:
        yield part
        os.replace(part, file)  # noqa: PTH105 - Sphinx paths take replace() for that of str
    except BaseException:
        part.unlink(missing_ok=True)
        raise
