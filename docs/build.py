"""Build the site in all its languages into one folder, with PDF and EPUB beside it.

    python docs/build.py _build/site

English is at the root of the folder and Chinese below ``zh-cn/``; the files to
download are in ``downloads/``. The folder can be opened from disk or served at
any address; only ``.work/`` in it is for the next build alone. Each page leads
to the same page in the other language.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

DOCS = Path(__file__).parent
SITES = {"en": "", "zh_CN": "zh-cn/"}
"""Language to the folder of its site within the whole."""
NAME = "mlsys-digest"
"""How the files to download are called."""


class BuildError(Exception):
    """A build that failed; Sphinx has said why."""


class Whole:
    """The folder with everything, and how a part of it is built."""

    def __init__(self, folder: Path, base: str, pdf: str, options: list[str]) -> None:
        self.folder = folder
        self.base = base
        self.pdf = pdf
        self.options = options

    def sphinx(self, language: str, builder: str, out: Path, *settings: str) -> None:
        """Run Sphinx, with a doctree folder for each language and builder."""
        doctrees = self.folder / ".work" / f"doctrees-{language}-{builder}"
        line = [sys.executable, "-m", "sphinx", "-q", "-b", builder, "-d", str(doctrees)]
        for setting in (f"language={language}", *settings):
            line += ["-D", setting]
        print(f"{language}: {builder}", flush=True)
        done = subprocess.run([*line, *self.options, str(DOCS), str(out)], check=False)  # noqa: S603
        if done.returncode:
            raise BuildError(f"{language}: {builder} failed")

    def site(self, language: str, files: Iterable[str]) -> None:
        """Build the pages in a language; *files* are the names of what is in ``downloads/``."""
        here = SITES[language]
        root = "../" * here.count("/")
        settings = [f"mlsys_translations.{code}={root}{path}" for code, path in SITES.items()]
        for file in files:
            stem, _dot, form = file.rpartition(".")
            code = stem.removeprefix(f"{NAME}-")
            settings.append(f"mlsys_downloads.{code}-{form}={root}downloads/{file}")
        if self.base:
            settings.append(f"html_baseurl={self.base.rstrip('/')}/{here}")
        self.sphinx(language, "html", self.folder / here, *settings)

    def files(self, language: str) -> list[str]:
        """Build EPUB and PDF; return their names in ``downloads/``."""
        made = []
        if self.pdf:
            pdf = self.book(language, "typst", "pdf") if self.pdf == "typst" else self.tex(language)
            made.append(self.keep(language, "pdf", pdf))
        return [*made, self.keep(language, "epub", self.book(language, "epub", "epub"))]

    def book(self, language: str, builder: str, suffix: str) -> Path:
        """Run a builder that makes one file, and return the file."""
        out = self.folder / ".work" / f"{language}-{builder}"
        self.sphinx(language, builder, out)
        return next(out.glob(f"*.{suffix}"))

    def tex(self, language: str) -> Path:
        """Build the PDF with TeX."""
        out = self.folder / ".work" / f"{language}-latex"
        self.sphinx(language, "latex", out)
        print(f"{language}: latexmk", flush=True)
        line = ["make", "-s", "-C", str(out), "all-pdf", "LATEXMKOPTS=-silent"]
        with (out / "make.log").open("w", encoding="utf-8") as log:
            done = subprocess.run(line, check=False, stdout=log, stderr=subprocess.STDOUT)  # noqa: S603
        if done.returncode:
            raise BuildError(f"{language}: latexmk failed, see {out / 'make.log'}")
        return next(out.glob("*.tex")).with_suffix(".pdf")  # drawings are PDF too

    def keep(self, language: str, form: str, made: Path) -> str:
        """Put a file into ``downloads/`` and return its name there."""
        name = f"{NAME}-{language}.{form}"
        folder = self.folder / "downloads"
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f".{name}.part"
        shutil.copyfile(made, part)
        part.replace(folder / name)
        return name


def for_all_languages(work: Callable[[str], object]) -> list[object]:
    """Do *work* for all languages, as many at once as there are processors."""
    with ThreadPoolExecutor(max_workers=min(len(SITES), os.cpu_count() or 1)) as pool:
        return list(pool.map(work, SITES))


def pdf_maker() -> str:
    """Return what can make a PDF here: Typst in seconds, TeX in minutes, or nothing."""
    if all(importlib.util.find_spec(name) for name in ("typst", "tex2typst")):
        return "typst"
    return "tex" if all(map(shutil.which, ("make", "latexmk", "xelatex"))) else ""


def main() -> int:
    """Build everything; 1 when something failed."""
    parser = argparse.ArgumentParser(
        allow_abbrev=False,
        description="Build the site in all languages into one folder.",
        epilog="Other options, such as -W --keep-going -n, go to sphinx-build.",
    )
    parser.add_argument("folder", type=Path, help="where everything goes")
    parser.add_argument("--base-url", default="", help="public address of the folder, if known")
    parser.add_argument(
        "--pdf", choices=["typst", "tex"], help="what makes the PDF (default: what is installed)"
    )
    parser.add_argument("--pages-only", action="store_true", help="neither EPUB nor PDF")
    chosen, options = parser.parse_known_args()
    settings = tomllib.loads((DOCS / "mlsys.toml").read_text(encoding="utf-8"))
    whole = Whole(
        chosen.folder.resolve(),
        chosen.base_url or settings.get("base_url", ""),
        chosen.pdf or pdf_maker(),
        options,
    )
    try:
        files: list[str] = []
        if not chosen.pages_only:
            for made in for_all_languages(whole.files):
                files += made
        for_all_languages(lambda language: whole.site(language, files))
    except BuildError as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
