"""Former names lead to the things that have them now, and to nothing else."""

from __future__ import annotations

from pathlib import Path

from sphinx_mlsys.export.redirects import Redirect, redirects
from tests.export.sample import HOSTILE, library_of, sample


def test_ids_among_the_aliases_redirect_and_titles_do_not(tmp_path: Path) -> None:
    site = sample(tmp_path / "site")
    assert set(redirects(library_of(site))) == {
        Redirect("paper", "poster-9", HOSTILE),
        Redirect("paper", "old2024evil", HOSTILE),
    }


def test_a_name_that_means_something_today_is_no_former_name(tmp_path: Path) -> None:
    site = sample(tmp_path / "site")
    site.replace(f"papers/{HOSTILE}.paper.yaml", "poster-9", "ada2024alpha")
    assert [r.old for r in redirects(library_of(site))] == ["old2024evil"]


def test_an_alias_that_two_records_claim_leads_nowhere(tmp_path: Path) -> None:
    site = sample(tmp_path / "site")
    site.replace("papers/ada2024alpha.paper.yaml", "name: Alpha\n",
                 "name: Alpha\naliases: {ids: [poster-9]}\n")  # fmt: skip
    assert "poster-9" not in [r.old for r in redirects(library_of(site))]


def test_another_spelling_of_an_author_redirects(tmp_path: Path) -> None:
    site = sample(tmp_path / "site")
    site.write("people.yaml", "- name: Annabel Ada\n  spellings: [Ann Ada]\n")
    assert Redirect("author", "ann-ada", "annabel-ada") in set(redirects(library_of(site)))
