"""The snippets of the guide: what stands in its fences, page by page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

GUIDE = Path(__file__).parents[1] / "docs" / "guide"

_FENCE = re.compile(
    r"^(?P<indent> *)(?P<fence>`{3,}|:{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=indent)(?P=fence) *$",
    re.MULTILINE | re.DOTALL,
)
_OPTION = re.compile(r":([\w-]+): *(.*)")


@dataclass(frozen=True)
class Snippet:
    """A fence: where it stands, its language or directive, the file it is meant for."""

    page: str
    line: int
    language: str
    caption: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}-{self.language}"


def snippets(file: Path) -> Iterator[Snippet]:
    """Yield the snippets of a page in order."""
    source = file.read_text(encoding="utf-8")
    for match in _FENCE.finditer(source):
        info, lines = match["info"].strip(), dedent(match["body"]).split("\n")
        caption = ""
        if info.startswith("{"):
            name, _brace, argument = info[1:].partition("}")
            info = argument.strip() if name == "code-block" else name
            while name == "code-block" and lines and (option := _OPTION.match(lines[0])):
                caption = option[2] if option[1] == "caption" else caption
                lines = lines[1:]
        yield Snippet(
            file.relative_to(GUIDE).with_suffix("").as_posix(),
            source.count("\n", 0, match.start()) + 1,
            info,
            caption,
            "\n".join(lines).strip("\n") + "\n",
        )


def all_snippets() -> list[Snippet]:
    """Return the snippets of all pages."""
    return [s for file in sorted(GUIDE.rglob("*.md")) for s in snippets(file)]
