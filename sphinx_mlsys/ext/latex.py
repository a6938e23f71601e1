"""The PDF by LaTeX: settings that a digest needs and a project need not know."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path

from babel.dates import format_date, format_interval
from sphinx.application import Sphinx
from sphinx.builders.latex import LaTeXBuilder, default_latex_documents, default_latex_engine
from sphinx.config import Config
from sphinx.util.osutil import make_filename_from_project

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.text import choose, language_of
from sphinx_mlsys.ext import words
from sphinx_mlsys.ext.latexparts import escaped
from sphinx_mlsys.ext.latextree import setup_latextree
from sphinx_mlsys.ext.state import state_of
from sphinx_mlsys.ext.svgpdf import setup_svgpdf
from sphinx_mlsys.ext.words import _

STYLE = Path(__file__).parent.parent / "static-latex" / "mlsys.sty"
LATEXMK = STYLE.with_name("latexmkrc")
"""What the log of TeX is searched for, and other orders to latexmk."""

ELEMENTS: Mapping[str, str] = {
    "papersize": "a4paper",
    "pointsize": "10pt",
    "extraclassoptions": "openany,oneside",
    "sphinxsetup": "hmargin=2.3cm, vmargin={2.4cm,2.6cm}, InnerLinkColor={HTML}{0A6B6B}, "
    "OuterLinkColor={HTML}{0A6B6B}, TitleColor={HTML}{0A6B6B}",
    "fontpkg": "",
    "fncychap": "",
    "fvset": r"\fvset{fontsize=\small,formatcom=\xeCJKVerbAddon}",
    "tocdepth": r"\setcounter{tocdepth}{1}",
    "secnumdepth": r"\setcounter{secnumdepth}{-2}",
    "figure_align": "H",
    "maketitle": r"\mlsysmaketitle",
    "tableofcontents": r"\mlsystableofcontents",
}
"""What ``latex_elements`` holds where the project says nothing."""


def set_defaults(app: Sphinx, config: Config) -> None:
    """Set what the project did not set (config-inited).

    Only XeLaTeX is asked to set a digest: pdfLaTeX knows no Chinese, and what
    it drops it does not tell.
    """
    if config.latex_engine == default_latex_engine(config) == "pdflatex":
        config.latex_engine = "xelatex"
    if config.latex_engine != "xelatex":
        return
    if config.latex_documents == default_latex_documents(config):
        root, _name, *rest = config.latex_documents[0]
        config.latex_documents = [(root, document_name(config) + ".tex", *rest)]
    config.latex_elements = {**ELEMENTS, **config.latex_elements}
    config.latex_use_xindy = False
    config.latex_toplevel_sectioning = config.latex_toplevel_sectioning or "part"
    config.latex_additional_files = [*config.latex_additional_files, str(STYLE)]
    app.add_latex_package("mlsys")
    app.add_latex_package("bookmark", after_hyperref=True)


def document_name(config: Config) -> str:
    """Return the name of the one document of a language, such as ``mlsysdigest-en``."""
    name: str = make_filename_from_project(config.project)
    return f"{name}-{language_of(config.language)}"


def set_texts(app: Sphinx) -> None:
    """Hand the style its words, and the document its date (builder-inited)."""
    if not isinstance(app.builder, LaTeXBuilder) or app.config.latex_engine != "xelatex":
        return
    state = state_of(app.env)
    language = state.shows.language
    context = app.builder.context
    if not app.config.today:
        context["date"] = format_date(edition(state.library), "long", locale=language)
    context["preamble"] = preamble(app.config, state.library, language) + context["preamble"]


def preamble(config: Config, library: Library, language: str) -> str:
    """Return the commands that differ between languages and projects."""
    wide = r"\mlsyswide" if language == "zh" else r"\mlsysnarrow"
    page = escaped(_("p. %s")).replace(r"\%s", "#1").replace(" ", r"\,")
    lines = [
        rf"\renewcommand\mlsyscontentsname{{{escaped(_('Contents'))}}}",
        rf"\renewcommand\mlsyspagename[1]{{{page}}}",
        rf"\renewcommand\mlsyssubtitle{{{subtitle(library, language)}}}",
        rf"\AtBeginDocument{{{wide}}}",
        rf"\hypersetup{{pdflang={{{words.html_language(language)}}}, pdfdisplaydoctitle, "
        rf"bookmarksopen, bookmarksopenlevel=0, pdfsubject={{{plain_subtitle(library)}}}}}",
    ]
    return "\n".join(lines) + "\n"


def subtitle(library: Library, language: str) -> str:
    """Return the conferences with days, year and city, two lines each."""
    lines = [
        rf"{{\bfseries {escaped(name)}}}\\{{\large {escaped(facts)}}}"
        for name, facts in conference_facts(library, language)
    ]
    return r"\\[8pt] ".join(lines)


def conference_facts(library: Library, language: str) -> list[tuple[str, str]]:
    """Return the name of each conference, and its days, year and city."""
    found = []
    for conference in library.conferences.values():
        days = held(conference.days[0].date, conference.days[-1].date, language)
        city = choose(conference.form.city, language)
        facts = " · ".join(x for x in (days, city) if x)
        found.append((conference.form.short, facts))
    return found


def held(first: date, last: date, language: str) -> str:
    """Return the days of a conference: ``May 13–16, 2024``, ``2024 年 5 月 13 日至 16 日``."""
    text = str(format_interval(first, last, "yMMMMd", locale=language))
    # Which dash stands there, and between what spaces, differs with the version of Babel.
    text = re.sub(r"\s*[–至]\s*", "至" if language == "zh" else "–", text)
    return re.sub(r"(\d+)", r" \1 ", text).strip() if language == "zh" else text


def plain_subtitle(library: Library) -> str:
    """Return the conferences' names."""
    return escaped(", ".join(c.form.short for c in library.conferences.values()))


def edition(library: Library) -> date:
    """Return the day of ``SOURCE_DATE_EPOCH``, or else of the newest revision of a record."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    days = (holder.record.revised or holder.record.added for holder in library.records.values())
    return max((day for day in days if day), default=date(1970, 1, 1))


def instruct_latexmk(app: Sphinx, exception: Exception | None) -> None:
    """Let latexmk hand TeX the date of the edition, and judge its log (build-finished).

    The file is read by every way to the PDF: ``sphinx-build -M latexpdf``, ``make`` in
    the output folder, and Read the Docs, which calls latexmk itself.
    """
    if exception is not None or not isinstance(app.builder, LaTeXBuilder):
        return
    moment = datetime.combine(edition(state_of(app.env).library), time(), UTC)
    rules = LATEXMK.read_text(encoding="utf-8").replace("@epoch@", f"{moment.timestamp():.0f}")
    with (Path(app.outdir) / "latexmkrc").open("a", encoding="utf-8") as stream:
        stream.write(rules)


def setup_latex(app: Sphinx) -> None:
    """Connect the handlers; register the converter and the shaping of the document."""
    setup_svgpdf(app)
    setup_latextree(app)
    app.connect("config-inited", set_defaults, priority=700)
    # After the library is read (500).
    app.connect("builder-inited", set_texts, priority=600)
    app.connect("build-finished", instruct_latexmk)
