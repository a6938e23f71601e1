"""``python -m sphinx_mlsys`` is ``sphinx-mlsys``."""

from sphinx_mlsys.cli import entrypoint

if __name__ == "__main__":
    entrypoint()
