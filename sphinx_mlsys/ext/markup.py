"""Texts of records as nodes, all through MyST's own renderer."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from contextlib import nullcontext
from typing import Any

from docutils import nodes
from docutils.parsers.rst.languages import get_language
from docutils.parsers.rst.roles import role
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import token_line
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.warnings_ import MystWarnings
from sphinx.addnodes import download_reference
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import new_document

from sphinx_mlsys.core.problems import shortened
from sphinx_mlsys.core.text import CJK
from sphinx_mlsys.core.views import Prose
from sphinx_mlsys.core.yamlfile import YamlFile
from sphinx_mlsys.ext.mathml import complain, fault_of
from sphinx_mlsys.refer import KINDS

_PLAIN = re.compile(r"[^`*_\[\]<>{}$\\&|~#!\n]+\Z")
_WIDE = f"[{CJK}\u3000-\u303f\uff00-\uffef\u2018\u2019\u201c\u201d\u2026]"
_WIDE_END = re.compile(_WIDE + r"\Z")
_WIDE_START = re.compile(_WIDE)


_ROLES = re.compile(
    rf"(?:mlsys:)?(?:{'|'.join(KINDS)})|(?:std:)?(?:term|doc|ref|numref)"
    r"|any|cite(?::[a-z*]+)?|math|sub|sup|subscript|superscript|abbr|kbd|code|literal|emphasis|strong"
)
"""The roles that a text may have: none that reads a file or is of another project."""


_SHOWN = [
    *("front_matter", "html_block", "html_inline", "image", "myst_line_comment"),
    *("footnote_def", "footnote_ref", "heading", "lheading", "myst_block_break", "myst_target"),
]
"""Rules of MyST's parser that do not hold in a text."""

LONGEST = 5000
"""How many characters a role may have: Sphinx takes the square of them to find its target."""


class TextRenderer(SphinxRenderer):
    """MyST's renderer without the document that it makes for each text and does not use."""

    def setup_render(self, options: dict[str, Any], env: MutableMapping[str, Any]) -> None:
        """Set up as the base class does when it is given a document.

        ``DocutilsRenderer.setup_render`` of myst-parser 5.2 evaluates
        ``make_document()`` even if it is not needed, which costs several times
        the rendering of a sentence.
        """
        document: nodes.document = options["document"]
        self.md_env = env
        self.md_options = options
        self.md_config = options["myst_config"]
        self.document = document
        self.current_node = document
        self.reporter = document.reporter
        language: Any = get_language(document.settings.language_code)
        self.language_module_rst = language
        self._heading_offset = 0
        self._level_to_section = {0: document}
        self._heading_slugs = {}

    def render_fence(self, token: SyntaxTreeNode) -> None:
        """Show a directive as it is written: one could bring in files and raw HTML."""
        if token.info.strip().startswith("{"):
            self.current_node += nodes.literal_block(token.content, token.content)
        else:
            super().render_fence(token)

    def render_myst_role(self, token: SyntaxTreeNode) -> None:
        """Render a role that names something; show one that could bring in a file."""
        name = token.meta["name"].lower()
        known = role(name, self.language_module_rst, token_line(token, 0), self.reporter)[0]
        if known and not _ROLES.fullmatch(name):
            self.refuse(token, f'The role "{name}" has no place in a record. Leave it out.')
            return
        if len(token.content) > LONGEST:
            self.refuse(
                token,
                f'What the role "{name}" names cannot be read: it is longer than {LONGEST} '
                "characters. Name one thing.",
            )
            return
        try:
            super().render_myst_role(token)
        except (ValueError, RecursionError):  # of sphinxcontrib-bibtex: a space; hundreds of keys
            self.refuse(token, f'What the role "{name}" names cannot be read. Name one thing.')

    def refuse(self, token: SyntaxTreeNode, complaint: str) -> None:
        """Tell what is wrong with a role, and show its text as it is written."""
        self.create_warning(
            complaint,
            MystWarnings.UNKNOWN_ROLE,
            line=token_line(token, 0),
            append_to=self.current_node,
        )
        self.current_node += nodes.literal(token.content, token.content)

    def render_link_path(self, token: SyntaxTreeNode) -> None:
        """Show the text of a link to a file: Sphinx would copy the file to the site."""
        self.render_children(token)

    def render_link_unknown(self, token: SyntaxTreeNode) -> None:
        """Link to a document; of a link to another file show the text."""
        try:
            super().render_link_unknown(token)
        except (OSError, ValueError):  # no file can have such a name; MyST looks for one
            target = shortened(str(token.attrGet("href")))
            self.create_warning(
                f"The link to {target!r} leads nowhere: no page or file has such a name. "
                "Link to a page or an address, or leave the link out.",
                MystWarnings.XREF_MISSING,
                line=token_line(token, 0),
                append_to=self.current_node,
            )
            self.render_children(token)
        for node in list(self.current_node.findall(download_reference)):
            node.replace_self(node.children)


class Renderer:
    """Renders texts of records for the document being read.

    A fault in a text is told when the record's own page is read, at its line
    in the record file; other pages that show the text stay silent.
    """

    def __init__(self, env: BuildEnvironment) -> None:
        self._env = env
        config = MdParserConfig(enable_extensions={"dollarmath"}, title_to_header=False)
        self._parser: MarkdownIt = create_md_parser(config, TextRenderer)
        # A record's text is data, shown on several pages: what would act, or be a target
        # of the page, is shown as it is written.
        self._parser.disable(_SHOWN)

    def is_plain(self, text: str) -> bool:
        """Tell whether a text is one paragraph without markup."""
        return _PLAIN.match(text) is not None

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens of a text, as MyST's parser makes them."""
        return self._parser.parse(text)

    def blocks(
        self, prose: Prose, source: YamlFile, settings: object, *, own: bool
    ) -> list[nodes.Node]:
        """Return the nodes of a text of one or more blocks."""
        if self.is_plain(prose.text):
            return [nodes.paragraph("", prose.text.strip())]
        document = new_document(str(source.file), settings)
        self._parser.options["document"] = document
        with nullcontext() if own else logging.suppress_logging():
            self._render(prose.text, source.at(prose.path).text_line - 1)
        for formula in [*document.findall(nodes.math), *document.findall(nodes.math_block)]:
            if fault := fault_of(formula.astext()):
                if own:
                    formula.source = str(source.file)
                    complain(formula, fault)
                formula.replace_self(nodes.literal("", formula.astext()))
        for parent in dict.fromkeys(node.parent for node in document.findall(_is_break)):
            _join(parent)
        for node in document.findall(nodes.Element):
            node.source = str(source.file)
        children = list(document.children)
        document.clear()
        return children

    def _render(self, text: str, lines_above: int) -> None:
        """Render a text that begins below so many lines of its file."""
        parser, env = self._parser, dict[str, Any]()
        tokens = parser.parse(text, env)
        for token in tokens:
            if token.map is not None:  # of the text; faults are told at lines of the file
                token.map = [line + lines_above for line in token.map]
        parser.renderer.render(tokens, parser.options, env)

    def inline(
        self, prose: Prose, source: YamlFile, settings: object, *, own: bool
    ) -> list[nodes.Node]:
        """Return the inline nodes of a text of one paragraph."""
        if self.is_plain(prose.text):
            return [nodes.Text(prose.text.strip())]
        found: list[nodes.Node] = []
        for block in self.blocks(prose, source, settings, own=own):
            if isinstance(block, nodes.paragraph):
                if found:
                    found.append(nodes.Text(" "))
                found += list(block.children)
                block.clear()
            else:
                found.append(block)
        return found


def _is_break(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Text) and node.astext() == "\n"


def _join(parent: nodes.Element) -> None:
    """Take out line breaks where Chinese text needs no space."""
    said = ["", *(node.astext() for node in parent.children), ""]
    parent.children = [
        node
        for number, node in enumerate(parent.children)
        if not _is_break(node) or not is_wide_at_break(said[number], said[number + 2])
    ]


def is_wide_at_break(before: str, after: str) -> bool:
    """Tell whether Chinese stands on either side of a line break, which then is no space."""
    return bool(_WIDE_END.search(before) or _WIDE_START.match(after))


_MATH = re.compile(r"(?<!\\)\$([^$]+)\$")


def math_node(tex: str) -> nodes.Element:
    """Return a formula, or its source if TeX may not be given it."""
    return nodes.literal("", tex) if fault_of(tex) else nodes.math(tex, tex)


def title_nodes(title: str) -> list[nodes.Node]:
    """Return a title as text with its mathematics."""
    found: list[nodes.Node] = []
    end = 0
    for match in _MATH.finditer(title):
        found.append(nodes.Text(title[end : match.start()]))
        found.append(math_node(match[1]))
        end = match.end()
    found.append(nodes.Text(title[end:]))
    return [n for n in found if n.astext()]
