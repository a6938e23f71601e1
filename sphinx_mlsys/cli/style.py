"""What is not wrong but not in order: told by ``check``, not by the build."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sphinx_mlsys.cli.chinese import mend
from sphinx_mlsys.cli.order import PAPER, TALK
from sphinx_mlsys.core.library import Library, Paper, texts_of
from sphinx_mlsys.core.problems import Problem

_QUOTE = re.compile('["＂“”]')


def style_problems(library: Library) -> Iterator[Problem]:
    """Yield what ``--fix`` can mend and the checks of the core say nothing of.

    ``field-order``: the fields of a record are not in the usual order.
    ``cjk-quotes``: quotation marks in Chinese are half-width or turned round.
    """
    for holder in library.records.values():
        order = PAPER if isinstance(holder, Paper) else TALK
        names = [n for n in holder.source.keys if n in order]
        for name, wanted in zip(names, sorted(names, key=order.index), strict=True):
            if name != wanted:
                at = holder.source.at((wanted,))
                yield Problem(
                    code="field-order",
                    file=holder.source.file,
                    line=at.line,
                    column=at.column,
                    path=(wanted,),
                    message=f"The field stands after '{name}'; usually it comes before.",
                    remedy="sphinx-mlsys check --fix puts the fields in order.",
                    severity="warning",
                )
                break
        for path, language, text in texts_of(holder.record):
            if language != "zh":
                continue
            for offset, line in enumerate(text.split("\n")):
                marks = _QUOTE.findall(line)
                if marks != ["“", "”"] * (len(marks) // 2) and marks != _QUOTE.findall(mend(line)):
                    yield Problem(
                        code="cjk-quotes",
                        file=holder.source.file,
                        line=holder.source.line_of(path, offset),
                        path=path,
                        message="Quotation marks in Chinese are half-width or turned round.",
                        remedy="Use “ and ”; sphinx-mlsys check --fix does.",
                        severity="warning",
                    )
