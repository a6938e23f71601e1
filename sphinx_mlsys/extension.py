"""The table of contents of the extension: registers everything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import FileSystemBytecodeCache
from sphinx.application import Sphinx
from sphinx.config import Config

from sphinx_mlsys import __version__
from sphinx_mlsys.ext.beside import setup_beside
from sphinx_mlsys.ext.bibliography import setup_bibliography
from sphinx_mlsys.ext.browse import setup_browse
from sphinx_mlsys.ext.collector import setup_collector
from sphinx_mlsys.ext.config import setup_config
from sphinx_mlsys.ext.deferred import setup_deferred
from sphinx_mlsys.ext.domain import MlsysDomain
from sphinx_mlsys.ext.downloads import setup_downloads
from sphinx_mlsys.ext.dress import setup_dress
from sphinx_mlsys.ext.epub import setup_epub
from sphinx_mlsys.ext.filelinks import setup_filelinks
from sphinx_mlsys.ext.freshness import setup_freshness
from sphinx_mlsys.ext.head import setup_head
from sphinx_mlsys.ext.languages import setup_languages
from sphinx_mlsys.ext.latex import setup_latex
from sphinx_mlsys.ext.mathml import setup_mathml
from sphinx_mlsys.ext.mend import setup_mend
from sphinx_mlsys.ext.missing import setup_missing
from sphinx_mlsys.ext.navigation import setup_navigation
from sphinx_mlsys.ext.pages import setup_pages
from sphinx_mlsys.ext.parser import setup_parsers
from sphinx_mlsys.ext.pictures import setup_pictures
from sphinx_mlsys.ext.plain import setup_plain
from sphinx_mlsys.ext.reflist import setup_reflist
from sphinx_mlsys.ext.search import setup_search
from sphinx_mlsys.ext.site import setup_site
from sphinx_mlsys.ext.theme import setup_theme
from sphinx_mlsys.ext.typst.builder import setup_typst
from sphinx_mlsys.ext.ways import setup_ways
from sphinx_mlsys.ext.whole import setup_whole

HERE = Path(__file__).parent


def setup_extension(app: Sphinx) -> dict[str, Any]:
    """Register everything and return the extension's metadata."""
    for needed in ("myst_parser", "sphinxcontrib.bibtex"):
        app.setup_extension(needed)
    setup_whole(app)
    setup_languages(app)
    app.connect("config-inited", add_templates)
    app.connect("builder-inited", keep_templates)
    setup_collector(app)
    setup_config(app)
    setup_bibliography(app)
    app.add_domain(MlsysDomain)
    setup_parsers(app)
    setup_freshness(app)
    setup_deferred(app)
    setup_reflist(app)
    setup_dress(app)
    setup_plain(app)
    setup_pictures(app)
    setup_downloads(app)
    setup_ways(app)
    setup_filelinks(app)
    setup_mend(app)
    setup_mathml(app)
    setup_latex(app)
    setup_typst(app)
    setup_epub(app)
    setup_pages(app)
    setup_navigation(app)
    setup_search(app)
    setup_missing(app)
    setup_theme(app)
    setup_site(app)
    setup_head(app)
    setup_beside(app)
    setup_browse(app)
    return {
        "version": __version__,
        "env_version": 2,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def add_templates(_app: Sphinx, config: Config) -> None:
    """Let the builder find this extension's templates, the project's own first."""
    folder = str(HERE / "templates")
    if folder not in config.templates_path:
        config.templates_path.append(folder)


def keep_templates(app: Sphinx) -> None:
    """Keep the theme's compiled templates beside the doctrees; compiling them takes a page's time.

    Jinja knows by a digest of a template whether what it kept is still good
    (https://jinja.palletsprojects.com/en/stable/api/#bytecode-cache).
    """
    templates = getattr(app.builder, "templates", None)  # only some builders have any
    environment = getattr(templates, "environment", None)
    if environment is not None:
        folder = Path(app.doctreedir) / "mlsys-templates"
        folder.mkdir(parents=True, exist_ok=True)
        environment.bytecode_cache = FileSystemBytecodeCache(str(folder))
