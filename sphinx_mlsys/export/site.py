"""Where the pages of an output are, which is all that exports know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Site:
    """Where the pages of an output are."""

    addresses: Mapping[tuple[str, str], str]
    """(kind, name) of an object to the address of its page, from the root of the site."""
    base: str = ""
    """The site's public address, ending in a slash; empty where not known."""
    language: str = "en"

    def page(self, kind: str, name: str) -> str:
        """Return the address of an object, absolute where the base is known, or nothing."""
        found = self.addresses.get((kind, name))
        return "" if found is None else self.base + found
