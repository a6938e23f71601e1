"""SVG to vector PDF for LaTeX, through the Typst compiler that comes as a wheel.

LaTeX cannot read SVG, and the usual converters (rsvg-convert, Inkscape, cairo)
are system programs or need system libraries. ``typst`` is a wheel without
dependencies; it draws an SVG with the fonts of the machine into a PDF page of
the drawing's size, text as text.
"""

from __future__ import annotations

import importlib.util
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sphinx.transforms.post_transforms.images import ImageConverter
from sphinx.util import logging

from sphinx_mlsys.ext.outputs import write_whole

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from typst import Compiler

logger = logging.getLogger(__name__)

PAGE = """\
#set document(date: none)
#set page(width: auto, height: auto, margin: 0pt)
#image("{name}")
"""
"""A page as large as the drawing; without a date, so that its bytes depend on nothing else."""

PDF_VERSION: Final = "1.5"
"""What xdvipdfmx can take in without a warning; it writes 1.5 itself."""

_FAMILIES = re.compile(r"font-family=\"([^\"]+)\"|font-family:\s*([^;\"}]+)")
_GENERIC = frozenset({"serif", "sans-serif", "monospace", "system-ui"})
_CHINESE = re.compile(r"[\u3400-\u9fff]")


class SvgToPdf(ImageConverter):
    """Converts ``.svg`` images for builders that take PDF."""

    conversion_rules = [("image/svg+xml", "application/pdf")]

    _compiler: Compiler | None = None
    _families: frozenset[str] = frozenset()
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
        if self._compiler is None:
            fonts = typst.Fonts()
            self._families = frozenset(name.lower() for name in fonts.families())
            self._compiler = typst.Compiler(font_paths=fonts)
        self.check_fonts(source)
        page = PAGE.format(name=source.name.replace("\\", "\\\\").replace('"', '\\"'))
        try:
            made = self._compiler.compile(
                page.encode(), root=source.parent, pdf_standards=PDF_VERSION, pdf_tags=False
            )
        except typst.TypstError as error:
            self.complain(source, f"cannot be drawn: {error.message}")
            return False
        assert isinstance(made, bytes)  # one page, returned since no file is named
        write_whole(target, made)
        self._made |= {target}
        return True

    def check_fonts(self, source: Path) -> None:
        """Warn if no font that a drawing with Chinese names is installed.

        Typst then draws empty boxes and says nothing.
        """
        svg = source.read_text(encoding="utf-8", errors="replace")
        if not _CHINESE.search(svg):
            return
        wanted = [
            name.strip(" '\"")
            for found in _FAMILIES.findall(svg)
            for name in (found[0] or found[1]).split(",")
        ]
        named = [n for n in dict.fromkeys(wanted) if n and n not in _GENERIC]
        if named and not any(n.lower() in self._families for n in named):
            self.complain(
                source,
                f"has Chinese text, but none of its fonts is installed ({', '.join(named)}); "
                "apt-get install fonts-noto-cjk",
            )

    def complain(self, source: Path, what: str) -> None:
        """Warn about a drawing."""
        logger.warning("The drawing '%s' %s.", source.name, what, type="mlsys", subtype="svg")


def setup_svgpdf(app: Sphinx) -> None:
    """Register the converter."""
    app.add_post_transform(SvgToPdf)
