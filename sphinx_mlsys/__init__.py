"""MLSys Digest's Sphinx extension: records of papers and talks become cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__version__ = "0.1.0"


def setup(app: Sphinx) -> dict[str, Any]:
    """Set up the extension; Sphinx is imported here and not with the package."""
    from sphinx_mlsys.extension import setup_extension

    return setup_extension(app)
