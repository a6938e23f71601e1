"""A small site that tests can change: six records, two days, everything that a site has."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from sphinx.application import Sphinx
from sphinx.locale import translators
from sphinx.util.docutils import docutils_namespace, patch_docutils

CONF = """
project = "Small Digest"
copyright = author = "Nobody"
extensions = ["myst_parser", "sphinx_design", "sphinxcontrib.bibtex", "sphinx_mlsys"]
primary_domain = "mlsys"
myst_enable_extensions = ["colon_fence", "dollarmath"]
exclude_patterns = ["_build"]
bibtex_bibfiles = ["refs.bib"]
bibtex_default_style = "mlsys"
bibtex_reference_style = "author_year"
bibtex_cite_id = "cite-{key}"
bibtex_bibliography_id = "bibliography-{bibliography_count}"
bibtex_tooltips = False
html_theme = "furo"
html_math_renderer = "mathml"
html_copy_source = False
html_show_sphinx = False
html_domain_indices = html_use_index = False
smartquotes = False
"""

PROJECT = """
title = "Small Digest"
bibliography = "refs.bib"
languages = ["en", "zh"]
conferences = ["2024"]
[awards]
best = { en = "Best Paper", zh = "最佳论文" }
[links]
proceedings = "Proceedings"
arxiv = "arXiv"
pdf = "PDF"
code = { en = "Code", zh = "代码" }
event = "Event"
"""

PAPERS = {
    "ada2024alpha": ("Alpha", "Ada, Ann and Bel, Bob"),
    "bel2024beta": ("Beta", "Bel, Bob and Cid, Cyd"),
    "cid2024gamma": ("Gamma", "Cid, Cyd"),
    "dee2024delta": ("Delta", "Dee, Dan and Ada, Ann"),
    "eve2024epsilon": ("Epsilon", "Eve, Eli"),
}
"""Key to name and authors."""


def entry(key: str, name: str, authors: str) -> str:
    """Return the bibliography entry of a paper."""
    return dedent(f"""
        @inproceedings{{{key},
          author = {{{authors}}},
          title = {{{{{name}}}: A Study of Small Things}},
          booktitle = {{Proceedings of Small Things}},
          volume = {{1}},
          year = {{2024}},
          url = {{https://example.org/2024/{key}.html}},
        }}
    """)


def record(name: str, topic: str = "speed", more: str = "") -> str:
    """Return the record of a paper."""
    head = dedent(f"""\
        name: {name}
        affiliations: [Institute of {name}]
        topics: [{topic}]
        terms: [cache]
        links:
          pdf: https://example.org/{name}.pdf
        takeaway:
          en: {name} makes small things 2× faster than before.
          zh: {name} 把小事做到原来的 2 倍快。
        problem:
          en: |
            Small things by {name} were slow.
            They need a {{term}}`cache`.
          zh: |
            {name} 的小事以前很慢。
            需要{{term}}`缓存`。
        approach:
          en: |
            {name} keeps $x^2$ in mind.
          zh: |
            {name} 记住 $x^2$ 的值。
        results:
          - value: 2
            unit: ×
            metric: {{en: speed of {name}, zh: "{name} 的速度"}}
            direction: higher
            baseline: before
            source: pdf
            at: Table 1
            lead: true
        limits:
          en: Only small things were tried by {name}.
          zh: 只试过 {name} 的小事。
        added: 2024-06-01
        revised: 2024-06-02
    """)
    return head + more


def connection(to: str, how: str = "shares its small things") -> str:
    """Return the lines of a connection."""
    return dedent(f"""\
        connections:
          - to: {to}
            relation: builds-on
            how: {{en: {how}, zh: 共享同样的小事}}
    """)


def program(second: tuple[str, ...] = ("dee2024delta",), start: str = "09:00") -> str:
    """Return the program, with the papers of the second day."""
    return dedent(f"""\
        conference:
          name: {{en: First Small Conference, zh: 第一届小会}}
          short: Small 2024
          timezone: Europe/Berlin
          city: Berlin
          url: https://example.org/2024
          proceedings: https://example.org/proceedings
        days:
          - date: 2024-05-01
            title: {{en: Opening, zh: 开幕}}
            items:
              - session: first
                title: {{en: First Things, zh: 首要之事}}
                start: "{start}"
                end: "10:00"
                papers:
                  - {{key: ada2024alpha, start: "{start}", end: "09:30"}}
                  - {{key: bel2024beta}}
                  - {{key: cid2024gamma}}
              - talk: fay2024talk
          - date: 2024-05-02
            title: {{en: Closing, zh: 闭幕}}
            items:
              - session: last
                title: {{en: Last Things, zh: 最后之事}}
                papers: [{", ".join(f"{{key: {k}}}" for k in second)}]
    """)


GLOSSARY = """
- id: cache
  name: {en: cache, zh: 缓存}
  aliases: [store]
  definition:
    en: A place for things that are needed again.
    zh: 存放还会用到的东西的地方。
  related: [latency]
- id: latency
  name: {en: latency, zh: 延迟}
  definition:
    en: The time that passes.
    zh: 经过的时间。
"""

TOPICS = """
- id: speed
  name: {en: Speed, zh: 速度}
- id: size
  name: {en: Size, zh: 大小}
"""

TALK = """
topics: [size]
takeaway:
  en: Fay speaks of small things.
  zh: Fay 谈小事。
summary:
  en: |
    Only the title is recorded.
  zh: |
    只记录了标题。
added: 2024-06-01
revised: 2024-06-01
"""

TALK_ENTRY = """
@misc{fay2024talk,
  author = {Fay, Flo},
  title = {On Small Things},
  howpublished = {Talk at Small 2024},
  year = {2024},
}
@article{old1999work,
  author = {Old, Otto},
  title = {An Old Work},
  journal = {Journal of Old Works},
  year = {1999},
}
"""

PAGES = {
    "index.md": """
        # Small Digest

        See {paper}`ada2024alpha`, {talk}`fay2024talk`, {author}`ann-ada`, {session}`2024/first`.

        ```{toctree}
        2024/index
        topics/speed
        topics/size
        awards
        authors
        glossary
        bibliography
        ```
    """,
    "2024/index.md": """
        # Small 2024

        ```{timetable} 2024
        ```

        ```{toctree}
        day-1
        day-2
        ```
    """,
    "2024/day-1.md": "# Day 1\n\nProse.\n\n```{timetable} 2024/1\n```\n\n```{day} 2024/1\n```\n",
    "2024/day-2.md": "# Day 2\n\nProse.\n\n```{day} 2024/2\n```\n",
    "topics/speed.md": """
        # Speed

        ```{papers}
        :topic: speed
        ```

        ```{results}
        :topic: speed
        ```
    """,
    "topics/size.md": "# Size\n\n```{papers}\n:topic: size\n:as: grid\n```\n",
    "awards.md": "# Awards\n\n```{papers}\n:filter: has_award\n:as: cards\n```\n",
    "authors.md": "# Authors\n\n```{authors}\n```\n",
    "glossary.md": "# Glossary\n\n```{terms}\n```\n",
    "bibliography.md": "# Bibliography\n\n```{bibliography}\n```\n",
}


class Site:
    """The sources of a small site in a folder, and builds of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.docs = folder / "docs"
        files = {
            "conf.py": CONF,
            "mlsys.toml": PROJECT,
            "refs.bib": "".join(entry(k, *v) for k, v in PAPERS.items()) + TALK_ENTRY,
            "2024/program.yaml": program(("dee2024delta", "eve2024epsilon")),
            "glossary.yaml": GLOSSARY,
            "topics.yaml": TOPICS,
            "talks/fay2024talk.talk.yaml": TALK,
            "papers/ada2024alpha.paper.yaml": record(
                "Alpha", more="award: best\n" + connection("bel2024beta")
            ),
            "papers/bel2024beta.paper.yaml": record("Beta", more=connection("old1999work")),
            "papers/cid2024gamma.paper.yaml": record("Gamma", "size"),
            "papers/dee2024delta.paper.yaml": record("Delta"),
            "papers/eve2024epsilon.paper.yaml": record("Epsilon"),
            **{path: dedent(text).lstrip() for path, text in PAGES.items()},
        }
        for path, text in files.items():
            self.write(path, text)

    def save(self) -> None:
        """Remember sources and builds; times of files are kept."""
        shutil.rmtree(self.folder.with_suffix(".saved"), ignore_errors=True)
        shutil.copytree(self.folder, self.folder.with_suffix(".saved"))

    def restore(self) -> None:
        """Bring back what was remembered."""
        shutil.rmtree(self.folder)
        shutil.copytree(self.folder.with_suffix(".saved"), self.folder)

    def write(self, path: str, text: str) -> None:
        """Write a source file."""
        file = self.docs / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def read(self, path: str) -> str:
        """Return a source file."""
        return (self.docs / path).read_text(encoding="utf-8")

    def replace(self, path: str, old: str, new: str) -> None:
        """Replace a text in a source file."""
        text = self.read(path)
        assert old in text, f"{old!r} is not in {path}"
        self.write(path, text.replace(old, new))

    def remove(self, path: str) -> None:
        """Remove a source file."""
        (self.docs / path).unlink()

    def build(
        self,
        name: str = "out",
        builder: str = "html",
        *,
        fresh: bool = False,
        beside: str = "",
        jobs: int = 1,
        overrides: Mapping[str, object] | None = None,
        status: io.StringIO | None = None,
    ) -> Built:
        """Build into a folder of the name, and return what came of it.

        What is kept for the next build is shared with the build *beside*, if one is named.
        """
        out, doctrees = self.folder / name, self.folder / f"{beside or name}-doctrees"
        if fresh:
            shutil.rmtree(out, ignore_errors=True)
            shutil.rmtree(doctrees, ignore_errors=True)
        warnings = io.StringIO()
        read: list[str] = []
        written: list[str] = []
        translators.clear()  # the last build may have been in another language
        with patch_docutils(self.docs), docutils_namespace():
            app = Sphinx(
                str(self.docs),
                str(self.docs),
                str(out),
                str(doctrees),
                builder,
                confoverrides={"nitpicky": True, **(overrides or {})},
                status=status,
                warning=warnings,
                parallel=jobs,
            )
            app.connect("env-before-read-docs", lambda _a, _e, names: read.extend(names))
            app.connect("html-page-context", lambda _a, page, *_rest: written.append(page))
            app.build()
        return Built(out, warnings.getvalue(), read, written, app)


class Built:
    """A build: its output folder, warnings, and which documents were read and written."""

    def __init__(
        self, out: Path, warnings: str, read: list[str], written: list[str], app: Sphinx
    ) -> None:
        self.out = out
        self.warnings = warnings
        self.read = sorted(read)
        self.written = sorted(written)
        self.app = app

    def text(self, path: str) -> str:
        """Return an output file."""
        return (self.out / path).read_text(encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        """Return every output file."""
        found = {}
        for folder, _folders, names in os.walk(self.out):
            for name in names:
                file = Path(folder) / name
                found[file.relative_to(self.out).as_posix()] = file.read_bytes()
        return found
