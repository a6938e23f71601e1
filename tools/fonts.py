"""Make the fonts of the PDF without TeX: Noto Sans CJK SC, with the characters that we need.

Not run in a build: ``python tools/fonts.py [FOLDER]``, with ``fonttools`` from
pip and the fonts of Debian's ``fonts-noto-cjk`` (2022, SIL Open Font License
1.1). Takes every character of the docs, of the bibliography and of the
extension's catalogues, and beside them GB 2312 level 1 (the 3755 most frequent
Chinese characters), Latin with accents, punctuation, arrows and signs. Run it
again when a build says that a character is missing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parent.parent
SOURCES = Path("/usr/share/fonts/opentype/noto")
TARGET = ROOT / "sphinx_mlsys" / "fonts"
FACE = 2
"""The Simplified Chinese face among those of the collection."""
WEIGHTS = ("Regular", "Bold")
TEXTS = ("docs/**/*.md", "docs/**/*.yaml", "docs/**/*.po", "docs/**/*.toml", "docs/**/*.svg",
         "*.bib", "sphinx_mlsys/**/*.po")  # fmt: skip
RANGES = (
    (0x20, 0x7F), (0xA0, 0x250), (0x2B0, 0x300), (0x370, 0x400), (0x400, 0x460), (0x1D2C, 0x1D6B),
    (0x1E00, 0x1F00), (0x2000, 0x2070), (0x2070, 0x20A0), (0x20A0, 0x20C0), (0x2100, 0x2190),
    (0x2190, 0x2200), (0x2200, 0x2300), (0x2460, 0x2500), (0x2500, 0x2600), (0x2600, 0x2670),
    (0x2713, 0x2719), (0x3000, 0x3030), (0xFF01, 0xFF5F), (0xFFE0, 0xFFE7),
)  # fmt: skip
"""First and one after the last code point of blocks that are taken as far as the font has them."""


def frequent() -> Iterable[str]:
    """Yield the characters of GB 2312 level 1, rows 16 to 55."""
    for row in range(16, 56):
        for cell in range(1, 95):
            try:
                yield bytes((0xA0 + row, 0xA0 + cell)).decode("gb2312")
            except UnicodeDecodeError:  # the last cells of row 55 are empty
                continue


def characters() -> set[int]:
    """Return the code points to keep."""
    found = {ord(c) for c in frequent()}
    for pattern in TEXTS:
        for file in sorted(ROOT.glob(pattern)):
            found |= {ord(c) for c in file.read_text(encoding="utf-8")}
    for first, last in RANGES:
        found |= set(range(first, last))
    return found


def make(weight: str, wanted: set[int], folder: Path) -> None:
    """Write the subset of a weight."""
    name = f"NotoSansCJK-{weight}.ttc"
    font = TTFont(SOURCES / name, fontNumber=FACE, recalcTimestamp=False)
    options = Options()
    options.layout_features = ["kern", "locl", "ccmp", "mark", "mkmk", "chws", "halt", "palt"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    options.hinting = False
    options.desubroutinize = False
    options.drop_tables += ["vhea", "vmtx", "VORG", "DSIG"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    file = folder / f"NotoSansCJKsc-{weight}-subset.otf"
    font.save(file)
    print(file.name, len(font.getBestCmap()), "characters,", file.stat().st_size, "bytes")


def main() -> None:
    """Write the fonts into the folder that is named, or where the extension has them."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    wanted = characters()
    for weight in WEIGHTS:
        make(weight, wanted, folder)


if __name__ == "__main__":
    main()
