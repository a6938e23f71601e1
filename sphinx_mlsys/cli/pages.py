"""Pages and first lines of files that the commands make."""

from __future__ import annotations


def schema_line(name: str, up: str = "../") -> str:
    """Return the line by which editors find the schema of a file."""
    return f"# yaml-language-server: $schema={up}_schema/{name}.schema.json\n"


def day_page(conference: str, number: int) -> str:
    """Return the page of a day: its timetable and the cards of what was held."""
    return (
        f"# Day {number}\n\n"
        f"```{{timetable}} {conference}/{number}\n```\n\n"
        f"```{{day}} {conference}/{number}\n```\n"
    )
