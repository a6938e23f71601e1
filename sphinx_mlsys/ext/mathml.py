"""Mathematics as MathML, made at build time by latex2mathml: no script, no other host."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from sphinx_mlsys.core.problems import printed, shortened

logger = logging.getLogger(__name__)

_CONTROL = re.compile(r"\\([A-Za-z@]+\*?)")
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s*\{([^{}]*)\}")
_REFUSED = frozenset(
    {"def", "newcommand", "newenvironment", "DeclareMathOperator", "verb", "href", "style", "class",
     "unicode"}
)  # fmt: skip


@cache
def _known() -> frozenset[str]:
    """Return the names that latex2mathml knows: what draws a formula, and nothing that acts."""
    from latex2mathml import commands  # here and below: only where a formula is written

    found: set[str] = set()
    for key, value in vars(commands).items():
        listed = [value] if isinstance(value, str) else value
        if key.isupper() and isinstance(listed, Iterable):
            found.update(name for name in listed if isinstance(name, str))
    return frozenset(name.removeprefix("\\") for name in found) - _REFUSED


def harmless(tex: str) -> bool:
    r"""Tell whether a formula only draws, so that TeX may read it.

    TeX runs what stands in a formula: ``\input`` reads any file. A list of what is
    allowed is needed, since ``\csname`` and ``^^5c`` write any name in another way.
    """
    tex = tex.replace("\\\\", " ")  # the end of a line
    if "^^" in tex or "%" in re.sub(r"\\%", "", tex):
        return False
    from latex2mathml.symbols_parser import convert_symbol

    known = _known()
    environments = _ENVIRONMENT.findall(tex)
    if any(name not in known for name in environments):
        return False
    if len(environments) != tex.count(r"\begin") + tex.count(r"\end"):
        return False
    names = {name.removesuffix("*") for name in _CONTROL.findall(tex)}
    return all(name in known or convert_symbol(f"\\{name}") is not None for name in names)


@lru_cache(maxsize=4096)  # a title with its formulas is shown on many pages
def _converted(tex: str, display: str) -> str:
    from latex2mathml.converter import convert

    return str(convert(tex, display=display))


def fault_of(tex: str) -> str:
    """Return what keeps a formula from being drawn, and TeX from being given it; or nothing."""
    if not harmless(tex):
        return "it has commands that do more than draw, or are not known"
    return _mathml(tex, "inline")[1]


def _mathml(tex: str, display: str) -> tuple[str, str]:
    """Return a formula as MathML, and what keeps it from being that: one of the two is empty."""
    try:
        return _converted(tex, display), ""
    except Exception as error:
        # latex2mathml raises many kinds, most of which say all by their names.
        name = type(error).__name__.removesuffix("Error")
        return "", str(error) or re.sub("(?<!^)(?=[A-Z])", " ", name).lower()


def complain(node: nodes.Element, fault: str) -> None:
    """Tell that a formula is shown as it is written, and why."""
    logger.warning(
        "The formula '%s' cannot be drawn: %s. Mend it; until then it is shown as it is written.",
        printed(shortened(node.astext())),
        fault,
        location=node,
        type="mlsys",
        subtype="math",
    )


def _drawn(node: nodes.Element, display: str) -> str:
    """Return a formula of a page as HTML: what cannot be drawn is told, and shown as source."""
    made, fault = _mathml(node.astext(), display)
    if fault:
        complain(node, fault)
    return made


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    """Write inline mathematics."""
    made = _drawn(node, "inline")
    self.body.append(made or f"<code>{self.encode(node.astext())}</code>")
    raise nodes.SkipNode


def visit_math_block(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write displayed mathematics."""
    made = _drawn(node, "block")
    self.body.append(self.starttag(node, "div", CLASS="math"))
    self.body.append(made or f"<code>{self.encode(node.astext())}</code>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


def setup_mathml(app: Sphinx) -> None:
    """Register the renderer; ``html_math_renderer = "mathml"`` chooses it."""
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
