"""Which reader reads a file: told by the caller, or seen from the file itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from sphinx_mlsys.cli.importing import (
    bibtex,
    chineselist,
    conference,
    csl,
    miniconf,
    openreview,
    outline,
    ris,
)
from sphinx_mlsys.cli.importing.model import At, Context, Reader, RefusedError, Taken
from sphinx_mlsys.core.problems import Problem
from sphinx_mlsys.core.yamlfile import read_text

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "conference": conference.read,
        "openreview": openreview.read,
        "bibtex": bibtex.read,
        "csl": csl.read,
        "ris": ris.read,
        "miniconf": miniconf.read,
        "outline": outline.read,
        "chinese": chineselist.read,
    }
)
"""Name of a format to its reader."""

SUFFIXES = MappingProxyType({".bib": "bibtex", ".ris": "ris", ".csv": "miniconf"})

_SEEN = "The formats are: " + ", ".join(READERS) + "."
_CONFLICT = re.compile(r"^<{7} ", re.MULTILINE)


def format_of(file: Path, text: str) -> str:
    """Return the format of a file.

    :raises RefusedError: when it is none that is known.
    """
    if file.suffix.lower() in SUFFIXES:
        return SUFFIXES[file.suffix.lower()]
    head = text.lstrip()[:20_000]
    if head.startswith(("{", "[")):
        return _json_format(head)
    if re.match(r"\s*TY  ?-", text):
        return "ris"
    if re.match(r"\s*(?:%[^\n]*\n\s*)*@\w+\s*[{(]", text):
        return "bibtex"
    if chineselist.is_list(text):
        return "chinese"
    if file.suffix.lower() in (".md", ".markdown", ".txt"):
        return "outline"
    raise RefusedError(
        [
            Problem(
                code="import-format",
                file=file,
                line=1,
                message="The format of the file is not known.",
                remedy=f"Name it with --format. {_SEEN}",
            )
        ]
    )


def _json_format(head: str) -> str:
    names = set(re.findall(r'"(\w[\w-]*)"\s*:', head))
    if "notes" in names and "results" not in names:
        return "openreview"
    if "results" in names or {"virtualsite_url", "eventtype"} & names:
        return "conference"
    if "content" in names and {"forum", "invitation", "invitations"} & names:
        return "openreview"
    if {"container-title", "type", "issued", "DOI"} & names:
        return "csl"
    return "conference"


def read_file(file: Path, name: str | None, context: Context) -> Taken:
    """Read a file, in the format *name* or, without one, in the format that it has.

    :raises RefusedError: when nothing of it can be used, or when something in it
        is wrong and partial files are not wanted.
    """
    problems: list[Problem] = []
    text = read_text(file, problems)
    if text is None and any(
        p.code == "encoding" and p.line and "control" in p.message for p in problems
    ):
        # Control characters in one cell are no reason to leave thousands of rows.
        text = file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        if "\0" in text:
            raise RefusedError(problems)
    if text is None:
        raise RefusedError(problems)
    if not text.strip():
        raise RefusedError(
            [At(file, 1).problem("import-empty", "The file is empty.", "Save it again.")]
        )
    if match := _CONFLICT.search(text) if file.suffix.lower() != ".json" else None:
        line = text.count("\n", 0, match.start()) + 1
        raise RefusedError(
            [
                At(file, line).problem(
                    "import-syntax", "A conflict of a merge stands here.", "Settle it."
                )
            ]
        )
    if re.match(r"\s*<(?:!doctype|html|\?xml)", text, re.I):
        raise RefusedError(
            [
                At(file, 1).problem(
                    "import-format",
                    "The file is a web page: perhaps an error page was saved.",
                    "Save the data itself.",
                )
            ]
        )
    taken = READERS[name or format_of(file, text)](file, text, context)
    if taken.problems and not context.partial:
        raise RefusedError(taken.problems)
    for problem in taken.problems:
        taken.skip(At(file, problem.line, problem.path), problem.sentence)
    taken.problems.clear()
    if not taken.items:
        reasons = list(dict.fromkeys(n.message for n in taken.notes if n.kind == "skipped"))
        why = f" Left out: {'; '.join(reasons[:3])}." if reasons else ""
        raise RefusedError(
            [
                At(file).problem(
                    "import-empty",
                    f"The file holds no paper and no talk that can be taken.{why}",
                    f"Check that it is the right file and format (--format). {_SEEN}",
                )
            ]
        )
    return taken
