"""``llms.txt``: what is here, for programs that read text (https://llmstxt.org)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.text import choose
from sphinx_mlsys.export.prose import text
from sphinx_mlsys.export.site import Site
from sphinx_mlsys.export.titles import plain


def llms(library: Library, site: Site, line: Callable[[str], str]) -> str:
    """Return the file; addresses are relative where the site's own is not known.

    *line* returns the line of a record, as :func:`llms_line` makes it.
    """
    return "\n".join(_lines(library, site, line)) + "\n"


def llms_line(library: Library, key: str, site: Site) -> str:
    """Return a record with its address and its takeaway."""
    holder = library.records[key]
    kind = "paper" if key in library.papers else "talk"
    title = plain(holder.entry.raw.get("title", "")).translate(_ESCAPE)
    said = text(choose(holder.record.takeaway, site.language), library)
    return f"- [{title}]({site.page(kind, key)})" + (f": {said}" if said else "")


def _lines(library: Library, site: Site, line: Callable[[str], str]) -> Iterator[str]:
    language = site.language
    shorts = [c.form.short for c in library.conferences.values()]
    yield f"# {choose(library.project.settings.title, language)}"
    yield ""
    yield (
        f"> {len(library.papers)} papers and {len(library.talks)} talks of {', '.join(shorts)}, "
        "each written up from its source: problem, approach, results with baseline and "
        "hardware, limits. The papers themselves are at the addresses of the proceedings."
    )
    yield ""
    yield "## Data"
    yield ""
    base = site.base
    yield f"- [records.json]({base}records.json): every record with its texts, results and links"
    yield f"- [Schema of records.json]({base}_schema/records.schema.json): JSON Schema"
    yield f"- [refs.bib]({base}refs.bib): every entry of the bibliography, as BibTeX"
    yield f"- [feed.atom]({base}feed.atom): what is new"
    yield f"- [objects.inv]({base}objects.inv): names for references from other Sphinx projects"
    for ident, conference in library.conferences.items():
        keys = [k for k, p in library.places.items() if p.conference == ident]
        yield ""
        yield f"## {conference.form.short}"
        yield ""
        yield from (line(key) for key in keys if key in library.records)


_ESCAPE = {ord("["): "\\[", ord("]"): "\\]"}
