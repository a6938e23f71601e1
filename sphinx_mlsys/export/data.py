"""What the digest publishes as data: ``records.json`` and one file per record.

The models below are the published contract, and their JSON Schema is written
beside the data. They are not the forms of the YAML files: those may change
when writing records gets easier, these only with a note in the changelog.
Texts are plain Markdown by language; ``*`` is the language of a text that
counts for all. Names, titles and labels are plain Unicode text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_serializer

from sphinx_mlsys.core.library import Library, Paper, Place, Talk
from sphinx_mlsys.core.model import ANY, Measure, Result
from sphinx_mlsys.core.text import amount
from sphinx_mlsys.core.views import address_of, links
from sphinx_mlsys.export.csl import item, person, shown
from sphinx_mlsys.export.prose import markdown
from sphinx_mlsys.export.site import Site
from sphinx_mlsys.export.titles import plain
from sphinx_mlsys.export.works import works

ALL = "*"
"""How the language of a text that counts for all is written."""

_INSIDE = "\n  "
"""How a line of a record begins in the file of all."""

Texts = dict[str, str]
WallTime = Annotated[str, Field(pattern=r"^(\d\d:\d\d)?$")]


class Data(BaseModel):
    """What all published models share."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, populate_by_name=True
    )


class AuthorData(Data):
    """An author as the record's own source prints the name."""

    family: str = ""
    given: str = ""
    prefix: str = ""
    """The part before the family name that is not sorted by: van, de."""
    suffix: str = ""
    literal: str = ""
    """The whole name, where it has no parts."""
    slug: str
    """The person's id; ``authors/<slug>.html`` is the person's page."""
    native: str = ""
    """The name in its own script, where a source shows it."""


class PlaceData(Data):
    """Where a record stands in the program."""

    conference: str
    name: str
    """The conference's short name."""
    day: int
    """Number of the day, from 1."""
    date: date | None
    """Absent where even the day is not verified."""
    session: str = ""
    """Name of the session, ``<conference>/<id>``."""
    session_title: Texts = Field(default_factory=dict)
    start: WallTime = ""
    """Wall time in the conference's time zone, where verified."""
    end: WallTime = ""
    timezone: str
    room: str = ""


class MeasureData(Data):
    """A number of a record with its source."""

    value: int | float | list[int | float]
    """A number, or a range of two."""
    amount: str
    """The number with its unit as pages show it."""
    unit: str = ""
    qualifier: Literal["up-to", "average", "about", "at-least", "below"] | None = None
    what: Texts
    """What the number is."""
    source: str = ""
    """Address of the source."""
    at: Texts
    """Where in the source."""


class ResultData(MeasureData):
    """A result of a paper."""

    direction: Literal["higher", "lower"]
    """Which way is better."""
    baseline: Texts = Field(default_factory=dict)
    model: Texts = Field(default_factory=dict)
    hardware: Texts = Field(default_factory=dict)
    lead: bool = False


class ConnectionData(Data):
    """A tie to another record or work."""

    to: str
    relation: Literal["builds-on", "competes-with", "answers", "complements", "used-by"]
    how: Texts


class RecordData(Data):
    """A paper or talk."""

    schema_: str = Field(default="", alias="$schema")
    """Address of the JSON Schema of this file."""
    key: str
    """The BibTeX key, which is the record's one name."""
    kind: Literal["paper", "talk"]
    page: str
    """Address of the record's page."""
    title: str
    name: str = ""
    """The system's short name."""
    authors: list[AuthorData]
    year: int | None
    # Said here too: pydantic says it only since 2.11.
    csl: dict[str, Any] = Field(json_schema_extra={"additionalProperties": True})
    """The bibliographic data as one item of CSL-JSON."""
    place: PlaceData | None
    award: str = ""
    affiliations: list[str] = Field(default_factory=list)
    topics: list[str] = Field(default_factory=list)
    terms: list[str] = Field(default_factory=list)
    links: dict[str, str] = Field(default_factory=dict)
    aliases: list[str] = Field(default_factory=list)
    """Former keys, numbers, titles and other spellings."""
    takeaway: Texts = Field(default_factory=dict)
    texts: dict[str, Texts] = Field(default_factory=dict)
    """problem, approach, limits and notes of a paper; summary and notes of a talk."""
    limits_by: Literal["paper", "digest", ""] = ""
    disagreements: list[Texts] = Field(default_factory=list)
    results: list[ResultData] = Field(default_factory=list)
    quantities: list[MeasureData] = Field(default_factory=list)
    connections: list[ConnectionData] = Field(default_factory=list)
    referred_to_by: list[str] = Field(default_factory=list)
    added: date
    revised: date

    @field_serializer("authors")
    def _short_names(self, authors: list[AuthorData]) -> list[dict[str, str]]:
        return [author.model_dump(exclude_defaults=True) for author in authors]


class NamedData(Data):
    """A topic or term with its names."""

    id: str
    name: Texts
    page: str = ""


class ConferenceData(Data):
    """A conference."""

    id: str
    name: Texts
    short: str
    timezone: str
    city: Texts
    url: str
    proceedings: str
    days: list[date]


class RecordsFile(Data):
    """``records.json``: everything."""

    schema_: str = Field(default="", alias="$schema")
    """Address of the JSON Schema of this file."""
    title: Texts
    languages: list[str]
    conferences: list[ConferenceData]
    topics: list[NamedData]
    terms: list[NamedData]
    records: list[RecordData]


def record_data(library: Library, key: str, site: Site) -> RecordData:
    """Return the data of a record."""
    holder = library.records[key]
    record = holder.record
    kind: Literal["paper", "talk"] = "paper" if isinstance(holder, Paper) else "talk"
    names = ("problem", "approach", "limits", "summary", "notes")
    year = holder.entry.get("year")
    return RecordData(
        key=key,
        kind=kind,
        page=site.page(kind, key),
        title=plain(holder.entry.raw.get("title", "")),
        name=getattr(record, "name", None) or "",
        authors=_authors(library, holder),
        year=int(year) if year.isdecimal() and len(year) <= 4 else None,
        csl=item(works(library, [key])[0]),
        place=_place(library, library.places.get(key)),
        award=getattr(record, "award", None) or "",
        affiliations=list(record.affiliations),
        topics=list(record.topics),
        terms=list(record.terms),
        links={link.kind: link.address for link in links(library, holder, "en")},
        aliases=[*record.aliases.ids, *record.aliases.titles, *record.aliases.names],
        takeaway=_texts(record.takeaway, library),
        texts={n: t for n in names if (t := _texts(getattr(record, n, None), library))},
        limits_by=getattr(record, "limits_by", "") if getattr(record, "limits", None) else "",
        disagreements=[_texts(d, library) for d in record.disagreements],
        results=[_result(library, holder, r) for r in getattr(record, "results", ())],
        quantities=[
            MeasureData(what=_texts(q.what, library), **_measure(library, holder, q))
            for q in record.quantities
        ],
        connections=[
            ConnectionData(to=c.to, relation=c.relation, how=_texts(c.how, library))
            for c in record.connections
        ],
        referred_to_by=list(dict.fromkeys(k for k, _c in library.pointed_at.get(key, ()))),
        added=record.added,
        revised=record.revised,
    )


def _texts(text: Mapping[str, str] | None, library: Library) -> Texts:
    return {
        ALL if language == ANY else language: markdown(words, library)
        for language, words in (text or {}).items()
    }


def _authors(library: Library, holder: Paper | Talk) -> list[AuthorData]:
    found = []
    for name in holder.entry.authors:
        slug, _shown, native = library.author_of(name, holder.key)
        parts = person(name)
        parts["prefix"] = parts.pop("non-dropping-particle", "")
        found.append(AuthorData(slug=slug, native=native, **parts))
    return found


def _place(library: Library, place: Place | None) -> PlaceData | None:
    if place is None:
        return None
    conference = library.conferences[place.conference]
    slot, item_ = place.slot, place.item
    return PlaceData(
        conference=place.conference,
        name=conference.form.short,
        day=place.day,
        date=None if item_.date_unverified else conference.days[place.day - 1].date,
        session=place.session or "",
        session_title=_texts(item_.title, library) if place.session else {},
        start=_wall(slot.start if slot else item_.start),
        end=_wall(slot.end if slot else item_.end),
        timezone=conference.form.timezone,
        room=item_.room or "",
    )


def _wall(value: time | None) -> str:
    return f"{value:%H:%M}" if value else ""


def _number(value: int | Decimal) -> int | float:
    return value if isinstance(value, int) else float(value)


def _measure(library: Library, holder: Paper | Talk, measure: Measure) -> dict[str, Any]:
    value = measure.value
    return {
        "value": [_number(v) for v in value] if isinstance(value, tuple) else _number(value),
        "amount": amount(value, measure.unit),
        "unit": measure.unit,
        "qualifier": measure.qualifier,
        "source": address_of(holder, measure),
        "at": _texts(measure.at, library),
    }


def _result(library: Library, holder: Paper | Talk, result: Result) -> ResultData:
    return ResultData(
        what=_texts(result.metric, library),
        direction=result.direction,
        baseline=_texts(result.baseline, library),
        model=_texts(result.model, library),
        hardware=_texts(result.hardware, library),
        lead=result.lead,
        **_measure(library, holder, result),
    )


def record_piece(library: Library, key: str, site: Site) -> str:
    """Return the data of a record as JSON, as it stands in the file of all records."""
    # A line feed ends a line of JSON; those of texts are written \\n.
    return shown(_plain(record_data(library, key, site))).replace("\n", _INSIDE)


def record_file(piece: bytes) -> bytes:
    """Return the file ``papers/<key>.record.json``."""
    alone = piece.replace(_INSIDE.encode(), b"\n")
    return b'{\n "$schema": "../_schema/record.schema.json",%b\n' % alone[1:]


def records_file(library: Library, site: Site, pieces: Iterable[bytes]) -> bytes:
    """Return the file ``records.json``."""
    head = shown(_plain(_records_head(library, site))).removesuffix("[]\n}").encode()
    # Joined once: of thousands of records it is large.
    parts = [part for piece in pieces for part in (b",", _INSIDE.encode(), piece)][1:]
    return b"".join([head, b"[", *parts, b"\n ]\n}\n"] if parts else [head, b"[]\n}\n"])


def _records_head(library: Library, site: Site) -> RecordsFile:
    """Return what the file of all records holds besides them."""
    return RecordsFile(
        schema_="_schema/records.schema.json",
        title=_texts(library.project.settings.title, library),
        languages=list(library.project.settings.languages),
        conferences=[
            ConferenceData(
                id=c.id,
                name=_texts(c.form.name, library),
                short=c.form.short,
                timezone=c.form.timezone,
                city=_texts(c.form.city, library),
                url=c.form.url,
                proceedings=c.form.proceedings,
                days=[day.date for day in c.days],
            )
            for c in library.conferences.values()
        ],
        topics=_named("topic", library.topics.values(), library, site),
        terms=_named("term", library.terms.values(), library, site),
        records=[],
    )


def _named(kind: str, items: Iterable[Any], library: Library, site: Site) -> list[NamedData]:
    return [
        NamedData(id=i.id, name=_texts(i.name, library), page=site.page(kind, i.id)) for i in items
    ]


def _plain(model: Data) -> dict[str, Any]:
    return model.model_dump(mode="json", by_alias=True, exclude_defaults=True)
