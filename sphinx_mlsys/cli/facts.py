"""The options that say what a conference is, of ``init`` and ``new conference``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from sphinx_mlsys.core.telling import is_address

_HELP = {
    "name": "Full name of the conference.",
    "short": "Short name, such as 'MLSys 2026'.",
    "city": "City and country.",
    "timezone": "Time zone of its times, such as Europe/Berlin.",
    "url": "Its page.",
    "proceedings": "Page of its proceedings; --url when not given.",
}


def conference_options(*, required: bool) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return a decorator that adds the options to a command."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for name, words in reversed(_HELP.items()):
            must = required and name not in ("short", "proceedings")
            command = click.option(f"--{name}", required=must, help=words)(command)
        command = click.option(
            "--days",
            type=click.IntRange(1, 31),
            default=1,
            show_default=True,
            help="How many days.",
        )(command)
        return click.option(
            "--start",
            type=click.DateTime(["%Y-%m-%d"]),
            required=required,
            help="Its first day, such as 2026-05-18.",
        )(command)

    return add


def facts_of(ident: str, start: date, given: Mapping[str, str | None]) -> dict[str, str]:
    """Return the fields of a conference, with stand-ins for what was not said.

    :raises click.UsageError: when a value cannot be one.
    """
    name = given.get("name") or f"Conference {start.year}"
    url = given.get("url") or "https://example.org/"
    found = {
        "name": name,
        "short": given.get("short") or (name if len(name) < 24 else ident),
        "timezone": given.get("timezone") or "UTC",
        "city": given.get("city") or "City, Country",
        "url": url,
        "proceedings": given.get("proceedings") or url,
    }
    for field in ("url", "proceedings"):
        if not is_address(found[field]):
            raise click.UsageError(f"--{field}: {found[field]!r} is not an http(s) address.")
    try:
        ZoneInfo(found["timezone"])
    except (ZoneInfoNotFoundError, ValueError):
        raise click.UsageError(
            f"--timezone: {found['timezone']!r} is no time zone of the IANA data base, "
            "such as Europe/Berlin."
        ) from None
    return {k: " ".join(v.split()) for k, v in found.items()}
