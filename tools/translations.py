"""Bring the message catalogues up to date, and say what is left to translate.

    python tools/translations.py

It extracts the interface words of ``sphinx_mlsys`` with Babel and the prose of
``docs`` with Sphinx's gettext builder, merges both into the committed ``.po``
files with sphinx-intl, and compiles the words, whose ``.mo`` is part of the
package; those of the pages Sphinx compiles by itself. What it lists is to be
translated by hand, then it is run again. Needs the extra ``translate``.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog, extract, mofile, pofile

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "sphinx_mlsys"
WORDS = PACKAGE / "locale"
PAGES = ROOT / "docs" / "locales"
LANGUAGE = "zh_CN"
BUILD = ROOT / "_build" / "gettext"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""The time in compiled catalogues, so that the same words give the same bytes."""

HEAD = f"""\
msgid ""
msgstr ""
"Language: {LANGUAGE}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def extracted_words(package: Path = PACKAGE) -> Catalog:
    """Return the messages of all calls of ``_`` in the modules of *package*."""
    found = Catalog()
    rows = extract.extract_from_dir(package, [("**.py", "python")], keywords={"_": None})
    for file, _line, message, comments, _context in rows:
        found.add(message, locations=[(f"sphinx_mlsys/{file}", 0)], auto_comments=comments)
    return found


def read(file: Path) -> Catalog:
    """Return the catalogue in a ``.po`` or ``.pot`` file."""
    with file.open("rb") as stream:
        return pofile.read_po(stream)


def gaps(wanted: Iterable[str], file: Path) -> list[str]:
    """Return what is wrong with a ``.po`` file that must have just the *wanted* messages."""
    if not file.is_file():
        return [f"{file.name} does not exist"]
    has = {m.id: m for m in read(file) if m.id}
    found = []
    messages = set(wanted)
    for message in sorted(messages):
        if message not in has:
            found.append(f"lacks {message!r}")
        elif not has[message].string:
            found.append(f"leaves empty {message!r}")
        elif has[message].fuzzy:
            found.append(f"is fuzzy for {message!r}")
    return found + [f"still has {message!r}" for message in sorted(has.keys() - messages)]


def messages_of(file: Path) -> list[str]:
    """Return the messages of a catalogue."""
    return [str(m.id) for m in read(file) if m.id]


def run(*command: str | Path) -> None:
    """Run a Python module and stop when it fails."""
    # A fixed time: else the head of every catalogue changes with each run.
    environment = os.environ | {"SOURCE_DATE_EPOCH": "0"}
    line = [sys.executable, "-m", *command]
    subprocess.run(line, check=True, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603


def extract_pages(folder: Path = BUILD) -> None:
    """Write the messages of the pages into *folder*, a ``.pot`` file for each page."""
    doctrees = folder.with_name(folder.name + "-doctrees")
    run("sphinx", "-q", "-E", "-b", "gettext", "-d", doctrees, ROOT / "docs", folder)


def update(templates: Path, catalogues: Path) -> None:
    """Merge new messages into the ``.po`` files below *catalogues*; what is gone is dropped."""
    run(
        "sphinx_intl", "update", "-p", templates, "-d", catalogues, "-l", LANGUAGE,
        "-w", "0", "--no-obsolete",
    )  # fmt: skip
    for file in catalogues.rglob("*.po"):
        tidy(file)


def tidy(file: Path) -> None:
    """Write a catalogue anew: a head without dates and names, no flags of formats."""
    catalogue = read(file)
    for message in catalogue:
        message.flags -= {"python-format", "python-brace-format"}  # braces are roles here
    body = io.BytesIO()
    pofile.write_po(body, catalogue, width=0, omit_header=True, ignore_obsolete=True)
    file.write_bytes(HEAD.encode() + body.getvalue())


def compile_words() -> None:
    """Compile the catalogues that the package ships."""
    for file in sorted(WORDS.rglob("*.po")):
        with file.with_suffix(".mo").open("wb") as stream:
            catalogue = read(file)
            catalogue.creation_date = catalogue.revision_date = EPOCH
            mofile.write_mo(stream, catalogue)


def main() -> int:
    """Update everything; the number of files with gaps is what the command returns."""
    with (WORDS / "sphinx_mlsys.pot").open("wb") as stream:
        pofile.write_po(stream, extracted_words(), omit_header=True, sort_output=True, width=0)
    update(WORDS, WORDS)
    compile_words()
    extract_pages()
    update(BUILD, PAGES)
    faulty = 0
    for templates, catalogues in ((WORDS, WORDS), (BUILD, PAGES)):
        for template in sorted(templates.rglob("*.pot")):
            name = template.relative_to(templates).with_suffix(".po")
            file = catalogues / LANGUAGE / "LC_MESSAGES" / name
            left = gaps(messages_of(template), file)
            faulty += bool(left)
            for gap in left:
                print(f"{file.relative_to(ROOT)}: {gap[:100]}")
    return 1 if faulty else 0


if __name__ == "__main__":
    raise SystemExit(main())
