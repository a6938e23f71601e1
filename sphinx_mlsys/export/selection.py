"""What the pages load to filter, keep, save and preview records.

Three kinds of small scripts, each one call of ``mlsysData.put(name, value)``
(scripts, not JSON, so that they load from a folder without a server too):

- ``selection/facets.js``: the values of every facet, and which of them a record has;
- ``selection/records-<conference>.js``: a record in each format it can be saved in,
  loaded when something is saved;
- ``selection/previews.js``: title and first sentence of what links lead to,
  loaded when the first link is pointed at.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sphinx_mlsys.core.library import Library, Paper
from sphinx_mlsys.core.text import choose, fold, sentences, slug
from sphinx_mlsys.core.tokens import tokens
from sphinx_mlsys.core.views import Link, ListRow, links, listing
from sphinx_mlsys.export.bibtex import bibtex
from sphinx_mlsys.export.data import Site
from sphinx_mlsys.export.ical import CONTAINER, record_event, zone_of
from sphinx_mlsys.export.prose import text
from sphinx_mlsys.export.reference import reference_text
from sphinx_mlsys.export.ris import ris
from sphinx_mlsys.export.titles import plain
from sphinx_mlsys.export.works import works

FOLDER = "selection/"
"""Where the files stand in the output."""

CSV_FIELDS = (
    "key", "kind", "title", "name", "authors", "conference", "date", "session", "award", "topics",
    "institutions", "result", "metric", "baseline", "takeaway", "page", "url", "code",
)  # fmt: skip
"""The columns of a record saved as CSV."""

_MARKDOWN = re.compile(r"([\\`*_\[\]<>$])")


@dataclass(frozen=True, slots=True)
class Wording:
    """What the interface calls things, in the language of the build."""

    kinds: Mapping[str, str]
    """Names of paper and talk."""
    code: str
    """What a record with a link to code is called."""
    day: Callable[[date], str]
    """A date without its year."""


@dataclass(frozen=True, slots=True)
class BrowseRow:
    """A record on the page of all records."""

    row: ListRow
    institutions: tuple[str, ...]
    links: tuple[Link, ...]


def browse_rows(library: Library, language: str) -> tuple[BrowseRow, ...]:
    """Return all records in the order of the program."""
    return tuple(
        BrowseRow(row, holder.record.affiliations, links(library, holder, language))
        for row, holder in _rows(library, library.records, language)
    )


def _rows(
    library: Library, keys: Iterable[str], language: str
) -> Iterator[tuple[ListRow, object]]:
    for row in listing(library, keys, language):
        assert isinstance(row, ListRow)
        yield row, library.records[row.key]
