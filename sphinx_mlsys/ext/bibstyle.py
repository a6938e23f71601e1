"""The bibliography's style for pybtex: titles as written, keys as labels.

Registered as ``mlsys`` through the entry points of the distribution
(https://docs.pybtex.org/api/plugins.html). Entries are put together here and
not with pybtex's templates: those take some eight milliseconds an entry, and
sphinxcontrib-bibtex formats every entry again in every build.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pybtex.richtext import HRef, Tag, Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting import BaseStyle
from pybtex.style.labels import BaseLabelStyle

from sphinx_mlsys.core.bibvalue import decode
from sphinx_mlsys.core.telling import is_address
from sphinx_mlsys.export.titles import printable

VENUES = ("booktitle", "journal", "howpublished", "publisher", "school", "institution")
"""Fields of which the first that is there says where a work appeared."""


class KeyLabels(BaseLabelStyle):  # type: ignore[misc]
    """Labels that are the keys: one name for one thing, and no label moves another."""

    def format_labels(self, sorted_entries: Iterable[Any]) -> Iterable[str]:
        """Return the key of each entry."""
        return [entry.key for entry in sorted_entries]


class Style(BaseStyle):  # type: ignore[misc]
    """Authors, title as written, venue, year, and links; sorted by author and year."""

    default_label_style = KeyLabels
    default_sorting_style = "author_year_title"
    _last: tuple[str, Any, FormattedEntry] = ("", None, None)

    def format_entry(self, label: str, entry: Any, bib_data: Any = None) -> FormattedEntry:
        """Return one entry."""
        if self._last[0] != label or self._last[1] is not entry:  # asked again for its tooltip
            self._last = (label, entry, FormattedEntry(entry.key, Text(*_parts(entry)), label))
        return self._last[2]


def _parts(entry: Any) -> Iterator[Any]:
    names = [_name(p) for p in entry.persons.get("author", entry.persons.get("editor", ()))]
    field = {name.lower(): _words(str(value)) for name, value in entry.fields.items()}
    if names:
        yield ", ".join(names) + ". "  # no "and": the style does not know the language
    yield field.get("title", "").rstrip(".") + ". "
    venue = next((field[v] for v in VENUES if field.get(v)), "")
    if venue:
        yield Tag("em", venue)
    for mark, name in ((" ", "volume"), (": ", "pages")):
        if field.get(name):
            yield mark + field[name].replace("--", "\u2013")
    yield (", " if venue else "") + field.get("year", "") + "."
    for word, address in _addresses(field):
        yield " "
        yield HRef(address, word)


def _name(person: Any) -> str:
    parts = (
        *person.first_names,
        *person.middle_names,
        *person.prelast_names,
        *person.last_names,
        *person.lineage_names,
    )
    return _words(" ".join(parts))


def _words(text: str) -> str:
    """Return LaTeX as text; pybtex has read the file itself, with its control characters."""
    return printable(decode(text))


def _addresses(field: dict[str, str]) -> Iterator[tuple[str, str]]:
    if field.get("doi"):
        yield f"doi:{field['doi']}", f"https://doi.org/{field['doi']}"
    if field.get("eprint"):
        yield f"arXiv:{field['eprint']}", f"https://arxiv.org/abs/{field['eprint']}"
    if is_address(field.get("url", "")):
        yield "URL", field["url"]
