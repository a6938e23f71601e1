/**
 * The language switch leads to the same anchor, and to the same query on the search page.
 * Without this script its links lead to the same page.
 */
(() => {
  "use strict";
  const links = [...document.querySelectorAll(".mlsys-languages a")].map((link) => [
    link,
    link.getAttribute("href"),
  ]);

  /** Put query and anchor of this address into the links. */
  function follow() {
    for (const [link, page] of links) {
      link.setAttribute("href", page + location.search + location.hash);
    }
  }

  follow();
  addEventListener("hashchange", follow);
  // The search page changes its query without an event.
  for (const [link] of links) {
    link.addEventListener("pointerdown", follow);
    link.addEventListener("focus", follow);
  }
})();
