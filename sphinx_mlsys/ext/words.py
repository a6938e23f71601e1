"""Interface words, dates and numbers in the language of the build."""

from __future__ import annotations

import re
from datetime import date, time

from babel.dates import format_date, get_timezone_name
from sphinx.locale import get_translation

from sphinx_mlsys.core.views import Related, Where

CATALOG = "sphinx_mlsys"
_ = get_translation(CATALOG)


def qualifier(name: str) -> str:
    """Return the words for a qualifier of a number."""
    return {
        "up-to": _("up to"),
        "average": _("on average"),
        "about": _("about"),
        "at-least": _("at least"),
        "below": _("below"),
    }.get(name, "")


def relation(name: str) -> str:
    """Return the words for how a record relates to another."""
    return {
        "builds-on": _("builds on"),
        "competes-with": _("competes with"),
        "answers": _("answers"),
        "complements": _("complements"),
        "used-by": _("is used by"),
    }.get(name, name)


def why_related(view: Related, separator: str) -> str:
    """Return the reasons why a paper is related, the weightiest first."""
    reasons = [str(_("connected"))] if view.connected else []
    if view.terms:
        reasons.append(_("shares: %s") % separator.join(view.terms[:3]))
    if view.works and len(view.terms) < 2:
        reasons.append(_("both refer to %s") % separator.join(view.works[:2]))
    if view.topics and not view.terms and not view.works:
        reasons.append(_("same topics: %s") % separator.join(view.topics))
    return str(_("; ")).join(reasons or [str(_("similar title"))])


def unit(name: str) -> str:
    """Return what is counted in a unit, with the unit."""
    named = {
        "×": _("Factors (×)"),
        "%": _("Percent (%)"),
        "pp": _("Percentage points (pp)"),
        "": _("Counts and scores"),
    }
    return str(named.get(name, name))


def part(name: str) -> str:
    """Return the label of a part of a write-up."""
    return {
        "problem": _("Problem"),
        "approach": _("Approach"),
        "summary": _("What is known of it"),
    }.get(name, name)


def language_name(code: str) -> str:
    """Return a language's name for itself."""
    return {"en": "English", "zh": "中文"}.get(code, code)


def html_language(code: str) -> str:
    """Return the BCP 47 tag of a record's language."""
    return {"zh": "zh-CN"}.get(code, code)


def long_date(value: date, language: str) -> str:
    """Return a date with its weekday."""
    if language == "zh":
        weekday = format_date(value, "EEEE", locale="zh")
        return f"{value.year} 年 {value.month} 月 {value.day} 日 {weekday}"
    return str(format_date(value, "full", locale=language))


def short_date(value: date, language: str) -> str:
    """Return a date without its year."""
    if language == "zh":
        return f"{value.month} 月 {value.day} 日"
    return str(format_date(value, "MMMM d", locale=language))


def held_day(where: Where, language: str) -> str:
    """Return the short date on which something was held, or that it is not on record."""
    return _("day not recorded") if where.date_unverified else short_date(where.date, language)


def clock(start: time | None, end: time | None) -> str:
    """Return a time or a range of times; nothing where none is recorded."""
    if start and end:
        return f"{start:%H:%M}–{end:%H:%M}"
    if start:
        return f"{start:%H:%M}"
    return ""


def timezone(name: str, language: str) -> str:
    """Return the name that people use for a time zone (``America/Los_Angeles``)."""
    try:
        return str(get_timezone_name(name, locale=language))
    except LookupError:  # of a zone that only the system knows
        return name


def tied(text: str) -> str:
    """Keep a dot between two facts at the end of a line: none should begin with it."""
    return text.replace(" \u00b7 ", "\u00a0\u00b7 ") if " \u00b7 " in text else text


def separator(language: str) -> str:
    """Return what stands between the names of a list."""
    return "、" if language == "zh" else ", "


_PLACE = re.compile(
    r"(Section|Table|Figure|Appendix|Equation|Algorithm)s? ([\w.()]+)(?: and ([\w.()]+))?"
)
_PLACES_ZH = {
    "Section": "第 {} 节",
    "Table": "表 {}",
    "Figure": "图 {}",
    "Appendix": "附录 {}",
    "Equation": "式 {}",
    "Algorithm": "算法 {}",
}


def place(at: str, language: str) -> str:
    """Return where in a work something stands; records say it in English (``Section 5.2``)."""
    if language != "zh":
        return at

    def chinese(match: re.Match[str]) -> str:
        number = f"{match[2]} 和 {match[3]}" if match[3] else match[2]
        return _PLACES_ZH[match[1]].format(number)

    found = _PLACE.sub(chinese, at).replace("Abstract", "摘要")
    return found.replace(", ", "，").replace("; ", "；")
