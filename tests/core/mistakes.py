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
    copy: bool = False
    """Whether a copy is made although another file is edited."""

    def __str__(self) -> str:
        return f"{self.code}: {' '.join(self.new.split())[:40]}"

    def make(self, folder: Path, key: str) -> None:
        """Make the mistake in the digest of a folder."""
        if self.file == RECORD or self.copy:
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


BIB, TOML, PEOPLE, TOPICS = "refs.bib", "mlsys.toml", "people.yaml", "topics.yaml"
GLOSSARY, FIGURES, DRAWING = "glossary.yaml", "figures.yaml", "figures/mill.en.svg"
INSTITUTIONS = "institutions.yaml"
IN_2024, IN_2025 = "2024/program.yaml", "2025/program.yaml"
ENGLISH, CHINESE = "    The second line.", "    第二行。"
IN_PAPERS = "          - {key: wang2024cache, start"

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
"""Records of which nothing can be read."""

FORMS = (
    Mistake("unknown-field", "takeaway:", "takeway:", lost=True),
    Mistake("unknown-field", "    lead: true", "    lead: true\n    led: 1", "led: 1", lost=True),
    Mistake("unknown-field", "", "- name: KEY\n  spelling: [x]\n", "spelling:", file=PEOPLE),
    Mistake("missing-field", "added: 2024-05-13\n", "", "name: Copy", lost=True),
    Mistake("missing-field", "    at: Table 1\n", "", "value: 2", lost=True),
    Mistake("missing-field", "", "- id: KEY\n  name: KEY\n", "- id: KEY", file=GLOSSARY),
    Mistake("missing-field", "", "      - title: Lunch\n", file=IN_2024),
    Mistake("missing-field", "", "      - event: lunch\n", file=IN_2024),
    Mistake("wrong-type", "value: 2", "value: twice", lost=True),
    Mistake("wrong-type", "topics: [serving]", "topics: serving", lost=True),
    Mistake("wrong-type", "added: 2024-05-13", "added: yesterday", lost=True),
    Mistake("wrong-type", "", "- id: Topic KEY\n  name: KEY\n", "- id: Topic KEY", file=TOPICS),
    Mistake("unknown-language", "notes:\n", "notes:\n  fr: Une ligne.\n", "fr:"),
    Mistake("unknown-language", "metric: {en: speed", "metric: {fr: rapport", "metric:"),
    Mistake("unknown-language", "caption: {en", "caption: {fr", file=FIGURES),
    Mistake("unknown-language", 'title = "Test Digest"', 'title = {en = "T", xx = "T"}', file=TOML),
    Mistake("unknown-language", "city: {en: Santa Clara", "city: {fr: Ville", file=IN_2024),
    Mistake(
        "unknown-language",
        "- id: caching\n  name: {en",
        "- id: caching\n  name: {fr",
        "name: {fr",
        file=TOPICS,
    ),
    Mistake("unknown-language", "{en: batching, zh", "{fr: batching, zh", file=GLOSSARY),
)
"""Values that do not fit their form."""

BIBLIOGRAPHY = (
    Mistake(
        "bib-syntax",
        "",
        "@misc{KEY,\n  title = {A}\n  year = {1},\n}\n",
        "  title = {A}\n  year = {1}",
        file=BIB,
    ),
    Mistake("bib-syntax", "", "@misc{KEY\n  title = {A},\n}\n", "@misc{KEY\n", file=BIB),
    Mistake("bib-braces", "", "@misc{KEY,\n  title = {{KEY},\n}\n", "title = {{KEY}", file=BIB),
    Mistake("bib-braces", "", "@misc{KEY,\n  title = {KEY}},\n}\n", "title = {KEY}}", file=BIB),
    Mistake(
        "bib-duplicate-key",
        "",
        "@misc{wang2024cache,\n  title = {A},\n}\n",
        "@misc{wang2024cache",
        file=BIB,
    ),
    Mistake(
        "bib-duplicate-field",
        "",
        "@misc{KEY,\n  title = {A},\n  title = {KEY},\n}\n",
        "title = {KEY}",
        file=BIB,
    ),
    Mistake(
        "bib-undefined-string",
        "",
        "@misc{KEY,\n  title = {KEY} # who,\n}\n",
        "title = {KEY} # who",
        file=BIB,
    ),
    Mistake(
        "bib-missing-field",
        "@misc{KEY,\n  author = {Lovelace, Ada},",
        "@misc{KEY,",
        file=BIB,
        copy=True,
    ),
    Mistake("bad-key", "", "@misc{KEY-Copy,\n  title = {A},\n}\n", "@misc{KEY-Copy", file=BIB),
    Mistake("bad-link", "", "@misc{KEY,\n  url = {ftp://KEY},\n}\n", "url = {ftp://KEY}", file=BIB),
    Mistake(
        "wrong-type",
        "",
        "@misc{KEY,\n  author = {A, B, C, KEY},\n}\n",
        "author = {A, B, C, KEY",
        file=BIB,
    ),
    Mistake(
        "no-entry",
        "@misc{KEY,",
        "@misc{KEYx,",
        "name: Copy",
        file=BIB,
        copy=True,
        told_in=RECORD,
        lost=True,
    ),
    Mistake(
        "no-record",
        "",
        "@misc{KEY,\n  url = {https://proceedings.example.org/2025/KEY},\n}\n",
        "@misc{KEY",
        file=BIB,
    ),
)
"""Entries of the bibliography."""

REFERENCES = (
    Mistake("unknown-topic", "topics: [serving]", "topics: [servin]"),
    Mistake("unknown-topic", ENGLISH, "    See {topic}`servin`."),
    Mistake("unknown-term", "terms: [batching]", "terms: [batchin]"),
    Mistake("unknown-term", ENGLISH, "    See {term}`batchin`."),
    Mistake("unknown-term", "related: [batching]", "related: [batching, b]", file=GLOSSARY),
    Mistake("unknown-figure", "", "figures: [mil]\n"),
    Mistake("unknown-figure", "figure: mill", "figure: mil", file=GLOSSARY),
    Mistake("unknown-record", "to: wang2024cache", "to: wang2024cash"),
    Mistake("unknown-record", ENGLISH, "    See {paper}`the cache <wang2024cash>`."),
    Mistake("unknown-record", ENGLISH, "    See {author}`Nobody`."),
    Mistake(
        "unknown-record",
        IN_PAPERS,
        "          - key: KEYx\n" + IN_PAPERS,
        "- key: KEYx",
        file=IN_2024,
    ),
    Mistake("unknown-record", "", "      - talk: KEYx\n", file=IN_2024),
    Mistake(
        "unknown-record", "", "- name: KEY\n  records: [KEYx]\n", "records: [KEYx]", file=PEOPLE
    ),
    Mistake("unknown-session", ENGLISH, "    See {session}`2024/loom`."),
    Mistake("unknown-citation", ENGLISH, "    As {cite:t}`babbage1837, KEYx` says."),
    Mistake("unknown-award", "", "award: best-papr\n"),
    Mistake("unknown-link", "links:\n", "links:\n  cod: https://example.org\n", "cod:"),
    Mistake("unknown-link", "source: code", "source: cod"),
    Mistake("bad-link", "code: https://", "code: "),
    Mistake("bad-link", "code: https://example.org", "code: https://"),
    Mistake("bad-link", "code: https://example.org/", "code: https://example.org/a b"),
    Mistake("bad-link", "source: code", "source: ftp://example.org"),
    Mistake("bad-link", "url: https://example.org/2024\n", "url: example.org/2024\n", file=IN_2024),
    Mistake("bad-link", "languages =", 'base_url = "//KEY"\nlanguages =', "base_url", file=TOML),
    Mistake("figure-missing", "", "- id: KEY\n  caption: A\n  alt: B\n", "- id: KEY", file=FIGURES),
    Mistake("bad-figure", "</svg>", "<script>alert(1)</script></svg>", file=DRAWING),
    Mistake("alias-clash", "", "aliases: {ids: [poster-1]}\n"),
    Mistake("alias-clash", "", "aliases: {ids: [wang2024cache]}\n"),
    Mistake(
        "alias-clash",
        "",
        "- {name: A KEY, spellings: [KEY]}\n- {name: B KEY, spellings: [KEY]}\n",
        "- {name: B KEY",
        file=PEOPLE,
    ),
    Mistake("alias-clash", "", "- {name: KEY, spellings: [Somerville]}\n", file=INSTITUTIONS),
    Mistake("duplicate-id", "", "- {id: serving, name: KEY}\n", file=TOPICS),
    Mistake(
        "duplicate-id",
        "",
        "- name: Ada Lovelace\n  records: [turing2025test]\n",
        "- name: Ada Lovelace\n  rec",
        file=PEOPLE,
    ),
    Mistake("unused-term", "", "- {id: KEY, name: KEY, definition: A}\n", file=GLOSSARY),
)
"""What names something that is not there, or is there twice."""

PROGRAMS = (
    Mistake(
        "not-in-program",
        "          - key: KEY\n",
        "",
        "name: Copy",
        file=IN_2025,
        copy=True,
        told_in=RECORD,
    ),
    Mistake("twice-in-program", "", "          - key: lovelace2024engine\n", file=IN_2025),
    Mistake("overlap", 'end: "10:00"', 'end: "10:15"', 'start: "10:00"\n        end', file=IN_2024),
    Mistake("overlap", 'end: "10:30"}', 'end: "10:40"}', IN_PAPERS, file=IN_2024),
    Mistake("bad-time", 'engine, start: "10:00"', 'engine, start: "09:55"', file=IN_2024),
    Mistake("bad-time", 'end: "11:00"}', 'end: "11:30"}', file=IN_2024),
    Mistake(
        "bad-time",
        "- event: dinner\n",
        '- event: dinner\n        start: "20:00"\n        end: "19:00"\n',
        'end: "19:00"',
        file=IN_2024,
    ),
)
"""Places and times."""

PROSE = (
    Mistake("unsourced-number", ENGLISH, "    It is 7% longer."),
    Mistake("unsourced-number", CHINESE, "    它长了 7%。"),
    Mistake("lost-qualifier", ENGLISH, "    It is 2× faster."),
    Mistake("lost-qualifier", CHINESE, "    它快 2 倍。"),
    Mistake("lead-result", "lead: true", "lead: false", "results:"),
    Mistake("label-in-notes", ENGLISH, "    (a-label)="),
    Mistake("label-in-notes", ENGLISH, "    # A heading"),
    Mistake("label-in-notes", ENGLISH, "    Some <b>raw</b> text."),
    Mistake("label-in-notes", ENGLISH, "    :::{note}"),
    Mistake("label-in-notes", ENGLISH, "    $$x$$ (equation)"),
    Mistake("cjk-spacing", CHINESE, "    第二行是Copy。"),
    Mistake("cjk-spacing", CHINESE, "    第二行 。"),
    Mistake("cjk-punctuation", CHINESE, "    第二行,第三行。"),
    Mistake("cjk-punctuation", "以等待换吞吐。", "以等待换吞吐;", file=GLOSSARY),
    Mistake("name-spelling", ENGLISH, "    The second line names LOOMcache."),
    Mistake("term-name", CHINESE, "    第二行说 KV 缓存。"),
    Mistake(
        "repeated-sentence",
        ENGLISH,
        "    Engine fetches cards ahead, as {cite}`babbage1837` proposed.",
    ),
)
"""What texts say, and how."""

MISTAKES = (*UNREADABLE, *FORMS, *BIBLIOGRAPHY, *REFERENCES, *PROGRAMS, *PROSE)
