"""The builder ``typst``: the tree, the source, and the PDF that Typst makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.dates import format_date
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.errors import NoUri, SphinxError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.nodes import inline_all_toctrees

from sphinx_mlsys.ext.latex import conference_facts, document_name, edition
from sphinx_mlsys.ext.latextree import shape
from sphinx_mlsys.ext.outputs import write_whole
from sphinx_mlsys.ext.state import state_of
from sphinx_mlsys.ext.typst.markup import string
from sphinx_mlsys.ext.typst.math import Formulas
from sphinx_mlsys.ext.typst.writer import TypstTranslator
from sphinx_mlsys.ext.words import _

if TYPE_CHECKING:
    from typst import Compiler

logger = logging.getLogger(__name__)

TEMPLATE = Path(__file__).with_name("mlsys.typ")
USED = (
    "anchor", "bookmark", "boxed", "digest", "drawing", "drawing-caption", "marked", "note",
    "page-of", "picture", "rows", "section",
)  # fmt: skip
"""What the writer calls of the template; its other names would hide signs of formulas."""
FONTS = Path(__file__).parent.parent.parent / "fonts"

_MISSING = re.compile(r"the text `?\"(.+?)\"`? could not be displayed")


class TypstBuilder(Builder):
    """Writes ``<name>.typ`` and, by the wheel ``typst``, ``<name>.pdf``."""

    name = "typst"
    format = "typst"
    epilog = "The PDF is in %(outdir)s."
    supported_image_types = [
        "image/svg+xml", "application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp",
    ]  # fmt: skip
    default_translator_class = TypstTranslator

    formulas: Formulas

    def get_outdated_docs(self) -> Iterable[str] | str:
        """Return that the one document is written in every build."""
        return "all documents"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the address of a document, the way the LaTeX builder writes it."""
        if docname not in self.env.found_docs:
            raise NoUri(docname, typ)
        return "%" + docname

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Return the address of a document; all are one."""
        return self.get_target_uri(to, typ)

    def write_documents(self, docnames: Iterable[str]) -> None:
        """Write the source and the PDF.

        :raises SphinxError: when the package ``typst`` is not installed.
        """
        try:
            import typst
        except ImportError as error:
            message = "The builder 'typst' needs the package typst: pip install typst tex2typst"
            raise SphinxError(message) from error
        compiler = typst.Compiler(
            root=str(self.outdir), font_paths=[str(FONTS)], ignore_system_fonts=True
        )
        self.formulas = Formulas(lambda source: _attempt(compiler, source))
        tree = self.assemble()
        self.images = {}
        self.post_process_images(tree)
        self.copy_images()
        visitor = TypstTranslator(tree, self)
        tree.walkabout(visitor)
        name = document_name(self.config)
        out = Path(self.outdir)
        write_whole(out / TEMPLATE.name, TEMPLATE.read_bytes())
        source = self.front() + _tidy("".join(visitor.body))
        write_whole(out / f"{name}.typ", source.encode())
        self.compile(compiler, out / f"{name}.typ")

    def assemble(self) -> nodes.document:
        """Return all documents as one tree, its links resolved."""
        root = self.config.root_doc
        tree = self.env.get_doctree(root)
        tree["docname"] = root
        whole = inline_all_toctrees(self, {root}, root, tree, str, [root])
        whole["docname"] = root
        self.env.resolve_references(whole, root, self)
        return whole

    def copy_images(self) -> None:
        """Put the images beside the source."""
        for path, name in self.images.items():
            content = (Path(self.srcdir) / path).read_bytes()
            write_whole(Path(self.outdir) / "images" / name, content)

    def front(self) -> str:
        """Return the head of the source: what the template needs to know."""
        state = state_of(self.env)
        language = state.shows.language
        day = edition(state.library)
        date = self.config.today or str(format_date(day, "long", locale=language))
        facts = "".join(
            f"({string(name)}, {string(text)}), "
            for name, text in conference_facts(state.library, language)
        )
        given = {
            "title": string(self.config.project),
            "author": string(self.config.author),
            "language": string(language),
            "shown-date": string(date),
            "date": f"datetime(year: {day.year}, month: {day.month}, day: {day.day})",
            "conferences": f"({facts})",
            "contents-name": string(_("Contents")),
            "page-name": string(_("p. %s")),
        }
        settings = "".join(f"  {name}: {value},\n" for name, value in given.items())
        return f'#import "{TEMPLATE.name}": {", ".join(USED)}\n#show: digest.with(\n{settings})\n'

    def compile(self, compiler: Compiler, source: Path) -> None:
        """Write the PDF; warn of what Typst says, and leave no PDF that is not of this source.

        PDF/A-2u has every font embedded and every sign with its character: Typst
        then refuses a character that no font has, which it would else leave out
        without a word. Tags would make the file twice as large.
        """
        import typst

        day = edition(state_of(self.env).library)
        target = source.with_suffix(".pdf")
        try:
            made, remarks = compiler.compile_with_warnings(
                str(source),
                format="pdf",
                pdf_standards="a-2u",
                pdf_tags=False,
                timestamp=int(datetime.combine(day, time(), UTC).timestamp()),
            )
        except typst.TypstError as error:
            target.unlink(missing_ok=True)
            _complain(source, error.message)
            return
        for remark in remarks:
            _complain(source, remark.message)
        assert isinstance(made, bytes)
        write_whole(target, made)


class ShapeForTypst(SphinxPostTransform):
    """Shapes the document as that of LaTeX is shaped."""

    default_priority = 450
    builders = ("typst",)

    def run(self, **kwargs: Any) -> None:
        """Shape it."""
        shape(self.document, self.env)


def _attempt(compiler: Compiler, source: str) -> None:
    compiler.compile(source.encode(), format="svg")


def _tidy(source: str) -> str:
    """Return the source without more than one empty line in a row."""
    return re.sub(r"\n{3,}", "\n\n", source)


def _complain(source: Path, said: str) -> None:
    """Warn of what Typst said; characters without a font by their names."""
    missing = _MISSING.findall(said)
    if not missing:
        logger.warning("Typst on %s: %s", source.name, said, type="mlsys", subtype="typst")
    for text in dict.fromkeys(missing):
        logger.warning(
            "No font of the PDF has %s; write it otherwise, or add it with tools/fonts.py.",
            _named(text), type="mlsys", subtype="font",
        )  # fmt: skip


def _named(characters: Sequence[str]) -> str:
    return ", ".join(f"'{c}' (U+{ord(c):04X})" for c in characters)


def setup_typst(app: Sphinx) -> None:
    """Register the builder and the shaping of its document."""
    app.add_builder(TypstBuilder)
    app.add_post_transform(ShapeForTypst)
