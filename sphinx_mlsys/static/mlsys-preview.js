/**
 * Previews: a small card with what a link leads to, for papers, talks, terms and
 * citations. Shown on hover and on keyboard focus; stays while the pointer is
 * on it, goes with Escape (WCAG 2.2, 1.4.13); absent on touch and in print.
 */
(() => {
  "use strict";
  if (!matchMedia("(hover: hover)").matches) return;
  const { make, prose, load, root } = mlsysData;
  const WAIT = 250;
  /** Links from which a preview would only repeat what stands beside them. */
  const BESIDE = ".mlsys-card, .mlsys-list > li, .mlsys-tile";
  const TITLES = ".mlsys-title, .mlsys-row-title, .mlsys-tile-title";

  const card = make("div", { id: "mlsys-preview", className: "mlsys-preview", role: "tooltip", hidden: true });
  const article = document.querySelector("[role=main], main, article");
  let link = null;
  let timer;
  if (!article) return;
  document.body.append(card);

  /** Where a link leads, from the root of the site. */
  function address(of) {
    const found = of.href.split("?")[0];
    return found.startsWith(root.href) ? decodeURI(found.slice(root.href.length)) : "";
  }

  function worthwhile(of) {
    if (!of.closest(TITLES)) return true;
    const beside = of.closest(BESIDE)?.querySelector(".mlsys-takeaway, .mlsys-row-takeaway");
    return !beside?.checkVisibility();
  }

  function hide() {
    clearTimeout(timer);
    if (!link) return;
    link.removeAttribute("aria-describedby");
    link = null;
    card.hidden = true;
  }

  function hideSoon() {
    clearTimeout(timer);
    timer = setTimeout(hide, WAIT);
  }

  async function show(of) {
    let found;
    try {
      const known = await load("previews");
      const there = address(of);
      found = known[there] ?? known[there.split("#")[0]];
    } catch {
      return; // a preview more or less
    }
    if (!found || wanted !== of) return;
    const [title, place, text] = found;
    hide();
    link = of;
    card.replaceChildren(
      ...[["title", title], ["place", place], ["text", text]]
        .filter(([, words]) => words)
        .map(([part, words]) => make("span", { className: `mlsys-preview-${part}` }, ...prose(words))),
    );
    card.hidden = false;
    of.setAttribute("aria-describedby", card.id);
    settle(of);
  }

  /** Put the card below the link, above it where there is more room, within the window. */
  function settle(of) {
    const line = of.getClientRects()[0];
    const { offsetWidth: width, offsetHeight: height } = card;
    const below = line.bottom + height + 8 < innerHeight || line.top < height + 8;
    const left = Math.max(8, Math.min(line.left, document.documentElement.clientWidth - width - 8));
    card.style.left = `${left + scrollX}px`;
    card.style.top = `${(below ? line.bottom : line.top - height) + scrollY}px`;
  }

  /** The link that was last pointed at or focused. */
  let wanted = null;

  function showSoon(of) {
    if (of === link) {
      clearTimeout(timer);
      return;
    }
    wanted = of;
    clearTimeout(timer);
    timer = setTimeout(show, WAIT, of);
  }

  const linkAt = (target) => {
    const found = target instanceof Element ? target.closest("a[href]") : null;
    return found && article.contains(found) && address(found) && worthwhile(found) ? found : null;
  };

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const found = linkAt(event.target);
    if (found) showSoon(found);
    else if (card.contains(event.target)) clearTimeout(timer);
    else if (document.activeElement !== link) {
      wanted = null;
      hideSoon();
    }
  });
  document.addEventListener("focusin", (event) => {
    const found = linkAt(event.target);
    if (found?.matches(":focus-visible")) showSoon(found);
    else hide();
  });
  document.addEventListener("focusout", hideSoon);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    wanted = null;
    hide();
  });
})();
