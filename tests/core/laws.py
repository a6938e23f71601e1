"""Settings of the laws: the same examples in every run, no clock, no files kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings


def law(examples: int = 100) -> Callable[[Any], Any]:
    """Return the decorator of a test of a law with so many examples."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
