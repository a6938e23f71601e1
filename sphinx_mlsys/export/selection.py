"""What the pages load to filter, keep, save and preview records.

Small scripts, each one call of ``mlsysData.put(name, value)`` (scripts, not
JSON, so that they load from a folder without a server too):

- ``selection/facets.js``: see :mod:`sphinx_mlsys.export.facets`;
- ``selection/records-<conference>.js``: every record in each format that it can be
  saved in, loaded when something is saved;
- ``selection/previews.js``: see :mod:`sphinx_mlsys.export.previews`, loaded when the
  first link is pointed at.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.views import ListRow, listing
from sphinx_mlsys.export import agenda
from sphinx_mlsys.export.bibtex import bibtex
from sphinx_mlsys.export.data import Site
from sphinx_mlsys.export.facets import Wording, facets
from sphinx_mlsys.export.ical import PRODUCT
from sphinx_mlsys.export.previews import previews, shard_of
from sphinx_mlsys.export.prose import text
from sphinx_mlsys.export.ris import ris
from sphinx_mlsys.export.titles import plain
from sphinx_mlsys.export.works import works

FOLDER = "selection/"
"""Where the files stand in the output."""

CSV_FIELDS = (
    "key", "kind", "title", "name", "authors", "conference", "date", "session", "award", "topics",
    "institutions", "result", "metric", "baseline", "takeaway", "page", "url", "code",
)  # fmt: skip
"""The columns of a record saved as CSV (RFC 4180)."""

_MARKDOWN = re.compile(r"([\\`*_\[\]<>$])")


def selection_files(library: Library, site: Site, wording: Wording) -> Iterator[tuple[str, str]]:
    """Yield (path, content) of everything."""
    yield _file("facets", facets(library, site.language, wording))
    for name, keys in shards(library).items():
        yield _file(f"records-{name}", records(library, keys, site, wording))
    yield _file("previews", previews(library, site))


def _file(name: str, value: object) -> tuple[str, str]:
    shown = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # A script is no HTML, but whoever inlines it shall not be surprised.
    safe = shown.replace("</", "<\\/")
    return f"{FOLDER}{name}.js", f'mlsysData.put("{name}",{safe});\n'


def shards(library: Library) -> dict[str, tuple[str, ...]]:
    """Return shard to the keys of its records."""
    found: dict[str, list[str]] = {}
    for key in library.records:
        found.setdefault(shard_of(library, key), []).append(key)
    return {name: tuple(keys) for name, keys in found.items()}


def records(
    library: Library, keys: Sequence[str], site: Site, wording: Wording
) -> dict[str, object]:
    """Return the records of a shard in all formats, and what joins them to a file.

    ``zone`` is [name, VTIMEZONE] of the shard's conference; ``records`` maps a key
    to its ``bib``, ``ris``, ``csv``, ``md`` and, where its day is known, ``ics``.
    """
    place = library.places.get(keys[0])
    zone = library.conferences[place.conference].form.timezone if place else ""
    rows = [r for r in listing(library, keys, site.language) if isinstance(r, ListRow)]
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        values = csv_values(library, row, site, wording)
        (work,) = works(library, [row.key])
        found[row.key] = {
            "bib": bibtex(work.entry),
            "ris": ris([work]).strip("\n") + "\n",
            "csv": csv_line([values[name] for name in CSV_FIELDS]),
            "md": markdown_item(values),
        }
        event = agenda.event(library, row.key, site)
        if event:
            found[row.key]["ics"] = event
    return {
        "product": PRODUCT,
        "head": csv_line(CSV_FIELDS),
        "zone": [zone, agenda.zone(library, zone)] if zone else [],
        "records": found,
    }


def csv_values(library: Library, row: ListRow, site: Site, wording: Wording) -> Mapping[str, str]:
    """Return the columns of a record."""
    holder = library.records[row.key]
    where, lead = row.where, row.lead
    institutions = dict.fromkeys(library.institution_of(a) for a in holder.record.affiliations)
    return {
        "key": row.key,
        "kind": wording.kinds[row.kind],
        "title": plain(holder.entry.raw.get("title", "")),
        "name": row.name,
        "authors": "; ".join(a.display for a in holder.entry.authors),
        "conference": where.conference_name if where else "",
        "date": where.date.isoformat() if where and not where.date_unverified else "",
        "session": where.session_title if where else "",
        "award": row.award.name if row.award else "",
        "topics": "; ".join(t.name for t in row.topics),
        "institutions": "; ".join(institutions),
        "result": lead.amount if lead else "",
        "metric": lead.what if lead else "",
        "baseline": lead.baseline if lead else "",
        "takeaway": text(row.takeaway.text, library) if row.takeaway else "",
        "page": site.page(row.kind, row.key),
        "url": holder.entry.get("url"),
        "code": holder.record.links.get("code", ""),
    }


def csv_line(values: Sequence[str]) -> str:
    """Return values as a line of CSV."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(values)
    return line.getvalue()


def markdown_item(values: Mapping[str, str]) -> str:
    """Return a record as an item of a Markdown list."""
    title, address = _escaped(values["title"]), values["url"] or values["page"]
    head = f"[{title}](<{address}>)" if address else title
    place = " · ".join(values[n] for n in ("conference", "session", "award") if values[n])
    parts = [f"**{head}**", values["authors"].replace("; ", ", "), place, values["takeaway"]]
    return "- " + "  \n  ".join([parts[0], *(_escaped(p) for p in parts[1:] if p)]) + "\n"


def _escaped(words: str) -> str:
    return _MARKDOWN.sub(r"\\\1", words)
