"""A random walk of edits, after each of which the incremental site equals a clean one.

    python -m tests.walk --edits 300 --seed 7

A step is the name of an edit and a number that decides what it touches, so a
walk can be told, repeated and shortened. When an output differs from a clean
build, the shortest walk that still shows it is printed.
"""

from __future__ import annotations

import argparse
import copy
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from sphinx_mlsys.core import workers
from tests.ext.small import CONF, GLOSSARY, PAPERS, PROJECT, TALK_ENTRY, Site, connection, entry
from tests.ext.small import record as record_text

Step = tuple[str, int]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass
class Paper:
    """What a walk changes in a paper."""

    name: str
    authors: str
    title: str = "A Study of Small Things"
    topic: str = "speed"
    award: bool = False
    to: str = ""
    alias: str = ""
    broken: bool = False
    problem: str = "were slow"
    takeaway: str = "than before."
    baseline: str = "before"

    def text(self) -> str:
        """Return the record."""
        more = "award: best\n" if self.award else ""
        more += f"aliases: {{names: [{self.alias}]}}\n" if self.alias else ""
        text = record_text(self.name, self.topic, more + (connection(self.to) if self.to else ""))
        for old, new in (("were slow", self.problem), ("than before.", self.takeaway),
                         ("baseline: before", f"baseline: {self.baseline}")):  # fmt: skip
            text = text.replace(old, new)
        return text.replace("topics: [", "topics: {[") if self.broken else text


@dataclass
class Digest:
    """The sources of a small digest, and the options of the build."""

    papers: dict[str, Paper] = field(default_factory=dict)
    days: list[list[str]] = field(default_factory=list)
    made: int = 0
    """How many things have been made; gives new ones a name."""
    start: str = "09:00"
    session: str = "First Things"
    term: str = "cache"
    definition: str = "needed again"
    topic: str = "Speed"
    work: str = "An Old Work"
    people: str = ""
    repository: bool = False
    pages: dict[str, str] = field(default_factory=dict)
    day_title: str = "Day 2"
    prose: str = "Prose."
    cite: str = ""
    options: dict[str, object] = field(default_factory=dict)

    def sources(self) -> Iterator[tuple[str, str]]:
        """Yield path and text of every file that a walk changes."""
        for key, paper in self.papers.items():
            yield f"papers/{key}.paper.yaml", paper.text()
        entries = (entry(k, p.name, p.authors).replace("A Study of Small Things", p.title)
                   for k, p in self.papers.items())  # fmt: skip
        yield "refs.bib", "".join(entries) + TALK_ENTRY.replace("An Old Work", self.work)
        yield "2024/program.yaml", self.program()
        glossary = GLOSSARY.replace("{en: cache,", f"{{en: {self.term},").replace(
            "aliases: [store]", "aliases: [store, cache]" if self.term != "cache" else "aliases: []"
        )
        yield "glossary.yaml", glossary.replace("needed again", self.definition)
        topics = f"- id: speed\n  name: {{en: {self.topic}, zh: 速度}}\n"
        yield "topics.yaml", topics + "- id: size\n  name: {en: Size, zh: 大小}\n"
        table = '[repository]\naddress = "https://code.example/small/digest"\n'
        yield "mlsys.toml", PROJECT + (table if self.repository else "")
        yield "people.yaml", self.people or "[]\n"
        more = "".join(f"{name}\n" for name in self.pages)
        yield (
            "index.md",
            (
                "# Small Digest\n\nSee {talk}`fay2024talk`, {author}`bob-bel`, {session}`2024/first`."
                "\n\n```{toctree}\n2024/index\ntopics/speed\ntopics/size\nawards\nauthors\nglossary\n"
                f"bibliography\n{more}```\n"
            ),
        )
        yield "2024/day-2.md", f"# {self.day_title}\n\n{self.prose}\n\n```{{day}} 2024/2\n```\n"
        cited = f"\nSee {{cite:t}}`{self.cite}`.\n" if self.cite else ""
        yield (
            "awards.md",
            (f"# Awards\n\n```{{papers}}\n:filter: has_award\n:as: cards\n```\n{cited}"),
        )
        for name, text in self.pages.items():
            yield f"{name}.md", text

    def program(self) -> str:
        """Return the program: a session a day, and the talk on the first."""
        rows = [
            "conference:",
            "  name: {en: First Small Conference, zh: 第一届小会}",
            "  short: Small 2024\n  timezone: Europe/Berlin\n  city: Berlin",
            "  url: https://example.org/2024\n  proceedings: https://example.org/proceedings",
            "days:",
        ]
        titles = (("first", self.session, "首要之事"), ("last", "Last Things", "最后之事"))
        for number, (papers, (name, en, zh)) in enumerate(zip(self.days, titles, strict=True), 1):
            rows += [
                f"  - date: 2024-05-0{number}",
                "    title: {en: Opening, zh: 开幕}",
                "    items:",
                f"      - session: {name}\n        title: {{en: {en}, zh: {zh}}}",
            ]
            if number == 1:
                rows.append(f'        start: "{self.start}"\n        end: "10:00"')
            keys = ", ".join(f"{{key: {k}}}" for k in papers)
            rows.append(f"        papers: [{keys}]")
            if number == 1:
                rows.append("      - talk: fay2024talk")
        return "\n".join(rows) + "\n"

    def pick(self, number: int) -> str:
        """Return the key of a paper."""
        return sorted(self.papers)[number % len(self.papers)]

    def new(self) -> str:
        """Return a word that has not been used."""
        self.made += 1
        return "N" + "".join(LETTERS[int(d)] for d in str(self.made))

    def take_out(self, key: str) -> tuple[int, int]:
        """Take a paper out of the program; return where it was."""
        for day, papers in enumerate(self.days):
            if key in papers:
                place = papers.index(key)
                papers.remove(key)
                return day, place
        raise KeyError(key)


def first() -> Digest:
    """Return the digest at which every walk begins."""
    papers = {k: Paper(name, authors) for k, (name, authors) in PAPERS.items()}
    papers["ada2024alpha"].award, papers["ada2024alpha"].to = True, "bel2024beta"
    papers["bel2024beta"].to, papers["cid2024gamma"].topic = "old1999work", "size"
    keys = list(papers)
    return Digest(papers, [keys[:3], keys[3:]])


def change_problem(d: Digest, n: int) -> None:
    d.papers[d.pick(n)].problem = f"were {d.new()} slow"


def change_takeaway(d: Digest, n: int) -> None:
    d.papers[d.pick(n)].takeaway = f"than {d.new()} before."


def change_baseline(d: Digest, n: int) -> None:
    d.papers[d.pick(n)].baseline = d.new()


def change_name(d: Digest, n: int) -> None:
    d.papers[d.pick(n)].name = d.new()


def change_title(d: Digest, n: int) -> None:
    d.papers[d.pick(n)].title = f"A Study of {d.new()}"


def change_topic(d: Digest, n: int) -> None:
    paper = d.papers[d.pick(n)]
    paper.topic = {"speed": "size", "size": "speed"}[paper.topic]


def change_authors(d: Digest, n: int) -> None:
    paper = d.papers[d.pick(n)]
    names = paper.authors.split(" and ")
    paper.authors = " and ".join(
        names[1:] if len(names) > 1 and n % 2 else [*names, f"{d.new()}, Ned"]
    )


def turn_award(d: Digest, n: int) -> None:
    paper = d.papers[d.pick(n)]
    paper.award = not paper.award


def turn_alias(d: Digest, n: int) -> None:
    paper = d.papers[d.pick(n)]
    paper.alias = "" if paper.alias else d.new().lower()


def turn_broken(d: Digest, n: int) -> None:
    paper = d.papers[d.pick(n)]
    paper.broken = not paper.broken


def turn_connection(d: Digest, n: int) -> None:
    paper = d.papers[d.pick(n)]
    paper.to = "" if paper.to else d.pick(n // 7 + 1)


def add_record(d: Digest, n: int) -> None:
    name = d.new()
    key = f"gil2024{name.lower()}"
    d.papers[key] = Paper(name, f"Gil, Gus and {d.new()}, Una")
    d.days[n % 2].insert(n // 2 % (len(d.days[n % 2]) + 1), key)


def remove_record(d: Digest, n: int) -> None:
    if len(d.papers) > 3:
        key = d.pick(n)
        d.take_out(key)
        del d.papers[key]


def rename_record(d: Digest, n: int) -> None:
    old, new = d.pick(n), f"ren2024{d.new().lower()}"
    day, place = d.take_out(old)
    d.days[day].insert(place, new)
    d.papers[new] = d.papers.pop(old)


def move_card(d: Digest, n: int) -> None:
    key = d.pick(n)
    day, _place = d.take_out(key)
    d.days[1 - day].insert(n % (len(d.days[1 - day]) + 1), key)


def turn_order(d: Digest, n: int) -> None:
    d.days[n % 2].reverse()


def change_time(d: Digest, n: int) -> None:
    d.start = f"08:{n % 60:02}"


def change_session(d: Digest, n: int) -> None:
    d.session = f"First {d.new()}"


def change_work(d: Digest, n: int) -> None:
    d.work = f"An Old {d.new()}"


def change_citation(d: Digest, n: int) -> None:
    d.cite = "" if d.cite else ("old1999work", d.pick(n))[n % 2]


def change_term(d: Digest, n: int) -> None:
    d.term = "cache" if d.term != "cache" else f"{d.new()} cache"


def change_definition(d: Digest, n: int) -> None:
    d.definition = f"needed {d.new()}"


def rename_topic(d: Digest, n: int) -> None:
    d.topic = f"Speed {d.new()}"


def change_people(d: Digest, n: int) -> None:
    d.people = "" if d.people else "- name: Ann Ada\n  spellings: [Anna Ada]\n  native: 安\n"


def turn_repository(d: Digest, n: int) -> None:
    d.repository = not d.repository


def change_prose(d: Digest, n: int) -> None:
    d.prose = f"Prose {d.new()}."


def retitle_page(d: Digest, n: int) -> None:
    d.day_title = f"Day {d.new()}"


def add_page(d: Digest, n: int) -> None:
    name = d.new().lower()
    d.pages[name] = f"# Page {name}\n\nSee {{paper}}`{d.pick(n)}`.\n"


def remove_page(d: Digest, n: int) -> None:
    if d.pages:
        del d.pages[sorted(d.pages)[n % len(d.pages)]]


def turn_option(d: Digest, n: int) -> None:
    name, value = (
        ("mlsys_other_language", False),
        ("mlsys_author_pages", False),
        ("language", "zh_CN"),
        ("html_baseurl", "https://small.example/digest/"),
        ("project", "Other Digest"),
    )[n % 5]
    if d.options.pop(name, None) is None:
        d.options[name] = value


EDITS: dict[str, Callable[[Digest, int], None]] = {
    edit.__name__: edit
    for edit in (
        change_problem, change_takeaway, change_baseline, change_name, change_title, change_topic,
        change_authors, turn_award, turn_alias, turn_broken, turn_connection, add_record,
        remove_record, rename_record, move_card, turn_order, change_time, change_session,
        change_work, change_citation, change_term, change_definition, rename_topic, change_people,
        turn_repository, change_prose, retitle_page, add_page, remove_page, turn_option,
    )
}  # fmt: skip


def steps(seed: int, number: int) -> list[Step]:
    """Return the walk of a seed."""
    dice = random.Random(seed)
    return [(dice.choice(sorted(EDITS)), dice.randrange(1000)) for _ in range(number)]


def put(docs: Path, digest: Digest) -> None:
    """Write the sources that have changed, and remove those that are gone."""
    now = dict(digest.sources())
    for path, text in now.items():
        file = docs / path
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
    for file in [*docs.glob("papers/*.yaml"), *docs.glob("n*.md")]:
        if file.relative_to(docs).as_posix() not in now:
            file.unlink()


class Walker:
    """A site that takes steps, built with one worker and with two."""

    def __init__(self, folder: Path, digest: Digest) -> None:
        self.site = Site(folder)
        self.site.write("conf.py", CONF)
        for path in sorted(self.site.docs.rglob("*.paper.yaml")):
            path.unlink()
        self.site.remove("index.md")
        self.digest = digest
        put(self.site.docs, self.digest)

    def take(self, step: Step) -> None:
        """Take a step."""
        EDITS[step[0]](self.digest, step[1])
        put(self.site.docs, self.digest)

    def build(self, jobs: int) -> dict[str, bytes]:
        """Build on with a number of workers."""
        name = f"out-{jobs}"
        with patch.object(workers, "FEW", 1):  # as large digests are, shared out
            return self.site.build(name, jobs=jobs, overrides=self.digest.options).files()

    def differences(self, jobs: Sequence[int] = (1, 2)) -> list[str]:
        """Build on, and return the paths that a clean build has otherwise."""
        built = {number: self.build(number) for number in jobs}
        clean = self.site.build("clean", fresh=True, overrides=self.digest.options).files()
        return [
            f"-j {number}: {path}"
            for number, files in built.items()
            for path in sorted(files.keys() | clean.keys())
            if files.get(path) != clean.get(path)
        ]


def fails(folder: Path, start: Digest, walk: Sequence[Step], jobs: Sequence[int]) -> bool:
    """Tell whether a walk from *start* ends in a difference."""
    with tempfile.TemporaryDirectory(dir=folder) as here:
        walker = Walker(Path(here) / "site", copy.deepcopy(start))
        for step in walk:
            for number in jobs:
                walker.build(number)
            walker.take(step)
        return bool(walker.differences(jobs))


def shortest(
    folder: Path, digests: Sequence[Digest], walk: Sequence[Step], jobs: Sequence[int]
) -> tuple[Digest, list[Step]]:
    """Return where to begin and the fewest steps that still end in a difference.

    *digests* are those before each step; the last step is the one that failed.
    """
    length = 1
    while length < len(walk) and not fails(folder, digests[-length], walk[-length:], jobs):
        length *= 2
    length = min(length, len(walk))
    start, left = digests[-length], list(walk[-length:])
    for place in range(len(left) - 2, -1, -1):
        fewer = left[:place] + left[place + 1 :]
        if fails(folder, start, fewer, jobs):
            left = fewer
    return start, left


def walk(folder: Path, seed: int, number: int, say: Callable[[str], None]) -> str:
    """Walk; return what went wrong, or nothing."""
    walker = Walker(folder / "site", first())
    digests: list[Digest] = []
    for jobs in (1, 2):
        walker.build(jobs)
    taken = steps(seed, number)
    for count, step in enumerate(taken, 1):
        digests.append(copy.deepcopy(walker.digest))
        walker.take(step)
        found = walker.differences()
        say(f"{count}/{number} {step}: {len(found)} differences")
        if found:
            jobs = sorted({int(text[3]) for text in found})
            start, left = shortest(folder, digests, taken[:count], jobs)
            return f"seed {seed}, step {count}: {found[:9]}\nshortest walk: {left}\nfrom: {start}"
    return ""


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.walk", description=__doc__)
    parser.add_argument("--edits", type=int, default=300)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    args = parser.parse_args()
    print(f"seed {args.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        wrong = walk(Path(folder), args.seed, args.edits, lambda text: print(text, flush=True))
    print(wrong or "every incremental site equals a clean one")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
