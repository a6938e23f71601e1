"""The committed message catalogues are whole and fresh: tools/translations.py makes them so."""

from __future__ import annotations

import ast
import gettext
import io
import re
from pathlib import Path

import furo
import pytest
import sphinx
from babel.messages import mofile
from jinja2.ext import babel_extract

from sphinx_mlsys.core.load import load
from tools import translations
from tools.translations import LANGUAGE, PAGES, ROOT, WORDS, extracted_words, gaps, messages_of

CATALOGUES = WORDS / LANGUAGE / "LC_MESSAGES"
ROLE = re.compile(r"\{([a-z]+)\}`(?:[^`<]*<)?([^`>]+)>?`")


def test_every_word_of_the_interface_is_translated() -> None:
    wanted = [str(m.id) for m in extracted_words() if m.id]
    assert gaps(wanted, CATALOGUES / "sphinx_mlsys.po") == []
    assert sorted(messages_of(WORDS / "sphinx_mlsys.pot")) == sorted(wanted)


def test_every_word_of_the_code_is_found() -> None:
    """Babel overlooks what stands inside of an f-string."""
    said = set()
    for file in sorted((ROOT / "sphinx_mlsys").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_":
                said |= {a.value for a in node.args if isinstance(a, ast.Constant)}
    assert said - {m.id for m in extracted_words()} == set()


@pytest.mark.parametrize("name", ["sphinx_mlsys", "sphinx"])
def test_the_compiled_words_are_those_of_the_source(name: str) -> None:
    compiled = io.BytesIO()
    mofile.write_mo(compiled, translations.read(CATALOGUES / f"{name}.po"))
    compiled.seek(0)
    with (CATALOGUES / f"{name}.mo").open("rb") as stream:
        assert messages(gettext.GNUTranslations(stream)) == messages(
            gettext.GNUTranslations(compiled)
        )


def messages(catalogue: gettext.GNUTranslations) -> dict[str, str]:
    """Return the messages of a compiled catalogue, without its head."""
    found: dict[str, str] = vars(catalogue)["_catalog"]
    return {k: v for k, v in found.items() if k}


def test_placeholders_survive_translation() -> None:
    for message in translations.read(CATALOGUES / "sphinx_mlsys.po"):
        marks = re.compile(r"%[sd]|\{[a-z]+\}")
        assert sorted(marks.findall(message.string)) == sorted(marks.findall(message.id))


def test_every_word_of_the_theme_is_translated() -> None:
    folder = Path(sphinx.__file__).parent / "locale"
    known = messages(gettext.translation("sphinx", folder, [LANGUAGE]))  # type: ignore[arg-type]
    ours = set(messages_of(CATALOGUES / "sphinx.po"))
    for file in sorted(Path(furo.__file__).parent.glob("theme/**/*.html")):
        for _line, _function, message, _comments in babel_extract(
            io.BytesIO(file.read_bytes()), ["_", "gettext"], [], {}
        ):
            if "Furo</a>" not in message:  # nothing but a name
                assert message in known or message in ours, f"{file.name}: {message}"


@pytest.mark.parametrize(
    "file", sorted(PAGES.rglob("*.po")), ids=lambda f: f.relative_to(PAGES).as_posix()
)
def test_a_translation_refers_to_what_the_original_refers_to(file: Path) -> None:
    for message in translations.read(file):
        if message.id:
            assert sorted(ROLE.findall(message.string)) == sorted(ROLE.findall(message.id))


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the messages of all pages, as Sphinx finds them now."""
    folder = tmp_path_factory.mktemp("gettext") / "pot"
    translations.extract_pages(folder)
    return folder


@pytest.mark.site
def test_the_prose_of_every_page_is_translated(templates: Path) -> None:
    found = {}
    names = {f.relative_to(templates).with_suffix("") for f in templates.rglob("*.pot")}
    for name in sorted(names):
        file = PAGES / LANGUAGE / "LC_MESSAGES" / name.with_suffix(".po")
        wanted = messages_of(templates / name.with_suffix(".pot"))
        if left := gaps(wanted, file):
            found[str(name)] = left
    assert found == {}
    folder = PAGES / LANGUAGE / "LC_MESSAGES"
    assert {f.relative_to(folder).with_suffix("") for f in folder.rglob("*.po")} == names


@pytest.mark.site
def test_no_text_of_a_record_is_in_a_catalogue(templates: Path) -> None:
    library = load(ROOT / "docs").library
    data = {h.entry.title for h in library.records.values()}
    for holder in library.records.values():
        for name in ("takeaway", "problem", "approach", "summary", "limits", "notes"):
            text = getattr(holder.record, name, None) or {}
            data |= {" ".join(t.split()) for t in text.values()}
    data |= {
        " ".join(t.split()) for term in library.terms.values() for t in term.definition.values()
    }
    data |= {
        text for f in library.figures.values() for text in (*f.caption.values(), *f.alt.values())
    }
    found = {m for file in templates.rglob("*.pot") for m in messages_of(file)}
    assert found & data == set()
