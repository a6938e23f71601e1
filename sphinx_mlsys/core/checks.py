"""What must hold between files: references, places, times, aliases, addresses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path

from sphinx_mlsys.core.check_lists import check_lists
from sphinx_mlsys.core.check_program import check_programs
from sphinx_mlsys.core.entry import Entry
from sphinx_mlsys.core.library import Library, Paper, Talk
from sphinx_mlsys.core.made import Checked, Told
from sphinx_mlsys.core.model import Measure, PaperRecord
from sphinx_mlsys.core.problems import Problem
from sphinx_mlsys.core.prose import Prose, marks_of, repeated
from sphinx_mlsys.core.telling import address, is_address, languages, nearest, rows, say
from sphinx_mlsys.core.text import fold
from sphinx_mlsys.core.workers import share_out

_LISTS = (
    ("topics", "topics", "unknown-topic"),
    ("terms", "glossary", "unknown-term"),
    ("figures", "figures", "unknown-figure"),
)
"""(field of a record, name of the list file, code)."""

_FROM_ENTRY = {"proceedings": "url", "arxiv": "eprint"}
"""Source of a measure to the field of the bibliography that holds its address."""


def check(
    library: Library,
    broken: frozenset[str],
    unread: frozenset[Path],
    shared: str,
    last: Checked | None,
    workers: int,
) -> Checked:
    """Find what is wrong between the files of *library*.

    *broken* are the keys of records that exist but could not be read, *unread*
    the files of which nothing could be read: that is told already, so nothing
    is told again of what refers to them. *shared* is a digest of all files that
    are no records. What was found wrong the *last* time, with a record or with
    lists, is taken over where neither that nor anything that it was checked
    against has changed.
    """
    scope = _scope(library, broken, unread, shared)
    prose = Prose(library, broken, unread)
    listed = sha256(repr((scope, sorted(library.term_users))).encode()).hexdigest()
    if last is not None and last.listed == listed:
        lists = last.lists
    else:
        lists = (
            *check_programs(library, broken, unread),
            *_entries(library, broken),
            *check_lists(library, broken, unread),
            *prose.glossary(),
        )
    before = last.records if last is not None and last.scope == scope else {}
    same = {
        key: told
        for key, holder in library.records.items()
        if (told := before.get(key)) and told.record is holder.record and told.entry == holder.entry
    }
    others = [holder for key, holder in library.records.items() if key not in same]
    alone = partial(_alone, _Lists(library, broken, unread), prose)
    new = iter(share_out(alone, others, workers))
    speakers: dict[str, str] = {}
    found: dict[str, Told] = {}
    for key, holder in library.records.items():
        told = same.get(key)
        own, marks = (told.own, told.marks) if told else next(new)
        owners = {m: who for m in marks if (who := speakers.setdefault(m, key)) != key}
        if told is None or told.owners != owners:
            twice = tuple(repeated(holder, owners)) if owners else ()
            told = Told(holder.record, holder.entry, own, marks, owners, twice)
        found[key] = told
    return Checked(scope, found, listed, lists, tuple(_aliases(library)))


def _alone(
    lists: _Lists, prose: Prose, holders: Sequence[Paper | Talk]
) -> list[tuple[tuple[Problem, ...], tuple[str, ...]]]:
    """Return what is wrong with records by themselves, and the marks of their sentences."""
    return [((*_record(lists, h), *prose.record(h)), marks_of(h.record)) for h in holders]


def _scope(library: Library, broken: frozenset[str], unread: frozenset[Path], shared: str) -> str:
    """Return a digest of all that the checks of one record ask of other files and records.

    Of other records that is how they are called; all else comes from files that
    are no records.
    """
    found = sha256(repr((shared, sorted(broken), sorted(map(str, unread)))).encode())
    for key, holder in library.records.items():
        name = getattr(holder.record, "name", None)
        found.update(repr((key, type(holder).__name__, name, holder.record.aliases)).encode())
    return found.hexdigest()


class _Lists:
    """What records may name, looked up once for all of them."""

    def __init__(self, library: Library, broken: frozenset[str], unread: frozenset[Path]) -> None:
        self.library = library
        # An entry that is there but faulty is told of already.
        self.known = {
            name: rows(library.sources.get(name))
            for _field, name, _code in _LISTS
            if library.project.folder / f"{name}.yaml" not in unread
        }
        """Name of a list that was read to the ids in it."""
        self.keys = library.entries.keys() | broken
        self.bibliography_read = library.project.bibliography not in unread


def _record(lists: _Lists, holder: Paper | Talk) -> Iterator[Problem]:
    library, source, record = lists.library, holder.source, holder.record
    for field, name, code in _LISTS:
        known = lists.known.get(name)
        if known is None:
            continue
        for n, ident in enumerate(getattr(record, field)):
            if ident not in known:
                yield say(
                    source,
                    (field, n),
                    code,
                    f"{name}.yaml has no '{ident}'.",
                    nearest(ident, list(known), "Add it there, or remove it here."),
                )
    yield from _links(library, holder)
    yield from _measures(holder)
    for n, connection in enumerate(record.connections):
        if connection.to not in lists.keys and lists.bibliography_read:
            yield say(
                source,
                ("connections", n, "to"),
                "unknown-record",
                f"Neither a record nor the bibliography has '{connection.to}'.",
                nearest(connection.to, sorted(lists.keys), "Add an entry to the bibliography."),
            )
    if isinstance(record, PaperRecord):
        yield from _paper(library, holder, record)
    needed = ("author", "title", "year") if isinstance(record, PaperRecord) else ("title",)
    for name in needed:
        if not holder.entry.get(name):
            yield Problem(
                code="bib-missing-field",
                file=library.project.bibliography,
                line=holder.entry.line,
                path=(holder.key, name),
                message=f"The entry has no '{name}'.",
                remedy="Add it: a record cannot be shown or cited without.",
            )
    yield from languages(source, record, (), library.project.settings.languages)


def _paper(library: Library, holder: Paper | Talk, record: PaperRecord) -> Iterator[Problem]:
    awards = library.project.settings.awards
    if record.award and record.award not in awards:
        yield say(
            holder.source,
            ("award",),
            "unknown-award",
            f"There is no kind of award '{record.award}'.",
            nearest(record.award, awards, "List it under [awards] in mlsys.toml."),
        )
    leads = sum(r.lead for r in record.results)
    if record.results and leads != 1:
        yield say(
            holder.source,
            ("results",),
            "lead-result",
            f"{leads} results are marked as lead.",
            "Mark exactly one with 'lead: true'.",
        )


def _links(library: Library, holder: Paper | Talk) -> Iterator[Problem]:
    kinds = library.project.settings.links
    for kind, text in holder.record.links.items():
        if kind not in kinds:
            yield say(
                holder.source,
                ("links", kind),
                "unknown-link",
                f"There is no kind of link '{kind}'.",
                nearest(kind, kinds, "List it under [links] in mlsys.toml."),
            )
        yield from address(holder.source, ("links", kind), text)


def _measures(holder: Paper | Talk) -> Iterator[Problem]:
    links = holder.record.links
    named: dict[str, tuple[Measure, ...]] = {
        "results": getattr(holder.record, "results", ()),
        "quantities": holder.record.quantities,
    }
    for field, measures in named.items():
        for n, measure in enumerate(measures):
            if measure.source in links or holder.entry.get(_FROM_ENTRY.get(measure.source, "")):
                continue
            if ":" in measure.source:
                yield from address(holder.source, (field, n, "source"), measure.source)
                continue
            yield say(
                holder.source,
                (field, n, "source"),
                "unknown-link",
                f"The record has no link '{measure.source}'.",
                nearest(measure.source, links, "Add the link, or give an address."),
            )


def _entries(library: Library, broken: frozenset[str]) -> Iterator[Problem]:
    """Yield entries of a conference without a record, and addresses that are none."""
    file = library.project.bibliography
    for key, entry in library.entries.items():
        if entry.get("url") and not is_address(entry.get("url")):
            yield Problem(
                code="bad-link",
                file=file,
                line=entry.lines["url"],
                path=(key, "url"),
                message=f"{entry.get('url')[:60]!r} is not an http(s) address.",
                remedy="Write the whole address, beginning with https://.",
            )
        conference = _conference(library, entry)
        if conference and key not in library.records and key not in broken:
            yield Problem(
                code="no-record",
                file=file,
                line=entry.line,
                message=f"'{key}' is a paper of {conference} without a record.",
                remedy=f"Write papers/{key}.paper.yaml.",
            )


def _conference(library: Library, entry: Entry) -> str:
    """Return the conference in whose proceedings an entry is, or an empty string."""
    for conference in library.conferences.values():
        if entry.get("url").startswith(conference.form.proceedings.rstrip("/") + "/"):
            return conference.form.short
    return ""


def _aliases(library: Library) -> Iterator[Problem]:
    claimed: dict[str, str] = {fold(k): k for k in library.records}
    for key, holder in library.records.items():
        for n, alias in enumerate(holder.record.aliases.ids):
            owner = claimed.setdefault(fold(alias), key)
            if owner != key:
                yield say(
                    holder.source,
                    ("aliases", "ids", n),
                    "alias-clash",
                    f"'{owner}' claims the alias '{alias}' too.",
                    "An alias leads to one record: remove it from one of them.",
                )
