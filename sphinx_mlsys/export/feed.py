"""Atom feeds: the whole digest, a conference, a topic (RFC 4287).

Dates are the records' ``added`` and ``revised``; ids are UUIDs made from the
names of things (RFC 9562, version 5), so that they hold wherever the site is.
Written with the standard library: the feed libraries stamp the clock into what
they write or have seen no release for years, and a feed is eight elements.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from html import escape
from xml.etree import ElementTree

from sphinx_mlsys.core.library import Library, Paper, Talk
from sphinx_mlsys.core.text import choose
from sphinx_mlsys.export.data import Site
from sphinx_mlsys.export.prose import text
from sphinx_mlsys.export.reference import names
from sphinx_mlsys.export.titles import plain, printable

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed is about."""

    path: str
    """Its file, from the root of the site."""
    title: str
    page: str
    """Address of the page that it follows, from the root of the site."""
    keys: tuple[str, ...]
    """Its records in program order."""


def feeds(library: Library, site: Site) -> tuple[Feed, ...]:
    """Return the feeds of a digest: everything, each conference, each topic; none is empty."""
    title = choose(library.project.settings.title, site.language)
    found = [Feed("feed.atom", title, "", tuple(library.records))]
    for ident, conference in library.conferences.items():
        keys = tuple(
            k for k, p in library.places.items() if p.conference == ident and k in library.records
        )
        page = site.addresses.get(("conference", ident), "")
        found.append(Feed(f"mlsys-{ident}.atom", f"{title}: {conference.form.short}", page, keys))
    for ident, topic in library.topics.items():
        page = site.addresses.get(("topic", ident), "")
        name = choose(topic.name, site.language)
        found.append(
            Feed(
                f"topics/{ident}.atom",
                f"{title}: {name}",
                page,
                library.topic_users.get(ident, ()),
            )
        )
    return tuple(feed for feed in found if feed.keys)


def identity(library: Library, *parts: str) -> str:
    """Return a lasting id of a thing of this digest.

    The namespace is the digest's conferences: their public addresses name it
    better than its own title, which may change.
    """
    root = " ".join(c.form.url for c in list(library.conferences.values())[:1])
    return uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_URL, root), "\n".join(parts)).urn


def atom(library: Library, feed: Feed, site: Site, entry: Callable[[str, str], str]) -> str:
    """Return the Atom document of *feed*; addresses are relative where no base is known.

    *entry* returns what a record gives: see :func:`atom_entry`.
    """
    up = site.base or "../" * feed.path.count("/")
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": language_tag(site.language)})
    _add(root, "id", identity(library, site.language, feed.path))
    _add(root, "title", feed.title)
    _add(root, "updated", _moment(max(library.records[k].record.revised for k in feed.keys)))
    author = ElementTree.SubElement(root, "author")
    _add(author, "name", choose(library.project.settings.title, site.language))
    _link(root, "alternate", up + feed.page or "./", "text/html")
    if site.base:
        _link(root, "self", site.base + feed.path, "application/atom+xml")
    # The newest first; among those of a day the program's order stays.
    newest = sorted(feed.keys, key=lambda k: library.records[k].record.revised, reverse=True)
    entries = "".join(f" {text}\n" for key in newest if (text := entry(key, up)))
    head = _shown(root).removesuffix("</feed>")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{head}{entries}</feed>\n'


def atom_entry(library: Library, key: str, site: Site, up: str) -> str:
    """Return what a record gives to feeds; nothing where it has no page.

    *up* leads from the folder of the feed to the root of the site.
    """
    holder = library.records[key]
    kind = "paper" if isinstance(holder, Paper) else "talk"
    if (kind, key) not in site.addresses:
        return ""
    return _shown(_entry(library, holder, kind, site, up), 1)


def _shown(element: ElementTree.Element, level: int = 0) -> str:
    ElementTree.indent(element, " ", level)
    return ElementTree.tostring(element, encoding="unicode")


def _entry(
    library: Library, holder: Paper | Talk, kind: str, site: Site, up: str
) -> ElementTree.Element:
    record, language = holder.record, site.language
    entry = ElementTree.Element("entry")
    _add(entry, "id", identity(library, language, kind, holder.key))
    _add(entry, "title", plain(holder.entry.raw.get("title", "")))
    _add(entry, "published", _moment(record.added))
    _add(entry, "updated", _moment(record.revised))
    _link(entry, "alternate", up + site.addresses[kind, holder.key], "text/html")
    for address in filter(None, [printable(holder.entry.get("url"))]):
        _link(entry, "related", address)
    for topic in record.topics:
        if topic in library.topics:
            label = choose(library.topics[topic].name, language)
            ElementTree.SubElement(entry, "category", {"term": topic, "label": printable(label)})
    takeaway = text(choose(record.takeaway, language), library)
    lines = (names(holder.entry.authors, language), takeaway)
    _add(entry, "summary", "\n".join(filter(None, lines)))
    return entry


def _add(parent: ElementTree.Element, name: str, words: str) -> None:
    ElementTree.SubElement(parent, name).text = "\n".join(map(printable, words.split("\n")))


def _link(parent: ElementTree.Element, rel: str, address: str, media: str = "") -> None:
    attributes = {"rel": rel, "href": printable(address)}
    ElementTree.SubElement(parent, "link", attributes | ({"type": media} if media else {}))


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def language_tag(language: str) -> str:
    """Return the BCP 47 tag of a language of records."""
    return {"zh": "zh-CN"}.get(language, language)


def sitemap(site: Site, pages: Iterable[tuple[str, date | None]]) -> str:
    """Return ``sitemap.xml`` of pages with the day of their last change, where known.

    Format: https://www.sitemaps.org/protocol.html; it knows absolute addresses only.
    """
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ]
    for address, day in pages:
        lines += [" <url>", f"  <loc>{escape(printable(site.base + address), quote=False)}</loc>"]
        lines += [f"  <lastmod>{day.isoformat()}</lastmod>"] if day is not None else []
        lines.append(" </url>")
    return "\n".join([*lines, "</urlset>", ""])
