"""Whether cards can be read in a theme: ``python -m tests.themes alabaster [picture folder]``.

Builds the small site in the theme, warnings as errors, opens a day, a paper and
a list in a browser, light and dark, wide and narrow, and measures: text stands
out from what is behind it (WCAG 2.2, 1.4.3), nothing is wider than the window
(but for what the theme itself puts on a page without records), and no text of a
card is smaller than 12 pixels.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.ext.small import CONF, Site

PAGES = ("2024/day-1", "papers/ada2024alpha", "topics/speed", "topics/size")
WIDTHS = (1280, 390, 360)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

PLAIN = "---\norphan: true\n---\n\n# Plain\n\n## First\n\nProse.\n\n## Second\n\nProse.\n"
"""A page without records: what is too wide there is the theme's own."""

WIDE = "Math.max(0, document.documentElement.scrollWidth - innerWidth)"

MEASURE = """
(own) => {
  const faults = [];
  const numbers = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = (c) => {
    const [r, g, b] = c.map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const over = (top, below) => top.slice(0, 3).map((v, i) => v * (top[3] ?? 1) + below[i] * (1 - (top[3] ?? 1)));
  const behind = (e) => {
    const layers = [];
    for (; e; e = e.parentElement) layers.unshift(numbers(getComputedStyle(e).backgroundColor));
    return layers.reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  for (const box of document.querySelectorAll("[class*=mlsys]")) {
    for (const node of box.childNodes) {
      if (node.nodeType !== 3 || !node.textContent.trim()) continue;
      const e = node.parentElement, style = getComputedStyle(e), place = e.getBoundingClientRect();
      if (!e.checkVisibility() || place.width < 2 || place.height < 2) continue;
      const ground = behind(e), ink = over(numbers(style.color), ground);
      const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
      const size = parseFloat(style.fontSize), said = node.textContent.trim().slice(0, 30);
      if ((a + 0.05) / (b + 0.05) < 4.5)
        faults.push(`${e.className}: contrast ${((a + 0.05) / (b + 0.05)).toFixed(2)}: ${said}`);
      if (size < 12) faults.push(`${e.className}: ${size} px: ${said}`);
    }
  }
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > own + 1) faults.push(`the page is ${wide - own} px wider than one without records`);
  return [...new Set(faults)];
}
"""


def faults(page: Page, site: Path, pictures: Path | None) -> list[str]:
    """Return what is wrong on the pages of a built site."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 1000})
            page.goto((site / "plain.html").as_uri())
            own = page.evaluate(WIDE)
            if own > 1:
                print(f"{scheme}, {width}: the theme's own page is {own} px wider than the window")
            for name in PAGES:
                page.goto((site / f"{name}.html").as_uri())
                page.wait_for_load_state()
                found += [
                    f"{name}, {scheme}, {width}: {fault}" for fault in page.evaluate(MEASURE, own)
                ]
                if pictures is not None:
                    file = f"{name.replace('/', '-')}-{scheme}-{width}.png"
                    page.screenshot(path=pictures / file)
    return found


def main(theme: str, pictures: Path | None = None) -> int:
    """Build and measure; return how many faults there are."""
    if pictures is not None:
        pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as browsers:
        site = Site(Path(folder) / "site")
        site.write("conf.py", CONF.replace('html_theme = "furo"', f'html_theme = "{theme}"'))
        site.write("plain.md", PLAIN)
        built = site.build()
        print(built.warnings or f"{theme}: no warning")
        chromium = Path("/usr/bin/chromium")
        path = str(chromium) if chromium.is_file() else None
        browser = browsers.chromium.launch(executable_path=path, args=ARGUMENTS)
        found = faults(browser.new_page(), built.out, pictures)
        browser.close()
    print("\n".join(found) or f"{theme}: cards can be read")
    return len(found) + bool(built.warnings)


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1], *map(Path, sys.argv[2:3])), 1))
