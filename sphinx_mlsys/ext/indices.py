"""The glossary and the index of authors, each with a strip of initials."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from docutils import nodes
from sphinx import addnodes

from sphinx_mlsys.core.charts import Row
from sphinx_mlsys.core.text import fold, slug
from sphinx_mlsys.core.views import AuthorView, Prose, TermView
from sphinx_mlsys.core.yamlfile import YamlFile
from sphinx_mlsys.ext import words
from sphinx_mlsys.ext.build import (
    box,
    figure_nodes,
    heading,
    joined,
    paragraph,
    span,
    term_xref,
    xref,
)
from sphinx_mlsys.ext.markup import Renderer
from sphinx_mlsys.ext.reflist import record_list_node
from sphinx_mlsys.ext.words import _


def glossary(
    terms: Sequence[TermView],
    rows: Mapping[str, int],
    source: YamlFile,
    renderer: Renderer,
    settings: object,
    language: str,
    docname: str,
) -> list[nodes.Node]:
    """Return the glossary as a definition list, with a strip of initials above it."""
    separator = words.separator(language)

    def body(ident: str, prose: Prose) -> list[nodes.Node]:
        placed = Prose((rows[ident], *prose.path), prose.text)
        return renderer.blocks(placed, source, settings, own=True)

    definitions = nodes.definition_list(classes=["glossary", "mlsys-glossary"])
    ordered = sorted(terms, key=lambda t: (t.sorting, t.id))
    for term in ordered:
        head = nodes.term("", "", span(term.name, "mlsys-term"), ids=[f"term-{term.id}"])
        for code, name in term.other_names:
            head += nodes.Text(" · ")
            head += span(name, f"language-{words.html_language(code)}")
        if term.aliases:
            head += nodes.Text(" ")
            head += span("(" + separator.join(term.aliases) + ")", "mlsys-aliases")
        text = nodes.definition("", *body(term.id, term.definition))
        for code, prose in term.other:
            fold_box = box("mlsys-other", "mlsys-fold", f"language-{words.html_language(code)}")
            fold_box["label"] = words.language_name(code)
            fold_box += body(term.id, prose)
            text += fold_box
        if term.figure is not None:
            text += figure_nodes(term.figure, language, f"term-{term.id}")
        line = paragraph(classes=["mlsys-term-uses"])
        if term.related:
            line += span(_("Related: "), "mlsys-lead-in")
            line += joined(
                [term_xref(r.name, r.id, docname=docname) for r in term.related], separator
            )
        if term.users:
            if len(line):
                line += nodes.Text(" · ")
            line += span(_("Used by %d: ") % len(term.users), "mlsys-lead-in")
            users = ((u.kind, u.key, u.name) for u in term.users)
            line += record_list_node(users, separator, docname)
        if len(line):
            text += line
        definitions += nodes.definition_list_item("", head, text)
    strip = initials([(t.sorting[:1].upper(), f"term-{t.id}") for t in ordered])
    return [strip, addnodes.glossary("", definitions, sorted=False)]


def initials(targets: Iterable[tuple[str, str]]) -> nodes.paragraph:
    """Return links to the first of the (initial, anchor) pairs of each letter."""
    first: dict[str, str] = {}
    for letter, anchor in targets:
        first.setdefault(letter, anchor)
    links = [nodes.reference("", letter, refid=anchor) for letter, anchor in first.items()]
    return paragraph(*joined(links, " "), classes=["mlsys-strip"])


def institution_index(rows: Sequence[Row], language: str, docname: str) -> list[nodes.Node]:
    """Return each institution with its papers, under initials."""
    groups: dict[str, list[nodes.Node]] = {}
    places: list[tuple[str, str]] = []
    between = words.separator(language)
    for row in sorted(rows, key=lambda r: fold(r.name)):
        anchor, initial = f"institution-{slug(row.name)}", fold(row.name)[:1].upper()
        places.append((initial, anchor))
        papers = record_list_node((("paper", p.key, p.name) for p in row.papers), between, docname)
        head = nodes.term("", row.name, ids=[anchor])
        groups.setdefault(initial, []).append(_entry(head, papers))
    return [initials(places), *_under_initials(groups)]


def author_index(authors: Sequence[AuthorView], language: str, docname: str) -> list[nodes.Node]:
    """Return each author with the records, under initials."""
    groups: dict[str, list[nodes.Node]] = {}
    between = words.separator(language)
    for author in authors:
        head = nodes.term("", "", ids=[f"author-{author.slug}"])
        head += xref("author", author.slug, author.name, docname=docname)
        for name in (author.native, *author.spellings):
            if name:
                head += span(f" ({name})", "mlsys-aliases")
        named = ((kind, key, shown) for kind, key, shown, _conference, _title in author.records)
        records = record_list_node(named, between, docname)
        groups.setdefault(author.initial, []).append(_entry(head, records))
    strip = initials((a.initial, f"author-{a.slug}") for a in authors)
    return [strip, *_under_initials(dict(sorted(groups.items())))]


def _entry(head: nodes.term, records: nodes.Node) -> nodes.definition_list_item:
    """Return who or what is listed with the records."""
    return nodes.definition_list_item("", head, nodes.definition("", paragraph(records)))


def _under_initials(groups: Mapping[str, Sequence[nodes.Node]]) -> Iterator[nodes.Node]:
    """Yield a heading and a list for each initial."""
    for initial, entries in groups.items():
        yield heading(3, nodes.Text(initial), classes=["mlsys-group"])
        yield nodes.definition_list("", *entries, classes=["mlsys-authors-index"])
