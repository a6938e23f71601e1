"""Make a digest of any size out of the real records.

Each made record comes from a real one: its words and clauses are exchanged for
others of the corpus, in both languages, so that no two sentences are alike but
lengths, markup, tables and numbers stay what they are in life, and nothing is
found wrong with them. The same count and seed give the same files.
"""

from __future__ import annotations

import copy
import datetime
import random
import re
import shutil
from pathlib import Path
from typing import Any

import yaml

from sphinx_mlsys.core.measures import QUALIFIERS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PER_SESSION, SESSIONS, DAYS = 5, 4, 25
"""Papers of a session, sessions of a day, days of a conference."""

SHORT = (6, 7)
"""Letters of a word, and at most so many characters of a clause, that end a made sentence."""

_WORD = re.compile(r"(?<![`{\w/.-])[a-z]{6,}(?![`}\w/])")
_CLAUSE = re.compile(r"(?<=[，。；])[\u4e00-\u9fff、]{4,}(?=[，。；])")
_ROLE = re.compile(r"(\{[a-z:]+\}`[^`]*`|`[^`]*`|\$[^$]*\$)")
_END = re.compile(r"(?<=[^\s.-])(?:\.(?= |$)|:$| \|$|(?=\Z))", re.MULTILINE)
_CHINESE_END = re.compile(r"。|(?<=[^\s。-])(?:：$| \|$|(?=\Z))", re.MULTILINE)
_UNITS = ("milliseconds", "minute", "minutes", "percent", "points", "second", "seconds")
_KEPT = frozenset(_UNITS).union(*QUALIFIERS.values())
"""Words that must stay beside their number."""


class _Dumper(yaml.CSafeDumper):
    """Writes texts as people do: no folding, lines as they are."""


def _text(dumper: yaml.CSafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def _write(file: Path, data: Any) -> None:
    text = yaml.dump(data, allow_unicode=True, sort_keys=False, Dumper=_Dumper, width=1_000_000)
    file.write_text(text, "utf-8")


class Corpus:
    """The real papers, and the words and clauses to draw from."""

    def __init__(self) -> None:
        files = sorted((DOCS / "papers").glob("*.paper.yaml"))
        self.records: dict[str, dict[str, Any]] = {
            f.name.removesuffix(".paper.yaml"): yaml.load(f.read_text("utf-8"), yaml.CSafeLoader)
            for f in files
        }
        bib = (ROOT / "refs.bib").read_text("utf-8")
        self.entries = {k: e for k, e in _entries(bib).items() if k in self.records}
        self.cited = "".join(e for k, e in _entries(bib).items() if k not in self.records)
        text = "\n".join(f.read_text("utf-8") for f in files)
        self.words = sorted(set(_WORD.findall(text)) - _KEPT)
        self.clauses = sorted(c for c in set(_CLAUSE.findall(text)) if not _is_kept(c))
        self.short_words = [word for word in self.words if len(word) == SHORT[0]]
        self.short_clauses = [clause for clause in self.clauses if len(clause) <= SHORT[1]]


def _is_kept(clause: str) -> bool:
    return any(word in clause for word in _KEPT)


def _entries(bib: str) -> dict[str, str]:
    found = {}
    for block in re.split(r"^(?=@)", bib, flags=re.MULTILINE):
        if match := re.match(r"@\w+\{([^,\s]+),", block):
            found[match[1]] = block
    return found


class Variant:
    """One made record: a real one with other words."""

    def __init__(self, corpus: Corpus, base: str, number: int, seed: int) -> None:
        self.corpus, self.base, self.number = corpus, base, number
        self.key = key_of(base, number)
        self.random = random.Random(f"{seed} {self.key}")

    def record(self) -> dict[str, Any]:
        """Return the record."""
        found = copy.deepcopy(self.corpus.records[self.base])
        for name in ("figures", "aliases", "award"):
            found.pop(name, None)
        for name in ("takeaway", "problem", "approach", "limits", "notes"):
            if name in found:
                found[name] = self._texts(found[name])
        for tie in found.get("connections", ()):
            tie["how"] = self._texts(tie["how"])
            if tie["to"] in self.corpus.records:
                tie["to"] = key_of(tie["to"], self.number)
        for name in found.keys() & {"disagreements"}:
            found[name] = [self._texts(t) for t in found[name]]
        for name in found.keys() & {"links"}:
            found[name] = {k: f"{v}#{self.number}" for k, v in found[name].items()}
        name = f"{found.pop('name', self.base.title())}-{self.number}"
        return {"name": name, **found}

    def entry(self) -> str:
        """Return the BibTeX entry."""
        found = self.corpus.entries[self.base].replace(self.base + ",", self.key + ",", 1)
        title = r"(?m)^(  title = \{)(.*)(\},)$"
        found = re.sub(
            title, lambda m: m[1] + self._english(m[2]) + f" {self.number}" + m[3], found
        )
        author = r"(?m)^(  author = \{)(.*)(\},)$"
        return re.sub(author, lambda m: m[1] + self._people(m[2]) + m[3], found)

    def _people(self, names: str) -> str:
        """Give every third person another first name, as new people join every year."""
        people = names.split(" and ")
        return " and ".join(
            f"{p} {chr(65 + self.number % 26)}." if "," in p and (i + self.number) % 3 == 0 else p
            for i, p in enumerate(people)
        )

    def _texts(self, texts: Any) -> Any:
        if isinstance(texts, str):
            return self._sentences(texts)
        return {"en": self._sentences(texts["en"]), "zh": self._chinese(texts["zh"])}

    def _english(self, text: str) -> str:
        def other(match: re.Match[str]) -> str:
            if match[0] in _KEPT or self.random.random() > 0.3:
                return match[0]
            return self.random.choice(self.corpus.words)

        pieces = _ROLE.split(text)
        return "".join(
            piece if number % 2 else _WORD.sub(other, piece) for number, piece in enumerate(pieces)
        )

    def _sentences(self, text: str) -> str:
        """Return English sentences that no other record has."""
        words = self.corpus.short_words
        return _END.sub(lambda m: f" {' '.join(self._some(words))}{m[0]}", self._english(text))

    def _chinese(self, text: str) -> str:
        """Return Chinese sentences that no other record has."""
        clauses = self.corpus.short_clauses

        def other(match: re.Match[str]) -> str:
            return match[0] if _is_kept(match[0]) else self.random.choice(self.corpus.clauses)

        found = _CLAUSE.sub(other, text)
        return _CHINESE_END.sub(lambda m: f"，{'，'.join(self._some(clauses))}{m[0]}", found)

    def _some(self, choices: list[str]) -> list[str]:
        return self.random.choices(choices, k=2)


def key_of(base: str, number: int) -> str:
    """Return the key of a made record: 'lin2024awq' and 7 give 'lin2024awqx7'."""
    return base if number == 0 else f"{base}x{number}"


def variants(corpus: Corpus, count: int, seed: int = 0) -> list[Variant]:
    """Return *count* records to make."""
    bases = list(corpus.records)
    return [Variant(corpus, bases[i % len(bases)], i // len(bases), seed) for i in range(count)]


def conference_of(index: int) -> tuple[str, int, int]:
    """Return conference, day (from 1) and session (from 0) of the record with this index."""
    session = index // PER_SESSION
    day, conference = session // SESSIONS, session // SESSIONS // DAYS
    return str(2024 + conference), day % DAYS + 1, session % SESSIONS


def write_digest(folder: Path, count: int, seed: int = 0) -> list[str]:
    """Write records, bibliography, programs and lists; return the keys in program order."""
    corpus = Corpus()
    made = variants(corpus, count, seed)
    keys = {v.key for v in made}
    (folder / "papers").mkdir(parents=True)
    entries = []
    for variant in made:
        record = variant.record()
        ties = record.get("connections", [])
        record["connections"] = [t for t in ties if t["to"] in keys or t["to"] in corpus.cited]
        _write(folder / "papers" / f"{variant.key}.paper.yaml", record)
        entries.append(variant.entry())
    (folder / "refs.bib").write_text("".join(entries) + corpus.cited, "utf-8")
    order = [v.key for v in made]
    _write_programs(folder, order)
    for name in ("glossary.yaml", "topics.yaml", "people.yaml", "figures.yaml"):
        shutil.copy(DOCS / name, folder / name)
    shutil.copytree(DOCS / "figures", folder / "figures")
    years = sorted({conference_of(i)[0] for i in range(count)})
    settings = (DOCS / "mlsys.toml").read_text("utf-8").replace("../refs.bib", "refs.bib")
    settings = re.sub(r"(?m)^conferences = .*$", f"conferences = {years!r}", settings)
    (folder / "mlsys.toml").write_text(settings, "utf-8")
    return order


def _write_programs(folder: Path, order: list[str]) -> None:
    days: dict[tuple[str, int], dict[int, list[str]]] = {}
    for index, key in enumerate(order):
        year, day, session = conference_of(index)
        days.setdefault((year, day), {}).setdefault(session, []).append(key)
    for year in sorted({y for y, _ in days}):
        program = {
            "conference": {
                "name": {"en": f"Conference of {year}", "zh": f"{year} 年会议"},
                "short": f"MLSys {year}",
                "timezone": "America/Los_Angeles",
                "city": {"en": "Santa Clara", "zh": "圣克拉拉"},
                "url": f"https://mlsys.org/Conferences/{year}",
                "proceedings": f"https://proceedings.mlsys.org/paper_files/paper/{year}",
            },
            "days": [
                {
                    "date": datetime.date(int(year), 5, 1) + datetime.timedelta(days=day),
                    "title": {"en": f"Day {day}", "zh": f"第 {day} 天"},
                    "items": [
                        {
                            "session": f"s{day}-{number}",
                            "title": {"en": f"Session {number} of {day}", "zh": f"第 {number} 场"},
                            "papers": [{"key": key} for key in keys],
                        }
                        for number, keys in sessions.items()
                    ],
                }
                for (of, day), sessions in days.items()
                if of == year
            ],
        }
        (folder / year).mkdir()
        _write(folder / year / "program.yaml", program)
