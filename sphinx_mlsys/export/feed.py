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

from sphinx_mlsys.core.library import Library, Paper
from sphinx_mlsys.core.text import choose
from sphinx_mlsys.export.prose import text
from sphinx_mlsys.export.reference import names
from sphinx_mlsys.export.site import Site
from sphinx_mlsys.export.titles import plain, printable

ATOM = "http://www.w3.org/2005/Atom"


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
    title = choose(library.project.settings.title, site.language)
    # The newest first; among those of a day the program's order stays.
    newest = sorted(feed.keys, key=lambda k: library.records[k].record.revised, reverse=True)
    lines = [
        _element("id", identity(library, site.language, feed.path)),
        _element("title", feed.title),
        _element("updated", _moment(library.records[newest[0]].record.revised)),
        f"<author>\n  {_element('name', title)}\n </author>",
        _link("alternate", up + feed.page or "./", "text/html"),
        *([_link("self", site.base + feed.path, "application/atom+xml")] if site.base else []),
        *filter(None, (entry(key, up) for key in newest)),
    ]
    inner = "".join(f" {line}\n" for line in lines)
    head = f'<feed xmlns="{ATOM}" xml:lang="{language_tag(site.language)}">'
    return f'<?xml version="1.0" encoding="utf-8"?>\n{head}\n{inner}</feed>\n'


def atom_entry(library: Library, key: str, site: Site, up: str) -> str:
    """Return what a record gives to feeds; nothing where it has no page.

    *up* leads from the folder of the feed to the root of the site.
    """
    holder, language = library.records[key], site.language
    kind, record = "paper" if isinstance(holder, Paper) else "talk", holder.record
    if (kind, key) not in site.addresses:
        return ""
    related = printable(holder.entry.get("url"))
    topics = [library.topics[topic] for topic in record.topics if topic in library.topics]
    takeaway = text(choose(record.takeaway, language), library)
    said = (names(holder.entry.authors, language), takeaway)
    lines = [
        _element("id", identity(library, language, kind, key)),
        _element("title", plain(holder.entry.raw.get("title", ""))),
        _element("published", _moment(record.added)),
        _element("updated", _moment(record.revised)),
        _link("alternate", up + site.addresses[kind, key], "text/html"),
        *([_link("related", related)] if related else []),
        *(_element("category", term=t.id, label=choose(t.name, language)) for t in topics),
        _element("summary", "\n".join(filter(None, said))),
    ]
    return "".join(["<entry>\n", *(f"  {line}\n" for line in lines), " </entry>"])


def _element(name: str, words: str = "", /, **attributes: str) -> str:
    """Return an element of XML with text, which may have several lines."""
    said = "\n".join(map(printable, words.split("\n")))
    found = "".join(
        f' {attribute}="{_escaped(printable(value), quoted=True)}"'
        for attribute, value in attributes.items()
    )
    return f"<{name}{found}>{_escaped(said)}</{name}>" if said else f"<{name}{found} />"


def _link(rel: str, address: str, media: str = "") -> str:
    return _element("link", rel=rel, href=address, **({"type": media} if media else {}))


def _escaped(words: str, *, quoted: bool = False) -> str:
    shown = escape(words, quote=False)
    return shown.replace('"', "&quot;") if quoted else shown


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
        lines += [" <url>", f"  <loc>{_escaped(printable(site.base + address))}</loc>"]
        lines += [f"  <lastmod>{day.isoformat()}</lastmod>"] if day is not None else []
        lines.append(" </url>")
    return "\n".join([*lines, "</urlset>", ""])
