"""Mathematics as MathML, made at build time by latex2mathml: no script, no other host."""

from __future__ import annotations

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)


def _mathml(node: nodes.Element, display: str) -> str:
    try:
        return str(convert(node.astext(), display=display))
    except Exception as error:
        # latex2mathml raises many kinds; whatever it cannot read is shown as source.
        logger.warning(
            "The formula %r cannot be turned into MathML: %s.",
            node.astext(),
            error,
            location=node,
            type="mlsys",
            subtype="math",
        )
        return ""


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    """Write inline mathematics."""
    made = _mathml(node, "inline")
    self.body.append(made or f"<code>{self.encode(node.astext())}</code>")
    raise nodes.SkipNode


def visit_math_block(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write displayed mathematics."""
    made = _mathml(node, "block")
    self.body.append(self.starttag(node, "div", CLASS="math"))
    self.body.append(made or f"<code>{self.encode(node.astext())}</code>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


def setup_mathml(app: Sphinx) -> None:
    """Register the renderer; ``html_math_renderer = "mathml"`` chooses it."""
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
