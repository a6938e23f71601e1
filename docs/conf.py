"""Configuration of the MLSys Digest."""

from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from sphinx_mlsys import __version__

sys.path.append(str(Path(__file__).with_name("_ext")))  # directives of the guide

settings = tomllib.loads(Path(__file__).with_name("mlsys.toml").read_text(encoding="utf-8"))

project = "MLSys Digest"
author = "The MLSys Digest contributors"
copyright = "The MLSys Digest contributors"  # noqa: A001 - Sphinx names it so
language = "en"
version = release = __version__

extensions = [
    "myst_parser",
    "sphinx_design",
    "sphinxcontrib.bibtex",
    "sphinx_mlsys",
    "guide",
]
primary_domain = "mlsys"
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
exclude_patterns = ["_build"]

bibtex_bibfiles = [settings["bibliography"]]
bibtex_default_style = "mlsys"
bibtex_reference_style = "author_year"
bibtex_cite_id = "cite-{key}"
bibtex_tooltips = False  # each entry would be formatted twice
bibtex_bibliography_id = "bibliography-{bibliography_count}"

smartquotes = False

# Two languages. docs/build.py says where the other one is, with -D; on Read the Docs it is
# a translation of this project, beside it under its own language.
locale_dirs = ["locales"]
gettext_compact = False
gettext_location = False
mlsys_translations: dict[str, str] = {}
mlsys_downloads: dict[str, str] = {}
if version_there := os.environ.get("READTHEDOCS_VERSION"):
    for code, slug in (("en", "en"), ("zh_CN", "zh-cn")):
        mlsys_translations[code] = f"../../{slug}/{version_there}/"
        for form in ("pdf", "epub"):
            mlsys_downloads[f"{code}-{form}"] = f"/_/downloads/{slug}/{version_there}/{form}/"

# Set, so that Read the Docs adds no preamble of its own for Chinese.
latex_elements = {"preamble": ""}

html_theme = "furo"
html_title = project
html_favicon = "images/favicon.svg"
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", settings.get("base_url", ""))
html_math_renderer = "mathml"
html_show_sphinx = False
html_copy_source = False
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#0a6b6b",
        "color-brand-content": "#0a6b6b",
        "color-brand-visited": "#0a6b6b",
    },
    "dark_css_variables": {
        "color-brand-primary": "#63cbc3",
        "color-brand-content": "#63cbc3",
        "color-brand-visited": "#63cbc3",
    },
}
html_domain_indices = False
html_use_index = False


def setup(app: Sphinx) -> None:
    """Connect what depends on the language, which is known only now."""
    app.connect("config-inited", name_the_contributors)


def name_the_contributors(_app: Sphinx, config: Config) -> None:
    """Name those who hold the copyright in the language of the build."""
    if config.language.startswith("zh"):
        config.copyright = config.author = "MLSys Digest 贡献者"
