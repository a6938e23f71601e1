"""Measure the extension against plain MyST pages with the same text, in one run.

Both sites have the same day pages and one page per record outside the toctree.
CPU seconds of the whole process (user and system) are compared, not wall time.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from sphinx_mlsys.core import views
from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.load import load
from sphinx_mlsys.core.views import Card, ResultRow, Texts
from sphinx_mlsys.export.bibtex import bibtex
from sphinx_mlsys.export.reference import reference

ROOT = Path(__file__).parent.parent
COMMON = """
project = "Benchmark"
html_theme = "furo"
smartquotes = False
html_copy_source = False
exclude_patterns = []
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "fieldlist"]
"""
OURS = (
    COMMON
    + """
extensions = ["myst_parser", "sphinxcontrib.bibtex", "sphinx_mlsys"]
primary_domain = "mlsys"
bibtex_bibfiles = ["refs.bib"]
suppress_warnings = ["mlsys", "ref", "bibtex"]
html_math_renderer = "mathml"
mlsys_author_pages = False  # plain pages have none
"""
)
PLAIN = COMMON + 'extensions = ["myst_parser"]\n'


def cards(library: Library) -> Iterator[Card]:
    """Yield the card of every record."""
    for key in library.records:
        found = views.card(library, key, "en", bibtex=bibtex, reference=reference)
        assert found is not None
        yield found


def plain(card: Card) -> str:
    """Return the text of a card as MyST, as one would write it by hand."""
    lines = [", ".join(a.name for a in card.authors), ""]
    for texts in (card.texts, *card.other):
        lines += _texts(texts)
    lines += [f"- {t.name}: {t.relation}: {t.how.text}" for t in card.ties]
    lines += ["", "Terms: " + ", ".join(t.name for t in card.terms), ""]
    lines += ["Topics: " + ", ".join(t.name for t in card.topics), ""]
    lines += [" · ".join(f"[{x.label}]({x.address})" for x in card.links), ""]
    lines += ["; ".join(card.affiliations), "", card.reference, ""]
    lines += ["```bibtex", card.bibtex.rstrip(), "```", ""]
    return _without_roles("\n".join(lines))


def _texts(texts: Texts) -> list[str]:
    lines = [texts.takeaway.text if texts.takeaway else "", ""]
    for name, prose in texts.parts:
        lines += [f"**{name.title()}**", "", prose.text, ""]
    if texts.results:
        lines += ["| Result | What | Against | On | Where |", "|---|---|---|---|---|"]
        lines += [_row(r) for r in texts.results]
        lines.append("")
    for prose in (texts.limits, texts.notes, *texts.disagreements):
        if prose is not None:
            lines += [prose.text, ""]
    return lines


def _row(row: ResultRow) -> str:
    cells = (
        f"{row.qualifier} **{row.amount}**",
        row.what,
        row.baseline,
        f"{row.model} {row.hardware}",
        f"[{row.at}]({row.address})",
    )
    return "| " + " | ".join(c.replace("|", "/") for c in cells) + " |"


def _without_roles(text: str) -> str:
    import re

    return re.sub(r"\{[a-z:]+\}`([^`<]*)[^`]*`", r"\1", text)


def write_plain(folder: Path, library: Library) -> None:
    """Write the plain site."""
    days: dict[str, list[str]] = {}
    for card in cards(library):
        page = card.where.page if card.where else "rest"
        text = plain(card)
        days.setdefault(page, []).append(f"### {card.title}\n\n{text}")
        kind = "papers" if card.kind == "paper" else "talks"
        file = folder / kind / f"{card.key}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\norphan: true\n---\n# {card.title}\n\n{text}", encoding="utf-8")
    for page, texts in days.items():
        file = folder / f"{page}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"# {page}\n\n## Papers\n\n" + "\n".join(texts), encoding="utf-8")
    _index(folder, list(days))
    (folder / "conf.py").write_text(PLAIN, encoding="utf-8")


def write_ours(folder: Path, library: Library) -> None:
    """Write our site: the records, and pages with one directive each."""
    settings = tomllib.loads((ROOT / "docs" / "mlsys.toml").read_text(encoding="utf-8"))
    for name in ("papers", "talks", "figures", *settings["conferences"]):
        shutil.copytree(ROOT / "docs" / name, folder / name, ignore=shutil.ignore_patterns("*.md"))
    for name in ("glossary.yaml", "topics.yaml", "figures.yaml", "people.yaml"):
        shutil.copy(ROOT / "docs" / name, folder / name)
    text = (ROOT / "docs" / "mlsys.toml").read_text(encoding="utf-8")
    (folder / "mlsys.toml").write_text(text.replace("../refs.bib", "refs.bib"), encoding="utf-8")
    shutil.copy(ROOT / "refs.bib", folder / "refs.bib")
    pages = sorted({place.page for place in library.places.values()})
    for page in pages:
        conference, number = page.split("/day-")
        body = f"# {page}\n\n```{{mlsys:day}} {conference}/{number}\n```\n"
        (folder / f"{page}.md").write_text(body, encoding="utf-8")
    _index(folder, pages)
    (folder / "conf.py").write_text(OURS, encoding="utf-8")


def _index(folder: Path, pages: list[str]) -> None:
    toctree = "\n".join(sorted(pages))
    text = f"# Benchmark\n\n```{{toctree}}\n\n{toctree}\n```\n"
    (folder / "index.md").write_text(text, encoding="utf-8")


def build(folder: Path) -> float:
    """Build a site in a process of its own; return its CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        str(folder),
        str(folder.parent / f"{folder.name}-out"),
    ]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": "0"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(work: Path, rounds: int) -> None:
    """Build both sites by turns and print the least of each case."""
    library = load(ROOT / "docs").library
    changed: dict[str, Callable[[Path], Path]] = {
        "plain": lambda f: f / "papers" / "lin2024awq.md",
        "ours": lambda f: f / "papers" / "lin2024awq.paper.yaml",
    }
    writers = {"plain": write_plain, "ours": write_ours}
    least: dict[tuple[str, str], float] = {}
    for _round in range(rounds):
        for name, write in writers.items():
            shutil.rmtree(work, ignore_errors=True)
            folder = work / name
            folder.mkdir(parents=True)
            write(folder, library)
            cases = {"full": build(folder), "no change": build(folder)}
            file = changed[name](folder)
            text = file.read_text(encoding="utf-8")
            file.write_text(text.replace("On a phone,", "On any phone,"), encoding="utf-8")
            if name == "plain":
                day = folder / "2024" / "day-2.md"
                text = day.read_text(encoding="utf-8")
                day.write_text(text.replace("On a phone,", "On any phone,"), encoding="utf-8")
            cases["one record"] = build(folder)
            for case, seconds in cases.items():
                least[name, case] = min(seconds, least.get((name, case), seconds))
    print(f"{'case':12} {'plain':>8} {'ours':>8} {'ratio':>7}   CPU seconds")
    for case in ("full", "no change", "one record"):
        a, b = least["plain", case], least["ours", case]
        print(f"{case:12} {a:8.2f} {b:8.2f} {b / a:7.2f}")


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder) / "sites", options.rounds)


if __name__ == "__main__":
    main()
