"""The pieces of cards as HTML: what the standard nodes of a card would become, without them.

The result equals what docutils' and Sphinx's writers make of the nodes of
:class:`~sphinx_mlsys.ext.nodemaker.NodeMaker`; a test holds the two together. What a
theme may write in its own way (the tag of a table) and what is rare (a formula,
a role of another domain) is handed to the page's translator as nodes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from docutils import nodes
from markdown_it.token import Token
from pygments import highlight
from pygments.formatter import Formatter
from pygments.lexer import Lexer
from sphinx.highlighting import PygmentsBridge
from sphinx.util.docutils import ReferenceRole
from sphinx.writers.html5 import HTML5Translator

from sphinx_mlsys.core.views import Prose
from sphinx_mlsys.core.yamlfile import YamlFile
from sphinx_mlsys.ext import build, words
from sphinx_mlsys.ext.filelinks import label_of, relative_address
from sphinx_mlsys.ext.maker import joined
from sphinx_mlsys.ext.markup import LONGEST, Renderer, is_wide_at_break, math_node, title_nodes
from sphinx_mlsys.ext.nodemaker import is_own
from sphinx_mlsys.ext.references import resolve_below
from sphinx_mlsys.ext.state import UNLINKED, DigestState, naming
from sphinx_mlsys.ext.words import _
from sphinx_mlsys.refer import KINDS

_BLOCKS = re.compile(
    r"^[ ]{0,3}(?:[-+*][ \t]|\d+[.)](?:[ \t]|$)|[>#=:%]|[-+*]+[ \t]*$|---|___|\*\*\*|\+\+\+|```|~~~"
    r"|\[[^\]]*\]:|\([^()\s]+\)=)|^(?: {4}|[ ]*\t)|\||\[\^|  $",
    re.MULTILINE,
)
"""What may open a block other than a paragraph, or end a line by force."""
_SPECIAL = re.compile(r"<[A-Za-z/!?]|[\\{]|&#?\w+;|!\[|\$\$")
"""What may begin something else than words, emphasis, code, formulas and links."""
_NAME = rf"(?:mlsys:)?(?:{'|'.join(KINDS)})|(?:std:)?term"
_ROLE = re.compile(r"\{(" + _NAME + r")\}`([^`\\$\n]+)`")
"""A role that is written straight: its name and its text."""
_MARKUP = re.compile(r"[*_`\[\]<>$\\&{}]")
"""What Markdown may take for markup; without it, only roles are looked for."""
_GAP = re.compile(r"\n(?:[ \t]*\n)+")
_ENCODED = re.compile(r"[&<>\"@]")
"""What docutils writes in another way; most texts have none of it."""


def is_simple(text: str) -> bool:
    """Tell whether a text has paragraphs only, of what :class:`HtmlMaker` writes by itself."""
    return not _BLOCKS.search(text) and not _SPECIAL.search(_ROLE.sub("", text))


def words_and_roles(paragraph: str) -> list[Token]:
    """Return the tokens of a paragraph without other markup than roles, as MyST's parser does."""
    tokens: list[Token] = []
    for line in paragraph.split("\n"):
        if tokens:
            tokens.append(Token("softbreak", "br", 0))
        words, *roles = _ROLE.split(line.rstrip(" ").lstrip(" \t"))
        pieces = [("", "", words), *zip(roles[::3], roles[1::3], roles[2::3], strict=True)]
        for name, content, following in pieces:
            if name:
                tokens.append(Token("myst_role", "", 0, content=content, meta={"name": name}))
            if following:
                tokens.append(Token("text", "", 0, content=following))
    return tokens


class HtmlMaker:
    """Makes pieces as HTML; see :class:`sphinx_mlsys.ext.maker.Maker`.

    *translator* writes the page; *settings* are those of its document.
    """

    def __init__(
        self, translator: HTML5Translator, docname: str, state: DigestState, settings: object
    ) -> None:
        self.docname = docname
        self._translator = translator
        self._builder = translator.builder
        self._state = state
        self._settings = settings
        self._encode = translator.encode
        self._level = min(6, translator.section_level + 1)
        self._addresses: dict[tuple[str, str], str] = {}

    def text(self, text: str) -> str:
        """Return plain text."""
        found: str = self._encode(text) if _ENCODED.search(text) else text
        return words.tied(found)

    def span(self, text: str, *classes: str) -> str:
        """Return text with classes."""
        return f"<span{_classes(classes)}>{self.text(text)}</span>"

    def group(self, content: Sequence[str], *classes: str) -> str:
        """Return inline content with classes."""
        return f"<span{_classes(classes)}>{''.join(content)}</span>"

    def strong(self, text: str, *classes: str) -> str:
        """Return text that stands out."""
        return f"<strong{_classes(classes)}>{self.text(text)}</strong>"

    def title(self, title: str) -> list[str]:
        """Return a title as text with its mathematics."""
        if "$" not in title:
            return [self.text(title)]
        return [self.written(title_nodes(title), nodes.paragraph())]

    def link(self, label: str, address: str, *classes: str) -> str:
        """Return a link to another site."""
        named = " ".join((*classes, "reference external"))
        return f'<a class="{named}" href="{self._address(address)}">{self.text(label)}</a>'

    def xref(self, kind: str, target: str, content: Sequence[str]) -> str:
        """Return a reference to an object of the domain."""
        return self._linked(kind, target, f"<span>{''.join(content)}</span>")

    def term(self, name: str, ident: str) -> str:
        """Return a reference to a term of the glossary by its id."""
        return self._linked("term", ident, f"<span>{self.text(name)}</span>")

    def inline(self, prose: Prose, source: YamlFile) -> list[str]:
        """Return a text of one paragraph, of the record file *source*."""
        found = self._paragraphs(prose)
        if found is None:
            rendered = self._renderer.inline(
                prose, source, self._settings, own=is_own(self.docname, source)
            )
            return [self.written(rendered, nodes.paragraph())]
        return [" ".join(found)]

    def blocks(self, prose: Prose, source: YamlFile) -> list[str]:
        """Return a text of one or more paragraphs, of the record file *source*."""
        found = self._paragraphs(prose)
        if found is None:
            rendered = self._renderer.blocks(
                prose, source, self._settings, own=is_own(self.docname, source)
            )
            return [self.written([node], nodes.container()) for node in rendered]
        return [f"<p>{p}</p>\n" for p in found]

    def paragraph(self, content: Sequence[str], *classes: str) -> str:
        """Return a paragraph of inline content."""
        return f"<p{_classes(classes)}>{''.join(content)}</p>\n"

    def box(self, content: Sequence[str], *classes: str) -> str:
        """Return a box of blocks."""
        return _div(content, classes)

    def card(
        self, content: Sequence[str], *classes: str, anchor: str, record: tuple[str, str]
    ) -> str:
        """Return the box of a card, with the id *anchor* if it has one."""
        return _div(content, classes, f' id="{anchor}"' if anchor else "")

    def fold(self, label: str, content: Sequence[str], *classes: str) -> str:
        """Return a label and what it discloses."""
        summary = f"<summary>{self._encode(label)}</summary>\n"
        inside = summary + "".join(content)
        return f"<details{_classes((*classes, 'mlsys-fold'))}>\n{inside}</details>\n"

    def heading(self, content: Sequence[str], record: tuple[str, str], anchor: str) -> str:
        """Return the heading of a card, a link to the record if that is somewhere else."""
        here = anchor and self._state.home_of(*record) == (self.docname, anchor)
        inner = f"<span>{''.join(content)}</span>" if here else self.xref(*record, content)
        return f'<h{self._level} class="mlsys-title rubric">{inner}</h{self._level}>\n'

    def fields(self, fields: Iterable[tuple[str, Sequence[str]]]) -> str:
        """Return labels, each with its blocks."""
        rows, simple = [], True
        for number, (label, body) in enumerate(fields):
            simple = simple and len(body) <= 1
            side = "field-even" if number % 2 else "field-odd"
            rows.append(
                f'<dt class="{side}">{self.text(label)}<span class="colon">:</span></dt>\n'
                f'<dd class="{side}">{"".join(body)}</dd>\n'
            )
        named = "mlsys-fields field-list simple" if simple else "mlsys-fields field-list"
        return f'<dl class="{named}">\n{"".join(rows)}</dl>\n'

    def bullets(self, items: Iterable[Sequence[str]]) -> str:
        """Return a list of items with inline content."""
        rows = "".join(f"<li><p>{''.join(item)}</p></li>\n" for item in items)
        return f'<ul class="simple">\n{rows}</ul>\n'

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[Sequence[str]]],
        widths: Sequence[int],
        *classes: str,
    ) -> str:
        """Return a table, which scrolls in a box of its own where it is too wide."""
        named = ("mlsys-table", *classes)
        heads = "\n".join(f'<th class="head"><p>{self.text(h)}</p></th>' for h in head)
        lines = []
        for number, cells in enumerate(rows):
            side = "row-odd" if number % 2 else "row-even"
            filled = "\n".join(f"<td><p>{''.join(c)}</p></td>" if c else "<td></td>" for c in cells)
            lines.append(f'<tr class="{side}">{filled}\n</tr>\n')
        inside = (
            f'<thead>\n<tr class="row-odd">{heads}\n</tr>\n</thead>\n'
            f"<tbody>\n{''.join(lines)}</tbody>\n"
        )
        return self.box([self._in_table(inside, named)], "table-wrapper", *named)

    def code(self, code: str, language: str, *classes: str) -> str:
        """Return a block of code."""
        highlighted = highlight(code, *_tools(self._translator.highlighter, language))
        named = _classes((*classes, f"highlight-{language}", "notranslate"))
        return f"<div{named}>{highlighted}</div>\n"

    def files(self, path: str, suffixes: Sequence[str]) -> list[str]:
        """Return links to the files of *path*, a path less its suffix."""
        links = []
        for suffix in suffixes:
            address = self._address(relative_address(self._builder, self.docname, path, suffix))
            links.append(f'<a class="reference internal" href="{address}">{label_of(suffix)}</a>')
        content = [self.span(_("Save: "), "mlsys-lead-in"), *joined(self, links, " · ")]
        return [self.paragraph(content, "mlsys-files")]

    @property
    def _renderer(self) -> Renderer:
        return self._state.renderer

    def _address(self, address: str) -> str:
        found: str = self._translator.attval(address)
        return found

    def _linked(self, kind: str, target: str, inner: str) -> str:
        """Return a link to an object, or *inner* alone where it has no home in this output."""
        address = self._home(kind, target)
        return f'<a class="reference internal" href="{address}">{inner}</a>' if address else inner

    def _home(self, kind: str, target: str) -> str:
        """Return the address of an object as an attribute, or nothing, which is told."""
        call = (kind, target)
        if call not in self._addresses:
            if kind == "term":
                home = self._builder.env.domains.standard_domain.objects.get(("term", target))
            else:
                home = self._state.home_of(kind, target)
            if home is None and kind not in UNLINKED:
                self._addresses[call] = self._resolved(kind, target)
            else:
                self._addresses[call] = "" if home is None else self._way(*home)
        return self._addresses[call]

    def _way(self, docname: str, anchor: str) -> str:
        """Return the relative address of an anchor, as ``make_refnode`` of Sphinx has it."""
        if anchor and docname == self.docname:
            return f"#{self._address(anchor)}"
        address = self._builder.get_relative_uri(self.docname, docname)
        return self._address(f"{address}#{anchor}" if anchor else address or "#")

    def _resolved(self, kind: str, target: str) -> str:
        """Return the address that the domain gives for a name, which warns if it knows none."""
        if kind == "term":
            pending = build.term_xref("", target, docname=self.docname)
        else:
            pending = build.xref(kind, target, docname=self.docname)
        holder = nodes.paragraph("", "", pending)
        resolve_below(holder, self._builder.env, self.docname)
        link = holder[0]
        if not isinstance(link, nodes.reference):
            return ""
        return self._address(link.get("refuri") or f"#{link.get('refid', '')}")

    def _in_table(self, inside: str, classes: Sequence[str]) -> str:
        """Return a table whose tag is the theme's."""
        translator, node = self._translator, nodes.table(classes=list(classes))
        start = len(translator.body)
        translator.visit_table(node)
        translator.body.append(inside)
        translator.depart_table(node)
        return self._taken(start)

    def _taken(self, start: int) -> str:
        """Return what the translator wrote since *start*, and take it back."""
        found = "".join(self._translator.body[start:])
        del self._translator.body[start:]
        return found

    def written(self, content: Iterable[nodes.Node], holder: nodes.Element) -> str:
        """Return nodes as the translator writes them in a *holder* of their kind."""
        holder += list(content)
        resolve_below(holder, self._builder.env, self.docname)
        start = len(self._translator.body)
        for node in holder.children:
            node.walkabout(self._translator)
        return self._taken(start)

    def _paragraphs(self, prose: Prose) -> list[str] | None:
        """Return the inline content of the paragraphs of a text; nothing if it has more."""
        text = prose.text.strip()
        if not _MARKUP.search(_ROLE.sub("", text)) and not _BLOCKS.search(text):
            found = [self._inline(words_and_roles(p)) for p in _GAP.split(text)]
        else:
            tokens = self._renderer.tokens(text)
            if any(t.type not in _PARAGRAPH for t in tokens):
                return None
            found = [self._inline(t.children or []) for t in tokens if t.type == "inline"]
        lines = [line for line in found if line is not None]
        return lines if len(lines) == len(found) else None

    def _inline(self, tokens: list[Token]) -> str | None:
        """Return tokens as HTML, or nothing if there are some that are rare."""
        found: list[str] = []
        said = ""  # what was shown last
        for number, token in enumerate(tokens):
            kind = token.type
            if kind in _TAGS:
                found.append(_TAGS[kind])
            elif kind == "text":
                found.append(self.text(token.content))
                said = token.content
            elif kind == "softbreak":
                following = (t.content for t in tokens[number + 1 :] if t.content)
                if not is_wide_at_break(said, next(following, "")):
                    found.append("\n")
            elif kind in _RARE:
                node = _RARE[kind](token.content)
                found.append(self.written([node], nodes.paragraph()))
                said = token.content
            elif kind == "link_open" and (tag := self._link_open(token)):
                found.append(tag)
            elif kind == "myst_role" and (link := self._role(token.meta["name"], token.content)):
                said, shown = link
                found.append(shown)
            else:
                return None
        return "".join(found)

    def _link_open(self, token: Token) -> str | None:
        """Return the tag of a link to another site; nothing for links of another kind."""
        address = str(token.attrs.get("href", ""))
        if token.info or len(token.attrs) > 1 or not address.startswith(("http://", "https://")):
            return None
        return f'<a class="reference external" href="{self._address(address)}">'

    def _role(self, name: str, content: str) -> tuple[str, str] | None:
        """Return text and link of a role of the domain or to a term; nothing for others."""
        if len(content) > LONGEST or content.startswith("!"):
            return None
        if not _ROLE.fullmatch(f"{{{name}}}`{content}`"):
            return None
        explicit = ReferenceRole.explicit_title_re.match(content)
        shown, target = explicit.groups() if explicit else (content, content)
        target = " ".join(target.split())
        kind = name.rsplit(":", 1)[-1]
        if kind == "term":
            classes = "xref std std-term"
        else:
            meant = self._state.canonical(kind, target)
            if meant is None:
                return None
            if explicit is None:
                shown = self._state.shows.view(*naming(kind, meant))[0] or shown
            target, classes = meant, f"xref mlsys mlsys-{kind}"
        inner = f'<span class="{classes}">{self.text(shown)}</span>'
        return shown, self._linked(kind, target, inner)


_RARE: dict[str, Callable[[str], nodes.Element]] = {
    "code_inline": lambda text: nodes.literal(text, text),
    "math_inline": math_node,
}
"""Token to the node that the page's translator writes for it."""
_PARAGRAPH = frozenset({"paragraph_open", "inline", "paragraph_close"})
_TAGS = {
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "em_open": "<em>",
    "em_close": "</em>",
    "link_close": "</a>",
}
"""Token to its tag, where that is all there is to it."""


@lru_cache(maxsize=8)
def _tools(bridge: PygmentsBridge, language: str) -> tuple[Lexer, Formatter[str]]:
    """Return what highlights a language; Sphinx makes both anew for every block."""
    return bridge.get_lexer("", language, force=True), bridge.get_formatter()


def _classes(classes: Sequence[str]) -> str:
    """Return the attributes that docutils makes of classes: a language becomes ``lang``."""
    named = " ".join(c for c in classes if not c.startswith("language-"))
    spoken = [c.removeprefix("language-") for c in classes if c.startswith("language-")]
    found = f' class="{named}"' if named else ""
    return f'{found} lang="{spoken[0]}"' if spoken else found


def _div(content: Sequence[str], classes: Sequence[str], attributes: str = "") -> str:
    """Return a container as docutils writes it."""
    named = _classes((*classes, "docutils", "container"))
    return f"<div{named}{attributes}>\n{''.join(content)}</div>\n"
