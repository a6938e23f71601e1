"""A walk of random edits with another seed each time; the seed is in the output."""

from __future__ import annotations

import os
import random
from pathlib import Path

from tests.killed import kill, small
from tests.walk import EDITS, first, steps, walk

STEPS = 12
"""Steps of the short walk; longer ones: ``python -m tests.walk``."""


def seed() -> int:
    """Return the seed of this run: a new one, or that of ``MLSYS_SEED``."""
    return int(os.environ.get("MLSYS_SEED") or random.SystemRandom().randrange(10**6))


def test_after_every_step_of_a_walk_the_site_equals_a_clean_one(tmp_path: Path) -> None:
    assert walk(tmp_path, seed(), STEPS, print) == ""


def test_a_killed_build_run_again_equals_a_clean_one(tmp_path: Path) -> None:
    assert kill(small(tmp_path), seed(), 8, print) == ""


def test_every_edit_changes_the_sources_of_some_digest() -> None:
    """Else a walk would stand still without anyone seeing it."""
    changed: set[str] = set()
    digest = first()
    for name, number in steps(1, 600):
        before = (dict(digest.sources()), dict(digest.options))
        EDITS[name](digest, number)
        if before != (dict(digest.sources()), digest.options):
            changed.add(name)
    assert changed == set(EDITS)
