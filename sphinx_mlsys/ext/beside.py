"""Everything that stands beside the pages, made in a process of its own where a build has several.

Citations, data, feeds, calendars, pictures, the search index and the redirects need
nothing of the pages but where they are, which is known as soon as all documents are
read. Made after the pages, they would be most of what a build with workers waits for.
"""

from __future__ import annotations

from collections.abc import Mapping

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.parallel import ParallelTasks, parallel_available

from sphinx_mlsys.ext.artifacts import write_files
from sphinx_mlsys.ext.browse import write_data
from sphinx_mlsys.ext.outputs import CannotWriteError, told
from sphinx_mlsys.ext.pages import manifest_of
from sphinx_mlsys.ext.pieces import keep_pieces
from sphinx_mlsys.ext.redirects import write_redirects
from sphinx_mlsys.ext.search import write_index
from sphinx_mlsys.ext.site import PAGED
from sphinx_mlsys.ext.state import state_of

WRITERS = (write_files, write_data, write_redirects, write_index, keep_pieces)
"""Functions of an application that write what has changed, in their order."""

Written = tuple[Mapping[str, str], tuple[str, int, str] | None]
"""What was written, as a manifest has it; of what could not be: message, number and text of the
error (an exception loses its cause on its way between processes)."""


def begin(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Begin to write while pages are written, in builds with workers (env-updated)."""
    state = state_of(env)
    state.beside = None
    if app.builder.name in PAGED and app.parallel > 1 and parallel_available:
        state.beside = ParallelTasks(1)
        state.beside.add_task(_written, app, _take)
    return []


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Write, or wait for what is written (build-finished)."""
    if app.builder.name not in PAGED:
        return
    tasks = state_of(app.env).beside
    if exception is not None:
        if tasks is not None:
            tasks.terminate()
    elif tasks is None:
        for write in WRITERS:
            write(app)
    else:
        tasks.join()


def _written(app: Sphinx) -> Written:
    """Write in another process."""
    try:
        for write in WRITERS:
            write(app)
    except CannotWriteError as error:
        cause = error.__cause__
        assert isinstance(cause, OSError)
        return {}, (str(error), cause.errno or 0, cause.strerror or "")
    return manifest_of(app).now, None


def _take(app: Sphinx, written: Written) -> None:
    """Take over what another process wrote.

    ``CannotWriteError`` where it could not.
    """
    now, error = written
    if error is not None:
        message, number, text = error
        raise told(CannotWriteError(message)) from OSError(number, text)
    manifest_of(app).take(now)


def setup_beside(app: Sphinx) -> None:
    """Connect the handlers."""
    # After all that says where things are, and the plan of the pages (950).
    app.connect("env-updated", begin, priority=960)
    app.connect("build-finished", finish, priority=600)
