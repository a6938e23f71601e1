"""Transforms: HTML finery, folds left open elsewhere, links of one-page HTML."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from sphinx_mlsys.ext import words
from sphinx_mlsys.ext.build import paragraph, with_class
from sphinx_mlsys.ext.state import state_of

_STYLE = re.compile(r"<style\b.*?</style>\s*", re.DOTALL)


class details(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """A fold: a label and what it discloses; HTML only."""


class crumbs(nodes.General, nodes.Element):  # noqa: N801
    """The way down to a page; HTML only."""


class drawing(nodes.General, nodes.Element):  # noqa: N801
    """An SVG file written into the page, so that it follows light and dark; HTML only."""


class DressCards(SphinxPostTransform):
    """Turn the containers of cards into folds; other outputs show them open."""

    default_priority = 210  # after references are resolved (10) and images collected (100)
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Replace what only HTML can fold."""
        folds = state_of(self.env).builder.name != "epub"
        unlink_own_titles(self.document, self.env)
        if not folds:
            shape_grid_cards(self.document)
            shorten_repeats(self.document, self.env)
        for box in list(self.document.findall(nodes.container)):
            if "mlsys-fold" not in box["classes"]:
                continue
            if folds:
                fold = details("", *box.children, classes=list(box["classes"]))
                fold["label"] = box["label"]
                box.replace_self(fold)
            else:
                _open(box)
        tie_dots(self.document)
        figures = [f for f in self.document.findall(nodes.figure) if "mlsys-figure" in f["classes"]]
        for number, figure in enumerate(figures if folds else ()):
            _draw(self.env, figure, number)


class LevelHeadings(SphinxPostTransform):
    """Give the headings of cards, tiles and groups the level below the section they stand in."""

    default_priority = 205
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Count the sections around each heading."""
        for rubric in self.document.findall(nodes.rubric):
            if not any(c.startswith("mlsys-") for c in rubric["classes"]):
                continue
            depth = 0
            up: Any = rubric.parent
            while up is not None:
                depth += isinstance(up, nodes.section)
                up = up.parent
            rubric["heading-level"] = min(6, depth + 1 + _is_in_group(rubric))


def _is_in_group(rubric: nodes.rubric) -> bool:
    """Tell whether a tile stands below the heading of a group."""
    if "mlsys-tile-title" not in rubric["classes"]:
        return False
    around = rubric.parent.parent.parent if rubric.parent and rubric.parent.parent else None
    return any(
        isinstance(n, nodes.rubric) and "mlsys-group" in n["classes"]
        for n in (around.children if around is not None else ())
    )


class OpenFolds(SphinxPostTransform):
    """Show folds open, with their labels, where nothing can be folded."""

    default_priority = 210

    def run(self, **kwargs: Any) -> None:
        """Give each fold its label as a heading."""
        if state_of(self.env).builder.format == "html":
            return
        unlink_own_titles(self.document, self.env)
        shorten_repeats(self.document, self.env)
        for box in list(self.document.findall(nodes.container)):
            if "mlsys-fold" in box["classes"]:
                _open(box)


def shape_grid_cards(document: nodes.document) -> None:
    """Link the titles of sphinx-design's cards; their stretched link would stand as text."""
    for card in with_class(document, nodes.container, "sd-card"):
        titles = [n for n in card.findall(nodes.Element) if "sd-card-title" in n["classes"]]
        for link in with_class(card, nodes.reference, "sd-stretched-link"):
            holder = link.parent if link.parent is not card else link
            holder.parent.remove(holder)
            for title in titles[:1]:
                link.clear()
                link += nodes.Text(title.astext())
                title.clear()
                title += paragraph(link)


def tie_dots(document: nodes.document) -> None:
    """Keep a dot between two facts at the end of a line: none should begin with it."""
    for text in list(document.findall(nodes.Text)):
        if " \u00b7 " in text and not isinstance(text.parent, (nodes.FixedTextElement, nodes.raw)):
            text.parent.replace(text, nodes.Text(words.tied(text)))


def shorten_repeats(document: nodes.document, env: BuildEnvironment) -> None:
    """Leave what could be folded out of cards that stand open in full somewhere else."""
    state = state_of(env)
    for card in list(document.findall(nodes.container)):
        if "record" in card and not card["ids"] and state.home_of(*card["record"]) is not None:
            for box in [c for c in card.children if isinstance(c, nodes.container)]:
                if "mlsys-folds" in box["classes"]:
                    card.remove(box)


def unlink_own_titles(document: nodes.document, env: BuildEnvironment) -> None:
    """Let the title of a card that is the record's home lead nowhere: the reader is there."""
    state = state_of(env)
    for card in document.findall(nodes.container):
        if "record" not in card or not card["ids"]:
            continue
        home = state.home_of(*card["record"])
        title = next((t for t in card.children if isinstance(t, nodes.rubric)), None)
        if title is not None and home is not None and home[1] == card["ids"][0]:
            for link in list(title.findall(nodes.reference)):
                link.replace_self(link.children)


def _open(box: nodes.container) -> None:
    """Show a fold open; what is there to be copied is for screens and left out."""
    for node in list(box.findall(nodes.TextElement)):
        if {"mlsys-bibtex", "mlsys-gbt"}.intersection(node["classes"]):
            node.parent.remove(node)
    if "mlsys-other" in box["classes"]:
        label = nodes.paragraph("", "", nodes.strong("", box["label"]))
        box.insert(0, label)
    del box["label"]


def _draw(env: BuildEnvironment, figure: nodes.figure, number: int) -> None:
    """Put the SVG itself in place of the image, with ids that no other drawing has."""
    image = next(figure.findall(nodes.image), None)
    if image is None:
        return
    file = env.srcdir / image["uri"].lstrip("/")
    if image["uri"] in env.images and file.suffix == ".svg" and file.is_file():
        drawn = drawing("", alt=image["alt"])
        # Ids begin with the file's name; the page's own style sheet colours the classes.
        prefix = file.stem.replace(".", "-") + "-"
        svg = _STYLE.sub("", file.read_text(encoding="utf-8"))
        drawn["svg"] = svg.replace(prefix, f"{prefix}{number}-")
        image.replace_self(drawn)


class OnePageLinks(SphinxPostTransform):
    """Make anchors of one-page HTML unique and mend its links (sphinx #14221).

    Upstream writes ``#document-glossary#term``; documents that are joined can
    also use one id twice. An id that another document uses too gets its
    document's name in front, and links follow.
    """

    default_priority = 900

    def run(self, **kwargs: Any) -> None:
        """Rename what stands twice and point every link at one anchor."""
        if state_of(self.env).builder.name != "singlehtml":
            return
        for file in self.document.findall(addnodes.start_of_file):
            for child in file.children:
                child.parent = file  # upstream leaves the parent of before
        renamed = self.unique_ids()
        for reference in self.document.findall(nodes.reference):
            address = reference.get("refuri", "")
            here = _file_of(reference)
            if reference.get("refid"):
                reference["refid"] = renamed.get((here, reference["refid"]), reference["refid"])
            elif address.startswith("#document-") and address.count("#") > 1:
                docname, _hash, anchor = address.removeprefix("#document-").partition("#")
                reference["refuri"] = "#" + renamed.get((docname, anchor), anchor)
            elif address.startswith("#"):
                reference["refuri"] = "#" + renamed.get((here, address[1:]), address[1:])

    def unique_ids(self) -> dict[tuple[str, str], str]:
        """Return (document, id) to the new id of every id that was renamed."""
        seen: set[str] = set()
        renamed: dict[tuple[str, str], str] = {}
        for node in self.document.findall(nodes.Element):
            idents: list[str] = node.get("ids", [])
            for position, ident in enumerate(idents):
                if ident in seen:
                    docname = _file_of(node)
                    new = f"{docname.replace('/', '-')}-{ident}"
                    idents[position] = renamed[docname, ident] = new
                seen.add(idents[position])
        return renamed


def mend_contents(contents: str, body: str) -> str:
    """Return the contents of one-page HTML with links to the anchors that *body* has."""

    def mended(match: re.Match[str]) -> str:
        own = f"{match[1].replace('/', '-')}-{match[2]}"
        return f'href="#{own if own in found else match[2]}"'

    found = set(re.findall(r'\bid="([^"]+)"', body))
    return re.sub(r'href="#document-([^"#]+)#([^"]+)"', mended, contents)


def _file_of(node: nodes.Node) -> str:
    """Return the document that a node of a joined tree comes from."""
    up: Any = node
    while up is not None and not isinstance(up, addnodes.start_of_file):
        up = up.parent
    return str(up["docname"]) if up is not None else ""


def visit_details(self: HTML5Translator, node: details) -> None:
    """Open a fold."""
    self.body.append(self.starttag(node, "details"))
    self.body.append(f"<summary>{self.encode(node['label'])}</summary>\n")


def depart_details(self: HTML5Translator, node: details) -> None:
    """Close a fold."""
    self.body.append("</details>\n")


def visit_crumbs(self: HTML5Translator, node: crumbs) -> None:
    """Open a landmark."""
    self.body.append(self.starttag(node, "nav", **{"aria-label": node["label"]}))


def depart_crumbs(self: HTML5Translator, node: crumbs) -> None:
    """Close it."""
    self.body.append("</nav>\n")


def visit_drawing(self: HTML5Translator, node: drawing) -> None:
    """Write the SVG without its XML declaration, in a box that scrolls where it is too narrow."""
    svg = node["svg"]
    self.body.append(f'<div class="mlsys-scroll">{svg[svg.index("<svg") :]}</div>\n')
    raise nodes.SkipNode


def setup_dress(app: Sphinx) -> None:
    """Register transforms and nodes."""
    app.add_node(details, html=(visit_details, depart_details))
    app.add_node(crumbs, html=(visit_crumbs, depart_crumbs))
    app.add_node(drawing, html=(visit_drawing, None))
    app.add_post_transform(LevelHeadings)
    app.add_post_transform(DressCards)
    app.add_post_transform(OpenFolds)
    app.add_post_transform(OnePageLinks)
