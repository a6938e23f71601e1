"""The command line ``sphinx-mlsys``, also ``python -m sphinx_mlsys``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line with *args* (those of the process, if none) and return its status.

    0: done, nothing wrong. 1: something is wrong with the files, or they were refused.
    2: the command was called in a wrong way, or there is no project to work on.
    """
    from sphinx_mlsys.cli.app import run

    return run(args)


def entrypoint() -> NoReturn:
    """Run the command line and leave the process with its status."""
    sys.exit(main())
