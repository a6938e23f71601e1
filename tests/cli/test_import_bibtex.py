"""Reading BibTeX of proceedings and of DBLP."""

from __future__ import annotations

import pytest

from tests.cli.project import Project, must_refuse

NAME = "proceedings.bib"

GOOD = r"""
@inproceedings{ada2026tinycache,
  author = {Ada, Ann and van Bel, Bob and {The Small Team}},
  title = {{TinyCache}: {C}aching Small Things \& {GPU}s},
  booktitle = {Proceedings of Small Things},
  pages = {1--12},
  volume = {3},
  month = may,
  year = {2026},
  editor = {Edit, Ed},
  url = {https://small.example/proceedings/2026/tiny.html},
  doi = {10.1234/Small.2026.1},
  abstract = {An abstract of others, which is not stored.},
}
"""

DBLP = r"""
@inproceedings{DBLP:conf/small/WangW26,
  author    = {Wei Wang 0001 and
               Jos{\'{e}} P{\'{e}}rez 0002},
  title     = {First Things.},
  crossref  = {DBLP:conf/small/2026},
  url       = {https://doi.org/10.1234/small.2},
  biburl    = {https://dblp.org/rec/conf/small/WangW26.bib},
  bibsource = {dblp computer science bibliography, https://dblp.org}
}

@inproceedings{DBLP:conf/small/Wang26,
  author    = {Wei Wang 0002},
  title     = {Second Things},
  crossref  = {DBLP:conf/small/2026},
  url       = {https://openreview.net/forum?id=AbcDef123\_}
}

@article{DBLP:journals/corr/abs-2601-00001,
  author    = {Cem {\c{C}}elik},
  title     = {Third Things},
  journal   = {CoRR},
  volume    = {abs/2601.00001},
  year      = {2026},
  doi       = {10.48550/arXiv.2601.00001}
}

@proceedings{DBLP:conf/small/2026,
  editor    = {Ed Edit},
  title     = {Proceedings of Small Things 2026},
  publisher = {Small Press},
  year      = {2026}
}
"""


def test_an_entry_of_proceedings_is_taken_as_it_is_written(project: Project) -> None:
    ran = project.take(NAME, GOOD)
    assert ran.status == 0, ran.text
    assert project.read("refs.bib").endswith(
        "@inproceedings{ada2026tinycache,\n"
        "  author = {Ada, Ann and van Bel, Bob and {The Small Team}},\n"
        "  title = {{TinyCache}: {C}aching Small Things \\& {GPU}s},\n"
        "  booktitle = {Proceedings of Small Things},\n"
        "  volume = {3},\n"
        "  pages = {1--12},\n"
        "  month = may,\n"
        "  year = {2026},\n"
        "  editor = {Edit, Ed},\n"
        "  url = {https://small.example/proceedings/2026/tiny.html},\n"
        "  doi = {10.1234/small.2026.1},\n"
        "}\n"
    )


def test_numbered_homonyms_of_dblp_become_people(project: Project) -> None:
    ran = project.take(NAME, DBLP)
    assert ran.status == 0, ran.text
    bib = project.read("refs.bib")
    assert "author = {Wang, Wei and Pérez, José}" in bib
    assert "0001" not in bib.replace("2601.00001", "")
    assert project.read("docs/people.yaml") == (
        "- id: wei-wang-0001\n"
        "  name: Wei Wang\n"
        "  records: [wang2026first]\n"
        "- id: wei-wang-0002\n"
        "  name: Wei Wang\n"
        "  records: [wang2026second]\n"
    )
    assert "People of one name (2)" in ran.out
    assert "0 created, 0 filled, 3 unchanged" in project.take(NAME, DBLP).out


def test_what_the_proceedings_say_is_inherited(project: Project) -> None:
    project.take(NAME, DBLP)
    bib = project.read("refs.bib")
    entry = bib[bib.index("@inproceedings{wang2026first") :].partition("}\n\n")[0]
    assert "  booktitle = {Proceedings of Small Things 2026},\n" in entry
    assert "  editor = {Edit, Ed},\n" in entry
    assert "  publisher = {Small Press},\n" in entry
    assert "  doi = {10.1234/small.2},\n" in entry
    assert "biburl" not in bib


def test_a_preprint_gives_its_identifier_and_no_journal(project: Project) -> None:
    project.take(NAME, DBLP)
    bib = project.read("refs.bib")
    entry = bib[bib.index("@inproceedings{celik2026third") :]
    assert "  eprint = {2601.00001},\n  archiveprefix = {arXiv},\n" in entry
    assert "CoRR" not in entry
    assert "doi" not in entry


def test_an_openreview_address_becomes_link_and_alias(project: Project) -> None:
    project.take(NAME, DBLP)
    record = project.read("docs/papers/wang2026second.paper.yaml")
    assert "  ids: [openreview-AbcDef123_]\n" in record
    assert "  openreview: https://openreview.net/forum?id=AbcDef123_\n" in record


def test_works_of_other_years_are_not_made_papers_of_the_conference(project: Project) -> None:
    ran = project.take(NAME, GOOD.replace("year = {2026}", "year = {2019}"))
    assert "0 created" in ran.out
    assert "it is of 2019, the conference of 2026" in ran.out


def test_the_bibliography_of_the_digest_itself_changes_nothing(project: Project) -> None:
    before = project.files()
    ran = project.take(NAME, project.read("refs.bib"))
    assert ran.status == 0, ran.text
    assert project.files() == before


BROKEN = (
    ("", "file is empty"),
    ("% only a comment\n", "holds no paper"),
    (GOOD.rstrip()[:-1], "does not parse"),
    (GOOD[:120], "cannot be read"),
    (GOOD.replace("{ada2026tinycache,", "{,"), "has no key"),
    (GOOD + GOOD, "stands a second time"),
    (
        GOOD.replace("  year = {2026},", "  year = {2026},\n  year = {2025},"),
        "'year' stands a second",
    ),
    (GOOD.replace("month = may", "month = maj"), "@string 'maj' is not defined"),
    (GOOD.replace("year = {2026}", "year = "), "no value"),
    (GOOD.replace("volume = {3}", "volume = 3}"), "bib-"),
    (GOOD.replace("pages = {1--12},", "pages = {1--12}"), "bib-"),
    (GOOD.replace("Small Things \\&", "Small {Things \\&"), "bib-"),
    (
        GOOD.replace("  author = {Ada, Ann and van Bel, Bob and {The Small Team}},\n", ""),
        "no author",
    ),
    (
        GOOD.replace("author = {Ada, Ann and van Bel, Bob and {The Small Team}}", "author = {12}"),
        "no author",
    ),
    (GOOD.replace("{TinyCache}: {C}aching Small Things \\& {GPU}s", "{}"), "no title"),
    ("@proceedings{x2026, title = {P}, year = {2026}}", "is no paper"),
    ("@book{x2026, author = {A, B}, title = {P}, year = {2026}}", "is no paper"),
    (b"\xe9" + GOOD.encode(), "not UTF-8"),
    (GOOD.replace("Ann", "A\x07nn"), "control character"),
    ("<<<<<<< ours\n" + GOOD, "A conflict of a merge"),
    ("<html>404</html>", "is a web page"),
    ("no BibTeX at all", "holds no paper"),
)


@pytest.mark.parametrize(("text", "words"), BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_is_refused_with_the_reason(
    project: Project, text: str | bytes, words: str
) -> None:
    must_refuse(project, NAME, text, words)
