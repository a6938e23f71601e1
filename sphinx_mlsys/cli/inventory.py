"""``check --against``: no published address may die.

An inventory is four lines of text and then lines compressed with zlib, each
``name domain:role priority uri dispname``; a ``$`` at the end of the uri stands
for the name (https://www.sphinx-doc.org/en/master/extdev/utils.html names the
format; sphinx.util.inventory reads it so).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.problems import Problem
from sphinx_mlsys.export.redirects import redirects

LARGEST = 200_000_000
"""The most bytes that an inventory may hold when unpacked."""

_HEAD = b"# Sphinx inventory version 2"
_LINE = re.compile(r"(.+?)\s+(\S+)\s+(-?\d+)\s+?(\S*)\s+(.*)")


class InventoryError(Exception):
    """Raised when a file is no inventory; the message says why."""


@dataclass(frozen=True, slots=True)
class Named:
    """An object of an inventory."""

    kind: str
    """Such as ``mlsys:paper``."""
    name: str
    address: str
    """From the root of the site."""


def read_inventory(file: Path) -> tuple[Named, ...]:
    """Return the objects of an ``objects.inv`` of version 2.

    :raises InventoryError: when it is not one.
    """
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise InventoryError(f"it cannot be read: {error.strerror}") from None
    head = raw.split(b"\n", 4)
    if len(head) < 5 or head[0].strip() != _HEAD:
        raise InventoryError("it does not begin with '# Sphinx inventory version 2'")
    unpacker = zlib.decompressobj()
    try:
        body = unpacker.decompress(head[4], LARGEST)
    except zlib.error as error:
        raise InventoryError(f"its content does not unpack: {error}") from None
    if not unpacker.eof:
        raise InventoryError("it breaks off, or is larger than any inventory")
    try:
        lines = body.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        raise InventoryError("its content is not UTF-8") from None
    return tuple(_objects(lines))


def _objects(lines: list[str]) -> Iterator[Named]:
    for line in lines:
        match = _LINE.match(line.rstrip())
        if match and ":" in match[2]:
            name, kind, _priority, address, _shown = match.groups()
            yield Named(kind, name, address[:-1] + name if address.endswith("$") else address)


def gone(old: Path, new: Path | None, library: Library) -> Iterator[Problem]:
    """Yield the addresses of the domain ``mlsys`` in *old* that lead nowhere any more.

    Compared with the inventory *new*; without one, with the names that the
    digest itself has. A former name that is an alias has a redirect.
    """
    try:
        before = read_inventory(old)
    except InventoryError as error:
        yield _unreadable(old, error)
        return
    try:
        now = read_inventory(new) if new is not None else None
    except InventoryError as error:
        assert new is not None
        yield _unreadable(new, error)
        return
    led = {(r.kind, r.old) for r in redirects(library)}
    addresses = None if now is None else {n.address for n in now}
    known = {(n.kind, n.name) for n in now} if now is not None else set(_names(library))
    homes = {} if now is None else {(n.kind, n.name): n.address for n in now}
    for thing in before:
        if not thing.kind.startswith("mlsys:"):
            continue
        kind = thing.kind.removeprefix("mlsys:").removeprefix("former-")
        if addresses is None:
            lost = (thing.kind, thing.name) not in known
        else:
            lost = thing.address not in addresses
        if lost and (kind, thing.name) not in led:
            yield _lost(old, thing, kind, homes)


def _unreadable(file: Path, error: InventoryError) -> Problem:
    return Problem(
        code="inventory",
        file=file.resolve(),
        message=f"The inventory cannot be used: {error}.",
        remedy="Take the objects.inv of a built or published site.",
    )


def _lost(old: Path, thing: Named, kind: str, homes: Mapping[tuple[str, str], str]) -> Problem:
    moved = homes.get((thing.kind, thing.name))
    what = f"moved to {moved}" if moved else "is gone"
    remedy = (
        f"Add '{thing.name}' to aliases.ids of the record that took its place."
        if kind in ("paper", "talk")
        else "Bring the name back, or tell those who link to it."
    )
    return Problem(
        code="address-gone",
        file=old.resolve(),
        message=f"The published {kind} '{thing.name}' at {thing.address} {what}.",
        remedy="An anchor cannot redirect: put it back where it was." if moved else remedy,
    )


def _names(library: Library) -> Iterator[tuple[str, str]]:
    for kind, names in (
        ("paper", library.papers),
        ("talk", library.talks),
        ("session", library.sessions),
        ("author", library.authors),
        ("topic", library.topics),
        ("conference", library.conferences),
    ):
        for name in names:
            yield f"mlsys:{kind}", name
