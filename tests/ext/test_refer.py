"""A project without records refers to a digest by its inventory."""

from __future__ import annotations

import io
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from tests.ext.small import Site


def test_another_project_refers_by_name(tmp_path: Path) -> None:
    inventory = Site(tmp_path / "site").build().out / "objects.inv"
    other = tmp_path / "other"
    other.mkdir()
    (other / "conf.py").write_text(
        "extensions = ['sphinx.ext.intersphinx', 'sphinx_mlsys.refer']\n"
        f"intersphinx_mapping = {{'small': ('https://s.example/', {str(inventory)!r})}}\n"
    )
    (other / "index.rst").write_text(
        "Notes\n=====\n\n:external+small:mlsys:paper:`ada2024alpha`, :mlsys:author:`ann-ada`, "
        ":mlsys:session:`2024/first`, :mlsys:paper:`none2024`\n"
    )
    warnings = io.StringIO()
    with patch_docutils(other), docutils_namespace():
        app = Sphinx(other, other, tmp_path / "o", tmp_path / "d", "html",
                     {"nitpicky": True}, status=None, warning=warnings)  # fmt: skip
        app.build()
    page = (tmp_path / "o/index.html").read_text(encoding="utf-8")
    assert 'href="https://s.example/papers/ada2024alpha.html"' in page
    assert 'href="https://s.example/authors/ann-ada.html"' in page
    assert 'href="https://s.example/2024/day-1.html#session-2024-first"' in page
    assert "no inventory of intersphinx_mapping has the paper 'none2024'" in warnings.getvalue()
    assert warnings.getvalue().count("WARNING") == 1
