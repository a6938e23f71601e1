"""Fuzzing for moments, with another seed each time; longer: ``python -m tests.fuzz``."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sphinx.util.docutils import docutils_namespace

from tests.fuzz.__main__ import FOUND, fuzz
from tests.fuzz.seeds import SEEDS
from tests.fuzz.targets import TARGETS, application

HOSTILE = {
    "nothing": b"",
    "NUL": b"a: \0\n",
    "control characters": bytes(range(32)),
    "lone surrogate": "\ud800".encode("utf-8", "surrogatepass"),
    "UTF-16": "title: é".encode("utf-16"),
    "GB 18030": "标题：量化\n作者：王伟".encode("gb18030"),
    "mixed encodings": "标题：".encode() + "量化".encode("gb18030"),
    "byte order mark": b"\xef\xbb\xbf@misc{a2024b,\r\n title={x}}\r\n",
    "carriage returns": b"a: 1\rb: 2\r",
    "open brackets": b"[" * 10_000,
    "open braces": b"{" * 10_000,
    "closed braces": b"}" * 10_000,
    "parentheses": b"(" * 10_000 + b")" * 10_000,
    "nots": b"not " * 10_000 + b"has_code",
    "quotes": b"> " * 10_000 + b"a",
    "lists": b"- " * 10_000 + b"a",
    "stars": b"*a **b " * 3_000,
    "links": b"[a](" * 5_000,
    "images": b"![" * 10_000,
    "backticks": b"".join(b"`" * n + b"a" for n in range(140)),
    "dollars": b"$a " * 9_001,
    "at signs": b"@" * 20_000,
    "commas": b"@misc{a2024b, author = {" + b"a and " * 10_000 + b"}}",
    "aliases": b"a: &a [x]\nb: [*a, *a]\n" * 10,
    "digits": b"1" * 20_000 + b" %",
    "spaces": b"a" + b" " * 50_000 + b"b",
    "line ends": b"\n" * 50_000,
    "colons": "标题：".encode() * 8_000,
    "tags": b"TY  - \n" * 5_000,
    "cells": b'"a","' * 8_000,
    "JSON": b'{"a":' * 10_000,
}


@pytest.fixture(scope="module", autouse=True)
def _own_names() -> Iterator[None]:
    """Take the directives and roles away that the application of a target has registered."""
    with docutils_namespace():
        yield
    application.cache_clear()


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_input_is_told_or_read(target: str, case: str) -> None:
    TARGETS[target](HOSTILE[case])


@pytest.mark.parametrize(
    "file", sorted(FOUND.glob("*/*")), ids=lambda file: f"{file.parent.name}/{file.name}"
)
def test_what_fuzzing_found_stays_mended(file: Path) -> None:
    TARGETS[file.parent.name](file.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_some_seconds_of_fuzzing_find_nothing(target: str, tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="needs atheris: pip install -e '.[fuzz]'")
    seed = random.SystemRandom().randrange(1, 2**31)
    print(f"seed {seed}")
    assert fuzz(target, 2, seed, tmp_path) == 0


def test_every_target_has_seeds() -> None:
    assert SEEDS.keys() == TARGETS.keys()
