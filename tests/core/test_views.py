"""A view's digest changes with everything that is shown, with nothing else, in every process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sphinx_mlsys.core import views
from sphinx_mlsys.core.entry import Entry
from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.load import load
from tests.core.digest import change

ENGINE, CACHE, TEST, TALK = (
    "lovelace2024engine",
    "wang2024cache",
    "turing2025test",
    "hopper2024compilers",
)


def bibtex(entry: Entry) -> str:
    """Stand for the export of an entry."""
    return repr(sorted(entry.raw.items()))


def reference(entry: Entry, language: str) -> str:
    """Stand for the reference of an entry."""
    return f"{entry.title} {language}"


def card(library: Library, key: str, *, others: bool = False) -> views.Card:
    """Return the English card of a record."""
    found = views.card(library, key, "en", bibtex=bibtex, reference=reference, others=others)
    assert found is not None
    return found


def digests(folder: Path) -> dict[str, str]:
    """Return the digest of every view of a digest's folder, by name."""
    library = load(folder).library
    shown: dict[str, object] = {
        **{f"card {key}": card(library, key) for key in library.records},
        **{f"both {key}": card(library, key, others=True) for key in library.records},
        **{f"days {name}": views.days(library, name, "en") for name in library.conferences},
        **{f"session {name}": views.session(library, name, "en") for name in library.sessions},
        **{f"term {name}": views.term(library, name, "en") for name in library.terms},
        **{f"author {slug}": views.author(library, slug) for slug in library.authors},
        "list": views.listing(library, library.records, "en"),
        "results": views.compared(library, [(ENGINE, ""), (ENGINE, "1.10–2.50%")], "en"),
    }
    return {name: views.digest(view) for name, view in shown.items()}


ENGINE_FILE, CACHE_FILE, TEST_FILE, TALK_FILE = (
    *(f"papers/{key}.paper.yaml" for key in (ENGINE, CACHE, TEST)),
    f"talks/{TALK}.talk.yaml",
)
PROGRAM = "2024/program.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "shown"),
    [
        # what is the record's own
        ("refs.bib", "A Cache for Looms", "A Cache", f"card {CACHE}"),
        ("refs.bib", "pages = {1--12}", "pages = {1--13}", f"card {ENGINE}"),
        ("refs.bib", "eprint = {2401.00001}", "eprint = {2401.00002}", f"card {ENGINE}"),
        (ENGINE_FILE, "award: best-paper\n", "", f"card {ENGINE}"),
        (ENGINE_FILE, "value: 3.4", "value: 3.40", f"card {ENGINE}"),
        (ENGINE_FILE, "at: Table 1", "at: Table 3", f"card {ENGINE}"),
        (ENGINE_FILE, "qualifier: up-to", "qualifier: average", f"card {ENGINE}"),
        (ENGINE_FILE, "Looms wait", "Looms stand", f"card {ENGINE}"),
        (ENGINE_FILE, "made of brass", "made of wood", f"card {ENGINE}"),
        (ENGINE_FILE, "revised: 2024-06-01", "revised: 2024-06-02", f"card {ENGINE}"),
        (ENGINE_FILE, "example.org/engine", "example.org/mill", f"card {ENGINE}"),
        (TALK_FILE, "words and machines", "words", f"card {TALK}"),
        # what others say of it
        (PROGRAM, 'start: "10:30"', 'start: "10:35"', f"card {CACHE}"),
        (PROGRAM, "room: Hall 1", "room: Hall 2", f"card {CACHE}"),
        (PROGRAM, "title: {en: Looms", "title: {en: Weaving", f"card {CACHE}"),
        (PROGRAM, "short: Tests 2024", "short: Tests '24", f"card {CACHE}"),
        (PROGRAM, "date: 2024-05-13", "date: 2024-05-14", f"card {CACHE}"),
        (ENGINE_FILE, "name: Engine", "name: Mill", f"card {CACHE}"),  # a neighbour
        ("refs.bib", "Compilers for Everyone", "Compilers", f"card {ENGINE}"),  # a neighbour
        (CACHE_FILE, "asks the question first", "asks it", f"card {CACHE}"),
        (CACHE_FILE, "relation: answers", "relation: used-by", f"card {TEST}"),  # a tie to it
        ("refs.bib", "Testing Machines", "Test", f"card {CACHE}"),  # the other end of a tie
        ("refs.bib", "On the Mathematical Powers", "On the Powers", f"card {ENGINE}"),
        ("glossary.yaml", "{en: KV cache", "{en: Key-value cache", f"card {CACHE}"),
        ("topics.yaml", "{en: Caching", "{en: Caches", f"card {CACHE}"),
        ("mlsys.toml", 'code = { en = "Code"', 'code = { en = "Source"', f"card {ENGINE}"),
        ("mlsys.toml", 'en = "Best Paper"', 'en = "Best"', f"card {ENGINE}"),
        ("people.yaml", "id: wei-wang-cache", "id: wei-wang", f"card {CACHE}"),
        ("figures.yaml", "The mill and its store.", "The mill.", f"card {ENGINE}"),
        ("figures.yaml", "A mill beside a store.", "A mill.", f"card {ENGINE}"),
        ("figures/mill.en.svg", 'fill="none"', 'fill="red"', f"card {ENGINE}"),
        # other views
        (PROGRAM, 'start: "09:00"', 'start: "09:05"', "days 2024"),
        (PROGRAM, "title: {en: Dinner", "title: {en: Supper", "days 2024"),
        (PROGRAM, "timezone: America/Los_Angeles", "timezone: UTC", "days 2024"),
        ("refs.bib", "Hopper, Grace", "Hopper, G.", "days 2024"),
        (PROGRAM, "room: Hall 1", "room: Hall 1\n        chair: Ada", "session 2024/looms"),
        ("glossary.yaml", "the tokens it has read", "tokens", "term kv-cache"),
        ("glossary.yaml", "aliases: [KV 缓存]", "aliases: [KVC]", "term kv-cache"),
        ("glossary.yaml", "zh: 键值缓存}", "zh: 缓存}", "term kv-cache"),
        ("glossary.yaml", "{en: batching", "{en: batches", "term kv-cache"),  # related
        (CACHE_FILE, "name: LoomCache", "name: Loom", "term kv-cache"),  # a user
        (TEST_FILE, "terms: [batching]", "terms: [kv-cache]", "term kv-cache"),
        ("figures/mill.en.svg", 'fill="none"', 'fill="red"', "term kv-cache"),
        ("people.yaml", "native: 王伟", "native: 王维", "author wei-wang-cache"),
        ("refs.bib", "Lovelace, A.", "Ada, L.", "author ada-lovelace"),
        ("refs.bib", "Zo{\\\"e}", "Zoe", "author wei-wang-cache"),  # who wrote with them
        (CACHE_FILE, "keeps what a loom has woven", "keeps cloth", "list"),
        (ENGINE_FILE, "metric: {en: lost accuracy", "metric: {en: loss", "results"),
        (CACHE_FILE, "  zh: LoomCache 保存", "  zh: LoomCache 存", f"both {CACHE}"),
    ],
)  # fmt: skip
def test_what_is_shown_changes_the_digest(
    digest: Path, file: str, old: str, new: str, shown: str
) -> None:
    before = digests(digest)
    change(digest, file, old, new)
    assert digests(digest)[shown] != before[shown]


@pytest.mark.parametrize(
    ("file", "old", "new", "not_shown"),
    [
        (ENGINE_FILE, "Looms wait", "Looms stand", {f"card {CACHE}", "days 2024", "list"}),
        (ENGINE_FILE, "# The record", "# A record", {f"card {ENGINE}", "list"}),
        (CACHE_FILE, "  zh: LoomCache 保存", "  zh: LoomCache 存", {f"card {CACHE}", "list"}),
        (PROGRAM, 'end: "10:30"', 'end: "10:25"', {f"card {CACHE}", "session 2024/looms"}),
        ("glossary.yaml", "the tokens it has read", "tokens", {f"card {CACHE}", "term batching"}),
        ("people.yaml", "native: 王伟", "native: 王维", {f"card {CACHE}", f"card {ENGINE}"}),
        ("figures/mill.zh.svg", 'fill="none"', 'fill="red"', {f"card {ENGINE}", "term kv-cache"}),
        ("2025/program.yaml", "{en: Questions", "{en: Q", {f"card {CACHE}", "days 2024"}),
        ("refs.bib", "% The bib", "\n\n% The bib", {f"card {k}" for k in (ENGINE, CACHE, TEST)}),
    ],
)  # fmt: skip
def test_what_is_not_shown_does_not_change_the_digest(
    digest: Path, file: str, old: str, new: str, not_shown: set[str]
) -> None:
    before = digests(digest)
    change(digest, file, old, new)
    after = digests(digest)
    assert {name for name in not_shown if after[name] != before[name]} == set()


def test_a_digest_is_the_same_in_every_process(digest: Path, repository: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from tests.core.test_views import digests\n"
        "print(digests(pathlib.Path(sys.argv[1])))\n"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program, str(digest)],
            cwd=repository,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(repository)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert found == {f"{digests(digest)}\n"}


def test_libraries_of_equal_files_have_equal_digests(digest: Path, tmp_path: Path) -> None:
    before = digests(digest)
    digest.rename(tmp_path / "moved")
    assert digests(tmp_path / "moved") == before


def test_a_card_says_what_there_is(library: Library) -> None:
    found = card(library, ENGINE)
    assert (found.kind, found.name, found.conference) == ("paper", "Engine", "2024")
    assert [a.name for a in found.authors] == ["Ada Lovelace", "Wei Wang"]
    assert found.award == views.Named("best-paper", "Best Paper")
    assert found.lead is not None
    assert (found.lead.amount, found.lead.address) == ("3.4×", "https://example.org/engine")
    assert [r.address for r in found.texts.results][1] == "https://arxiv.org/abs/2401.00001"
    assert [link.kind for link in found.links] == ["proceedings", "arxiv", "code"]
    assert [(t.key, t.kind) for t in found.ties] == [(CACHE, "paper"), ("babbage1837", "work")]
    assert found.before == views.Neighbour("talk", TALK, "Compilers for Everyone")
    assert found.after == views.Neighbour("paper", CACHE, "LoomCache")
    assert [t.language for t in card(library, ENGINE, others=True).other] == ["zh"]


def test_a_talk_has_its_summary_and_its_page(library: Library) -> None:
    found = card(library, TALK)
    assert (found.kind, found.name) == ("talk", "")
    assert [name for name, _ in found.texts.parts] == ["summary"]
    assert found.where is not None
    assert f"{found.where.start:%H:%M}" == "09:00"
    assert [link.label for link in found.links] == ["Event page"]


def test_there_is_no_view_of_what_there_is_not(library: Library) -> None:
    assert views.card(library, "no2024", "en", bibtex=bibtex, reference=reference) is None
    assert views.session(library, "2024/no", "en") is None


def test_texts_say_where_they_come_from(library: Library) -> None:
    found = card(library, ENGINE)
    assert found.texts.takeaway is not None
    assert found.texts.takeaway.path == ("takeaway", "en")
    assert found.ties[1].how.path == ("connections", 1, "how", "en")
    assert found.texts.disagreements[0].path == ("disagreements", 0, "en")


def test_a_day_lists_what_has_a_time_before_what_has_none(library: Library) -> None:
    (day,) = views.days(library, "2024", "en")
    assert [(s.kind, s.title, s.timed) for s in day.slots] == [
        ("talk", "Compilers for Everyone", True),
        ("session", "Looms", True),
        ("event", "Dinner", False),
    ]
    assert day.slots[1].papers == 2


def test_an_author_has_records_and_company(library: Library) -> None:
    found = views.author(library, "ada-lovelace")
    assert [r[1] for r in found.records] == [ENGINE, TEST]
    assert found.together == (
        ("alan-turing", "Alan Turing", 1),
        ("wei-wang-somerville", "Wei Wang", 1),
    )


def test_a_comparison_says_what_there_is_not(library: Library) -> None:
    wanted = [(ENGINE, ""), (ENGINE, "1.10–2.50%"), (ENGINE, "9×"), (CACHE, ""), ("no2024", "")]
    lead, other, wrong, none, unknown = views.compared(library, wanted, "en")
    assert isinstance(lead, views.Compared)
    assert isinstance(other, views.Compared)
    assert (lead.row.amount, other.row.amount) == ("3.4×", "1.10–2.50%")
    assert "it has 3.4×, 1.10–2.50%" in str(wrong)
    assert "none" in str(none)
    assert "no2024" in str(unknown)


def test_an_award_that_the_project_does_not_name_is_shown_by_its_id(digest: Path) -> None:
    change(digest, "mlsys.toml", "best-paper = ", "another = ")
    library = load(digest).library
    (row,) = views.listing(library, [ENGINE], "en")
    assert isinstance(row, views.ListRow)
    assert row.award == views.Named("best-paper", "best-paper")
