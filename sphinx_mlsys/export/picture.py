"""The card of a record as a picture, for places that show a link as one.

Drawn by Pillow with Noto Sans CJK, which is one font for both languages and
comes as a package of its own: the extra ``cards`` installs the two. Without
them nothing is drawn. Fonts of the machine are not used, so that the picture
is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import as_file, files
from importlib.util import find_spec
from io import BytesIO

from sphinx_mlsys.export.pagehead import Head
from sphinx_mlsys.export.reference import names

SIZE = (1200, 630)
"""The size that Open Graph's readers ask for."""
MARGIN = 72
FONT = ("noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc", 2)
"""Package and file of the font, and the number of its Simplified Chinese face."""
PAPER, INK, QUIET, ACCENT = "#f7faf9", "#12302f", "#47605f", "#0a6b6b"


PARTS = ((28, 1, ACCENT), (50, 4, INK), (30, 1, QUIET), (28, 4, INK))
"""Size, most lines and colour of what :func:`words_of` returns."""


def words_of(found: Head) -> tuple[str, str, str, str]:
    """Return all that a picture says: where it was shown, title, authors, description."""
    place = " · ".join(p for p in (found.site, found.event.short if found.event else "") if p)
    return place, found.title, names(found.work.entry.authors, found.language), found.description


def available() -> bool:
    """Tell whether pictures can be drawn here."""
    return all(find_spec(package) is not None for package in ("PIL", FONT[0]))


class Painter:
    """Draws cards; made once for a build, since the font is large.

    :raises ImportError: when :func:`available` says no.
    """

    def __init__(self) -> None:
        from PIL import Image, ImageDraw, ImageFont

        package, name, face = FONT
        self._new = Image.new
        self._draw = ImageDraw.Draw
        with as_file(files(package) / name) as file:
            self._fonts = {
                size: ImageFont.truetype(
                    # The simple layout engine gives the same picture on every machine.
                    str(file), size, index=face, layout_engine=ImageFont.Layout.BASIC
                )
                for size in (28, 30, 50)
            }  # fmt: skip

    def picture(self, found: Head) -> bytes:
        """Return the PNG of a record's card."""
        image = self._new("RGB", SIZE, PAPER)
        draw = self._draw(image)
        draw.rectangle((0, 0, 20, SIZE[1]), fill=ACCENT)
        top = MARGIN - 16
        for words, (size, most, colour) in zip(words_of(found), PARTS, strict=True):
            font = self._fonts[size]
            for line in _wrapped(words, font.getlength, SIZE[0] - 2 * MARGIN, most):
                draw.text((MARGIN, top), line, fill=colour, font=font)
                top += round(size * 1.32)
            top += 20 if words else 0
        content = BytesIO()
        image.save(content, "PNG")
        return content.getvalue()


def _wrapped(text: str, measure: Callable[[str], float], width: int, most: int) -> Iterator[str]:
    """Yield up to *most* lines no wider than *width*, the last cut where more follows."""
    lines: list[str] = []
    line = ""
    for word in _words(text[:600]):
        if line and measure((line + word).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
            if len(lines) == most:
                break
        line += word if line else word.lstrip()
    else:
        yield from (*lines, line) if line else lines
        return
    last = lines[-1]
    while last and measure(last + "…") > width:
        last = last[:-1]
    yield from (*lines[:-1], last.rstrip(" ,，、。.") + "…")


def _words(text: str) -> Iterator[str]:
    """Yield the stretches between which a line may break.

    It may after spaces and hyphens, between ideographs, and in endless words.
    """
    word = ""
    for char in text:
        word += char
        if char.isspace() or char == "-" or ord(char) >= 0x2E80 or len(word) > 20:
            yield word
            word = ""
    if word:
        yield word
