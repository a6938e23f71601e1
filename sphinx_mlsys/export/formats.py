"""The formats of citations, by the suffix of their files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sphinx_mlsys.export.bibtex import bibtex
from sphinx_mlsys.export.csl import csl_json
from sphinx_mlsys.export.endnote import endnote
from sphinx_mlsys.export.gbt import gbt_text
from sphinx_mlsys.export.reference import reference_text
from sphinx_mlsys.export.ris import ris
from sphinx_mlsys.export.works import Work


@dataclass(frozen=True, slots=True)
class Format:
    """A format that works can be saved in."""

    name: str
    """What people call it."""
    media: str
    """Its media type."""
    write: Callable[[tuple[Work, ...], str], str]
    """(works, language) to the content of a file."""


def bibtex_text(works: tuple[Work, ...], _language: str = "en") -> str:
    """Return works as BibTeX entries with a blank line between them."""
    return "\n".join(bibtex(work.entry) for work in works)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "bib": Format("BibTeX", "application/x-bibtex", bibtex_text),
        "ris": Format("RIS", "application/x-research-info-systems", ris),
        "json": Format("CSL-JSON", "application/vnd.citationstyles.csl+json", csl_json),
        "enw": Format("EndNote", "application/x-endnote-refer", endnote),
        "txt": Format("Text", "text/plain", reference_text),
        "gbt.txt": Format("GB/T 7714", "text/plain", gbt_text),
    }
)
"""Suffix to format, in the order offered."""
