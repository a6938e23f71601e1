"""A build leaves the collector as it found it, and gives it nothing to do when Python ends."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

from tests.ext.small import Site

ENDS = """
import atexit, gc, sys
from sphinx.cmd.build import main
# What is registered first is called last.
atexit.register(lambda: print("left:", len(gc.get_objects()), "frozen:", gc.get_freeze_count()))
sys.exit(main(["-q", *sys.argv[1:]]))
"""


def test_nothing_is_left_to_collect_when_a_build_ends(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    ended = subprocess.run(
        [sys.executable, "-c", ENDS, site.docs, tmp_path / "out"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    _left, left, _frozen, frozen = ended.stdout.splitlines()[-1].split()
    assert int(left) < 1000
    assert int(frozen) > 100_000


def test_a_build_leaves_the_collector_as_it_was(tmp_path: Path) -> None:
    before = gc.isenabled(), gc.get_threshold()
    Site(tmp_path / "site").build()
    assert (gc.isenabled(), gc.get_threshold()) == before
