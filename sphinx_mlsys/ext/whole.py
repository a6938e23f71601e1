"""A build is whole, or the next one begins afresh.

Sphinx writes pages, doctrees and its environment straight into place, and takes
what a killed build or a full disk left for done: a page whose source has not
changed since is never written again. So a mark stands in the output folder and
in the folder of doctrees while a build runs. A build that finds one there takes
nothing on from the last: the environment goes, as Sphinx itself lets it go after
an error, and so does what cannot be seen to be whole. The mark is locked, so
that no second build writes into the same folders.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import shutil
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.config import Config
from sphinx.errors import SphinxError
from sphinx.util.logging import getLogger

from sphinx_mlsys.core.files import PART
from sphinx_mlsys.ext.outputs import cannot_write, doubt, told

try:
    import fcntl
except ImportError:  # Windows: a mark, but no lock
    fcntl = None  # type: ignore[assignment]

logger = getLogger(__name__)

MARK = ".mlsys-building"
"""Name of the mark; it holds the number of the process."""

PATIENCE = 60
"""For how many seconds the workers of a killed build are waited for."""

_PR_SET_PDEATHSIG = 1
"""From ``linux/prctl.h``."""

_BUILDING: list[Path] = []
"""The output folders into which this process builds."""

_ERRNO = re.compile(r"(?:\[Errno |Error\()(\d+)[],]")
_NOT_WRITTEN = frozenset(
    {errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM}
)
"""Errors that Sphinx tells as a warning although a page is then missing or cut off."""


class BusyError(SphinxError):
    """Another build runs in the same folder."""

    category = "Folder in use"


class NotWrittenError(SphinxError):
    """Files of the output could not be written."""

    category = "Output not written"


class Faults(logging.Handler):
    """Collects what Sphinx warns of when it could not write a file."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the messages of errors on writing."""
        message = record.getMessage()
        found = _ERRNO.search(message)
        if found and int(found[1]) in _NOT_WRITTEN:
            self.said.append(message)


class Watch:
    """What guards the folders while an application builds."""

    def __init__(self, out: Path, doctrees: Path) -> None:
        self.out, self.doctrees = out, doctrees
        self.folders = sorted({out, doctrees})
        self.locks: list[IO[str]] = []
        self.faults = Faults()
        self.began = 0

    def begin(self, _app: Sphinx, _config: Config) -> None:
        """Mark the folders; after a build that did not end, begin afresh (config-inited)."""
        if self._mark():
            logger.info("the last build did not come to its end: this one begins afresh")
            (self.doctrees / ENV_PICKLE_FILENAME).unlink(missing_ok=True)
            _clear(self.out)
            for folder in self.folders:
                _remove_parts(folder)

    def begin_again(self, _app: Sphinx, *_args: object) -> list[str]:
        """Mark the folders when one application builds a second time (env-get-outdated)."""
        if not self.locks:
            self._mark()
        return []

    def finish(self, _app: Sphinx, exception: Exception | None) -> None:
        """Take the marks away, or say what could not be written (build-finished)."""
        said = self.faults.said.copy()
        try:
            if exception is not None:
                self._explain(exception)
            elif said:
                _remove_named(self.out, said)
                text = f"{len(said)} files could not be written; the first: {said[0]}"
                raise told(NotWrittenError(text))
            else:
                for folder in self.folders:
                    (folder / MARK).unlink(missing_ok=True)
        finally:
            self._let_go()

    def _mark(self) -> bool:
        """Lock and mark the folders; tell whether the last build in one did not end."""
        logging.getLogger("sphinx").addHandler(self.faults)
        _BUILDING.append(self.out)
        self.began, left = time.time_ns(), False
        folder = self.out
        try:
            for folder in self.folders:
                folder.mkdir(parents=True, exist_ok=True)
                stream = _locked(folder / MARK)
                self.locks.append(stream)
                left |= bool(stream.read())
                stream.seek(0)
                stream.truncate()
                stream.write(f"{os.getpid()}\n")
                stream.flush()
        except OSError as error:
            self._let_go()
            raise cannot_write(folder / MARK, error) from error
        except BusyError:
            self._let_go()
            raise
        return left

    def _explain(self, exception: Exception) -> None:
        """Say that a full disk or the like ended the build; remove what it was writing."""
        cause: BaseException | None = exception
        while cause is not None and not isinstance(cause, OSError):
            cause = cause.__cause__
        if cause is not None and cause.errno in _NOT_WRITTEN:
            _remove_last(self.out, self.began)
            logger.error(
                "The build ended early: %s. The file that it was writing is removed; the next "
                "build begins afresh.",
                cause.strerror,
            )

    def _let_go(self) -> None:
        """Let go of the folders; marks stay."""
        self.faults.said.clear()
        logging.getLogger("sphinx").removeHandler(self.faults)
        with suppress(ValueError):
            _BUILDING.remove(self.out)
        while self.locks:
            with suppress(OSError):  # what could not be written stays unwritten
                self.locks.pop().close()


def _locked(mark: Path) -> IO[str]:
    """Open *mark* and lock it; its text is the process of a build that did not end."""
    until = time.monotonic() + PATIENCE
    while True:
        stream = mark.open("a+", encoding="ascii")
        stream.seek(0)
        if not _lock(stream):
            holder = stream.read().strip()
            stream.close()
            if holder == str(os.getpid()):  # an application of this process that never built
                return mark.open("a+", encoding="ascii")
            if _alive(holder) or time.monotonic() > until:
                text = (
                    f"Another build (process {holder or 'unknown'}) is writing into "
                    f"{mark.parent}. Wait until it has ended, or give this one other folders."
                )
                raise told(BusyError(text))
            time.sleep(0.05)
        elif mark.exists() and os.path.samestat(os.fstat(stream.fileno()), mark.stat()):
            return stream
        else:  # a build that was ending took the mark away
            stream.close()


def _lock(stream: IO[str]) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system that has no locks
        return True
    return True


def _end_with_parent() -> None:
    """Let a worker end when the process that forked it does (Linux: prctl(2)).

    A worker of Sphinx that outlives its build waits for ever to hand over what it
    has done, and would keep the folders locked.
    """
    if _BUILDING and sys.platform == "linux":
        import ctypes  # only where a build has workers

        with suppress(OSError, AttributeError):  # a C library of another kind
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _alive(process: str) -> bool:
    """Tell whether a process runs; one that is just writing its number will be seen to."""
    if not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _clear(out: Path) -> None:
    """Remove the folders that Sphinx and themes fill anew, and what is known of the files.

    Of folders only those at the top whose names begin with an underscore: some files there
    are not written again when they are there, whole or not.
    """
    doubt(out)
    for folder in out.glob("_*"):
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder, ignore_errors=True)


def _remove_parts(folder: Path) -> None:
    """Remove what was being written when the last build ended.

    The folder is locked, so nobody writes it any more. The processes cannot tell: one that
    was killed is there until its parent knows, and its number may be another's.
    """
    for path, _folders, names in os.walk(folder):
        for name in filter(PART.fullmatch, names):
            (Path(path) / name).unlink(missing_ok=True)


def _remove_named(out: Path, said: list[str]) -> None:
    """Remove the files that messages name: they are missing their ends.

    What is copied is named by its source, so in the folders of copies the name decides.
    """
    for file in [p for p in out.rglob("*") if p.is_file()]:
        copied = file.relative_to(out).parts[0].startswith("_")
        name = f"/{file.name}" if copied else str(file)
        if any(name in message for message in said):
            file.unlink()


def _remove_last(out: Path, since: int) -> None:
    """Remove the file that was being written when the build ended."""
    times = {p: p.stat().st_mtime_ns for p in out.rglob("*") if p.is_file() and p.name != MARK}
    last = max(times.values(), default=0)
    if last >= since:
        for file in [p for p, written in times.items() if written == last]:
            with suppress(OSError):
                file.unlink()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_end_with_parent)


def setup_whole(app: Sphinx) -> None:
    """Connect the handlers: the first of all to begin, the last of all to end."""
    watch = Watch(Path(app.outdir), Path(app.doctreedir))
    app.connect("config-inited", watch.begin, priority=0)
    app.connect("env-get-outdated", watch.begin_again, priority=0)
    app.connect("build-finished", watch.finish, priority=9999)
