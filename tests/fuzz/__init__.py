"""Fuzzing of what reads foreign input, guided by coverage.

    pip install -e '.[fuzz]'
    python -m tests.fuzz                     # the targets
    python -m tests.fuzz bibtex --seconds 600
    python -m tests.fuzz bibtex --replay tests/fuzz/found/bibtex/…

A target takes bytes and raises only when something is wrong. What was found
stands in ``found/<target>/`` and is run by the tests.
"""
