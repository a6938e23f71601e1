"""Calendars, read by vobject."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from dateutil.tz import tzical

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.export.ical import calendar_file, calendars, timezone
from sphinx_mlsys.export.site import Site
from tests.export.sample import library_of, sample

SITE = Site(
    {
        ("session", "2024/first"): "2024/day-1.html#session-2024-first",
        ("day", "2024/1"): "2024/day-1.html",
    },
    "https://example.org/site/",
)


def made(library: Library, site: Site) -> dict[str, bytes]:
    """Return path to content of every calendar."""
    return {c.path: calendar_file(library, c, site) for c in calendars(library, site.language)}


@pytest.fixture(scope="module")
def found(library: Library) -> dict[str, bytes]:
    return made(library, SITE)


def events(found: dict[str, bytes], path: str) -> list[Any]:
    calendar = vobject.readOne(found[path].decode())
    return list(calendar.vevent_list)


def test_calendars_of_the_conference_its_days_and_its_timed_sessions(
    found: dict[str, bytes],
) -> None:
    assert set(found) == {"mlsys-2024.ics", "2024/day-1.ics", "2024/day-2.ics", "2024/first.ics"}


def test_a_session_stands_at_its_time_in_the_conferences_zone(found: dict[str, bytes]) -> None:
    (event,) = events(found, "2024/first.ics")
    start = datetime(2024, 5, 1, 9, tzinfo=ZoneInfo("Europe/Berlin"))
    assert event.dtstart.value == start
    assert event.dtstart.value.utcoffset() == start.utcoffset() == timedelta(hours=2)
    assert event.dtend.value == start.replace(hour=10)
    assert event.summary.value == "First Things"
    assert event.description.value.split("\n") == [
        "09:00 Alpha: A Study of Small Things",
        "Beta: A Study of Small Things",
        "Gamma: A Study of Small Things",
    ]
    assert event.url.value == "https://example.org/site/2024/day-1.html#session-2024-first"


def test_days_last_all_day_and_only_what_has_a_verified_time_joins_them(
    found: dict[str, bytes],
) -> None:
    first = events(found, "2024/day-1.ics")
    assert [e.summary.value for e in first] == [
        "Small 2024: Opening",
        "First Things",
        "A LLM Talk Without a Speaker",
    ]
    assert (first[0].dtstart.value, first[0].dtend.value) == (date(2024, 5, 1), date(2024, 5, 2))
    assert first[2].location.value == "Hall 1, Berlin"
    assert len(events(found, "2024/day-2.ics")) == 1
    assert len(events(found, "mlsys-2024.ics")) == 4


def test_stamps_come_from_the_records_and_ids_stay(
    found: dict[str, bytes], library: Library
) -> None:
    stamps = [e.dtstamp.value for e in events(found, "mlsys-2024.ics")]
    assert set(stamps) == {datetime(2024, 6, d, tzinfo=UTC) for d in (1, 2, 5)}
    moved = made(library, Site({}, ""))
    for path in found:
        ids = [e.uid.value for e in events(found, path)]
        assert len(set(ids)) == len(ids)
        assert ids == [e.uid.value for e in events(moved, path)]


def test_lines_are_folded_and_end_as_the_format_asks(found: dict[str, bytes]) -> None:
    for content in found.values():
        lines = content.split(b"\r\n")
        assert all(len(line) <= 75 for line in lines)
        assert b"\n" not in content.replace(b"\r\n", b"")


def test_a_time_on_an_unverified_day_is_in_no_calendar(tmp_path: Path) -> None:
    site = sample(tmp_path / "site")
    site.replace("2024/program.yaml", "room: Hall 1", "room: Hall 1, date_unverified: true")
    assert b"Without a Speaker" not in b"".join(made(library_of(site), SITE).values())


ZONES = pytest.mark.parametrize(
    "zone",
    ["America/Los_Angeles", "Europe/Berlin", "Europe/Dublin", "Asia/Shanghai", "Asia/Kolkata",
     "Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Casablanca"],
)  # fmt: skip


@ZONES
def test_changes_of_time_are_told_in_the_time_before_them(zone: str) -> None:
    """RFC 5545, 3.6.5: DTSTART is local to TZOFFSETFROM."""
    text = timezone(zone, date(2024, 5, 1), date(2024, 5, 4)).to_ical().decode()
    calendar = vobject.base.readOne(f"BEGIN:VCALENDAR\r\n{text}END:VCALENDAR\r\n", transform=False)
    for part in [*calendar.vtimezone.components()][1:]:
        start = datetime.strptime(part.dtstart.value, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        before, after = offset(part.tzoffsetfrom.value), offset(part.tzoffsetto.value)
        onset = (start - before).astimezone(ZoneInfo(zone))
        assert onset.utcoffset() == after
        assert (onset.astimezone(UTC) - timedelta(minutes=1)).astimezone(
            ZoneInfo(zone)
        ).utcoffset() == before


def offset(text: str) -> timedelta:
    sign = -1 if text[0] == "-" else 1
    return sign * timedelta(hours=int(text[1:3]), minutes=int(text[3:5]))


@ZONES
def test_time_zones_agree_with_the_database_all_year(zone: str) -> None:
    text = timezone(zone, date(2024, 5, 1), date(2024, 5, 4)).to_ical().decode()
    read = tzical(StringIO(text)).get()
    moment = datetime(2024, 1, 1, 3, tzinfo=ZoneInfo(zone))
    while moment.year == 2024:
        naive = moment.replace(tzinfo=None)
        assert read.utcoffset(naive) == moment.utcoffset(), naive
        moment += timedelta(days=1)
