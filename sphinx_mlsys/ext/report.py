"""Problems of the core as Sphinx warnings, each with file, line and code."""

from __future__ import annotations

from collections.abc import Iterable

from sphinx.util import logging

from sphinx_mlsys.core.problems import Problem

logger = logging.getLogger(__name__)


def report(problems: Iterable[Problem]) -> None:
    """Log each problem as a warning of type ``mlsys`` with its code as subtype."""
    for problem in problems:
        # Without a line Sphinx takes a place for the name of a document.
        place = f"{problem.file}:{problem.line or 1}" if problem.file is not None else None
        logger.warning("%s", problem.sentence, location=place, type="mlsys", subtype=problem.code)


def warn(message: str, location: tuple[str | None, int | None], code: str) -> None:
    """Log one warning of type ``mlsys`` at a (document, line) pair."""
    logger.warning("%s", message, location=location, type="mlsys", subtype=code)
