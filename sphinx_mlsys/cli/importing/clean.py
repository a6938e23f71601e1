"""From what other programs write to plain text, addresses and identifiers."""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import parse_qs, quote, urljoin, urlsplit, urlunsplit

from sphinx_mlsys.core.bibvalue import decode
from sphinx_mlsys.core.telling import is_address
from sphinx_mlsys.core.text import CJK, fold

_TAG = re.compile(r"</?(?:p|br|b|i|u|em|strong|sub|sup|span|tt|code|a)(?:\s[^<>]*)?/?>", re.I)
_COMMAND = re.compile(r"\\[A-Za-z&%#_$'\"`^~]")
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
_ARXIV = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf|html)/|arxiv[:.\s]+|10\.48550/arxiv\.|abs/|^)"
    r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?",
    re.I,
)
_FORUM = re.compile(r"[A-Za-z0-9_-]{6,20}\Z")


def text(value: object) -> str:
    """Return a text on one line: entities resolved, however often they were escaped.

    Tags, characters that control and characters that nobody sees are left out;
    ligatures become letters.
    """
    found = str(value) if isinstance(value, (str, int, float)) else ""
    if found.isascii() and found.isprintable() and "&" not in found and "<" not in found:
        return " ".join(found.split())  # nearly every text
    for _times in range(4):
        plain = html.unescape(found)
        if plain == found:
            break
        found = plain
    found = _TAG.sub("", found)
    found = "".join(
        unicodedata.normalize("NFKC", c) if "\ufb00" <= c <= "\ufb06" else c for c in found
    )
    kept = (c for c in found if c.isspace() or unicodedata.category(c) not in _UNSEEN)
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def title(value: object) -> str:
    """Return a title as text: LaTeX outside mathematics is resolved."""
    found = text(value)
    if _COMMAND.search(re.sub(r"\$[^$]*\$", "", found)):
        found = text(decode(found))
    return found.strip(" .") if found.endswith(".") and not found.endswith("...") else found


def title_key(value: str) -> str:
    """Return what two writings of a title have in common, to compare them."""
    found = re.sub(r"\\[A-Za-z]+|[{}$^_]", "", value)
    return re.sub(f"[^a-z0-9{CJK}]", "", fold(found))


def address(value: object, origin: str = "") -> str:
    """Return an http(s) address, made whole with *origin*, or nothing if it is none."""
    found = html.unescape(str(value)).strip() if isinstance(value, str) else ""
    if not found:
        return ""
    if found.startswith("//"):
        found = "https:" + found
    elif found.startswith("/") and origin:
        found = urljoin(origin + "/", found)
    elif re.match(r"(www\.|[a-z0-9.-]+\.(?:org|com|net|io|cc|edu|ai|cn)/)", found):
        found = "https://" + found
    try:
        parts = urlsplit(found)
        found = urlunsplit(
            (
                parts.scheme.lower(),
                parts.netloc,
                quote(parts.path, safe="/%:@!$&'()*+,;=~-._"),
                quote(parts.query, safe="/%:@!$&'()*+,;=~-._?"),
                quote(parts.fragment, safe="/%:@!$&'()*+,;=~-._?"),
            )
        )
    except ValueError:
        return ""
    return found if is_address(found) and found.isprintable() else ""


def doi(value: object) -> str:
    """Return the DOI in a text or address, in lower case as DOIs compare, or nothing.

    The DOI of an arXiv preprint is no DOI of the paper.
    """
    match = _DOI.search(str(value or ""))
    found = match[0].rstrip(".,;)").lower() if match else ""
    return "" if found.startswith("10.48550/") else found


def arxiv(value: object) -> str:
    """Return the arXiv identifier in a text or address, without its version, or nothing."""
    match = _ARXIV.search(str(value or "").strip())
    return match[1] if match else ""


def forum(value: object) -> str:
    """Return the identifier of an OpenReview forum in an address, or nothing."""
    try:
        parts = urlsplit(str(value or ""))
    except ValueError:
        return ""
    if not (parts.hostname or "").endswith("openreview.net"):
        return ""
    if parts.path not in ("/forum", "/pdf", "/attachment"):
        return ""
    found = (parse_qs(parts.query).get("id") or [""])[0]
    return found if _FORUM.match(found) else ""


def is_forum(value: object) -> bool:
    """Tell whether a value has the form of an OpenReview identifier."""
    return isinstance(value, str) and bool(_FORUM.match(value))


def event(value: object) -> str:
    """Return kind and number of an event page: ``/virtual/2024/poster/2653`` is poster-2653."""
    match = re.search(r"/virtual/\d{4}/(?:([a-z-]+)/)?(\d+)(?:[/?#]|$)", str(value or ""))
    return f"{match[1] or 'event'}-{match[2]}" if match else ""


LINKS = (
    ("openreview", ("openreview",)),
    ("slides", ("slides", "slide", "presentation slides", "幻灯片")),
    ("video", ("video", "recording", "slideslive", "youtube", "talk video", "视频")),
    ("poster", ("poster", "海报")),
    ("code", ("code", "github", "source code", "artifact", "repo", "代码", "源码")),
    ("dataset", ("dataset", "data set", "data", "数据集")),
    (
        "project",
        ("project", "project page", "website", "homepage", "home page", "page", "项目主页"),
    ),
    ("arxiv", ("arxiv", "preprint")),
    ("doi", ("doi",)),
    ("pdf", ("pdf", "paper pdf", "paper", "full paper", "论文")),
    ("event", ("event", "event page", "virtual")),
)
"""Kind of link to what people and programs call it."""


def link_kind(label: str, target: str) -> str:
    """Return the kind of a link from its label and, where that says nothing, from its address."""
    words = fold(label).strip(" []()：:.")
    kind = next((kind for kind, names in LINKS if words in names), "")
    host = (urlsplit(target).hostname or "").removeprefix("www.")
    path = urlsplit(target).path
    if forum(target) and path == "/forum":
        return "openreview"
    if host == "arxiv.org":
        return "arxiv"
    if host in ("doi.org", "dx.doi.org"):
        return "doi"
    if event(target):
        return "event"
    if host.startswith("proceedings.") or host in ("papers.nips.cc", "papers.neurips.cc"):
        return "pdf" if path.endswith(".pdf") else "proceedings"
    if kind in ("", "pdf") and host in ("github.com", "gitlab.com", "huggingface.co"):
        return "code"
    if kind in ("", "pdf") and host in ("youtu.be", "youtube.com", "slideslive.com"):
        return "video"
    if kind == "pdf" and not (path.endswith(".pdf") or "/pdf" in path):
        return "project" if words not in ("pdf", "paper pdf") else "pdf"
    return kind
