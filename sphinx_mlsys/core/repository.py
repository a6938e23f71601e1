"""Addresses at a repository's host: the form to edit a file, and a new issue filled in.

Sources of the forms:
https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/creating-an-issue,
https://docs.gitlab.com/user/project/issues/create_issues/ (query parameters),
https://forgejo.org/docs/latest/user/ (the same addresses as Gitea).
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from sphinx_mlsys.core.model import Repository


def edit_address(repository: Repository, path: str) -> str:
    """Return the address of the form in which a file, from the docs folder, is edited."""
    form = {"github": "edit", "gitlab": "-/edit", "forgejo": "_edit"}[repository.host]
    folder = repository.folder.strip("/")
    whole = f"{folder}/{path}" if folder not in ("", ".") else path
    return f"{_root(repository)}/{form}/{quote(repository.branch)}/{quote(whole)}"


def report_address(repository: Repository, title: str, body: str) -> str:
    """Return the address of a new issue with *title* and *body* filled in."""
    if repository.host == "gitlab":
        names = {"issue[title]": title, "issue[description]": body}
        return f"{_root(repository)}/-/issues/new?{urlencode(names, quote_via=quote)}"
    names = {"title": title, "body": body}
    return f"{_root(repository)}/issues/new?{urlencode(names, quote_via=quote)}"


def _root(repository: Repository) -> str:
    return repository.address.rstrip("/").removesuffix(".git")
