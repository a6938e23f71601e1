"""Names of people, as sources write them, in the parts that BibTeX knows."""

from __future__ import annotations

import re

from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts

from sphinx_mlsys.cli.importing import clean
from sphinx_mlsys.cli.importing.model import Person
from sphinx_mlsys.core.entry import Name
from sphinx_mlsys.core.text import CJK, fold

_PARTICLES = frozenset(
    [
        "De",
        "Del",
        "Della",
        "Den",
        "Der",
        "Des",
        "Di",
        "Dos",
        "Du",
        "Van",
        "Vander",
        "Von",
        "Ter",
        "Ten",
        "La",
        "St.",
        "St",
        "Bin",
        "Ibn",
        "Al",
        "El",
    ]
)
"""Words that belong to the family name though they begin with a capital."""

_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|II|III|IV", re.I)
_DEGREE = re.compile(r"^(?:(?:Prof|Dr|Mr|Mrs|Ms|Professor)\b\.?\s+)+|,?\s+Ph\.?D\.?$")
_NUMBER = re.compile(r"\s+(\d{4})$")
_CHINESE = re.compile(f"[{CJK}]")


def person(written: object) -> Person | None:
    """Return the person of a name, given name first or ``Family, Given``; nothing for no name.

    DBLP's number of a homonym (``Wei Wang 0001``) is told apart from the name.
    """
    found = re.sub(r"[{}\\\"~$%#^*†‡]", " ", clean.text(written))
    found = _DEGREE.sub("", " ".join(found.split()).strip(" ,;"))
    if not re.search(r"[^\W\d_]", found):
        return None
    head, *others = filter(None, map(_said, found.split(",", 2)))
    number = ""
    if match := _NUMBER.search(head):
        number = match[1]
        head = _NUMBER.sub("", head)
    if not others:
        return Person(_parts(head), number)
    *suffix, given = others  # Family, Jr., Given
    if not suffix and _SUFFIX.fullmatch(given):
        return Person(_parts(head, suffix=given), number)
    prefix, family = _prefix(head)
    return Person(Name(given, prefix, family, *suffix), number)


def _said(text: str) -> str:
    """Return the words that hold a letter or digit: signs alone name nobody."""
    words = text.replace(",", " ").split()  # a third comma parts nothing
    return " ".join(word for word in words if re.search(r"[^\W_]", word))


def _parts(found: str, suffix: str = "") -> Name:
    words = found.split()
    if not suffix and len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        return _parts(" ".join(words[:-1]), words[-1])
    if len(words) == 1 or re.search(r"\band\b", found, re.I) or _CHINESE.search(found):
        return Name(family=found, suffix=suffix)
    at = len(words) - 1
    while at > 1 and words[at - 1] in _PARTICLES:
        at -= 1
    if at < len(words) - 1:
        return Name(" ".join(words[:at]), "", " ".join(words[at:]), suffix)
    try:
        parts = parse_single_name_into_parts(found)
    except InvalidNameError:
        return Name(" ".join(words[:-1]), "", words[-1], suffix)
    return Name(" ".join(parts.first), " ".join(parts.von), " ".join(parts.last), suffix)


def _prefix(family: str) -> tuple[str, str]:
    """Split what is in lower case off the front of a family name."""
    words = family.split()
    at = 0
    while at < len(words) - 1 and words[at].islower():
        at += 1
    return " ".join(words[:at]), " ".join(words[at:])


def folded(name: Name) -> str:
    """Return what two writings of a person's name have in common: initial and family name."""
    whole = f"{name.prefix} {name.family}".strip()  # BibTeX may split it in another place
    return f"{fold(name.given)[:1]} {fold(whole)}"


def same_people(ours: tuple[Name, ...], theirs: tuple[Name, ...]) -> bool:
    """Tell whether two lists name the same people in the same order, as far as one can see."""
    return [folded(n) for n in ours] == [folded(n) for n in theirs]
