"""An entry of the bibliography and the persons that it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Name:
    """A person's name in the four parts of BibTeX."""

    given: str = ""
    prefix: str = ""
    family: str = ""
    suffix: str = ""

    @cached_property
    def display(self) -> str:
        """Given name first."""
        return " ".join(p for p in (self.given, self.prefix, self.family, self.suffix) if p)

    @property
    def sorting(self) -> str:
        """Family name first, as in ``De Sa, Christopher``."""
        family = " ".join(p for p in (self.prefix, self.family) if p)
        return ", ".join(p for p in (family, self.suffix, self.given) if p)


@dataclass(frozen=True)
class Entry:
    """An entry of the bibliography with decoded fields."""

    key: str
    kind: str
    fields: Mapping[str, str]
    """Field name to decoded text."""
    raw: Mapping[str, str]
    """Field name to the source between the outer braces."""
    authors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()
    line: int = 1
    lines: Mapping[str, int] = field(default_factory=dict)
    """Field name to line."""

    def get(self, name: str) -> str:
        """Return a decoded field, or an empty string."""
        return self.fields.get(name, "")

    @property
    def title(self) -> str:
        """The title with its capitals; mathematics between dollar signs."""
        return self.get("title")
