"""What the head of a record's page says to machines.

Highwire tags as Google Scholar and Zotero read them
(https://scholar.google.com/intl/en/scholar/inclusion.html#indexing), JSON-LD in
the words of https://schema.org, Open Graph (https://ogp.me). In all of them the
work is what the proceedings publish; the digest's page is *about* it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sphinx_mlsys.core.entry import Name
from sphinx_mlsys.core.library import Library, Place
from sphinx_mlsys.core.telling import address_or_nothing
from sphinx_mlsys.core.text import choose
from sphinx_mlsys.core.views import parts
from sphinx_mlsys.export.prose import text
from sphinx_mlsys.export.titles import printable
from sphinx_mlsys.export.works import Work, family_first, works

LOCALES = {"en": "en_US", "zh": "zh_CN"}
"""Language of records to the locale of Open Graph."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a record's page shows of the library."""

    work: Work
    title: str
    description: str
    """The takeaway in the language of the page."""
    keywords: tuple[str, ...]
    award: str
    source: str
    """Address of the work at its publisher."""
    pdf: str
    same: tuple[str, ...]
    """Other addresses of the work."""
    event: Event | None
    site: str
    language: str
    revised: date


@dataclass(frozen=True, slots=True)
class Event:
    """The conference, and when and where a talk was given at it."""

    name: str
    short: str
    url: str
    proceedings: str
    first: str
    last: str
    start: str
    """Date or moment with its offset; empty where not verified."""
    end: str
    venue: str
    city: str


def head(library: Library, key: str, language: str) -> Head | None:
    """Return what the page of a record says in its head, or nothing for an unknown key."""
    holder = library.record(key)
    if holder is None:
        return None
    work = works(library, [key])[0]
    record, source = holder.record, address_or_nothing(work.address("url"))
    award = parts.award(library, holder, language)
    pdf = address_or_nothing(record.links.get("pdf"))
    doi, arxiv = work.address("doi"), work.arxiv
    same = (
        f"https://doi.org/{doi}" if doi else "",
        f"https://arxiv.org/abs/{arxiv}" if arxiv else "",
        address_or_nothing(record.links.get("event")),
    )
    place = library.places.get(key)
    return Head(
        work=work,
        title=work.text("title"),
        description=text(choose(record.takeaway, language), library),
        keywords=tuple(topic.name for topic in parts.topics(library, holder, language)),
        award=award.name if award else "",
        source=source,
        # Only the publisher's own file: others may hold another version.
        pdf=pdf if pdf and urlsplit(pdf).hostname == urlsplit(source).hostname else "",
        same=tuple(dict.fromkeys(a for a in (source, *same) if a)),
        event=_event(library, place, language) if place else None,
        site=choose(library.project.settings.title, language),
        language=language,
        revised=record.revised,
    )


def _event(library: Library, place: Place, language: str) -> Event:
    conference = library.conferences[place.conference]
    form, item = conference.form, place.item
    day = conference.days[place.day - 1].date
    zone = ZoneInfo(form.timezone)
    start = datetime.combine(day, item.start, zone).isoformat() if item.start else day.isoformat()
    end = datetime.combine(day, item.end, zone).isoformat() if item.end else ""
    return Event(
        name=choose(form.name, language),
        short=form.short,
        url=form.url,
        proceedings=form.proceedings,
        first=conference.days[0].date.isoformat(),
        last=conference.days[-1].date.isoformat(),
        start="" if item.date_unverified else start,
        end="" if item.date_unverified else end,
        venue=choose(form.venue, language),
        city=choose(form.city, language),
    )


def highwire(found: Head) -> Iterator[tuple[str, str]]:
    """Yield (name, content) of the Highwire tags."""
    work = found.work
    first, last = work.pages
    yield "citation_title", found.title
    for name in work.entry.authors:
        yield "citation_author", family_first(name)
    for name in work.entry.editors:
        yield "citation_editor", family_first(name)
    yield "citation_publication_date", "/".join(f"{part:02}" for part in work.date)
    if work.kind == "article":
        yield "citation_journal_title", work.text("journal")
        yield "citation_issue", work.text("number")
    else:
        yield "citation_conference_title", work.text("booktitle") or work.event
        # Zotero takes the title of the proceedings from this one.
        yield "citation_inbook_title", work.text("booktitle")
    yield "citation_volume", work.text("volume")
    yield "citation_firstpage", first
    yield "citation_lastpage", last
    yield "citation_publisher", work.text("publisher")
    yield "citation_doi", work.address("doi")
    yield "citation_arxiv_id", work.arxiv
    yield "citation_abstract_html_url", found.source
    yield "citation_pdf_url", found.pdf


def open_graph(found: Head, page: str = "", image: str = "") -> Iterator[tuple[str, str]]:
    """Yield (property, content) of the Open Graph tags; *page* and *image* are absolute."""
    yield "og:type", "article"
    yield "og:title", found.title
    yield "og:description", found.description
    yield "og:site_name", found.site
    yield "og:locale", LOCALES.get(found.language, found.language)
    yield "og:url", page
    if image:
        yield "og:image", image
        yield "og:image:type", "image/png"
        yield "og:image:width", "1200"
        yield "og:image:height", "630"
        yield "og:image:alt", found.title


def json_ld(found: Head, page: str = "") -> dict[str, Any]:
    """Return the JSON-LD of a record; *page* is the absolute address of the digest's page."""
    from sphinx_mlsys.export.feed import language_tag  # what it imports takes time

    about = {
        "@type": "WebPage",
        "url": page,
        "name": found.title,
        "description": found.description,
        "inLanguage": language_tag(found.language),
        "dateModified": found.revised.isoformat(),
        "isPartOf": {"@type": "WebSite", "name": found.site},
    }
    made = _talk(found) if found.work.talk else _article(found)
    whole: dict[str, Any] = _full({"@context": "https://schema.org", **made, "subjectOf": about})
    return whole


def _article(found: Head) -> dict[str, Any]:
    work = found.work
    first, last = work.pages
    venue, volume = work.text("booktitle") or work.text("journal"), work.text("volume")
    return {
        "@type": "ScholarlyArticle",
        "@id": found.source,
        "name": found.title,
        "headline": found.title,
        "author": [_person(n) for n in work.entry.authors],
        "datePublished": "-".join(f"{part:02}" for part in work.date),
        "isPartOf": {
            "@type": "PublicationVolume" if volume else "PublicationIssue",
            "name": f"{venue} {volume}".strip(),
            "volumeNumber": volume,
            "editor": [_person(n) for n in work.entry.editors],
            "url": found.event.proceedings if found.event else "",
            "isPartOf": {"@type": "Periodical", "name": venue},
        },
        "pageStart": first,
        "pageEnd": last,
        "url": found.source,
        "sameAs": list(found.same),
        "identifier": [
            {"@type": "PropertyValue", "propertyID": kind, "value": value}
            for kind, value in (("doi", work.address("doi")), ("arXiv", work.arxiv))
            if value
        ],
        "encoding": {
            "@type": "MediaObject",
            "encodingFormat": "application/pdf" if found.pdf else "",
            "contentUrl": found.pdf,
        },
        "award": found.award,
        "keywords": list(found.keywords),
    }


def _talk(found: Head) -> dict[str, Any]:
    event = found.event
    made: dict[str, Any] = {
        "@type": "Event",
        "@id": found.source,
        "name": found.title,
        "performer": [_person(n) for n in found.work.entry.authors],
        "url": found.source,
        "sameAs": list(found.same),
        "keywords": list(found.keywords),
    }
    if event is None:
        return made
    place = {
        "@type": "Place",
        "name": event.venue or event.city,
        "address": event.city,
    }
    return made | {
        "startDate": event.start,
        "endDate": event.end,
        "location": place,
        "superEvent": {
            "@type": "Event",
            "name": event.name,
            "url": event.url,
            "startDate": event.first,
            "endDate": event.last,
            "location": place,
        },
    }


def _person(name: Name) -> dict[str, Any]:
    if not name.given:
        # An organisation and a name of one word look the same in BibTeX.
        return {"@type": "Person", "name": printable(name.display)}
    return {
        "@type": "Person",
        "name": printable(name.display),
        "familyName": printable(" ".join(p for p in (name.prefix, name.family) if p)),
        "givenName": printable(name.given),
    }


def _full(value: Any) -> Any:
    """Leave out what is empty, and things of which only the type is left."""
    if isinstance(value, dict):
        kept = {k: v for k, v in ((k, _full(v)) for k, v in value.items()) if v}
        return kept if set(kept) - {"@type"} else {}
    if isinstance(value, list):
        return [v for v in map(_full, value) if v]
    return value


def script_json(data: object) -> str:
    """Return JSON that can stand in a script element whatever its texts hold.

    Nothing in it can close the element or open another
    (https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements).
    """
    made = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        made = made.replace(char, f"\\u{ord(char):04x}")
    return made
