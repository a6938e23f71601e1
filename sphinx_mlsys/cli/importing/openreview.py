"""Notes of OpenReview, as its API returns them: version 1 and version 2.

``{"notes": [...], "count": n}`` or a list of notes. In version 2 each field of
``content`` is an object with a ``value`` (https://docs.openreview.net,
"API v2 differences"); in version 1 it is the value, and the decision is a reply.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sphinx_mlsys.cli.importing import clean
from sphinx_mlsys.cli.importing.fields import Fields, people, row_fields, settle, shown
from sphinx_mlsys.cli.importing.jsontext import read_rows
from sphinx_mlsys.cli.importing.model import Context, Item, Taken

HOST = "https://openreview.net"

_REFUSED = re.compile(r"reject|withdrawn|desk|submitted to|under review|retracted", re.I)
_REPLY = re.compile(r"/-/(?:.*_)?(?:Review|Comment|Decision|Rebuttal|Rating|Edit)s?\b", re.I)


def read(file: Path, text: str, context: Context) -> Taken:
    """Read the accepted submissions among the notes."""
    taken = Taken()
    found = read_rows(file, text, "notes")
    settle(found, taken, context)
    for row in found.rows:
        fields = row_fields(row, taken)
        if fields is None:
            continue
        item = _item(fields, context)
        if item is not None and fields.sound:
            taken.items.append(item)
    return taken


def _item(fields: Fields, context: Context) -> Item | None:
    reason = _left_out(fields)
    if reason:
        fields.taken.skip(fields.at, reason)
        return None
    content = fields.value.get("content")
    if not isinstance(content, dict):
        fields.wrong("content", f"{shown(content)} is no content of a note.")
        return None
    plain = Fields(_values(content), fields.at.then("content"), fields.taken)
    venue, venueid = plain.text("venue"), plain.text("venueid")
    if found := _REFUSED.search(f"{venue} {venueid.rpartition('/')[2]} {_decision(fields)}"):
        fields.taken.skip(fields.at, f"it is not accepted: {found[0].lower()}")
        return None
    invitation = " ".join(map(str, fields.list("invitations"))) or fields.raw("invitation")
    if context.venue and context.venue not in f"{venueid} {invitation}":
        fields.taken.skip(fields.at, f"it is not of {context.venue}")
        return None
    title = plain.title("title")
    authors = people(plain, "authors", plain.list("authors"))
    if any(p.name.display.lower().startswith("anonymous") for p in authors):
        authors = ()
    forum = fields.value.get("forum") or fields.value.get("id")
    if not clean.is_forum(forum):
        fields.wrong("forum", f"{shown(forum)} is no identifier of a forum.")
    fields.sound = fields.sound and plain.sound
    return Item(
        at=fields.at,
        title=title,
        authors=authors,
        ids=(f"openreview-{forum}",),
        links=MappingProxyType(_links(plain, str(forum))),
        award=venue if re.search(r"award|outstanding|best paper", venue, re.I) else "",
        topics=(*plain.words("primary_area"), *plain.words("keywords")),
    )


def _left_out(fields: Fields) -> str:
    """Return why a note is no submission, or nothing."""
    if fields.value.get("ddate"):
        return "the note was deleted"
    invitations = fields.value.get("invitations") or [fields.value.get("invitation") or ""]
    if not isinstance(invitations, list):
        return ""
    if any(_REPLY.search(str(i)) for i in invitations):
        return "the note is a review, a comment or a decision"
    reply = fields.value.get("replyto")
    if reply and reply != fields.value.get("id"):
        return "the note is a reply"
    return ""


def _values(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of either version as plain values."""
    return {
        key: value["value"] if isinstance(value, dict) and "value" in value else value
        for key, value in content.items()
    }


def _decision(fields: Fields) -> str:
    """Return the decision among the replies that version 1 gives with a note."""
    details = fields.value.get("details")
    replies = details.get("directReplies") or details.get("replies") if isinstance(details, dict) else None  # fmt: skip  # noqa: E501
    for reply in replies if isinstance(replies, list) else ():
        content = reply.get("content") if isinstance(reply, dict) else None
        if isinstance(content, dict) and "decision" in content:
            return str(_values(content)["decision"])
    return ""


def _links(plain: Fields, forum: str) -> dict[str, str]:
    found = {}
    if target := clean.address(plain.raw("pdf"), HOST):
        found["pdf"] = target
    for name in ("code", "html", "project_page", "poster", "video", "slides"):
        value = plain.value.get(name)
        target = clean.address(value, HOST) if isinstance(value, str) else ""
        kind = clean.link_kind(name.replace("_", " "), target) if target else ""
        if kind:
            found.setdefault(kind, target)
    found["openreview"] = f"{HOST}/forum?id={forum}"
    return found
