"""A site in two languages: each whole in its own, and a way from every page to the other."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest
from babel.messages import Catalog, pofile

from sphinx_mlsys.ext import words
from tests.ext.links import Page, faults
from tests.ext.small import Built, Site

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Day 1"
msgstr "第 1 天"

msgid "Mind the {term}`cache <cache>`."
msgstr "注意{term}`缓存 <cache>`。"
"""
FILES = {"en-pdf": "downloads/en.pdf", "zh_CN-epub": "/_/downloads/zh-cn/latest/epub/"}


def options(language: str, **more: object) -> dict[str, object]:
    """Return the settings with which docs/build.py builds a language."""
    root = {"en": "", "zh_CN": "../"}[language]
    paths = {"en": root or "", "zh_CN": "" if root else "zh-cn/"}
    return {"language": language, "mlsys_translations": paths, **more}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the sources of a small site with a translated page."""
    site = Site(tmp_path_factory.mktemp("languages") / "site")
    remark = ":::{paper} cid2024gamma\nMind the {term}`cache <cache>`.\n:::\n"
    site.write("2024/day-1.md", site.read("2024/day-1.md") + "\n" + remark)
    conf = 'locale_dirs = ["locales"]\ngettext_compact = False\n'
    site.write("conf.py", site.read("conf.py") + conf)
    site.write("locales/zh_CN/LC_MESSAGES/2024/day-1.po", PO)
    return site


@pytest.fixture(scope="module")
def english(made: Site) -> Built:
    """Return the English site, into which the Chinese one is built."""
    return made.build("both", overrides=options("en", mlsys_downloads=FILES))


@pytest.fixture(scope="module")
def chinese(made: Site, english: Built) -> Built:
    """Return the Chinese site, below the English one."""
    base = "https://example.org/digest/zh-cn/"
    return made.build("both/zh-cn", overrides=options("zh_CN", html_baseurl=base))


def switches(built: Built) -> dict[str, str]:
    """Return page to the address that its language switch leads to."""
    found = {}
    for file in sorted(built.out.rglob("*.html")):
        if "404" in (file.stem, file.parent.name):  # shown at any address
            continue
        if "_static" in file.parts or ("zh-cn" in file.parts) != (built.out.name == "zh-cn"):
            continue
        match = re.search(
            r'<nav class="mlsys-languages".*?<a href="([^"]*)"', file.read_text("utf-8"), re.DOTALL
        )
        assert match is not None, file
        found[file.relative_to(built.out).as_posix()] = match[1]
    return found


def test_neither_language_complains(english: Built, chinese: Built) -> None:
    assert (english.warnings, chinese.warnings) == ("", "")


def test_every_page_leads_to_itself_in_the_other_language(english: Built, chinese: Built) -> None:
    there, back = switches(english), switches(chinese)
    assert there["papers/ada2024alpha.html"] == "../zh-cn/papers/ada2024alpha.html"
    assert back["papers/ada2024alpha.html"] == "../../papers/ada2024alpha.html"
    assert there["index.html"] == "zh-cn/index.html"
    assert there.keys() == back.keys() >= {"search.html", "authors/ann-ada.html"}
    for page, address in there.items():
        assert (english.out / page).parent.joinpath(address).resolve() == chinese.out / page
    broken = [f for f in faults(english.out) if "downloads/" not in f]
    assert broken == []  # the Chinese site stands in it


def test_a_page_has_the_same_anchors_in_both(english: Built, chinese: Built) -> None:
    for page in switches(english):
        assert set(Page(english.text(page)).ids) == set(Page(chinese.text(page)).ids), page


def test_addresses_of_dirhtml_lead_to_each_other_too(made: Site) -> None:
    built = made.build("dir", "dirhtml", overrides=options("en"))
    assert switches(built)["papers/ada2024alpha/index.html"] == "../../zh-cn/papers/ada2024alpha/"


def test_the_switch_keeps_anchor_and_query(
    english: Built, chinese: Built, tool: Callable[[str], str]
) -> None:
    chromium = tool("chromium")

    def link(address: str) -> str:
        shown = subprocess.run(
            [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", address],
            capture_output=True, check=True, text=True, timeout=60,
        )  # fmt: skip
        nav = shown.stdout.split('class="mlsys-languages"')[1]
        return str(re.search(r'<a href="([^"]*)"', nav)[1])  # type: ignore[index]

    page = (english.out / "2024" / "day-1.html").as_uri()
    assert link(page + "#ada2024alpha") == "../zh-cn/2024/day-1.html#ada2024alpha"
    page = (chinese.out / "search.html").as_uri()
    assert link(page + "?q=%E7%BC%93%E5%AD%98") == "../search.html?q=%E7%BC%93%E5%AD%98"


def test_there_is_no_switch_where_there_is_one_language(made: Site) -> None:
    built = made.build("one")
    page = built.text("index.html")
    assert "mlsys-languages" not in page.replace("mlsys-languages.css", "")
    assert "hreflang" not in page


def test_search_engines_are_told_of_both_where_the_address_is_known(
    english: Built, chinese: Built
) -> None:
    assert "x-default" not in english.text("index.html")
    links = re.findall(
        r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">',
        chinese.text("papers/ada2024alpha.html"),
    )
    base = "https://example.org/digest"
    assert links == [
        ("en", f"{base}/papers/ada2024alpha.html"),
        ("zh-CN", f"{base}/zh-cn/papers/ada2024alpha.html"),
        ("x-default", f"{base}/papers/ada2024alpha.html"),
    ]
    assert "x-default" not in chinese.text("search.html")


def test_each_site_says_its_language(english: Built, chinese: Built) -> None:
    assert '<html class="no-js" lang="en"' in english.text("index.html")
    assert '<html class="no-js" lang="zh-CN"' in chinese.text("index.html")


def test_the_interface_speaks_chinese(chinese: Built) -> None:
    page = chinese.text("papers/ada2024alpha.html")
    for word in (
        "问题",
        "方法",
        "局限",
        "关联工作",
        "术语",
        "引用",
        "跳到正文",
        "本页目录",
        "切换浅色",
    ):
        assert word in page
    for word in ("Problem", "Approach", "Skip to content", "On this page", "Toggle "):
        assert word not in page
    assert "搜索论文、作者、术语" in chinese.text("search.html")


def test_prose_of_pages_and_remarks_is_translated(chinese: Built) -> None:
    page = chinese.text("2024/day-1.html")
    assert "<h1>第 1 天" in page
    assert '注意<a class="reference internal" href="../glossary.html#term-cache"' in page


@pytest.mark.parametrize("language", ["zh_CN", "zh-cn", "zh", "zh_TW"])
def test_all_kinds_of_chinese_get_chinese_words(made: Site, language: str) -> None:
    built = made.build(f"as-{language}", "text", overrides={"language": language})
    assert "问题" in built.text("2024/day-1.txt")
    if language != "zh_TW":  # which has no catalogue of pages here
        assert "第 1 天" in built.text("2024/day-1.txt")


def test_texts_of_records_stay_out_of_the_catalogues(made: Site) -> None:
    built = made.build("gettext", "gettext")
    found: dict[str, set[str]] = {}
    for file in sorted(built.out.rglob("*.pot")):
        with file.open("rb") as stream:
            template: Catalog = pofile.read_po(stream)
        name = file.relative_to(built.out).with_suffix("").as_posix()
        found[name] = {str(m.id) for m in template if m.id}
    assert found["2024/day-1"] == {"Day 1", "Prose.", "Mind the {term}`cache <cache>`."}
    assert found["glossary"] == {"Glossary"}
    assert found["topics/speed"] == {"Speed"}
    assert found["authors"] == {"Authors"}
    assert found["awards"] == {"Awards"}


def test_the_box_of_downloads_offers_what_is_there(english: Built, chinese: Built) -> None:
    box = english.text("2024/index.html").split('class="mlsys-downloads')[1].split("</div>")[0]
    assert re.findall(r'href="([^"]*)"', box) == ["../downloads/en.pdf", FILES["zh_CN-epub"]]
    assert "English" in box
    assert 'lang="zh-CN"' in box
    assert 'href="downloads/en.pdf"' in english.text("index.html")
    assert "mlsys-downloads" not in english.text("2024/day-1.html")
    assert 'class="mlsys-downloads' not in chinese.text("index.html")


def test_dates_times_and_lists_follow_the_language() -> None:
    day = date(2024, 5, 14)
    assert words.long_date(day, "en") == "Tuesday, May 14, 2024"
    assert words.long_date(day, "zh") == "2024 年 5 月 14 日 星期二"
    assert words.short_date(day, "en") == "May 14"
    assert words.short_date(day, "zh") == "5 月 14 日"
    assert words.clock(time(9), time(10, 30)) == "09:00–10:30"
    assert words.timezone("America/Los_Angeles", "en") == "Pacific Time"
    assert words.timezone("America/Los_Angeles", "zh") == "北美太平洋时间"
    assert words.separator("zh").join(["甲", "乙"]) == "甲、乙"
    assert words.place("Abstract; Section 5.2, Figures 3 and 9b", "en").startswith("Abstract; S")
    assert words.place("Abstract; Section 5.2, Figures 3 and 9b", "zh") == (
        "摘要；第 5.2 节，图 3 和 9b"
    )


def test_a_changed_translation_is_shown_by_the_next_build(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.write("conf.py", site.read("conf.py") + 'locale_dirs = ["locales"]\n')
    site.write("locales/zh_CN/LC_MESSAGES/awards.po", PO.replace("Day 1", "Awards"))
    out = site.folder / "out"
    # Python keeps a catalogue that it has read: each build is a process of its own.
    line = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-D", "language=zh_CN"]
    subprocess.run([*line, site.docs, out], check=True)
    assert "<h1>第 1 天" in (out / "awards.html").read_text("utf-8")
    site.replace("locales/zh_CN/LC_MESSAGES/awards.po", "第 1 天", "奖项")
    subprocess.run([*line, site.docs, out], check=True)
    assert "<h1>奖项" in (out / "awards.html").read_text("utf-8")
