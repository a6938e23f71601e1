"""The cover of the EPUB: drawn from the title, the conferences and the language."""

from __future__ import annotations

import html
import importlib.util
from collections.abc import Iterator, Sequence
from pathlib import Path

FONTS = Path(__file__).parent.parent / "fonts"

FORMS = ("mlsys-cover.png", "mlsys-cover.svg")
"""A picture where ``typst`` is installed, since few readers show a drawing; else a drawing."""

WIDTH, HEIGHT = 600, 900
PAGE = f"""\
#set page(width: {WIDTH}pt, height: {HEIGHT}pt, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)
"""
PIXELS = 144
"""Pixels per inch: the cover is twice as many pixels wide as points."""

INK, PALE, WHITE = "#0a6b6b", "#d5ecea", "#ffffff"


def drawn_as() -> str:
    """Return the name of the cover that can be made here."""
    return FORMS[0] if importlib.util.find_spec("typst") is not None else FORMS[1]


def cover(
    form: str, title: str, conferences: Sequence[tuple[str, str]], language: str
) -> bytes:  # fmt: skip
    """Return the cover.

    :param form: one of :data:`FORMS`
    :param conferences: name, and days with city, of each
    :param language: what the language of the book is called in itself
    """
    svg = drawing(title, conferences, language)
    if form == FORMS[1]:
        return svg.encode()
    import typst

    compiler = typst.Compiler(
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[FONTS])
    )
    made = compiler.compile(PAGE.encode(), format="png", ppi=PIXELS, sys_inputs={"svg": svg})
    assert isinstance(made, bytes)  # one page, returned since no file is named
    return made


def drawing(title: str, conferences: Sequence[tuple[str, str]], language: str) -> str:
    """Return the cover as SVG."""
    lines = "\n".join(_lines(title, conferences, language))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        "font-family=\"'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif\">\n"
        f"<title>{html.escape(title)}</title>\n"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{INK}"/>\n'
        f'<rect x="56" y="210" width="72" height="8" fill="{PALE}"/>\n{lines}\n</svg>\n'
    )


def _lines(title: str, conferences: Sequence[tuple[str, str]], language: str) -> Iterator[str]:
    y = 300
    for part in wrapped(title, 15):
        yield _text(part, y, 62, WHITE, bold=True)
        y += 74
    y += 40
    for name, facts in conferences:
        yield _text(name, y, 28, WHITE, bold=True)
        y += 34
        for part in wrapped(facts, 44):
            yield _text(part, y, 20, PALE)
            y += 27
        y += 24
    yield _text(language, HEIGHT - 60, 24, PALE)


def _text(text: str, y: int, size: int, colour: str, *, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="56" y="{y}" font-size="{size}" fill="{colour}"{weight}>'
        f"{html.escape(text)}</text>"
    )


def wrapped(text: str, width: int) -> list[str]:
    """Return *text* in lines of about *width* letters; Chinese signs count two."""
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}".strip()
        if lines[-1] and sum(2 if ord(c) > 0x2E80 else 1 for c in joined) > width:
            lines.append(word)
        else:
            lines[-1] = joined
    return lines
