"""Data that programs load: valid against the schemas published beside it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.yamlfile import read_yaml
from sphinx_mlsys.export.csl import shown
from sphinx_mlsys.export.files import Pieces, collections, files
from sphinx_mlsys.export.llms import llms, llms_line
from sphinx_mlsys.export.prose import markdown, text
from sphinx_mlsys.export.schema import schema_files, schemas
from sphinx_mlsys.export.site import Site
from tests.export.sample import HOSTILE, HOSTILE_TEXT

SITE = Site({("paper", HOSTILE): f"papers/{HOSTILE}.html"}, "https://example.org/site/")


def made(library: Library, path: str) -> Any:
    """Return the data of a file of JSON."""
    (file,) = [file for file in files(Pieces(library, SITE)) if file.path == path]
    return json.loads(file.make())


def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = schemas()[name]
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def plain_values(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {k: plain_values(v) for k, v in value.items()}
    return [plain_values(v) for v in value] if isinstance(value, (list, tuple)) else value


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(PLAIN)
def test_json_is_written_as_the_standard_library_writes_it(value: object) -> None:
    assert shown(value) == json.dumps(value, ensure_ascii=False, indent=1)
    assert json.loads(shown([value], "\n   ")) == [value]


@pytest.mark.parametrize("which", ["library", "digest"])
def test_records_json_is_valid_and_whole(which: str, request: pytest.FixtureRequest) -> None:
    library: Library = request.getfixturevalue(which)
    found = made(library, "records.json")
    validator("records").validate(found)
    assert [r["key"] for r in found["records"]] == list(library.records)


def test_a_record_file_holds_both_languages_links_and_results(digest: Library) -> None:
    found = made(digest, "papers/lin2024awq.record.json")
    validator("record").validate(found)
    assert set(found["takeaway"]) == {"en", "zh"}
    assert found["links"]["arxiv"] == "https://arxiv.org/abs/2306.00978"
    lead = next(r for r in found["results"] if r.get("lead"))
    assert (lead["value"], lead["amount"]) == ([3.2, 3.3], "3.2–3.3×")
    assert found["place"]["start"] == "09:00"
    assert found["csl"]["container-title"] == "Proceedings of Machine Learning and Systems"


def test_data_is_published_as_it_is_not_escaped_for_some_reader(library: Library) -> None:
    found = made(library, f"papers/{HOSTILE}.record.json")
    assert found["page"] == f"https://example.org/site/papers/{HOSTILE}.html"
    for word in HOSTILE_TEXT.split():
        assert word in found["title"]
    assert found["takeaway"]["zh"] == "它说 </script> 和缓存。"


def test_an_unverified_day_is_absent(digest: Library) -> None:
    found = made(digest, "talks/dettmers2025lessons.record.json")
    assert found["place"]["date"] is None


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("paper", "papers/*.paper.yaml"),
        ("talk", "talks/*.talk.yaml"),
        ("program", "*/program.yaml"),
        ("topics", "topics.yaml"),
        ("glossary", "glossary.yaml"),
        ("figures", "figures.yaml"),
        ("people", "people.yaml"),
    ],
)
def test_the_files_of_the_digest_fit_their_schema(
    name: str, pattern: str, repository: Path
) -> None:
    check = validator(name)
    found = sorted((repository / "docs").glob(pattern))
    assert found
    for file in found:
        source = read_yaml(file, [])
        assert source is not None
        check.validate(plain_values(source.data))


@pytest.mark.parametrize(
    "wrong", [{"nmae": "x"}, {"award": "Best Paper"}, {"topics": "one"}, {"results": [{}]}]
)
def test_a_schema_refuses_what_the_reader_refuses(wrong: dict[str, object]) -> None:
    sound = {"added": "2024-06-01", "revised": "2024-06-01"}
    validator("paper").validate(sound)
    with pytest.raises(jsonschema.ValidationError):
        validator("paper").validate(sound | wrong)


def test_every_schema_is_a_file() -> None:
    assert set(schema_files()) == {f"_schema/{name}.schema.json" for name in schemas()}
    assert {"paper", "talk", "program", "topics", "glossary", "figures", "people"} <= set(schemas())


def test_roles_become_words(library: Library) -> None:
    source = "A {term}`fast <cache>` and {paper}`ada2024alpha` of {cite:t}`old1999work`"
    assert markdown(source, library) == "A fast and Alpha of [old1999work]"
    assert text("**Bold** `a<b`\n\n- item $x^2$", library) == "Bold a<b item x²"


def test_collections_of_citations(library: Library) -> None:
    found = collections(library)
    assert found["2024/first"] == ("ada2024alpha", "bel2024beta", "cid2024gamma")
    assert found["2024/day-1"] == (*found["2024/first"], "fay2024talk", "mlsys2024nobody")
    assert set(found["mlsys-2024"]) == set(library.records)
    assert found["refs"] == tuple(library.entries)
    assert found["talks/fay2024talk"] == ("fay2024talk",)


def test_no_two_files_share_a_path_and_all_come_out_the_same_again(library: Library) -> None:
    listed = list(files(Pieces(library, SITE)))
    contents = {file.path: file.make() for file in listed}
    assert len(contents) == len(listed)
    assert contents == {file.path: file.make() for file in files(Pieces(library, SITE))}


def test_llms_txt_names_every_record_with_an_address(library: Library) -> None:
    lines = llms(library, SITE, lambda key: llms_line(library, key, SITE)).splitlines()
    assert lines[0] == "# Small Digest"
    assert lines[2].startswith("> ")
    records = [line for line in lines if line.startswith("- [") and ".json" not in line]
    assert f"](https://example.org/site/papers/{HOSTILE}.html): " in "\n".join(records)
