"""Markdown outlines that people keep by hand.

Headings for days and sessions, a list of titles with ``@affiliation``, lines
for awards and links below a title; or headings and list entries for subjects,
each title with its links, its affiliations on the line below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from types import MappingProxyType

from markdown_it import MarkdownIt
from markdown_it.token import Token

from sphinx_mlsys.cli.importing import clean
from sphinx_mlsys.cli.importing.model import At, Context, Item, Slot, Taken
from sphinx_mlsys.cli.importing.names import person
from sphinx_mlsys.cli.importing.words import day_date, day_number, institutions, is_award
from sphinx_mlsys.core.problems import Problem

DEEPEST = 12
"""How deep lists may be nested."""

_TIME = re.compile(
    r"^\s*(\d{1,2}):(\d{2})(?:\s*[-\u2013~至]\s*(\d{1,2}):(\d{2}))?\s*[:|]?(?:\s+|$)"
)
_TALK = re.compile(r"^(?:keynote|invited talk|特邀报告|主题报告)\s*(?:\d+\s*)?[:：-]\s*", re.I)
_SESSION = re.compile(r"\b(?:session|oral|track|panel)\b|场次|分会|专场|第.{1,3}场", re.I)
_AUTHORS = re.compile(r"^(?:authors?|speakers?|作者|报告人)\s*[:：]\s*", re.I)
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]，。；]+")


@dataclass(slots=True)
class Node:
    """A heading or an entry of a list, with what stands below it."""

    line: int
    heading: int
    """Level of a heading; 0 for an entry of a list."""
    text: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    """(label, address)."""
    title_link: str = ""
    """The address of a link whose label is the title itself."""
    children: list[Node] = field(default_factory=list)

    @property
    def marked(self) -> bool:
        """Whether it shows by itself that it is a title."""
        return bool(self.links or self.title_link or _affiliated(self.text)[1] is not None)


@dataclass(slots=True)
class Where:
    """Under which day and session the titles stand."""

    day: int | None = None
    date: date | None = None
    session: str = ""
    topics: tuple[str, ...] = ()

    @property
    def dated(self) -> bool:
        """Whether a day is known."""
        return self.day is not None or self.date is not None


def read(file: Path, text: str, context: Context) -> Taken:
    """Read an outline."""
    taken = Taken()
    _faults(file, text, taken)
    roots = _tree(file, text, taken)
    reader = _Outline(file, context, taken)
    reader.days = any(_is_day(n.text, context.year) for n in _all(roots) if n.heading)
    reader.walk(roots, Where())
    return taken


def _faults(file: Path, text: str, taken: Taken) -> None:
    """Tell what Markdown lets pass silently and what would lose entries."""
    fence = ""
    opened = 0
    for number, line in enumerate(text.split("\n"), 1):
        at = At(file, number)
        if match := re.match(r" {0,3}(`{3,}|~{3,})", line):
            if not fence:
                fence, opened = match[1], number
            elif match[1].startswith(fence):
                fence = ""
        if re.search(r"\[[^\[\]]*\]\([^()\s]*$", line):
            taken.problems.append(
                at.problem("import-syntax", "A link is not closed.", "Close it with ')'.")
            )
        for target in re.findall(r"\]\(\s*([A-Za-z][\w+.-]*:[^\s)]*)", line):
            if not target.lower().startswith(("http:", "https:", "mailto:")):
                taken.problems.append(_no_address(at, target))
        if re.search(r"\[[^\[\]]+\]\(\s*\)", line):
            taken.problems.append(
                at.problem("import-value", "A link has no address.", "Add it, or remove the link.")
            )
    if fence:
        taken.problems.append(
            At(file, opened).problem(
                "import-syntax",
                f"The code block that begins with {fence} is not closed.",
                "Close it: all that follows it would be lost.",
            )
        )


def _no_address(at: At, written: str) -> Problem:
    return at.problem(
        "import-value",
        f"{written[:60]!r} is not an http(s) address.",
        "Write the whole address, beginning with https://.",
    )


def _tree(file: Path, text: str, taken: Taken) -> list[Node]:
    """Return the headings and list entries in their order, each below what it belongs to."""
    roots: list[Node] = []
    headings: list[Node] = []
    entries: list[Node] = []
    tokens = MarkdownIt("commonmark", {"maxNesting": 100}).parse(text)
    heading = 0
    told = False
    for token in tokens:
        line = token.map[0] + 1 if token.map else 1
        if token.type == "heading_open":
            heading = int(token.tag[1])
        elif token.type == "list_item_open":
            node = Node(line, 0)
            if len(entries) >= DEEPEST and not told:
                told = True
                taken.problems.append(
                    At(file, line).problem(
                        "import-syntax",
                        f"Lists are nested more than {DEEPEST} deep.",
                        "Flatten the outline.",
                    )
                )
            (entries[-1].children if entries else headings[-1].children if headings else roots).append(node)  # fmt: skip  # noqa: E501
            entries.append(node)
        elif token.type == "list_item_close":
            entries.pop()
        elif token.type == "inline" and heading:
            node = Node(line, heading)
            _fill(node, token.children or ())
            while headings and headings[-1].heading >= heading:
                headings.pop()
            (headings[-1].children if headings else roots).append(node)
            headings.append(node)
            heading = 0
        elif token.type == "inline" and (entries or headings):
            holder = entries[-1] if entries else headings[-1]
            first = bool(entries) and not holder.text and not holder.links
            node = holder if first else Node(line, 0)
            _fill(node, token.children or ())
            if not first:
                holder.children.append(node)
    return roots


def _fill(node: Node, tokens: Sequence[Token]) -> None:
    """Take text and links out of inline tokens."""
    words: list[str] = []
    label: list[str] | None = None
    target = ""
    for token in tokens:
        if token.type == "link_open":
            label, target = [], str(token.attrs.get("href", ""))
        elif token.type == "link_close":
            name = clean.text("".join(label or ()))
            if len(name.split()) > 3 and not words and not node.links:
                words.append(name)
                node.title_link = target
            else:
                node.links.append((name, target))
            label = None
        else:
            shown = token.content if token.type in ("text", "code_inline") else " " if token.type in ("softbreak", "hardbreak") else ""  # fmt: skip  # noqa: E501
            (words if label is None else label).append(shown)
    text = "".join(words)
    for match in _ADDRESS.finditer(text):
        before = re.search(r"([A-Za-z\u4e00-\u9fa5 ]{2,20})[:：]\s*$", text[: match.start()])
        node.links.append((before[1].strip() if before else "", match[0]))
    text = re.sub(r"\[[\s,|/]*\]|\([\s,|/]*\)|【\s*】", " ", _ADDRESS.sub(" ", text))
    node.text = clean.text(text).strip(" -\u2013\u2014|:：,，")


def _all(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _all(node.children)


def _is_day(text: str, year: int) -> bool:
    try:
        return day_number(text) is not None or day_date(text, year) is not None
    except ValueError:
        return True


def _affiliated(text: str) -> tuple[str, str | None]:
    """Split ``Title @MIT, CMU`` into title and affiliations; nothing if there is no sign."""
    match = re.search(r"(?:^|\s)@\s*(?=\S|$)|(?<=[\w)）])@(?=[A-Z一-龥])", text)
    if match is None:
        return text, None
    return text[: match.start()], text[match.end() :]


class _Outline:
    def __init__(self, file: Path, context: Context, taken: Taken) -> None:
        self.file = file
        self.context = context
        self.taken = taken
        self.days = False
        """Whether the outline is ordered by days; what stands below one is a session then."""

    def walk(self, nodes: Sequence[Node], where: Where) -> None:
        """Go through nodes of one level."""
        for node in nodes:
            if node.heading:
                self.heading(node, where)
            elif self.is_title(node, where):
                self.title(node, where)
            elif node.children:
                topics = (*where.topics, node.text)
                session = node.text if _SESSION.search(node.text) else where.session
                self.walk(node.children, Where(where.day, where.date, session, topics))
            elif is_award(node.text):
                self.wrong(node, "An award stands below no title.", "Put it below one.")

    def heading(self, node: Node, where: Where) -> None:
        below = self.day(node, where)
        if below is not None:
            self.walk(node.children, below)
        elif node.marked and _affiliated(node.text)[1] is not None:
            self.title(node, where)
        elif where.dated or _SESSION.search(node.text):
            topics = (*where.topics, node.text)
            self.walk(node.children, Where(where.day, where.date, node.text, topics))
        else:
            topics = (*where.topics, node.text) if node.heading > 1 else where.topics
            self.walk(node.children, Where(where.day, where.date, where.session, topics))

    def day(self, node: Node, where: Where) -> Where | None:
        """Return the place below a heading that names a day, or nothing."""
        try:
            on = day_date(node.text, self.context.year)
        except ValueError as error:
            self.wrong(node, f"The date of {node.text!r} is none: {error}.", "Mend it.")
            return Where()
        number = day_number(node.text)
        # A title of a conference may hold its year, and a session the word day.
        if (on is None and number is None) or where.dated or node.marked:
            return None
        days = len(self.context.dates)
        if on is None and number is not None and days and number > days:
            self.wrong(
                node,
                f"There is no day {number}: the program has {days}.",
                "Mend the heading, or add the day to program.yaml.",
            )
        return Where(day=number, date=on)

    def is_title(self, node: Node, where: Where) -> bool:
        if node.marked:
            return True
        if is_award(node.text) or not node.text:
            return False
        below = [c for c in node.children if c.marked and c.text]
        return (where.dated or bool(where.session)) and not below and len(node.text.split()) > 1

    def title(self, node: Node, where: Where) -> None:
        text, said = _affiliated(node.text)
        slot_time = _TIME.match(text)
        text = _TIME.sub("", text)
        talk = bool(_TALK.match(text))
        title = clean.title(_TALK.sub("", text).strip(" -\u2013\u2014|:：*[]【】"))
        award = next((m[0] for m in re.finditer(r"[\[(（【][^\])）】]*[\])）】]", title) if is_award(m[0])), "")  # fmt: skip  # noqa: E501
        title = title.replace(award, "").strip() if award else title
        if not clean.title_key(title):
            self.wrong(node, "The entry has no title.", "Write the title before links and @.")
            return
        if said is not None and not institutions(said):
            self.wrong(node, "After @ stands no affiliation.", "Name it, or remove the sign.")
            return
        affiliations = institutions(said or "")
        links = [*node.links, *((("", node.title_link),) if node.title_link else ())]
        authors: list[str] = []
        for child in node.children:
            links += child.links
            if _AUTHORS.match(child.text):
                authors += re.split(r"\s*[,，、;；]\s*|\s+and\s+", _AUTHORS.sub("", child.text))
            elif is_award(child.text):
                award = award or child.text
            elif child.text.startswith("@"):
                affiliations = affiliations or institutions(child.text)
            elif not affiliations and _looks_like_institutions(child):
                affiliations = institutions(child.text)
        at = At(self.file, node.line)
        found = self.links(links, at)
        url = found.pop("proceedings", "")
        forum = clean.forum(found.get("openreview", ""))
        event = clean.event(found.get("event", ""))
        ids = ([f"openreview-{forum}"] if forum else []) + ([event] if event else [])
        self.taken.items.append(
            Item(
                at=at,
                kind="talk" if talk else "paper",
                title=title,
                authors=tuple(p for a in authors if (p := person(a)) is not None),
                names=(head,) if (head := title.partition(":")[0]) != title else (),
                ids=tuple(ids),
                bib=MappingProxyType({"url": url} if url else {}),
                links=MappingProxyType(found),
                affiliations=affiliations,
                award=award.strip("[]()（）【】* "),
                topics=() if self.days else where.topics,
                slots=self.slots(where, slot_time),
            )
        )

    def links(self, links: Sequence[tuple[str, str]], at: At) -> dict[str, str]:
        found: dict[str, str] = {}
        for label, written in links:
            target = clean.address(written, self.context.origin)
            if not target:
                self.taken.problems.append(_no_address(at, written))
                continue
            kind = clean.link_kind(label, target)
            if kind:
                found.setdefault(kind, target)
        return found

    def slots(self, where: Where, found: re.Match[str] | None) -> tuple[Slot, ...]:
        if not self.days and not where.session:
            return ()
        start = end = None
        if found:
            start = _clock(found[1], found[2])
            end = _clock(found[3], found[4])
        on = where.date
        if on is None and where.day and where.day <= len(self.context.dates):
            on = self.context.dates[where.day - 1]
        return (
            Slot(
                session=where.session,
                day=where.day,
                date=on,
                start=start,
                end=end if start and end and end > start else None,
                own=start is not None,
            ),
        )

    def wrong(self, node: Node, message: str, remedy: str) -> None:
        self.taken.problems.append(
            At(self.file, node.line).problem("import-value", message, remedy)
        )


def _clock(hour: str | None, minute: str | None) -> time | None:
    if hour is None or minute is None or int(hour) > 23 or int(minute) > 59:
        return None
    return time(int(hour), int(minute))


def _looks_like_institutions(node: Node) -> bool:
    """Tell whether the line below a title lists institutions and is no remark."""
    text = node.text
    return (
        bool(text)
        and not node.links
        and not node.children
        and len(text.split()) <= 12
        and not re.search(r"[:：.。!?]\s*$|[:：]|\bwe\b|\bthe\b.*\b(?:is|are)\b", text, re.I)
        and bool(re.match(r"[A-Z一-龥]", text))
    )
