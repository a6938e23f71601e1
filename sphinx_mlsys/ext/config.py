"""The extension's configuration values."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from sphinx.application import Sphinx
from sphinx.config import Config

from sphinx_mlsys.core.project import PAPER_SUFFIX, TALK_SUFFIX

VALUES: tuple[tuple[str, object, Literal["env", "html", ""], type, str], ...] = (
    ("mlsys_project", "", "env", str, "Folder of ``mlsys.toml``, from the source folder."),
    ("mlsys_author_pages", True, "env", bool, "Write a page for each author in HTML."),
    ("mlsys_other_language", True, "env", bool, "Show each card's other languages, folded."),
    (
        "mlsys_preview",
        False,
        "",
        bool,
        "After a first build, make only pages again that show more of a change than a line in a "
        "list; lists, pictures, search and files stay as they were until a build without this.",
    ),
    (
        "mlsys_translations",
        {},
        "html",
        dict,
        "Language to the path from this site's root to the root of the site in that language.",
    ),
    (
        "mlsys_downloads",
        {},
        "html",
        dict,
        "``<language>-<pdf or epub>`` to its address, absolute or from this site's root.",
    ),
)
"""(name, default, rebuild, type, what it does) of every value."""


def setup_config(app: Sphinx) -> None:
    """Register the values and the suffixes of record files."""
    for name, default, rebuild, kind, description in VALUES:
        app.add_config_value(name, default, rebuild, frozenset({kind}), description)
    app.add_source_suffix(PAPER_SUFFIX, "mlsys-paper")
    app.add_source_suffix(TALK_SUFFIX, "mlsys-talk")


def project_folder(srcdir: Path, config: Config) -> Path:
    """Return the folder that holds ``mlsys.toml``."""
    return (Path(srcdir) / str(config.mlsys_project)).resolve()
