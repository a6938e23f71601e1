/**
 * MLSys Digest: small helps on pages that can be read without them.
 * No dependencies, nothing asked of other hosts, no markup as strings.
 */
(() => {
  "use strict";

  /** What the script says, by the language of the page. */
  const WORDS = {
    en: {
      more: (n) => (n === 1 ? "Show 1 more author" : `Show ${n} more authors`),
      fewer: "Show fewer authors",
      copy: "Copy",
      copyWhat: "Copy the BibTeX entry",
      copied: "Copied",
      press: "Selected: press Ctrl+C",
    },
    zh: {
      more: (n) => `显示另外 ${n} 位作者`,
      fewer: "收起作者",
      copy: "复制",
      copyWhat: "复制 BibTeX 条目",
      copied: "已复制",
      press: "已选中，请按 Ctrl+C",
    },
  };
  const words = document.documentElement.lang.startsWith("zh") ? WORDS.zh : WORDS.en;

  /**
   * Make a button.
   * @param {string} className
   * @param {string} text what it shows
   * @param {string} label what it is called
   * @param {() => void} action
   * @returns {HTMLButtonElement}
   */
  function button(className, text, label, action) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = className;
    made.textContent = text;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", action);
    return made;
  }

  /**
   * Put the middle of a long list of authors behind "+7".
   * @param {HTMLElement} folded
   */
  function foldAuthors(folded) {
    const number = folded.querySelectorAll("a").length;
    const toggle = button("mlsys-more-authors", "", "", () => show(folded.hidden));
    /** @param {boolean} open */
    function show(open) {
      folded.hidden = !open;
      toggle.textContent = open ? "−" : `+${number}`;
      toggle.setAttribute("aria-expanded", String(open));
      toggle.setAttribute("aria-label", open ? words.fewer : words.more(number));
    }
    show(false);
    folded.before(toggle);
    folded.classList.add("mlsys-ready");
  }

  /**
   * Give a BibTeX entry a button that copies it.
   * @param {HTMLElement} block
   */
  function offerCopy(block) {
    const source = block.querySelector("pre");
    if (!source) return;
    const said = document.createElement("span");
    said.className = "mlsys-said";
    said.setAttribute("role", "status");
    const copy = button("mlsys-copy", words.copy, words.copyWhat, async () => {
      let told = words.copied;
      try {
        await navigator.clipboard.writeText(source.textContent);
      } catch {
        getSelection().selectAllChildren(source);
        told = words.press;
      }
      copy.textContent = said.textContent = told;
      setTimeout(() => {
        copy.textContent = words.copy;
        said.textContent = "";
      }, 2500);
    });
    block.append(copy, said);
  }

  /** Open what the address points at: the folds around it, and the write-up of its card. */
  function openTarget() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    let opened = false;
    for (let at = target.closest("details"); at; at = at.parentElement.closest("details")) {
      opened ||= !at.open;
      at.open = true;
    }
    const writeUp = target.closest(".mlsys-card")?.querySelector("details.mlsys-more");
    if (writeUp) writeUp.open = true;
    if (opened) target.scrollIntoView();
  }

  /** Open all folds for print, and close again those that were closed. */
  function printWhole() {
    let closed = [];
    addEventListener("beforeprint", () => {
      closed = [...document.querySelectorAll("details.mlsys-fold:not([open])")];
      for (const fold of closed) fold.open = true;
    });
    addEventListener("afterprint", () => {
      for (const fold of closed) fold.open = false;
      closed = [];
    });
  }

  /**
   * Go to the search field with "/", unless something is being typed.
   * @param {KeyboardEvent} event
   */
  function goToSearch(event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.defaultPrevented || event.target.closest("input, textarea, select, [contenteditable]")) return;
    const fields = [...document.querySelectorAll("main input[name=q], input[name=q]")];
    const field = fields.find((f) => f.checkVisibility()) ?? fields[0];
    if (!field) return;
    // On narrow screens furo keeps the field in a drawer.
    const drawer = document.getElementById("__navigation");
    if (drawer && field.getBoundingClientRect().right <= 0) drawer.checked = true;
    field.focus();
    event.preventDefault();
  }

  /** Let the keyboard reach drawings that scroll, and only those; Safari does not by itself. */
  const scrolling = new ResizeObserver((seen) => {
    for (const { target } of seen) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });

  document.querySelectorAll(".mlsys-scroll").forEach((box) => scrolling.observe(box));
  document.querySelectorAll(".mlsys-folded").forEach(foldAuthors);
  document.querySelectorAll("div.mlsys-bibtex").forEach(offerCopy);
  printWhole();
  openTarget();
  addEventListener("hashchange", openTarget);
  document.addEventListener("keydown", goToSearch);
})();
