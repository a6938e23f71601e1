"""The picture of a record's card."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from PIL import Image

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.export.pagehead import Head, head
from sphinx_mlsys.export.picture import MARGIN, SIZE, Painter


def found(library: Library, language: str = "zh") -> Head:
    made = head(library, "ada2024alpha", language)
    assert made is not None
    return made


def drawn(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    """Return the box around everything that is not background, left of it the bar."""
    plain = Image.new("RGB", image.size, image.getpixel((SIZE[0] - 1, 0)))
    from PIL import ImageChops

    box = ImageChops.difference(image.convert("RGB"), plain).crop((30, 0, *SIZE)).getbbox()
    assert box is not None
    return (box[0] + 30, box[1], box[2] + 30, box[3])


def test_it_has_the_size_that_readers_ask_for_and_is_the_same_again(library: Library) -> None:
    content = Painter().picture(found(library))
    assert (drawn(content).format, drawn(content).size) == ("PNG", SIZE)
    assert Painter().picture(found(library)) == content


def test_both_languages_are_drawn_with_glyphs(library: Library) -> None:
    painter = Painter()
    chinese = painter.picture(replace(found(library), description="缓存"))
    boxes = painter.picture(replace(found(library), description="\ue000\ue000"))
    other = painter.picture(replace(found(library), description="延迟"))
    assert len({chinese, boxes, other}) == 3


def test_texts_without_end_stay_inside(library: Library) -> None:
    painter = Painter()
    for word in ("word ", "x", "字", "مرحبا ", "<b>&\u200f"):
        long = replace(found(library), title=word * 3000, description=word * 3000)
        left, top, right, bottom = ink(drawn(painter.picture(long)))
        assert left >= MARGIN - 6
        assert right <= SIZE[0] - MARGIN + 6
        assert top > 20
        assert bottom < SIZE[1]
