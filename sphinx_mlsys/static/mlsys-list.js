/**
 * The reader's own list: kept in this browser's storage and nowhere else, and a
 * star at each record that puts it there. Works, for one page, without storage.
 */
const mlsysList = (() => {
  "use strict";
  const PLACE = "mlsys-digest-list";
  const watchers = [];
  /** @type {{key: string, note: string}[]} */
  let items = [];
  let stored = true;

  /** Entries of a list that came from outside, without what is no entry; null if it is no list. */
  function sound(value) {
    if (value?.format !== PLACE || !Array.isArray(value.items)) return null;
    const found = new Map();
    for (const item of value.items) {
      if (typeof item?.key !== "string" || !/^[a-z0-9]+$/.test(item.key)) continue;
      if (!found.has(item.key)) {
        found.set(item.key, { key: item.key, note: typeof item.note === "string" ? item.note : "" });
      }
    }
    return [...found.values()];
  }

  function read() {
    try {
      items = sound(JSON.parse(localStorage.getItem(PLACE) ?? "null")) ?? [];
    } catch (error) {
      // What is no JSON is no list; any other failure means there is no storage.
      if (!(error instanceof SyntaxError)) stored = false;
    }
  }

  function write() {
    try {
      localStorage.setItem(PLACE, JSON.stringify({ format: PLACE, version: 1, items }));
      stored = true;
    } catch {
      stored = false;
    }
  }

  /** Take a new list. */
  function set(changed) {
    items = changed;
    write();
    for (const watcher of watchers) watcher();
  }

  read();
  addEventListener("storage", (event) => {
    if (event.key !== PLACE && event.key !== null) return;
    read();
    for (const watcher of watchers) watcher();
  });

  return {
    PLACE,
    all: () => items,
    has: (key) => items.some((item) => item.key === key),
    stored: () => stored,
    sound,
    set,
    toggle(key) {
      set(this.has(key) ? items.filter((i) => i.key !== key) : [...items, { key, note: "" }]);
    },
    watch(watcher) {
      watchers.push(watcher);
      watcher();
    },
  };
})();

(() => {
  "use strict";
  const { make, button, say, keyOf } = mlsysData;
  const words = JSON.parse(document.currentScript.dataset.words);
  const told = make("p", { className: "mlsys-told", role: "status" });

  /** The key of a card or entry: its own id, that of its page, or where its title leads. */
  function keyIn(card, title) {
    if (card.classList.contains("mlsys-page")) return card.closest("section[id]")?.id ?? "";
    return card.id || keyOf(title?.href ?? "");
  }

  /** Put a star on a card or entry. */
  function addStar(card) {
    const title = card.querySelector(".mlsys-title a, .mlsys-row-title a");
    const key = keyIn(card, title);
    const heading = title ?? card.closest("section")?.querySelector("h1");
    if (!key || !heading) return;
    // The heading of a page carries the sign of its own link behind the text.
    const name = heading.textContent.replace(/[¶#]\s*$/, "").trim();
    const word = make("span", { className: "mlsys-star-word" });
    const star = button("mlsys-star", "", say(words.star, { name }), () => {
      mlsysList.toggle(key);
      told.textContent = mlsysList.stored() ? "" : words.lost;
    });
    star.append(make("span", { className: "mlsys-star-sign", "aria-hidden": "true" }), word);
    (title?.closest(".mlsys-title, .mlsys-row-title") ?? card.firstElementChild).after(star);
    card.classList.add("mlsys-starred");
    mlsysList.watch(() => {
      const kept = mlsysList.has(key);
      star.setAttribute("aria-pressed", String(kept));
      word.textContent = kept ? words.kept : words.keep;
    });
  }

  /** Show the length of the list where the navigation leads to it. */
  function addCount(link) {
    const count = make("span", { className: "mlsys-count" });
    link.append(" ", count);
    mlsysList.watch(() => {
      count.textContent = mlsysList.all().length || "";
    });
  }

  document.querySelectorAll(".mlsys-card, .mlsys-list:not(#mlsys-results) > li").forEach(addStar);
  document.querySelectorAll('.sidebar-tree a[href*="my-list"], .sidebar-tree .current-page > a.current').forEach((link) => {
    if (new URL(link.href).pathname.startsWith(new URL("my-list", mlsysData.root).pathname)) addCount(link);
  });
  document.body.append(told);
})();
