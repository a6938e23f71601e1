"""Write the same digest as sites of different makes, to be built and compared.

Every site has the same day pages with the same texts: as our directives, as
plain MyST, as sphinx-design cards written by hand, as needs of sphinx-needs.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from sphinx_mlsys.core import views
from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.views import Card, ResultRow, Texts
from sphinx_mlsys.export.bibtex import bibtex
from sphinx_mlsys.export.reference import reference

COMMON = """
project = "Benchmark"
html_theme = "furo"
smartquotes = False
html_copy_source = False
exclude_patterns = []
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "fieldlist"]
"""
OURS = """
extensions = ["myst_parser", "sphinxcontrib.bibtex", "sphinx_mlsys"]
primary_domain = "mlsys"
bibtex_bibfiles = ["refs.bib"]
suppress_warnings = ["mlsys", "ref", "bibtex"]
html_math_renderer = "mathml"
"""
NEEDS = """
extensions = ["myst_parser", "sphinx_needs"]
needs_id_regex = "^[A-Za-z0-9_]+$"
"""

Cards = Mapping[str, Sequence[Card]]
"""Day page to its cards, in the order of the program."""


def cards(library: Library) -> Cards:
    """Return the cards of every day page."""
    found: dict[str, list[Card]] = {}
    for key in library.records:
        card = views.card(library, key, "en", bibtex=bibtex, reference=reference)
        assert card is not None
        assert card.where is not None
        found.setdefault(card.where.page, []).append(card)
    return found


def text(card: Card) -> str:
    """Return all that a card says, as MyST, as one would write it by hand."""
    lines = [", ".join(a.name for a in card.authors), ""]
    for texts in (card.texts, *card.other):
        lines += _texts(texts)
    lines += [f"- {t.name}: {t.relation}: {t.how.text}" for t in card.ties]
    lines += ["", "Terms: " + ", ".join(t.name for t in card.terms), ""]
    lines += ["Topics: " + ", ".join(t.name for t in card.topics), ""]
    lines += [" · ".join(f"[{x.label}]({x.address})" for x in card.links), ""]
    lines += ["; ".join(card.affiliations), "", card.reference, ""]
    lines += ["```bibtex", card.bibtex.rstrip(), "```", ""]
    return re.sub(r"\{[a-z:]+\}`([^`<]*)[^`]*`", r"\1", "\n".join(lines))


def _texts(texts: Texts) -> Iterator[str]:
    yield from (texts.takeaway.text if texts.takeaway else "", "")
    for name, prose in texts.parts:
        yield from (f"**{name.title()}**", "", prose.text, "")
    if texts.results:
        yield from ("| Result | What | Against | On | Where |", "|---|---|---|---|---|")
        yield from map(_row, texts.results)
        yield ""
    for prose in (texts.limits, texts.notes, *texts.disagreements):
        if prose is not None:
            yield from (prose.text, "")


def _row(row: ResultRow) -> str:
    cells = (
        f"{row.qualifier} **{row.amount}**",
        row.what,
        row.baseline,
        f"{row.model} {row.hardware}",
        f"[{row.at}]({row.address})",
    )
    return "| " + " | ".join(c.replace("|", "/") for c in cells) + " |"


def heading(card: Card) -> str:
    """Return a card's text as a section."""
    return f"### {card.title}\n\n{text(card)}"


def grid_card(card: Card) -> str:
    """Return a card's text as a card of sphinx-design."""
    return f"::::{{card}} {card.title}\n\n{text(card)}\n::::\n"


def need(card: Card) -> str:
    """Return a card's text as a need of sphinx-needs."""
    return f"::::{{req}} {card.title}\n:id: {card.key}\n\n{text(card)}\n::::\n"


def _write(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")


def _index(folder: Path, pages: Sequence[str], conf: str) -> None:
    listed = "\n".join(pages)
    _write(folder / "index.md", f"# Benchmark\n\n```{{toctree}}\n\n{listed}\n```\n")
    _write(folder / "conf.py", COMMON + conf)


def write_days(
    folder: Path, made: Cards, one: Callable[[Card], str], conf: str, tail: str = ""
) -> None:
    """Write day pages with every card as *one* makes it, with *tail* after each."""
    for page, of_day in made.items():
        body = "\n".join(one(card) + tail.format(key=card.key) for card in of_day)
        _write(folder / f"{page}.md", f"# {page}\n\n## Papers\n\n{body}")
    _index(folder, list(made), conf)


def write_records(folder: Path, made: Cards) -> None:
    """Write one plain page per record, outside the toctree."""
    for of_day in made.values():
        for card in of_day:
            body = f"---\norphan: true\n---\n# {card.title}\n\n{text(card)}"
            _write(folder / "papers" / f"{card.key}.md", body)


def write_ours(folder: Path, digest: Path, made: Cards, conf: str = "") -> None:
    """Write our site: the digest's files, and pages with one directive each.

    There is a glossary, which the others have not: the terms of cards lead to it.
    """
    shutil.copytree(digest, folder, dirs_exist_ok=True)
    for page in made:
        conference, number = page.split("/day-")
        body = f"# {page}\n\n```{{mlsys:day}} {conference}/{number}\n```\n"
        _write(folder / f"{page}.md", body)
    _write(folder / "glossary.md", "# Glossary\n\n```{mlsys:terms}\n```\n")
    _index(folder, [*made, "glossary"], OURS + conf)


PLAIN = 'extensions = ["myst_parser"]\n'
DESIGN = 'extensions = ["myst_parser", "sphinx_design"]\n'
DAYS_ONLY = 'exclude_patterns = ["papers/**"]\nmlsys_author_pages = False\n'
BIBTEX = (
    'extensions = ["myst_parser", "sphinxcontrib.bibtex"]\nbibtex_bibfiles = ["refs.bib"]\n'
    'suppress_warnings = ["bibtex"]\n'
)
SITES: dict[str, Callable[[Path, Path, Cards], None]] = {}
"""Name of a make to what writes it: (folder, digest, cards)."""


def _site(name: str) -> Callable[[Callable[[Path, Path, Cards], None]], None]:
    def add(write: Callable[[Path, Path, Cards], None]) -> None:
        SITES[name] = write

    return add


@_site("plain days")
def _plain_days(folder: Path, digest: Path, made: Cards) -> None:
    write_days(folder, made, heading, PLAIN)


@_site("plain days, cited")
def _cited(folder: Path, digest: Path, made: Cards) -> None:
    write_days(folder, made, heading, BIBTEX, "\n{{cite}}`{key}`\n")
    shutil.copy(digest / "refs.bib", folder / "refs.bib")
    _write(folder / "bibliography.md", "---\norphan: true\n---\n# B\n\n```{bibliography}\n```\n")


@_site("hand-written cards")
def _hand(folder: Path, digest: Path, made: Cards) -> None:
    write_days(folder, made, grid_card, DESIGN)


@_site("sphinx-needs")
def _needs(folder: Path, digest: Path, made: Cards) -> None:
    write_days(folder, made, need, NEEDS)


@_site("plain site")
def _plain(folder: Path, digest: Path, made: Cards) -> None:
    write_days(folder, made, heading, PLAIN)
    write_records(folder, made)


@_site("hand-written site")
def _hand_site(folder: Path, digest: Path, made: Cards) -> None:
    write_days(folder, made, grid_card, DESIGN)
    write_records(folder, made)


@_site("our days")
def _our_days(folder: Path, digest: Path, made: Cards) -> None:
    write_ours(folder, digest, made, DAYS_ONLY)


@_site("our days, cited")
def _our_cited(folder: Path, digest: Path, made: Cards) -> None:
    write_ours(folder, digest, made, DAYS_ONLY + 'bibtex_default_style = "mlsys"\n')
    _write(
        folder / "bibliography.md",
        "---\norphan: true\n---\n# B\n\n```{bibliography}\n:all:\n```\n",
    )


@_site("our site")
def _ours(folder: Path, digest: Path, made: Cards) -> None:
    write_ours(folder, digest, made, "mlsys_author_pages = False\n")


@_site("our site, authors")
def _our_authors(folder: Path, digest: Path, made: Cards) -> None:
    write_ours(folder, digest, made)
