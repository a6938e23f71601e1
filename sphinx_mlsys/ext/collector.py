"""How often a build collects garbage.

Nearly all that a build makes (trees of documents, views, pieces of files) lives as
long as it is needed, and is no garbage. Python goes over it after every 700 objects
(https://docs.python.org/3/library/gc.html#gc.set_threshold): of a site with thousands
of records that is a tenth of the build.

When it ends, Python goes over everything again, several times, in search of garbage to
take away; of a rebuild without a change that was half. The system takes it all away anyway.
"""

from __future__ import annotations

import atexit
import gc

from sphinx.application import Sphinx
from sphinx.config import Config

SELDOM = (100_000, 20, 100)
"""Thresholds of the collector while a build runs."""


def setup_collector(app: Sphinx) -> None:
    """Let the collector run seldom, or not at all in a preview, and as before when a build ends."""
    before = gc.get_threshold()

    def spare(_app: Sphinx, config: Config) -> None:
        gc.set_threshold(*SELDOM)
        if config.mlsys_preview:  # it lives for a page or two
            gc.disable()

    def engage(app: Sphinx, _exception: Exception | None) -> None:
        gc.set_threshold(*before)
        if app.config.mlsys_preview:
            gc.enable()

    atexit.unregister(gc.freeze)  # once, however many builds a process runs
    atexit.register(gc.freeze)
    app.connect("config-inited", spare)
    app.connect("build-finished", engage)
