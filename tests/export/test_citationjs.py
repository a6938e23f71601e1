"""BibTeX, RIS and CSL-JSON of a paper are the same item to citation-js."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.export.formats import FORMATS
from sphinx_mlsys.export.works import works

READ = """
const { Cite } = require('@citation-js/core')
require('@citation-js/plugin-bibtex')
require('@citation-js/plugin-ris')
require('@citation-js/plugin-csl')
const fs = require('fs')
const read = name => new Cite(fs.readFileSync(name, 'utf8')).data
console.log(JSON.stringify({ bib: read('x.bib'), ris: read('x.ris'), json: read('x.json') }))
"""
SAME = ("title", "author", "editor", "volume", "page", "issued", "URL", "DOI", "type")


@pytest.fixture(scope="module")
def read(
    tmp_path_factory: pytest.TempPathFactory,
    digest: Library,
    tool: Callable[[str], str],
    npm: Callable[[str], Path],
) -> dict[str, dict[str, dict[str, Any]]]:
    """Return, for each format, what citation-js reads of all papers and articles."""
    folder = tmp_path_factory.mktemp("citationjs")
    keys = [k for k, e in digest.entries.items() if e.kind in ("inproceedings", "article")]
    for suffix in ("bib", "ris", "json"):
        text = FORMATS[suffix].write(works(digest, keys), "en")
        (folder / f"x.{suffix}").write_text(text, encoding="utf-8")
    (folder / "read.js").write_text(READ, encoding="utf-8")
    (folder / "node_modules").symlink_to(npm("@citation-js/core"))
    found = subprocess.run(
        [tool("node"), "read.js"], cwd=folder, capture_output=True, text=True, check=True
    )
    return {
        name: {item["id"]: item for item in items}
        for name, items in json.loads(found.stdout).items()
    }


def even(item: dict[str, Any]) -> dict[str, Any]:
    """Return what the formats share; RIS and citation-js's BibTeX know no protected capitals."""
    found = {name: item[name] for name in SAME if name in item}
    found["title"] = re.sub("</?span[^>]*>", "", found["title"])
    found["container"] = item.get("container-title")
    for role in ("author", "editor"):
        found[role] = [
            # RIS keeps a particle with the family name.
            (
                f"{p.get('non-dropping-particle', '')} {p.get('family', '')}".strip(),
                p.get("given", ""),
            )
            for p in found.get(role, ())
        ]
    return found


def test_three_formats_are_one_item(read: dict[str, dict[str, dict[str, Any]]]) -> None:
    assert len(read["json"]) > 100
    for key, item in read["json"].items():
        assert even(read["bib"][key]) == even(item)
        assert even(read["ris"][key]) == even(item)
