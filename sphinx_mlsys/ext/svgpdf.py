"""SVG to vector PDF for LaTeX, through the Typst compiler that comes as a wheel.

LaTeX cannot read SVG, and the usual converters (rsvg-convert, Inkscape, cairo)
are system programs or need system libraries. ``typst`` is a wheel without
dependencies; it draws an SVG into a PDF page of the drawing's size, text as text.
"""

from __future__ import annotations

import importlib.util
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sphinx.application import Sphinx
from sphinx.transforms.post_transforms.images import ImageConverter
from sphinx.util import logging

from sphinx_mlsys.ext.outputs import write_whole

if TYPE_CHECKING:
    from typst import Compiler

logger = logging.getLogger(__name__)

FONTS = Path(__file__).parent.parent / "fonts"
"""The fonts of the digest's own drawings; for any others those of the machine."""

PAGE = """\
#set document(date: {date})
#set page(width: auto, height: auto, margin: 0pt)
#image("{name}")
"""
"""A page as large as the drawing; without a date, so that its bytes depend on nothing else."""

PDF_VERSION: Final = "1.5"
"""What xdvipdfmx can take in without a warning; it writes 1.5 itself."""

CHECKED: Final = "a-2u"
"""PDF/A-2u: Typst refuses a character that no font has, which it else leaves out silently."""

_FAMILIES = re.compile(r"font-family=\"([^\"]+)\"|font-family:\s*([^;\"}]+)")


class SvgToPdf(ImageConverter):
    """Converts ``.svg`` images for builders that take PDF."""

    conversion_rules = [("image/svg+xml", "application/pdf")]

    _compilers: dict[bool, Compiler]
    _made: frozenset[Path] = frozenset()

    def is_available(self) -> bool:
        """Tell whether ``typst`` is installed; say so once if not."""
        if importlib.util.find_spec("typst") is not None:
            return True
        logger.warning(
            "Drawings cannot be put into the PDF: the package 'typst' is not installed "
            "(pip install typst).",
            type="mlsys",
            subtype="svg",
        )
        return False

    def convert(self, _from: str | os.PathLike[str], _to: str | os.PathLike[str]) -> bool:
        """Write *_from* as PDF to *_to*; warn and return false if it cannot be drawn."""
        import typst

        source, target = Path(_from), Path(_to)
        if target in self._made:
            return True
        compiler = self.compiler(source)
        name = source.name.replace("\\", "\\\\").replace('"', '\\"')
        dated = PAGE.format(name=name, date="datetime(year: 1970, month: 1, day: 1)")
        page = PAGE.format(name=name, date="none")
        try:
            compiler.compile(dated.encode(), root=source.parent, pdf_standards=CHECKED)
            made = compiler.compile(
                page.encode(), root=source.parent, pdf_standards=PDF_VERSION, pdf_tags=False
            )
        except typst.TypstError as error:
            logger.warning(
                "The drawing '%s' cannot be put into the PDF: %s.",
                source.name,
                error.message,
                type="mlsys",
                subtype="svg",
            )
            return False
        assert isinstance(made, bytes)  # one page, returned since no file is named
        write_whole(target, made)
        self._made |= {target}
        return True

    def compiler(self, source: Path) -> Compiler:
        """Return a compiler that has the fonts of a drawing: the shipped ones, if it names one."""
        import typst

        svg = source.read_text(encoding="utf-8", errors="replace")
        named = {
            name.strip(" '\"").lower()
            for found in _FAMILIES.findall(svg)
            for name in (found[0] or found[1]).split(",")
        }
        shipped = typst.Fonts(include_system_fonts=False, font_paths=[FONTS])
        own = bool(named & {name.lower() for name in shipped.families()})
        if not hasattr(self, "_compilers"):
            self._compilers = {}
        if own not in self._compilers:
            fonts = shipped if own else typst.Fonts(font_paths=[FONTS])
            self._compilers[own] = typst.Compiler(font_paths=fonts)
        return self._compilers[own]


def setup_svgpdf(app: Sphinx) -> None:
    """Register the converter."""
    app.add_post_transform(SvgToPdf)
