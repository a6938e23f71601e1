"""Filter expressions for records: a parsed, whitelisted bit of Python, never run.

Grammar: comparisons ``field == "value"``, ``field != "value"``,
``field in ["a", "b"]``, ``field not in […]``, ``"value" in field``; a bare flag
(``has_code``); joined by ``and``, ``or``, ``not`` and parentheses. A field may
have several values (topics, authors): ``==`` and ``in`` hold if any of them
fits, ``!=`` and ``not in`` if none does.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Mapping
from types import MappingProxyType

from sphinx_mlsys.core.library import Library, Paper, Talk
from sphinx_mlsys.core.model import PaperRecord
from sphinx_mlsys.core.problems import shortened

MAX_LENGTH = 1000
"""Longest expression that is accepted, in characters."""


class FilterError(ValueError):
    """Raised when an expression is not understood; says which part and what would be."""


Predicate = Callable[[str], bool]
Values = Callable[[Library, Paper | Talk], tuple[str, ...]]


def _authors(library: Library, record: Paper | Talk) -> tuple[str, ...]:
    found: list[str] = []
    for name in record.entry.authors:
        ident, shown, _ = library.author_of(name, record.key)
        found += [ident, shown, name.display]
    return tuple(found)


def _award(_library: Library, record: Paper | Talk) -> tuple[str, ...]:
    own = record.record.award if isinstance(record.record, PaperRecord) else None
    return (own,) if own else ()


def _place(name: str) -> Values:
    def values(library: Library, record: Paper | Talk) -> tuple[str, ...]:
        place = library.places.get(record.key)
        if place is None:
            return ()
        value = {
            "conference": place.conference,
            "day": f"{place.conference}/{place.day}",
            "session": place.session,
        }[name]
        return (value,) if value else ()

    return values


FIELDS: Mapping[str, Values] = MappingProxyType(
    {
        "key": lambda _l, r: (r.key,),
        "kind": lambda _l, r: ("paper" if isinstance(r, Paper) else "talk",),
        "conference": _place("conference"),
        "day": _place("day"),
        "session": _place("session"),
        "topic": lambda _l, r: r.record.topics,
        "term": lambda _l, r: r.record.terms,
        "author": _authors,
        "affiliation": lambda _l, r: r.record.affiliations,
        "award": _award,
        "link": lambda _l, r: tuple(r.record.links),
    }
)
"""Field to its values; a comparison holds if any of them fits."""

FLAGS: Mapping[str, Values] = MappingProxyType(
    {
        "has_award": _award,
        "has_code": lambda _l, r: ("code",) if "code" in r.record.links else (),
        "has_results": lambda _l, r: ("x",) if getattr(r.record, "results", ()) else (),
    }
)
"""Flag to something that is not empty when it holds."""


def compile_filter(text: str, library: Library) -> Predicate:
    """Return a predicate on keys for the expression *text*.

    The predicate is false for a key that *library* has no record of.

    :raises FilterError: when the expression is not of the grammar above.
    """
    if len(text) > MAX_LENGTH:
        raise FilterError(f"the filter is longer than {MAX_LENGTH} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Python, about escapes in strings
            tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else error
        raise FilterError(f"the filter does not parse: {reason}") from None
    test = _compile(tree, library, 0)
    records = library.records
    return lambda key: key in records and test(records[key])


Test = Callable[[Paper | Talk], bool]


def _compile(node: ast.expr, library: Library, depth: int) -> Test:
    if depth > 50:
        raise FilterError("the filter is nested too deeply")
    match node:
        case ast.BoolOp(op=op, values=values):
            parts = [_compile(v, library, depth + 1) for v in values]
            if isinstance(op, ast.And):
                return lambda r: all(p(r) for p in parts)
            return lambda r: any(p(r) for p in parts)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = _compile(operand, library, depth + 1)
            return lambda r: not inner(r)
        case ast.Name(id=name) if name in FLAGS:
            flag = FLAGS[name]
            return lambda r: bool(flag(library, r))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _comparison(left, op, right, library)
        case ast.Name(id=name):
            raise FilterError(f"unknown flag '{name}': known are {', '.join(FLAGS)}")
    raise FilterError(f"'{_shown(node)}' is not allowed in a filter")


def _shown(node: ast.expr) -> str:
    """Return a part of an expression as it is written, shortened."""
    try:
        return shortened(ast.unparse(node))
    except RecursionError:
        return "…"


def _comparison(left: ast.expr, op: ast.cmpop, right: ast.expr, library: Library) -> Test:
    if isinstance(op, (ast.Eq, ast.NotEq)):
        field, wanted = _field(left), {_string(right)}
        negative = isinstance(op, ast.NotEq)
    elif isinstance(op, (ast.In, ast.NotIn)):
        negative = isinstance(op, ast.NotIn)
        if isinstance(right, ast.Name):
            field, wanted = _field(right), {_string(left)}
        elif isinstance(right, (ast.List, ast.Tuple, ast.Set)):
            field, wanted = _field(left), {_string(e) for e in right.elts}
        else:
            raise FilterError("after 'in' a filter takes a field or a list of strings")
    else:
        raise FilterError("a filter compares with ==, != and in only")
    return lambda r: (not wanted.isdisjoint(field(library, r))) != negative


def _field(node: ast.expr) -> Values:
    if isinstance(node, ast.Name) and node.id in FIELDS:
        return FIELDS[node.id]
    raise FilterError(f"unknown field '{_shown(node)}': known are {', '.join(FIELDS)}")


def _string(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and type(node.value) in (str, int):
        return str(node.value)
    raise FilterError(f"'{_shown(node)}' must be a string in quotes")
