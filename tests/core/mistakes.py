"""A table of mistakes, each made in the small digest by one edit that spares the others.

A mistake in a record is made in a copy that is added to the digest, so that
all mistakes of the table fit into one digest. ``KEY`` stands for the key of
that copy, and makes a text of the table unlike all others.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.core.digest import change, line_of

COPY = """\
name: Copy
topics: [serving]
terms: [batching]
links:
  code: https://example.org/KEY
takeaway:
  en: Cards turn up to 2× faster.
  zh: 卡片最高快 2 倍。
results:
  - value: 2
    unit: ×
    qualifier: up-to
    metric: {en: speed, zh: 速度}
    direction: higher
    source: code
    at: Table 1
    lead: true
connections:
  - to: wang2024cache
    relation: complements
    how: {en: same cards, zh: 卡片相同}
notes:
  en: |
    The first line.
    The second line.
  zh: |
    第一行。
    第二行。
added: 2024-05-13
revised: 2024-05-14
"""

ENTRY = """
@misc{KEY,
  author = {Lovelace, Ada},
  title = {A Copy},
  year = {2025},
}
"""

RECORD = "papers/KEY.paper.yaml"


@dataclass(frozen=True)
class Mistake:
    """One edit, and where what is wrong with it must be told."""

    code: str
    old: str
    """The text in whose place the faulty one comes; without one it is added at the end."""
    new: str
    """The faulty text."""
    at: str = ""
    """The text on whose line it is told; without one the faulty text itself."""
    file: str = RECORD
    """The file that is edited; a record is a copy made for the mistake."""
    told_in: str = ""
    """The file in which it is told, if that is another."""
    lost: bool = False
    """Whether the copy cannot be read and is left out."""

    def __str__(self) -> str:
        return f"{self.code}: {' '.join(self.new.split())[:40]}"

    def make(self, folder: Path, key: str) -> None:
        """Make the mistake in the digest of a folder."""
        if self.file == RECORD:
            add_copy(folder, key)
        file, old, new = (s.replace("KEY", key) for s in (self.file, self.old, self.new))
        if old:
            change(folder, file, old, new)
        else:
            append(folder, file, new)

    def told(self, folder: Path, key: str) -> tuple[str, str, int]:
        """Return (code, file, line) of the problem that must be told."""
        file, needle = (
            s.replace("KEY", key) for s in (self.told_in or self.file, self.at or self.new)
        )
        return self.code, file, line_of(folder, file, needle)


def append(folder: Path, file: str, text: str) -> None:
    """Add a text at the end of a file."""
    with (folder / file).open("a", encoding="utf-8") as stream:
        stream.write(text)


def add_copy(folder: Path, key: str) -> None:
    """Add a sound record with its entry and its place in the program."""
    (folder / f"papers/{key}.paper.yaml").write_text(COPY.replace("KEY", key), encoding="utf-8")
    append(folder, "refs.bib", ENTRY.replace("KEY", key))
    append(folder, "2025/program.yaml", f"          - key: {key}\n")


UNREADABLE = (
    Mistake("encoding", "name: Copy", "name: Co\x07py", lost=True),
    Mistake("encoding", "name: Copy", "name: Co\u202epy", lost=True),
    Mistake("yaml-syntax", "name: Copy", "name: Copy: again", lost=True),
    Mistake("yaml-syntax", "name: Copy", "name: !Copy", lost=True),
    Mistake("yaml-syntax", "", "---\nname: Another\n", lost=True),
    Mistake("yaml-duplicate-key", "", "terms: [kv-cache]\n", lost=True),
    Mistake("yaml-alias", "name: Copy", "name: &Copy", lost=True),
    Mistake("yaml-alias", "terms: [batching]", "terms: [*batching]", lost=True),
    Mistake("yaml-depth", "", "affiliations: " + "[" * 100 + "]" * 100, lost=True),
    Mistake("yaml-folded", "en: |\n    The first", "en: >\n    The first", lost=True),
    Mistake("yaml-folded", "name: Copy", "name: Copy\n  of a record", lost=True),
)

FORMS = (
    Mistake("unknown-field", "takeaway:", "takeway:", lost=True),
    Mistake("unknown-field", "    lead: true", "    lead: true\n    harware: x", "harware", lost=True),
    Mistake("unknown-field", "", "- name: KEY\n  spelling: [x]\n", "- name: KEY\n  spelling: [x]",
            file="people.yaml"),
    Mistake("missing-field", "added: 2024-05-13\n", "", "name: Copy", lost=True),
    Mistake("missing-field", "    at: Table 1\n", "", "- value: 2", lost=True),
    Mistake("missing-field", "", "- id: KEY\n  name: A name\n", "- id: KEY", file="glossary.yaml"),
    Mistake("missing-field", "- event: dinner", "- event: dinner\n        talk: hopper2024compilers",
            "event: dinner", file="2024/program.yaml"),
    Mistake("wrong-type", "value: 2", "value: twice", lost=True),
    Mistake("wrong-type", "topics: [serving]", "topics: serving", lost=True),
    Mistake("wrong-type", "  zh: 卡片最高快 2 倍。", "  zh:", lost=True),
    Mistake("wrong-type", "", "- id: Topic KEY\n  name: KEY\n", "- id: Topic KEY", file="topics.yaml"),
    Mistake("unknown-language", "notes:\n", "notes:\n  fr: |\n    Une ligne.\n", "fr:"),
    Mistake("unknown-language", "room: Hall 1", "room: Hall 1\n        title: {fr: Les KEY}", "fr:")
    if False else
    Mistake("unknown-language", "", "- id: topic-KEY\n  name: {en: KEY, de: KEY}\n",
            "name: {en: KEY, de", file="topics.yaml"),
)
