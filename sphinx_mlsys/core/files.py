"""Files are read within bounds, and replaced whole or not at all: written beside first."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LARGEST = 64 * 2**20
"""How many bytes a file may have that is read whole."""

PART = re.compile(r"\..+\.[0-9]+\.part")
"""Name of a file that is being written; the number is that of the process."""


def content_of(file: str | Path) -> bytes:
    """Return the content of a regular file of at most :data:`LARGEST` bytes.

    A pipe or a device could be waited for, or read, for ever.

    :raises OSError: when it is another kind of file, is larger, or cannot be read.
    """
    status = os.stat(file)  # noqa: PTH116 - thousands of paths need no objects
    if stat.S_ISDIR(status.st_mode):
        raise OSError(errno.EISDIR, "It is a folder", str(file))
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "It is no regular file", str(file))
    if status.st_size > LARGEST:
        raise OSError(errno.EFBIG, f"It is larger than {LARGEST // 2**20} MB", str(file))
    with open(file, "rb") as stream:  # noqa: PTH123
        return stream.read()


def leads_out(file: str | Path, folder: str | Path) -> bool:
    """Tell whether a file below *folder* is a link that leads out of it, or stands behind one."""
    up, top = os.fspath(file), os.fspath(folder)
    if not up.startswith(os.path.join(top, "")):  # noqa: PTH118 - thousands need no objects
        return False
    while up != top:
        if os.path.islink(up):  # noqa: PTH114
            return not _resolved(Path(file)).is_relative_to(_resolved(Path(folder)))
        up = os.path.dirname(up)  # noqa: PTH120
    return False


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a link to itself, before Python 3.13: it leads nowhere
        return path


def is_utf8(name: str) -> bool:
    """Tell whether the name of a file is UTF-8; Python takes bytes that are not as surrogates."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


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
