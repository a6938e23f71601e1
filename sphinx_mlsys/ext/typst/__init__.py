"""The PDF without TeX: ``sphinx-build -b typst``, by the Typst compiler that comes as a wheel.

Why a writer of our own. Three builders are on PyPI. ``sphinxcontrib-typstbuilder``
0.1.1 and ``atsphinx-typst`` 0.1.1 are young writers for which a node that they do
not know ends the build; theirs is a document per root with its own assembly and
outline, and their templates import packages from Typst's registry, that is from
the network. ``typsphinx`` 0.4.4 (2700 lines) writes invalid Typst for containers
inside of containers, which is what a card is, and needs four such packages. To
register visitors for our nodes would replace most of each, and what would be left
- text, lists, tables - is what is short here, because the tree is prepared already:
``ext/latextree`` shapes it for both PDFs, so that outline, text, links and figures
are the same.
"""
