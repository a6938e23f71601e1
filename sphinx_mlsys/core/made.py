"""What a load makes of a digest's files and keeps for the next: plain values, no code that reads.

So what was kept can be taken up again without importing what reads and checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx_mlsys.core.entry import Entry
from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.model import Record
from sphinx_mlsys.core.problems import Problem
from sphinx_mlsys.core.yamlfile import YamlFile


@dataclass(frozen=True, slots=True)
class Summary:
    """What a load must say at once."""

    problems: tuple[Problem, ...]
    whole: str


@dataclass(frozen=True)
class Reading:
    """What reading one file gave."""

    digest: str
    """Of its content; empty for a file that is not there."""
    value: Any
    """A form, a tuple of forms, the entries of a bibliography; nothing if it cannot be used."""
    source: YamlFile | None
    problems: tuple[Problem, ...]
    refers: bool = False
    """Whether it is a record with a text that names another."""


@dataclass(frozen=True)
class Told:
    """What is wrong with one record, and what it was found from."""

    record: Record
    entry: Entry
    own: tuple[Problem, ...]
    """What is wrong with it by itself."""
    marks: tuple[str, ...]
    """Of its sentences."""
    owners: Mapping[str, str]
    """Mark of a sentence that another record has to that record's key."""
    repeated: tuple[Problem, ...]
    """What is said of those."""


@dataclass(frozen=True)
class Checked:
    """What is wrong between the files of a digest, kept for the next time."""

    scope: str
    """Digest of all that the checks of one record ask of other files and records."""
    records: Mapping[str, Told]
    listed: str
    """Digest of all that the checks of programs, bibliography and lists ask of files."""
    lists: tuple[Problem, ...]
    """What is wrong with those."""
    aliases: tuple[Problem, ...]
    """Which of them clash."""

    def problems(self) -> Iterator[Problem]:
        """Yield every problem."""
        yield from (*self.lists, *self.aliases)
        for told in self.records.values():
            yield from (*told.own, *told.repeated)


@dataclass(frozen=True)
class Made:
    """Everything that was made of a digest's files, from which the next load goes on."""

    library: Library
    readings: Mapping[Path, Reading]
    checked: Checked
