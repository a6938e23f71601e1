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
import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import date
from functools import partial

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.views import ListRow
from sphinx_mlsys.export import agenda
from sphinx_mlsys.export.csl import compact, joined
from sphinx_mlsys.export.facets import Wording, facets, matched_text
from sphinx_mlsys.export.file import File, digest, told
from sphinx_mlsys.export.files import Pieces
from sphinx_mlsys.export.ical import PRODUCT
from sphinx_mlsys.export.previews import previews, shard_of
from sphinx_mlsys.export.prose import text
from sphinx_mlsys.export.site import Site
from sphinx_mlsys.export.titles import plain

FOLDER = "selection/"
"""Where the files stand in the output."""

CSV_FIELDS = (
    "key", "kind", "title", "name", "authors", "conference", "date", "session", "award", "topics",
    "institutions", "result", "metric", "baseline", "takeaway", "page", "url", "code",
)  # fmt: skip
"""The columns of a record saved as CSV (RFC 4180)."""

_MARKDOWN = re.compile(r"([\\`*_\[\]<>$])")


def selection_files(
    pieces: Pieces, wording: Wording, only: Set[str] | None = None
) -> Iterator[File]:
    """Yield every file or, where nothing but the records *only* is worded anew, those they are in.

    No facet of a record shows how it is worded.
    """
    library, sources = pieces.library, pieces.sources
    said = digest(told([wording.code, *wording.kinds.values(), *map(wording.day, _days(library))]))
    if only is None:
        # Made of all records, but of little of each.
        content = _script("facets", partial(_facets, pieces, wording))
        yield File(_path("facets"), digest(content.decode()), lambda: content)
    for name, keys in shards(library).items():
        if only is not None and only.isdisjoint(keys):
            continue
        made_from = digest(said, sources.records(keys))
        make = partial(records, pieces, keys, wording, said)
        yield _file(f"records-{name}", made_from, make)
    made_from = sources.of(sources.everything, sources.terms, sources.cited)
    yield _file("previews", made_from, partial(previews, pieces))


def _days(library: Library) -> list[date]:
    return [day.date for conference in library.conferences.values() for day in conference.days]


def _file(name: str, made_from: str, value: Callable[[], str]) -> File:
    return File(_path(name), made_from, partial(_script, name, value))


def _path(name: str) -> str:
    return f"{FOLDER}{name}.js"


def _script(name: str, value: Callable[[], str]) -> bytes:
    # A script is no HTML, but whoever inlines it shall not be surprised.
    safe = value().replace("</", "<\\/")
    return f'mlsysData.put("{name}",{safe});\n'.encode()


def _facets(pieces: Pieces, wording: Wording) -> str:
    library = pieces.library

    def matched(key: str) -> str:
        return pieces.of_record("matched", key, lambda: matched_text(library, key))

    return compact(facets(library, pieces.site.language, wording, matched))


def shards(library: Library) -> dict[str, tuple[str, ...]]:
    """Return shard to the keys of its records."""
    found: dict[str, list[str]] = {}
    for key in library.records:
        found.setdefault(shard_of(library, key), []).append(key)
    return {name: tuple(keys) for name, keys in found.items()}


def records(pieces: Pieces, keys: Sequence[str], wording: Wording, said: str) -> str:
    """Return the records of a shard in all formats, and what joins them to a file, as JSON.

    ``zone`` is [name, VTIMEZONE] of the shard's conference; ``records`` maps a key
    to its ``bib``, ``ris``, ``csv``, ``md`` and, where its day is known, ``ics``.
    *said* is a digest of the wording.
    """
    library = pieces.library
    place = library.places.get(keys[0])
    zone = library.conferences[place.conference].form.timezone if place else ""
    return joined(
        {
            "product": compact(PRODUCT),
            "head": compact(csv_line(CSV_FIELDS)),
            "zone": compact([zone, agenda.zone(library, zone)] if zone else []),
            "records": joined(
                {
                    key: pieces.of_record("saved", key, partial(_saved, pieces, key, wording), said)
                    for key in keys
                }
            ),
        }
    )


def _saved(pieces: Pieces, key: str, wording: Wording) -> str:
    """Return a record in all formats as JSON."""
    library, site = pieces.library, pieces.site
    values = csv_values(library, pieces.row(key), site, wording)
    found = {
        "bib": pieces.cited("bib", key),
        "ris": pieces.cited("ris", key),
        "csv": csv_line([values[name] for name in CSV_FIELDS]),
        "md": markdown_item(values),
    }
    event = agenda.event(library, key, site)
    return compact(found | ({"ics": event} if event else {}))


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
