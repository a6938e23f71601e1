"""Every page of a site with every trap is valid HTML to the Nu checker."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.export.sample import sample

JAR = "vnu-jar/build/dist/vnu.jar"


def test_every_page_is_valid_html(
    tmp_path: Path, npm: Callable[[str], Path], tool: Callable[[str], str]
) -> None:
    site = sample(tmp_path / "site")
    site.write("browse.md", "# Browse\n\n```{browse}\n```\n")
    site.write("my-list.md", "# My list\n\n```{my-list}\n```\n")
    field = "# Find\n\n```{search}\n```\n```{topics}\n```\n```{results}\n```\n"
    site.write("find.md", field)
    site.replace("index.md", "bibliography\n", "bibliography\nbrowse\nmy-list\nfind\n")
    out = site.build(overrides={"html_baseurl": "https://example.org/site/"}).out
    jar = npm("vnu-jar") / JAR
    line = [tool("java"), "-Xss8m", "-jar", str(jar), "--errors-only", "--format", "json"]
    checked = subprocess.run(
        [*line, "--skip-non-html", str(out)], capture_output=True, text=True, encoding="utf-8"
    )
    found = json.loads(checked.stderr)["messages"]
    told = [(m["url"].rpartition("/")[2], m["message"], m.get("extract")) for m in found]
    assert told == []
