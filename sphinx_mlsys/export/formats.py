"""The formats of citations, by the suffix of their files.

A file of several works is what each of them gives, joined: so a work that stands
in five files is written once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sphinx_mlsys.export.bibtex import bibtex
from sphinx_mlsys.export.csl import csl_item, json_list
from sphinx_mlsys.export.endnote import endnote
from sphinx_mlsys.export.gbt import gbt, numbered
from sphinx_mlsys.export.reference import reference_line
from sphinx_mlsys.export.ris import ris_entry, ris_file
from sphinx_mlsys.export.works import Work


@dataclass(frozen=True, slots=True)
class Format:
    """A format that works can be saved in."""

    name: str
    """What people call it."""
    media: str
    """Its media type."""
    one: Callable[[Work, str], str]
    """(work, language) to what the work gives."""
    join: Callable[[Iterable[str]], str]
    """What works give to the content of a file."""

    def write(self, works: Iterable[Work], language: str = "en") -> str:
        """Return the content of a file of works."""
        return self.join(self.one(work, language) for work in works)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "bib": Format(
            "BibTeX", "application/x-bibtex", lambda work, _language: bibtex(work.entry), "\n".join
        ),
        "ris": Format(
            "RIS",
            "application/x-research-info-systems",
            lambda work, _language: ris_entry(work),
            ris_file,
        ),
        "json": Format(
            "CSL-JSON",
            "application/vnd.citationstyles.csl+json",
            lambda work, _language: csl_item(work),
            json_list,
        ),
        "enw": Format(
            "EndNote",
            "application/x-endnote-refer",
            lambda work, _language: endnote(work),
            "\n".join,
        ),
        "txt": Format("Text", "text/plain", reference_line, "".join),
        "gbt.txt": Format("GB/T 7714", "text/plain", lambda work, _language: gbt(work), numbered),
    }
)
"""Suffix to format, in the order offered."""
