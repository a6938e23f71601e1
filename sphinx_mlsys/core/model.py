"""The forms of the project's YAML files, as frozen dataclasses.

With the rules on its fields (:mod:`sphinx_mlsys.core.rules`) a form is at once
the reader, the validator and the source of the JSON Schema of its file. What is
shown to readers is derived from these by :mod:`sphinx_mlsys.core.views`; how
they relate is in :mod:`sphinx_mlsys.core.library`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from sphinx_mlsys.core.rules import After, Before, Form, Pattern, Strict

ANY = ""
"""The language of a text that is the same in every language."""


def _text(value: Any) -> Any:
    if isinstance(value, str):
        return {ANY: value}
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return {ANY: str(value)}
    return value


def _one_line(value: Mapping[str, str]) -> Mapping[str, str]:
    for text in value.values():
        if "\n" in text.strip():
            raise ValueError("must be one line")
    return value


LONGEST_TEXT = 100_000
"""How many characters a text may have: those who write it up need a few thousand."""


def _sound(value: Mapping[str, str]) -> Mapping[str, str]:
    if not value or not all(text.strip() for text in value.values()):
        raise ValueError("must not be empty")
    if any(len(text) > LONGEST_TEXT for text in value.values()):
        raise ValueError(f"must have at most {LONGEST_TEXT:,} characters")
    return value


def _wall_time(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch("([01][0-9]|2[0-3]):[0-5][0-9]", value):
        return value
    raise ValueError('must be a time such as "09:00"')


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:  # an unknown one is a KeyError
        raise ValueError("must be a time zone such as America/Los_Angeles") from error
    return value


def _day(value: Any) -> Any:
    # pydantic would take an integer as seconds since 1970.
    if not isinstance(value, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("must be a date such as 2024-05-13")
    # At either end of the calendar there is no day before or after, nor one in another zone.
    if not "1900" <= value < "3000":
        raise ValueError("must be a date from 1900 to 2999")
    return value


def _value(value: Any) -> Any:
    # One rule for the whole, so that a mistake is told once and not per kind of number.
    parts = value if isinstance(value, list) and len(value) == 2 else [value]
    if any(isinstance(p, bool) or not isinstance(p, (int, Decimal)) for p in parts):
        raise ValueError("must be a number, or a range of two such as [3.2, 3.3]")
    # 1e999999999 is short to write; nobody can wait for it to be printed.
    if any(abs(Decimal(p).adjusted()) > 30 for p in parts):
        raise ValueError("must be a number of at most 30 digits")
    if len(parts) == 2 and not parts[0] < parts[1]:
        raise ValueError("must be a range that begins with the smaller number")
    return value


Text = Annotated[Mapping[str, str], Before(_text, str | dict[str, str]), After(_sound)]
"""Inline Markdown by language; a plain string counts for every language."""

Label = Annotated[Text, After(_one_line)]
"""A :data:`Text` of one line."""

LONGEST = 100
"""How many characters a key or id may have: files are named after it, with endings."""


def _short(value: str) -> str:
    if len(value) > LONGEST:
        raise ValueError(f"must have at most {LONGEST} characters")
    return value


_IDENTIFIER = Pattern(
    r"^[a-z0-9]+(-[a-z0-9]+)*$", "must be lower-case ASCII words, joined by hyphens"
)
_FORMER = Pattern(
    r"^[A-Za-z0-9][A-Za-z0-9_-]*$", "must be ASCII letters, digits, hyphens and underscores"
)
_KEY = Pattern(r"^[a-z][a-z0-9]*[0-9]{4}[a-z0-9]*$", "must be a BibTeX key such as lin2024awq")
_PAGE = Pattern(r"^https?://[^\s/]+/\S+$", "must be the address of a page, with https://")

PATTERNS = (_IDENTIFIER, _FORMER, _KEY, _PAGE)
"""What texts must look like."""

Identifier = Annotated[str, _IDENTIFIER, After(_short)]
"""Lower-case ASCII words joined by hyphens."""

Former = Annotated[str, _FORMER, After(_short)]
"""A former key or a number such as ``poster-2653``."""

Key = Annotated[str, _KEY]
"""A BibTeX key such as ``lin2024awq``."""

WallTime = Annotated[time, Before(_wall_time, str)]
"""A time in the conference's time zone, such as ``"09:00"``."""

Zone = Annotated[str, After(_zone)]
"""A name of the IANA time zone database."""

Day = Annotated[date, Before(_day, date)]
"""A date such as ``2024-05-13``."""

Number = int | Decimal
"""A number; a decimal keeps its zeros (``5.60``)."""

Value = Annotated[Number | tuple[Number, Number], Before(_value, float | tuple[float, float])]
"""A number, or a range of two with the smaller first."""

StrictBool = Annotated[bool, Strict()]
"""True or false, and nothing that would count as one of them."""


@dataclass(frozen=True, kw_only=True)
class Aliases(Form):
    """Other names under which a record is known."""

    ids: tuple[Former, ...] = ()
    """Former keys and numbers (``poster-2653``): they redirect, and roles know them."""
    titles: tuple[str, ...] = ()
    """Former titles."""
    names: tuple[str, ...] = ()
    """Other spellings of the system's name."""


@dataclass(frozen=True, kw_only=True)
class Measure(Form):
    """A number with its unit and where it was seen."""

    value: Value
    """A number, or a range of two."""
    unit: str = ""
    """The unit: ×, %, pp (percentage points), GB, ms …; empty for a count or a score."""
    qualifier: Literal["up-to", "average", "about", "at-least", "below"] | None = None
    """How the source limits the number."""
    source: str
    """A kind of link of the record, ``proceedings``, ``arxiv``, or an address."""
    at: Label
    """Where in the source: ``Table 5``, ``Section 3.2``."""


@dataclass(frozen=True, kw_only=True)
class Result(Measure):
    """A result of the paper."""

    metric: Label
    """What was measured."""
    direction: Literal["higher", "lower"]
    """Which way is better."""
    baseline: Label | None = None
    """What it is compared with; absent for an absolute number."""
    model: Label | None = None
    """The model, data set or workload."""
    hardware: Label | None = None
    """The hardware."""
    lead: StrictBool = False
    """Whether this is the one result that a reader would quote."""


@dataclass(frozen=True, kw_only=True)
class Quantity(Measure):
    """Any other number with a unit that the texts use."""

    what: Label
    """What the number is."""


@dataclass(frozen=True, kw_only=True)
class Connection(Form):
    """A tie to another paper of the digest or to a cited work."""

    to: str
    """Key of the other."""
    relation: Literal["builds-on", "competes-with", "answers", "complements", "used-by"]
    """How the two relate."""
    how: Label
    """A clause that says how."""


@dataclass(frozen=True, kw_only=True)
class Record(Form):
    """What paper and talk records share."""

    aliases: Aliases = Aliases()
    """Other names of the record."""
    affiliations: tuple[str, ...] = ()
    """Institutions as the source prints them."""
    topics: tuple[Identifier, ...] = ()
    """Ids of topics."""
    terms: tuple[Identifier, ...] = ()
    """Ids of glossary terms."""
    links: Mapping[str, str] = field(default_factory=dict)
    """Kind of link to address."""
    takeaway: Label | None = None
    """One sentence: what, how much, on what."""
    quantities: tuple[Quantity, ...] = ()
    """Numbers of the texts that are not results."""
    connections: tuple[Connection, ...] = ()
    """Ties to other records and works."""
    disagreements: tuple[Label, ...] = ()
    """Where sources differ, and which one the record follows."""
    notes: Text | None = None
    """Longer explanation, in block Markdown."""
    figures: tuple[Identifier, ...] = ()
    """Ids of the figures shown with the record."""
    added: Day
    """The day the record came into the digest."""
    revised: Day
    """The day its content last changed."""


@dataclass(frozen=True, kw_only=True)
class PaperRecord(Record):
    """``papers/<key>.paper.yaml``: a paper, less what its BibTeX entry holds."""

    name: str | None = None
    """The system's short name."""
    award: Identifier | None = None
    """A kind of award of the project file."""
    problem: Text | None = None
    """Who has the problem, and why what existed falls short."""
    approach: Text | None = None
    """The mechanism, its named parts, what is new."""
    results: tuple[Result, ...] = ()
    """What came out."""
    limits: Text | None = None
    """Limits and open questions."""
    limits_by: Literal["paper", "digest"] = "paper"
    """Who says so: the paper itself, or the digest as its remark."""


@dataclass(frozen=True, kw_only=True)
class TalkRecord(Record):
    """``talks/<key>.talk.yaml``: a talk, less what its BibTeX entry holds."""

    summary: Text | None = None
    """What is known of its content."""


@dataclass(frozen=True, kw_only=True)
class PaperSlot(Form):
    """A paper's place in a session."""

    key: Key
    """The paper."""
    start: WallTime | None = None
    """When its talk begins, where verified."""
    end: WallTime | None = None
    """When its talk ends, where verified."""


@dataclass(frozen=True, kw_only=True)
class Item(Form):
    """One thing in a day's program: a session, a talk or another event."""

    session: Identifier | None = None
    """Id of the session; with the conference in front it is the session's name."""
    talk: Key | None = None
    """Key of the talk."""
    event: Identifier | None = None
    """Id of another event."""
    title: Label | None = None
    """Title of a session or event (a talk's title is in its BibTeX entry)."""
    start: WallTime | None = None
    """Begin, where verified."""
    end: WallTime | None = None
    """End, where verified."""
    room: str | None = None
    """Room, where verified."""
    url: str | None = None
    """The conference's own page."""
    chair: str | None = None
    """Session chair, where verified."""
    papers: tuple[PaperSlot, ...] = ()
    """The papers of a session in the order held."""
    date_unverified: StrictBool = False
    """Whether even the day rests on no source."""

    @property
    def is_timed(self) -> bool:
        """Whether it can stand in a calendar: its day and its begin are verified."""
        return self.start is not None and not self.date_unverified


@dataclass(frozen=True, kw_only=True)
class DayForm(Form):
    """One day of a conference."""

    date: Day
    """The date."""
    title: Label
    """What the day is called."""
    items: tuple[Item, ...] = ()
    """What was held, in order."""
    also: tuple[Item, ...] = ()
    """What was held on that day at a time that is not recorded."""


@dataclass(frozen=True, kw_only=True)
class ConferenceForm(Form):
    """The facts of a conference."""

    name: Label
    """Full name."""
    short: str
    """Short name, such as MLSys 2024."""
    timezone: Zone
    """IANA time zone."""
    city: Label
    """City and country."""
    venue: Label | None = None
    """Venue, where verified."""
    url: str
    """The conference's page."""
    proceedings: str
    """The proceedings' page."""


@dataclass(frozen=True, kw_only=True)
class ProgramFile(Form):
    """``<year>/program.yaml``."""

    conference: ConferenceForm
    """The conference."""
    days: tuple[DayForm, ...]
    """Its days in order."""


@dataclass(frozen=True, kw_only=True)
class Topic(Form):
    """An entry of ``topics.yaml``."""

    id: Identifier
    """Id, also the name of its page."""
    name: Label
    """Name in each language."""


@dataclass(frozen=True, kw_only=True)
class Term(Form):
    """An entry of ``glossary.yaml``."""

    id: Identifier
    """Id, also its anchor."""
    name: Label
    """Name in each language."""
    aliases: tuple[str, ...] = ()
    """Abbreviations and other names, in any language."""
    definition: Text
    """Two to four sentences."""
    related: tuple[Identifier, ...] = ()
    """Ids of related terms."""
    figure: Identifier | None = None
    """A figure that explains it."""


@dataclass(frozen=True, kw_only=True)
class Figure(Form):
    """An entry of ``figures.yaml``; its files are ``figures/<id>.<language>.svg``."""

    id: Identifier
    """Id and file name."""
    caption: Text
    """What to see."""
    alt: Text
    """The text alternative."""
    source: Label | None = None
    """Where its numbers come from."""


@dataclass(frozen=True, kw_only=True)
class Person(Form):
    """An entry of ``people.yaml``."""

    id: Identifier | None = None
    """Slug, where the one made from the name would clash."""
    name: str
    """The spelling under which the person is listed."""
    spellings: tuple[str, ...] = ()
    """Other spellings in the sources."""
    native: str | None = None
    """The name in its own script, where a source shows it."""
    records: tuple[Key, ...] = ()
    """For one of several persons of a name: the records that are this one's."""


@dataclass(frozen=True, kw_only=True)
class Institution(Form):
    """An entry of ``institutions.yaml``: an institution that sources spell in several ways."""

    name: str
    """The spelling under which it is counted."""
    spellings: tuple[str, ...]
    """Other spellings in the sources."""


@dataclass(frozen=True, kw_only=True)
class Repository(Form):
    """Where the files of a digest can be edited, and mistakes reported."""

    address: Annotated[str, _PAGE]
    """Public address of the repository, such as ``https://github.com/small/digest``."""
    host: Literal["github", "gitlab", "forgejo"] = "github"
    """Whose form its addresses have."""
    branch: str = "main"
    """The branch that changes go to."""
    folder: str = "docs"
    """The folder of ``mlsys.toml`` in the repository."""


@dataclass(frozen=True, kw_only=True)
class ProjectFile(Form):
    """``mlsys.toml``."""

    title: Label
    """Name of the digest."""
    bibliography: str
    """Path of the BibTeX file, from the folder of the project file."""
    languages: tuple[str, ...] = ("en",)
    """Languages of the records; the first is the default."""
    conferences: tuple[Identifier, ...]
    """Folders with a ``program.yaml``, in order."""
    base_url: str = ""
    """The site's public address, where known."""
    repository: Repository | None = None
    """Where its files can be edited; without it no card has a link for that."""
    awards: Mapping[str, Label] = field(default_factory=dict)
    """Kinds of award."""
    links: Mapping[str, Label] = field(default_factory=dict)
    """Kinds of link, in the order shown."""
