"""A sheet to draw on, with the classes and colours that all figures of a digest share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal
from xml.etree import ElementTree as ET

from sphinx_mlsys.core.text import CJK

Colour = Literal["ink", "muted", "accent", "soft", "surface", "hair", "gold"]
Anchor = Literal["start", "middle", "end"]

COLOURS = MappingProxyType(
    {
        "ink": "#1b1f24",
        "muted": "#57606a",
        "accent": "#0a6b6b",
        "soft": "#d5ecea",
        "surface": "#f6f7f9",
        "hair": "#d9dee5",
        "gold": "#7a4f00",
    }
)
"""Class (after ``mf-``) to its colour where no style sheet gives another."""

FONTS = (
    "system-ui, 'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', "
    "sans-serif"
)
SIZE = 13
"""Size of lettering in pixels; nothing is smaller than 12."""
SMALL = 12

_PIECES = re.compile(rf"[{CJK}][\u3000-\u303f\uff00-\uffef]*|[^ {CJK}]+| +")
_WIDE = re.compile(f"[{CJK}\u3000-\u303f\uff00-\uffef]")
_WIDTHS = MappingProxyType(
    {
        **dict.fromkeys("ijl|'", 0.23),
        **dict.fromkeys("ftI.,:;!/ ", 0.29),
        **dict.fromkeys("r-()[]\u00b7", 0.34),
        **dict.fromkeys("cksvxyzJ", 0.51),
        **dict.fromkeys("ABEFKLPSTVXYZ&", 0.67),
        **dict.fromkeys("CDHNRUw", 0.73),
        **dict.fromkeys("GOQm", 0.8),
        **dict.fromkeys("MW%@\u2192", 0.94),
    }
)
"""Widths of letters in Helvetica and its like, in em; the others are 0.56 wide."""
ROOMY = 1.04
"""What a wider font adds."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished picture."""

    svg: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Legend:
    """What a picture is called and what it shows, for those who do not see it."""

    title: str
    description: str


def measure(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Return about how wide *text* is, rather too much than too little."""
    em = sum(1.0 if _WIDE.match(c) else ROOMY * _WIDTHS.get(c, 0.56) for c in text)
    return em * size * (1.06 if bold else 1.0)


def wrap(text: str, width: float, size: float = SIZE, *, most: int = 9) -> list[str]:
    """Break *text* into lines of about one length that fit a width.

    What exceeds *most* lines ends in an ellipsis. A number at the end stays
    with the word before it.
    """
    lines = _broken(text, width, size)
    if len(lines) <= most:
        tries = (_broken(text, width * part / 20, size) for part in range(10, 20))
        return next((found for found in tries if len(found) == len(lines)), lines)
    last = lines[most - 1]
    while measure(last + "…", size) > width and len(last) > 1:
        last = last[:-1].rstrip()
    return [*lines[: most - 1], last + "…"]


def _broken(text: str, width: float, size: float) -> list[str]:
    lines = [""]
    whole = re.sub(r" (\d{1,2})$", "\u00a0\\1", text)
    for piece in _PIECES.findall(whole):
        if measure((lines[-1] + piece).strip(), size) <= width or not lines[-1].strip():
            lines[-1] += piece
        elif piece.strip():
            lines.append(piece)
    return [line.strip() for line in lines]


class Sheet:
    """An SVG in the making; it grows downwards, and its height is told at the end."""

    def __init__(self, width: int, ident: str) -> None:
        self.width = width
        self.ident = ident
        self._root = ET.Element("svg")
        self._at = self._root
        self._linked = False

    def _add(self, tag: str, colour: Colour, **attributes: float | str) -> ET.Element:
        shown = {
            name.rstrip("_").replace("_", "-"): v if isinstance(v, str) else number(v)
            for name, v in attributes.items()
        }
        return ET.SubElement(self._at, tag, {"class": f"mf-{colour}", **shown})

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: Colour, width: float = 1.5
    ) -> None:
        """Draw a line."""
        self.path(f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}", colour, width)

    def path(self, data: str, colour: Colour, width: float = 1.5) -> None:
        """Draw an open path."""
        self._add("path", colour, d=data, fill="none", stroke=COLOURS[colour], stroke_width=width)

    def rect(
        self, x: float, y: float, width: float, height: float, colour: Colour, radius: float = 0
    ) -> None:
        """Draw a filled rectangle."""
        rounded = {"rx": radius} if radius else {}
        self._add(
            "rect", colour, x=x, y=y, width=width, height=height, **rounded, fill=COLOURS[colour]
        )

    def frame(
        self, x: float, y: float, width: float, height: float, colour: Colour, radius: float = 0
    ) -> None:
        """Draw the outline of a rectangle."""
        self._add(
            "rect", colour, x=x, y=y, width=width, height=height, rx=radius,
            fill="none", stroke=COLOURS[colour], stroke_width=1,
        )  # fmt: skip

    def dot(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """Draw a filled circle."""
        self._add("circle", colour, cx=x, cy=y, r=radius, fill=COLOURS[colour])

    def ring(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """Draw a hollow circle."""
        self._add(
            "circle", colour, cx=x, cy=y, r=radius - 0.75,
            fill="none", stroke=COLOURS[colour], stroke_width=1.5,
        )  # fmt: skip

    def text(
        self,
        x: float,
        y: float,
        content: str,
        colour: Colour = "ink",
        *,
        size: float = SIZE,
        anchor: Anchor = "start",
        bold: bool = False,
        turned: float = 0,
        english: bool = False,
    ) -> None:
        """Write a line of text; *y* is its base line.

        *english* is for titles that are English on pages of any language:
        Chinese fonts draw their quotes and dots as wide as a character.
        """
        more: dict[str, float | str] = {}
        if anchor != "start":
            more["text_anchor"] = anchor
        if bold:
            more["font_weight"] = "600"
        if english:
            more["lang"] = "en"
        if turned:
            more["transform"] = f"rotate({number(turned)} {number(x)} {number(y)})"
        made = self._add("text", colour, x=x, y=y, font_size=size, fill=COLOURS[colour], **more)
        made.text = content

    @contextmanager
    def link(self, kind: str, target: str, title: str = "") -> Iterator[None]:
        """Make what is drawn inside lead to an object of the digest."""
        self._linked = True
        outer = self._at
        self._at = ET.SubElement(outer, "a", {"href": f"mlsys:{kind}:{target}"})
        if title:
            ET.SubElement(self._at, "title").text = title
        yield
        self._at = outer

    def finish(self, height: float, legend: Legend) -> Drawing:
        """Return the picture."""
        # What has the role of an image is one thing for screen readers: its links would be lost.
        tall = int(height + 0.999)
        head = {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {self.width} {tall}",
            "width": str(self.width),
            "height": str(tall),
            "role": "group" if self._linked else "img",
            "aria-labelledby": f"{self.ident}-title",
            "aria-describedby": f"{self.ident}-desc",
            "font-family": FONTS,
        }
        self._root.attrib.update(head)
        for name, content in (("desc", legend.description), ("title", legend.title)):
            told = ET.Element(name, {"id": f"{self.ident}-{name}"})
            told.text = content
            self._root.insert(0, told)
        return Drawing(ET.tostring(self._root, encoding="unicode"), self.width, tall)


def number(value: float) -> str:
    """Return a number with at most one decimal."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


DARK = """<style type="text/css">
@media (prefers-color-scheme: dark) {
.mf-ink { fill: #e4e7eb }
.mf-muted { fill: #a3abb5 }
.mf-accent { fill: #63cbc3 }
.mf-gold { fill: #f0c35a }
.mf-soft { fill: #123b3a }
.mf-surface { fill: #1c1f23 }
.mf-hair { stroke: #343a42 }
.mf-ink[fill="none"] { fill: none; stroke: #e4e7eb }
.mf-muted[fill="none"] { fill: none; stroke: #a3abb5 }
.mf-accent[fill="none"] { fill: none; stroke: #63cbc3 }
.mf-gold[fill="none"] { fill: none; stroke: #f0c35a }
}
</style>"""
"""What the figures of ``docs/figures`` carry too: colours for dark screens."""


def standalone(svg: str, language: str) -> str:
    """Return a picture as a file of its own: without links, with colours for the dark."""
    bare = re.sub(r"<a [^>]*>(?:<title>[^<]*</title>)?|</a>", "", svg)
    bare = bare.replace('role="group"', 'role="img"')
    return bare.replace("<svg ", f'<svg xml:lang="{language}" ', 1).replace(
        "</desc>", f"</desc>{DARK}", 1
    )
