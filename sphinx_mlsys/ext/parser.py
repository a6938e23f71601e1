"""Record files as Sphinx documents: a parser each for papers and talks."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.parsers import Parser

from sphinx_mlsys.ext.deferred import card_node
from sphinx_mlsys.ext.markup import title_nodes
from sphinx_mlsys.ext.state import show, state_of
from sphinx_mlsys.ext.ways import way_to_record


class RecordParser(Parser):
    """Turns a record file into the record's own page.

    The file itself was read with all others when the build began; what is
    wrong with it is told there, and a broken record's page says so.
    """

    settings_spec = ("Record files", None, ())

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Fill *document* with the page of the record that the file holds."""
        self.setup_parse(inputstring, document)
        env: BuildEnvironment = document.settings.env
        key = env.docname.rsplit("/", 1)[-1]
        env.metadata[env.docname].update({"orphan": "", "mlsys-record": key})
        view = show(env, "card", key, env.config.mlsys_other_language)
        if view is not None and view.where is not None:
            language = state_of(env).shows.language
            document += way_to_record(view.where, language, env.docname)
        # The name of a file that is no record may hold anything, and Sphinx writes ids as they are.
        section = nodes.section(ids=[key if view else nodes.make_id(key) or "record"], names=[])
        document += section
        if view is None:
            section += nodes.title("", key)
            section += nodes.paragraph("", "This record cannot be read.")
            env.metadata[env.docname]["no-search"] = ""
            return
        section += nodes.title("", "", *title_nodes(view.title))
        section += card_node(env, view, document.settings, page=True)
        self.finish_parse()


class PaperParser(RecordParser):
    """The parser of ``*.paper.yaml``."""

    supported = ("mlsys-paper",)


class TalkParser(RecordParser):
    """The parser of ``*.talk.yaml``."""

    supported = ("mlsys-talk",)


def setup_parsers(app: Sphinx) -> None:
    """Register the parsers."""
    app.add_source_parser(PaperParser)
    app.add_source_parser(TalkParser)
