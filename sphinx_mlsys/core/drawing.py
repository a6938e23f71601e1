"""Which drawings a page may hold: SVG that draws and does nothing else.

A figure is written into the page itself, where a script of it would run as one
of the site, and a program of HTML would read it, not one of XML. So a drawing is
taken or refused as a whole, by a list of what is allowed; nothing is cut out of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from xml.parsers import expat

SVG = "http://www.w3.org/2000/svg"
DEEPEST = 100
"""How deeply elements may be nested."""

ELEMENTS = frozenset(
    ["svg", "g", "defs", "symbol", "use", "title", "desc", "style", "path", "rect", "circle",
     "ellipse", "line", "polyline", "polygon", "text", "tspan", "textPath", "marker",
     "linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern", "filter",
     "feBlend", "feColorMatrix", "feComposite", "feDropShadow", "feFlood", "feGaussianBlur",
     "feMerge", "feMergeNode", "feOffset"]
)  # fmt: skip
"""What may stand in a drawing; neither scripts, links, pictures, movement nor HTML."""

_OUTSIDE = re.compile(
    r"url\s*\(\s*['\"]?\s*(?!['\"\s#])|@import|image-set|expression\s*\(|\\", re.I
)
"""What in a style asks for a file, or hides that it does."""
_USED = re.compile(r"#(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Fault:
    """What keeps a drawing out of a page."""

    line: int
    message: str


class _RefusedError(Exception):
    """Raised inside the parser at what is not allowed."""


@lru_cache(maxsize=1024)  # a drawing is shown on several pages and in every language
def fault_of(drawing: bytes) -> Fault | None:
    """Return the first thing in a drawing that keeps it out of a page, if there is one."""
    try:
        text = drawing.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Fault(drawing.count(b"\n", 0, error.start) + 1, "It is not UTF-8.")
    if "<svg" not in text:
        return Fault(1, "It holds no element <svg>.")
    reader = _Reader()
    try:
        reader.parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        return Fault(error.lineno, f"It is no XML: {expat.ErrorString(error.code)}.")
    except _RefusedError as error:
        return Fault(reader.parser.CurrentLineNumber, str(error))
    if used := reader.used & reader.using:
        return Fault(1, f"'{sorted(used)[0]}' is used and itself uses others.")
    return None


class _Reader:
    """Goes through a drawing and raises at the first thing that is not allowed."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.words
        self.parser.CommentHandler = self.comment
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype
        self.parser.ProcessingInstructionHandler = self.refuse_instruction
        self.parser.StartCdataSectionHandler = self.refuse_section
        self.open: list[tuple[str, str]] = []
        """Name and id of the elements around."""
        self.style: list[str] = []
        self.used: set[str] = set()
        """Ids that are drawn again elsewhere."""
        self.using: set[str] = set()
        """Ids of what draws others again: of such, ten in a row would be a thousand million."""

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if space != SVG or local not in ELEMENTS or (local == "svg") != (not self.open):
            raise _RefusedError(f"The element <{local}> may not stand here.")
        if len(self.open) >= DEEPEST:
            raise _RefusedError(f"It is nested more than {DEEPEST} levels deep.")
        self.open.append((local, attributes.get("id", "")))
        for key, value in attributes.items():
            self.attribute(key.rpartition(" ")[2], value)
        if local == "use":
            self.using.update(ident for _name, ident in self.open if ident)

    def attribute(self, name: str, value: str) -> None:
        if name.lower().startswith("on"):
            raise _RefusedError(f"The attribute '{name}' would run a script.")
        if name.lower() in ("href", "src", "base"):
            inside = _USED.fullmatch(value.strip())
            if inside is None:
                raise _RefusedError(f"The attribute '{name}' leads out of the drawing.")
            self.used.add(inside[1])
        elif _OUTSIDE.search(value):
            raise _RefusedError(f"The attribute '{name}' asks for a file.")

    def words(self, text: str) -> None:
        if self.open and self.open[-1][0] == "style":
            self.style.append(text)

    def end(self, _name: str) -> None:
        if self.open.pop()[0] == "style":
            if _OUTSIDE.search("".join(self.style)):
                raise _RefusedError("The style asks for a file.")
            self.style.clear()

    def comment(self, text: str) -> None:
        # HTML ends some comments earlier than XML does.
        if "<" in text or ">" in text:
            raise _RefusedError("A comment holds '<' or '>'.")

    def refuse_doctype(self, *_args: object) -> None:
        raise _RefusedError("A document type may not stand here.")

    def refuse_instruction(self, *_args: object) -> None:
        raise _RefusedError("A processing instruction may not stand here.")

    def refuse_section(self) -> None:
        raise _RefusedError("A CDATA section may not stand here.")
