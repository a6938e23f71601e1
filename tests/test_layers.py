"""The layers of the package: arrows downwards only, no circle, Sphinx in the uppermost alone."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = "sphinx_mlsys"
FOLDER = Path(__file__).parent.parent / PACKAGE

BELOW = {
    "core": {"core"},
    "export": {"export", "core"},
    "cli": {"cli", "export", "core", ""},
    "ext": {"ext", "export", "core", "refer", ""},
    "extension": {"ext", "export", "core", ""},
    "refer": {""},
    "__main__": {"cli"},
    "": set[str](),
}
"""Layer to the layers it may import; the empty name is the package itself, with its version."""

LATE = {(PACKAGE, f"{PACKAGE}.extension")}
"""Imports that happen inside a function on purpose: ``setup`` must not import Sphinx before."""

WITHOUT_SPHINX = ("core", "export", "cli")
OF_SPHINX = ("sphinx", "docutils", "myst_parser", "sphinx_design", "sphinxcontrib", "furo")

MODULES = {
    ".".join((PACKAGE, *file.relative_to(FOLDER).with_suffix("").parts)).removesuffix(
        ".__init__"
    ): file
    for file in sorted(FOLDER.rglob("*.py"))
}
"""Name of every module to its file."""


@cache
def imported(name: str) -> frozenset[str]:
    """Return the modules that a module names in imports, wherever in it they stand."""
    return frozenset(_imported(name))


def _imported(name: str) -> Iterator[str]:
    file = MODULES[name]
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield whole if whole in MODULES else base


def layer(name: str) -> str:
    """Return the layer of a module of the package."""
    return name.removeprefix(PACKAGE).lstrip(".").split(".")[0]


def own(name: str) -> set[str]:
    """Return the modules of the package that a module imports."""
    return {
        found
        for found in imported(name)
        if found.split(".")[0] == PACKAGE and (name, found) not in LATE
    }


def test_every_module_belongs_to_a_layer() -> None:
    assert {layer(name) for name in MODULES} <= BELOW.keys()
    assert {"core", "export", "ext", "extension"} <= {layer(name) for name in MODULES}


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_only_what_lies_below(name: str) -> None:
    allowed = BELOW[layer(name)]
    assert {found for found in own(name) if layer(found) not in allowed} == set()


@pytest.mark.parametrize("name", [n for n in MODULES if layer(n) in WITHOUT_SPHINX])
def test_a_lower_module_does_not_name_sphinx(name: str) -> None:
    assert {found for found in imported(name) if found.split(".")[0] in OF_SPHINX} == set()


def test_imports_make_no_circle_also_not_for_types() -> None:
    graph = {name: own(name) & MODULES.keys() - {name} for name in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(error.args[1][::-1]))


def test_lower_layers_can_be_imported_where_sphinx_cannot() -> None:
    lower = [n for n in MODULES if n == PACKAGE or layer(n) in WITHOUT_SPHINX]
    program = (
        "import importlib, sys\n"
        f"for name in {OF_SPHINX!r}: sys.modules[name] = None\n"
        f"for name in {lower!r}: importlib.import_module(name)\n"
        f"print(sorted(n for n in sys.modules if n.startswith({PACKAGE + '.ext'!r})))\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", program],
        cwd=FOLDER.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stdout, found.stderr) == (0, "[]\n", "")
