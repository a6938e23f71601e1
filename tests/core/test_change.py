"""What is told of an edit: which records differ, where nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_mlsys.core.load import load
from tests.core.digest import change

KEY = "lovelace2024engine"
RECORD = f"papers/{KEY}.paper.yaml"


def keys_after(digest: Path, path: str, old: str, new: str) -> frozenset[str] | None:
    """Return what is told of replacing text in a file since the digest was loaded."""
    before = load(digest, digest.parent / "cache")
    assert before.change is None
    change(digest, path, old, new)
    told = load(digest, digest.parent / "cache").change
    assert told is None or told.since == before.inputs
    return None if told is None else told.keys


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Looms wait for", "Looms wait long for"),
        ("up to 3.4× faster", "at most 3.4× faster"),
        ("at: Table 1", "at: Table 7"),
        ("is made of brass", "is made of steel"),
        ("# The record with everything.", "# A remark."),
    ],
)
def test_a_reworded_record_is_named(digest: Path, old: str, new: str) -> None:
    assert keys_after(digest, RECORD, old, new) == {KEY}


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (RECORD, "name: Engine", "name: Mill"),
        (RECORD, "topics: [serving]", "topics: []"),
        (RECORD, "terms: [kv-cache, batching]", "terms: [kv-cache]"),
        (RECORD, "award: best-paper\n", ""),
        (RECORD, "[Somerville College]", "[Somerville]"),
        (RECORD, "  code: https://example.org/engine\n", ""),
        (RECORD, "ids: [poster-1]", "ids: [poster-2]"),
        (RECORD, "takeaway:\n", "takeaways:\n"),
        ("refs.bib", "Serving in $O", "Running in $O"),
        ("topics.yaml", "en: Serving", "en: Running"),
        ("mlsys.toml", "Test Digest", "Other Digest"),
    ],
)
def test_of_what_others_may_show_nothing_is_told(
    digest: Path, path: str, old: str, new: str
) -> None:
    assert keys_after(digest, path, old, new) is None


def test_each_edit_is_told_against_the_one_before(digest: Path) -> None:
    assert keys_after(digest, RECORD, "is made of brass", "is made of steel") == {KEY}
    told = load(digest, digest.parent / "cache")
    change(digest, RECORD, "of steel", "of wood")
    after = load(digest, digest.parent / "cache").change
    assert after is not None
    assert (after.keys, after.since) == ({KEY}, told.inputs)
    change(digest, RECORD, "name: Engine", "name: Mill")
    assert load(digest, digest.parent / "cache").change is None


def test_of_a_new_record_nothing_is_told(digest: Path) -> None:
    load(digest, digest.parent / "cache")
    (digest / RECORD).rename(digest / "papers" / "new.paper.yaml")
    assert load(digest, digest.parent / "cache").change is None
