"""An entry of the bibliography as BibTeX in pure ASCII.

The source between the braces is kept as the maintainer wrote it (so capitals
stay protected and mathematics stays mathematics); characters beyond ASCII
become LaTeX commands, which bibtex and biber both read, and a bare ``& % # _``
becomes the character that it is meant to be.
Fields: https://ctan.org/pkg/bibtex (btxdoc, section 3).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sphinx_mlsys.core.bibvalue import MONTHS, VERBATIM
from sphinx_mlsys.core.entry import Entry
from sphinx_mlsys.export.titles import escape_bare

ORDER = (
    *("author", "editor", "title", "booktitle", "journal", "howpublished", "publisher"),
    *("volume", "number", "pages", "month", "year", "address"),
    *("doi", "eprint", "archiveprefix", "primaryclass", "url", "key", "note"),
)
"""The order in which fields are written; others follow by name."""

_RANKS = {name: rank for rank, name in enumerate(ORDER)}


@cache
def _encoder() -> Any:
    from pylatexenc.latexencode import UnicodeToLatexEncoder  # where a field needs it

    return UnicodeToLatexEncoder(
        non_ascii_only=True,
        replacement_latex_protection="braces-all",
        unknown_char_policy="keep",
        unknown_char_warning=False,
    )


def ascii_latex(text: str) -> str:
    """Return *text* with characters beyond ASCII as LaTeX commands."""
    return text if text.isascii() else str(_encoder().unicode_to_latex(text))


def bibtex(entry: Entry) -> str:
    """Return *entry* as one BibTeX entry that ends with a line feed."""
    names = sorted(entry.raw, key=lambda name: (_RANKS.get(name, len(ORDER)), name))
    lines = [f"@{entry.kind}{{{entry.key},"]
    for name in names:
        value = " ".join(entry.raw[name].split())
        if name == "month" and value in MONTHS:
            lines.append(f"  {name} = {value},")
        else:
            shown = value if name in VERBATIM else ascii_latex(escape_bare(value))
            lines.append(f"  {name} = {{{shown}}},")
    return "\n".join([*lines, "}", ""])
