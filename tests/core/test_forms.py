"""Fields are checked one by one: every fault at its own line, with what to do."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from sphinx_mlsys.core.forms import names_within, validate, validate_list
from sphinx_mlsys.core.model import PaperRecord, ProgramFile, Topic
from sphinx_mlsys.core.problems import Problem
from sphinx_mlsys.core.yamlfile import YamlFile, parse_yaml
from tests.core.digest import ENGINE

FILE = Path("/docs/papers/lovelace2024engine.paper.yaml")


def source(text: str) -> YamlFile:
    """Return *text* parsed; nothing may be wrong with its YAML."""
    problems: list[Problem] = []
    found = parse_yaml(text, FILE, problems)
    assert not problems
    assert found is not None
    return found


def faults(text: str) -> list[Problem]:
    """Return what is wrong with a paper's record, which must not come back."""
    problems: list[Problem] = []
    assert validate(source(text), PaperRecord, problems) is None
    return problems


def fault(text: str) -> Problem:
    """Return the one thing that is wrong with a paper's record."""
    (found,) = faults(text)
    return found


def changed(old: str, new: str) -> str:
    """Return the record with one place changed."""
    assert ENGINE.count(old) == 1
    return ENGINE.replace(old, new)


def line_of(text: str, needle: str) -> int:
    """Return the line on which the one *needle* begins."""
    assert text.count(needle) == 1
    return text.count("\n", 0, text.index(needle)) + 1


def test_a_sound_record_is_read_whole() -> None:
    problems: list[Problem] = []
    record = validate(source(ENGINE), PaperRecord, problems)
    assert not problems
    assert record is not None
    assert record.results[0].value == Decimal("3.4")
    assert str(record.results[1].value[1]) == "2.50"  # type: ignore[index]
    assert record.results[0].baseline == {"": "Loom"}
    assert record.problem is not None
    assert record.problem["en"].startswith("Looms wait")


@pytest.mark.parametrize(
    ("old", "new", "place", "nearest"),
    [
        ("takeaway:", "takeway:", "takeway", "takeaway"),
        ("    hardware:", "    hardwear:", "results[0].hardwear", "hardware"),
        ("  ids: [poster-1]", "  id: [poster-1]", "aliases.id", "ids"),
        ("revised: 2024", "colour: red\nrevised: 2024", "colour", ""),
    ],
)
def test_an_unknown_field_is_told_with_the_nearest_name(
    old: str, new: str, place: str, nearest: str
) -> None:
    text = changed(old, new)
    found = fault(text)
    assert (found.code, found.key_path) == ("unknown-field", place)
    assert found.line == line_of(text, new.split("\n")[0].strip())
    assert found.remedy == (f"Did you mean '{nearest}'?" if nearest else found.remedy)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("value: 3.4", "value: about 3", "results[0].value"),
        ("value: 3.4", 'value: "3.4"', "results[0].value"),
        ("value: 3.4", "value: true", "results[0].value"),
        ("value: 3.4", "value: 1e999999999", "results[0].value"),
        ("value: 3.4", "value: 1e31", "results[0].value"),
        ("value: 3.4", "value: .inf", "results[0].value"),
        ("value: 3.4", "value:", "results[0].value"),
        ("value: [1.10, 2.50]", "value: [1.10]", "results[1].value"),
        ("value: [1.10, 2.50]", "value: [1.10, 2.50, 3]", "results[1].value"),
        ("value: [1.10, 2.50]", "value: [2.50, 1.10]", "results[1].value"),
        ("value: [1.10, 2.50]", "value: [1.10, many]", "results[1].value"),
        ("qualifier: up-to", "qualifier: upto", "results[0].qualifier"),
        ("direction: higher", "direction: up", "results[0].direction"),
        ("lead: true", "lead: yes", "results[0].lead"),
        ("lead: true", "lead: 1", "results[0].lead"),
        ("added: 2024-05-13", "added: 13 May 2024", "added"),
        ("added: 2024-05-13", "added: 20240513", "added"),
        ("added: 2024-05-13", "added: 0", "added"),
        ("added: 2024-05-13", "added: 2024-02-30", "added"),
        ("name: Engine", "name: 3", "name"),
        ("name: Engine", "name: [Engine]", "name"),
        ("topics: [serving]", "topics: serving", "topics"),
        ("topics: [serving]", "topics: [Serving Systems]", "topics[0]"),
        ("figures: [mill]", "figures: [../mill]", "figures[0]"),
        ("ids: [poster-1]", "ids: [a b]", "aliases.ids[0]"),
        ("ids: [poster-1]", "ids: [2653]", "aliases.ids[0]"),
        ("en: The mill is made of brass.", "en: 3", "limits.en"),
        ("en: The mill is made of brass.", 'en: " "', "limits"),
        ("en: The mill is made of brass.", "en:", "limits.en"),
        ("baseline: Loom", "baseline: |\n      A loom\n      of wood", "results[0].baseline"),
        ("baseline: Loom", "baseline: {}", "results[0].baseline"),
        ("code: https://example.org/engine", "code: [x]", "links.code"),
    ],
)
def test_a_wrong_value_is_told_once_at_its_line(old: str, new: str, place: str) -> None:
    found = fault(changed(old, new))
    assert (found.code, found.key_path, found.file) == ("wrong-type", place, FILE)
    assert found.line == line_of(ENGINE, "limits:" if place == "limits" else old)
    assert found.message
    assert found.remedy


def test_a_text_with_a_comma_in_braces_is_told_with_what_it_needs() -> None:
    found = fault(changed("{en: one node, zh: 单节点}", "{en: one node, with a mill, zh: 单节点}"))
    assert found.key_path == "results[0].hardware.with a mill"
    assert "quotes" in found.remedy


def test_a_missing_field_is_told_where_it_should_be() -> None:
    text = ENGINE.replace("    at: Table 2\n", "").replace("revised: 2024-06-01\n", "")
    found = faults(text)
    assert {(p.code, p.key_path, p.line) for p in found} == {
        ("missing-field", "results[1].at", line_of(text, "- value: [1.10, 2.50]")),
        ("missing-field", "revised", line_of(text, "name: Engine")),
    }


def test_all_faults_of_a_file_are_told_at_once() -> None:
    text = (
        changed("name: Engine", "nam: Engine")
        .replace("award: best-paper", "award: Best Paper")
        .replace("at: Table 1", "att: Table 1")
        .replace("added: 2024-05-13", "added: today")
    )
    assert {(p.code, p.key_path) for p in faults(text)} == {
        ("unknown-field", "nam"),
        ("wrong-type", "award"),
        ("unknown-field", "results[0].att"),
        ("missing-field", "results[0].at"),
        ("wrong-type", "added"),
    }


@pytest.mark.parametrize(
    ("text", "words"), [("", "is empty"), ("- a\n", "is not a mapping"), ("a word\n", "mapping")]
)
def test_a_file_that_is_no_mapping_is_told(text: str, words: str) -> None:
    found = fault(text)
    assert (found.code, found.line) == ("wrong-type", 1)
    assert words in found.message


def test_a_faulty_entry_of_a_list_spoils_only_itself() -> None:
    problems: list[Problem] = []
    text = "- {id: a, name: A}\n- {id: B B, name: B}\n- c\n- {id: d, name: D}\n"
    sound = validate_list(source(text), Topic, problems)
    assert [t.id for t in sound] == ["a", "d"]
    assert [(p.code, p.line, p.key_path) for p in problems] == [
        ("wrong-type", 2, "[1].id"),
        ("wrong-type", 3, "[2]"),
    ]


@pytest.mark.parametrize("text", ["", "id: a\n"])
def test_a_file_that_is_no_list_is_told(text: str) -> None:
    problems: list[Problem] = []
    assert validate_list(source(text), Topic, problems) == ()
    assert [(p.code, p.line) for p in problems] == [("wrong-type", 1)]


@pytest.mark.parametrize("text", ['"9:00"', '"24:00"', '"09:60"', "9.30", '"09:00:00"', "0900"])
def test_a_time_is_two_digits_a_colon_two_digits(text: str) -> None:
    problems: list[Problem] = []
    program = (
        "conference: {name: N, short: S, timezone: UTC, city: C, url: U, proceedings: P}\n"
        f"days:\n  - date: 2024-05-13\n    title: D\n    items:\n      - talk: a2024\n"
        f"        start: {text}\n"
    )
    assert validate(source(program), ProgramFile, problems) is None
    (found,) = problems
    assert (found.code, found.line, found.key_path) == ("wrong-type", 7, "days[0].items[0].start")
    assert "09:00" in found.message


def test_names_reach_into_what_a_form_holds() -> None:
    assert {"takeaway", "hardware", "ids", "relation"} <= names_within(PaperRecord)
    assert "takeaway" not in names_within(Topic)
