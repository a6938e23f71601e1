"""Where fuzzing begins: what the other tests read."""

from __future__ import annotations

from tests.cli import (
    test_import_bibtex,
    test_import_chinese,
    test_import_conference,
    test_import_csl,
    test_import_miniconf,
)
from tests.core import digest
from tests.ext.small import GLOSSARY, TALK_ENTRY, record

SEEDS: dict[str, tuple[str, ...]] = {
    "bibtex": (
        digest.BIBLIOGRAPHY,
        TALK_ENTRY,
        '@string{a = "x"} @misc(k2024w, title = a # {\\"o} # 12, author = "A and {B c} and others")',
    ),
    "yaml": (digest.ENGINE, GLOSSARY, "a: |\n  b\nc: [1, {d: 'e'}]\n"),
    "record": (record("Alpha"), digest.ENGINE),
    "markup": (
        "**bold** _it_ `code` $x^2$ {term}`cache` [a](https://example.org) <b> ![i](x.png)\n- a\n1. b",
        "```{raw} html\n<script>\n```\n\n:::{include} /etc/passwd\n:::\n[^1]: note\n| a |\n|---|",
    ),
    "titles": ("A {Title} of $O(n^2)$ \\& more",),
    "filters": (
        "topic == 'a' and not has_code or key in ['x', \"y\"]",
        "'caching' not in topic and (year != 2024)",
    ),
    "import-bibtex": (test_import_bibtex.GOOD, test_import_bibtex.DBLP),
    "import-chinese": (test_import_chinese.NUMBERED, test_import_chinese.HEADINGS),
    "import-conference": (test_import_conference.GOOD,),
    "import-csl": (test_import_csl.GOOD,),
    "import-miniconf": (test_import_miniconf.GOOD,),
    "import-openreview": ('{"notes": [{"id": "a", "content": {"title": {"value": "T"}}}]}',),
    "import-outline": ("# Day 1: May 1\n## 9:00-10:00 Session\n- Title (Ann Ada, Bob Bel)\n",),
    "import-ris": ("TY  - CPAPER\nTI  - Title\nAU  - Ada, Ann\nPY  - 2024/05/01\nER  - \n",),
}
"""Target to texts."""
