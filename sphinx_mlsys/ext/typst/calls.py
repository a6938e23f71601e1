"""Nodes that are a call around their children, that are their children only, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CALLS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "emphasis": ("#emph[", "];"),
        "title_reference": ("#emph[", "];"),
        "strong": ("#strong[", "];"),
        "subscript": ("#sub[", "];"),
        "superscript": ("#super[", "];"),
        "paragraph": ("\n", "\n\n"),
        "rubric": ('\n#boxed("mlsys-heading-4")[', "]\n\n"),
        "bullet_list": ("\n#list(", ")\n\n"),
        "list_item": ("[", "], "),
        "definition_list": ("\n#[", "]\n\n"),
        "term": ('\n#boxed("mlsys-term-head")[', "]\n\n"),
        "definition": ("\n#pad(left: 1em)[", "]\n\n"),
        "field": ("\n#[", "]\n\n"),
        "field_name": ("#strong[", "];"),
        "field_body": ("\n#pad(left: 1em)[", "]\n\n"),
        "block_quote": ("\n#quote(block: true)[", "]\n\n"),
        "attribution": ("\n— ", "\n\n"),
        "line": ("", " \\\n"),
        "figure": ("\n#drawing[", "]\n\n"),
        "legend": ("\n#drawing-caption[", "]\n\n"),
        "thead": ("table.header(", "), "),
        "print_cell": ("[", "], "),
        "transition": ("\n#line(length: 100%)\n", ""),
    }
)
"""What is written before and after the children of a node."""

PLAIN = frozenset(
    {
        "PassthroughTextElement", "compact_paragraph", "compound", "definition_list_item",
        "field_list", "glossary", "line_block", "row", "target", "tbody", "tgroup",
    }
)  # fmt: skip
"""Nodes of which the children are written."""

SKIPPED = frozenset(
    {
        "colspec", "comment", "index", "meta", "problematic", "substitution_definition",
        "system_message", "tabular_col_spec", "toctree",
    }
)  # fmt: skip
"""Nodes of which nothing is written."""

ADMONITIONS = frozenset(
    {
        "admonition", "attention", "caution", "danger", "error", "hint", "important", "note",
        "seealso", "sidebar", "tip", "topic", "warning",
    }
)  # fmt: skip
"""Nodes that are a box, under their own title or that of their kind."""
