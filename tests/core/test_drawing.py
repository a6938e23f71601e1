"""Drawings draw and do nothing else; what ours and other programs make is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_mlsys.core.drawing import fault_of

DOCS = Path(__file__).parents[2] / "docs"
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">\n'

SOUND = {
    "declaration": f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- made by hand -->\n{HEAD}</svg>',
    "style": f"{HEAD}<style>.a {{ fill: url( '#b' ) }}</style></svg>",
    "gradient": f'{HEAD}<linearGradient id="b"/><rect fill="url(#b)" style="fill:url(&quot;#b&quot;)"/></svg>',
    "glyphs": f'{HEAD}<defs><path id="g"/></defs><use xlink:href="#g"/><use href="#g"/></svg>',
    "words": f"{HEAD}<title>&lt;script&gt; &amp; on</title><text>on = javascript:</text></svg>",
}

HARMFUL = {
    "script": "<script>alert(1)</script>",
    "script in capitals": "<SCRIPT>alert(1)</SCRIPT>",
    "script of HTML": '<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>',
    "handler": '<rect onload="alert(1)"/>',
    "handler in capitals": '<rect ONCLICK="alert(1)"/>',
    "handler with a prefix": '<rect xlink:onload="alert(1)"/>',
    "link": '<a href="javascript:alert(1)"><text>a</text></a>',
    "HTML": '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>',
    "movement": '<rect><set attributeName="onclick" to="alert(1)"/></rect>',
    "picture": '<image href="https://evil.example/pixel.png"/>',
    "use of another file": '<use href="https://evil.example/a.svg#x"/>',
    "use of data": '<use xlink:href="data:image/svg+xml,a#x"/>',
    "fill from a host": '<rect fill="url(https://evil.example/a.svg#x)"/>',
    "fill in quotes": "<rect style=\"fill: URL( 'https://evil.example/a' )\"/>",
    "fill by escape": r'<rect style="fill: \75rl(https://evil.example/a)"/>',
    "style import": "<style>@import 'https://evil.example/a.css';</style>",
    "style font": "<style>@font-face { src: url(//evil.example/a.woff) }</style>",
    "style in parts": "<style>@im<!-- -->port 'a.css';</style>",
    "comment that HTML ends": "<!--><script>alert(1)</script>-->",
    "comment with style": "<!-- <style> -->",
    "section": "<title><![CDATA[<script>alert(1)</script>]]></title>",
    "instruction": '<?xml-stylesheet href="https://evil.example/a.css"?>',
    "HTML in a title": "<title><img src='x' onerror='alert(1)'/></title>",
    "svg in svg": HEAD.strip() + "</svg>",
    "bomb": "".join(
        f'<g id="a{n}"><use href="#a{n + 1}"/><use href="#a{n + 1}"/></g>' for n in range(30)
    ),
    "depth": "<g>" * 10_000 + "</g>" * 10_000,
    "control character": "<text>a\x01b</text>",
    "entity": "<text>&nbsp;</text>",
}


@pytest.mark.parametrize("case", SOUND)
def test_what_only_draws_is_taken(case: str) -> None:
    assert fault_of(SOUND[case].encode()) is None


def test_every_drawing_of_the_digest_is_taken() -> None:
    drawings = sorted((DOCS / "figures").glob("*.svg"))
    assert drawings
    assert [f.name for f in drawings if fault_of(f.read_bytes())] == []


@pytest.mark.parametrize("case", HARMFUL)
def test_what_acts_or_asks_for_a_file_is_refused_at_its_line(case: str) -> None:
    fault = fault_of(f"{HEAD}{HARMFUL[case]}</svg>".encode())
    assert fault is not None
    assert fault.line == (1 if case == "bomb" else 2)


@pytest.mark.parametrize(
    "drawing",
    [
        b"",
        b"no drawing",
        b"<html/>",
        b'<s:svg xmlns:s="http://www.w3.org/2000/svg"/>',
        b"<svg/>",
        f"{HEAD}<rect>".encode(),
        f"{HEAD}é</svg>".encode("latin-1"),
        f"{HEAD}</svg>".encode("utf-16"),
        f'<!DOCTYPE svg [<!ENTITY a "x">]>{HEAD}&a;</svg>'.encode(),
        f'<!DOCTYPE svg SYSTEM "file:///etc/passwd">{HEAD}</svg>'.encode(),
        f"{HEAD}</svg><script/>".encode(),
    ],
)
def test_what_is_no_drawing_is_refused(drawing: bytes) -> None:
    assert fault_of(drawing) is not None
