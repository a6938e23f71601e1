"""The bibliography's style for pybtex: titles as written, keys as labels.

Registered as ``mlsys`` through the entry points of the distribution
(https://docs.pybtex.org/api/plugins.html).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pybtex.style.formatting.unsrt import Style as Unsrt
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.template import field, sentence


class KeyLabels(BaseLabelStyle):  # type: ignore[misc]
    """Labels that are the keys: one name for one thing, and no label moves another."""

    def format_labels(self, sorted_entries: Iterable[Any]) -> Iterable[str]:
        """Return the key of each entry."""
        return [entry.key for entry in sorted_entries]


class Style(Unsrt):  # type: ignore[misc]
    """Like ``unsrt``, but sorted by author, with titles left as they are."""

    default_label_style = KeyLabels
    default_sorting_style = "author_year_title"

    def format_title(self, e: Any, which_field: str, as_sentence: bool = True) -> Any:
        """Return the title without changing its capitals."""
        title = field(which_field)
        return sentence[title] if as_sentence else title

    def format_btitle(self, e: Any, which_field: str, as_sentence: bool = True) -> Any:
        """Return a book's title like any other."""
        return self.format_title(e, which_field, as_sentence)
