"""What is fuzzed: each target takes bytes and may raise nothing but what it says it raises."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, date
from functools import cache
from pathlib import Path

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from sphinx.application import Sphinx

from sphinx_mlsys.cli.importing.formats import READERS, read_file
from sphinx_mlsys.cli.importing.model import Context, RefusedError
from sphinx_mlsys.core.bibfile import read_bibliography
from sphinx_mlsys.core.filters import FilterError, compile_filter
from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.load import LoadError, load
from sphinx_mlsys.core.problems import Problem
from sphinx_mlsys.core.views import Prose
from sphinx_mlsys.core.yamlfile import YamlFile, read_yaml
from sphinx_mlsys.export.bibtex import bibtex as write_bibtex
from sphinx_mlsys.ext.markup import title_nodes
from sphinx_mlsys.ext.state import state_of
from tests.core.digest import write_digest

Target = Callable[[bytes], None]

CONTEXT = Context("2024", 2024, UTC, "https://example.org", (date(2024, 5, 1),), partial=True)
CONF = """
extensions = ["myst_parser", "sphinxcontrib.bibtex", "sphinx_mlsys"]
bibtex_bibfiles = ["refs.bib"]
"""
HARMFUL = (nodes.raw, nodes.image, nodes.substitution_definition)
"""What no text of a record may become."""
BREAKS = ("<br />", "\\\\")
"""What MyST makes of two spaces at the end of a line."""


@cache
def folder() -> Path:
    """Return a folder with a digest in it."""
    return write_digest(Path(tempfile.mkdtemp(prefix="fuzz")))


@cache
def library() -> Library:
    """Return the library of that digest."""
    return load(folder()).library


def written(name: str, data: bytes) -> Path:
    """Write *data* to a file."""
    file = folder() / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(data)
    return file


def told(problems: list[Problem]) -> None:
    """Check that what is told can be shown."""
    for problem in problems:
        assert problem.sentence
        assert problem.line is None or problem.line > 0


def bibtex(data: bytes) -> None:
    """Read a bibliography; what was read without a complaint is read back the same."""
    problems: list[Problem] = []
    entries = read_bibliography(written("fuzz/any.bib", data), problems)
    told(problems)
    if problems:
        return
    again = "\n".join(write_bibtex(e) for e in entries.values())
    back = read_bibliography(written("fuzz/again.bib", again.encode()), problems)
    assert list(back) == list(entries), again
    assert [e.title for e in back.values()] == [e.title for e in entries.values()], again


def yaml(data: bytes) -> None:
    """Read YAML."""
    problems: list[Problem] = []
    found = read_yaml(written("fuzz/any.yaml", data), problems)
    told(problems)
    assert isinstance(found, YamlFile) or problems


def record(data: bytes) -> None:
    """Load a digest with any file as a record."""
    file = written("papers/wang2024cache.paper.yaml", data)
    try:
        loaded = load(folder())
        told(list(loaded.problems))
    except LoadError as error:
        told(list(error.problems))
    finally:
        file.write_bytes(_CACHE)


@cache
def application() -> Sphinx:
    """Return an application on the digest, whose renderer makes nodes of texts."""
    (folder() / "conf.py").write_text(CONF, encoding="utf-8")
    (folder() / "index.md").write_text("# Digest\n", encoding="utf-8")
    out = str(folder() / "out")
    return Sphinx(str(folder()), str(folder()), out, out, "dummy", warning=io.StringIO())


def markup(data: bytes) -> None:
    """Check any text as the problem of a record, and make nodes of it as its page does."""
    lines = data.decode("utf-8", "replace").replace("\r", "\n").splitlines()
    text = "\n".join(line for line in lines if line.strip())
    block = "".join(f"    {line}\n" for line in text.splitlines())
    record(_CACHE.split(b"problem:")[0] + f"problem:\n  en: |\n{block}".encode())
    env = application().env
    env.current_document.docname = "index"
    source, prose = YamlFile(folder() / "any.yaml", {}), Prose(("problem", "en"), text)
    settings = get_default_settings(Parser)
    settings.env = env
    for node in state_of(env).renderer.blocks(prose, source, settings, own=False):
        for inner in node.findall():
            if not (isinstance(inner, nodes.raw) and inner.astext().strip() in BREAKS):
                assert not isinstance(inner, HARMFUL), inner.pformat()
            address = str(getattr(inner, "attributes", {}).get("refuri", "")).lower()
            assert not address.startswith(("javascript:", "data:", "vbscript:")), address


def titles(data: bytes) -> None:
    """Make nodes of any title."""
    text = data.decode("utf-8", "replace")
    assert not any(isinstance(n, HARMFUL) for n in title_nodes(text))


def filters(data: bytes) -> None:
    """Compile and apply any filter."""
    try:
        fits = compile_filter(data.decode("utf-8", "surrogateescape"), library())
    except FilterError:
        return
    for key in library().records:
        assert fits(key) in (True, False)


def importer(name: str) -> Target:
    """Return the target of a reader of foreign files."""
    suffix = {"bibtex": "bib", "ris": "ris", "miniconf": "csv", "outline": "md", "chinese": "txt"}

    def read(data: bytes) -> None:
        try:
            taken = read_file(written(f"fuzz/any.{suffix.get(name, 'json')}", data), name, CONTEXT)
        except RefusedError as error:
            told(list(error.problems))
            return
        told(list(taken.problems))

    read.__doc__ = f"Import any file as {name}."
    return read


_CACHE = (folder() / "papers" / "wang2024cache.paper.yaml").read_bytes()

TARGETS: Mapping[str, Target] = {
    "bibtex": bibtex,
    "yaml": yaml,
    "record": record,
    "markup": markup,
    "titles": titles,
    "filters": filters,
    **{f"import-{name}": importer(name) for name in READERS},
}
"""Name to target."""
