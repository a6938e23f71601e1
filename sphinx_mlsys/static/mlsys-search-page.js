/** The search page: shows what mlsys-search.js finds, in place, while the query is typed. */
(() => {
  "use strict";
  const list = document.getElementById("mlsys-results");
  if (!list) return;
  const folder = list.dataset.index.replace(/index\.js$/, "");
  const root = folder.replace(/search\/$/, "");
  const field = document.getElementById("mlsys-query");
  const status = document.getElementById("mlsys-status");
  const also = document.getElementById("mlsys-also");
  const more = document.getElementById("mlsys-more");
  const SHOWN = 30;
  let latest = 0;

  /** Needles as they may stand in a text: without the ending of a long English word. */
  const stems = (query) =>
    mlsysSearch.needles(query).map((w) => (/^[a-z]{6,}$/.test(w) ? w.slice(0, -2) : w));

  /** Text with what the query looks for marked. */
  function marked(text, words) {
    const span = document.createElement("span");
    let end = 0;
    const lower = text.toLowerCase();
    const folded = lower.length === text.length ? lower : text; // places in both must agree
    const hits = [];
    for (const word of words) {
      for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
        const inside = word < "\u3400" && at > 0 && /[a-z0-9]/.test(folded[at - 1]);
        if (inside) continue;
        const rest = word < "\u3400" ? folded.slice(at + word.length).match(/^[a-z0-9]*/)[0] : "";
        hits.push([at, at + word.length + rest.length]);
      }
    }
    hits.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    for (const [from, to] of hits) {
      if (from < end) continue;
      span.append(text.slice(end, from));
      const mark = document.createElement("mark");
      mark.textContent = text.slice(from, to);
      span.append(mark);
      end = to;
    }
    span.append(text.slice(end));
    return span;
  }

  /** A sentence of the page that shows the match, where pages can be fetched. */
  async function excerpt(address, words) {
    if (!location.protocol.startsWith("http")) return "";
    try {
      const answer = await fetch(root + address.split("#")[0]);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      let best = "", most = 0;
      const paragraphs = [...page.querySelectorAll("article p")];
      const other = (node) => Boolean(node.closest(".mlsys-other"));
      // The other language only where this one does not show the match.
      for (const node of [...paragraphs.filter((p) => !other(p)), ...paragraphs.filter(other)]) {
        if (node.closest(".mlsys-takeaway, .mlsys-reference, .mlsys-crumbs")) continue;
        if (most && other(node)) break;
        const text = node.textContent.replace(/\s+/g, " ").trim();
        if (!/[.!?\u3002\uff01\uff1f]/.test(text)) continue; // a list of names says nothing
        const folded = mlsysSearch.fold(text);
        const count = words.filter((word) => folded.includes(word)).length;
        if (count > most) [best, most] = [text, count];
      }
      if (best.length <= 220) return best;
      const places = words.map((word) => best.toLowerCase().indexOf(word)).filter((at) => at >= 0);
      const at = Math.max(0, Math.min(...places) - 80);
      return `${at ? "…" : ""}${best.slice(at, at + 220)}…`;
    } catch {
      return "";
    }
  }

  /** Whether a text shows half of what is looked for. */
  function shows(text, words) {
    const folded = mlsysSearch.fold(text);
    return words.filter((word) => folded.includes(word)).length * 2 >= words.length;
  }

  /** One result as an element. */
  function result([kind, address, title, note], words, withExcerpt, isCurrent) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = root + address;
    link.append(marked(title, words));
    const [place, takeaway = ""] = note.split("\n");
    const eyebrow = document.createElement("span");
    eyebrow.className = "mlsys-eyebrow";
    eyebrow.textContent = [list.dataset[kind], place].filter(Boolean).join(" · ");
    item.append(eyebrow, link);
    const add = (name, text) => {
      const shown = document.createElement("p");
      shown.className = name;
      shown.append(marked(text, words));
      item.append(shown);
    };
    if (takeaway) add("mlsys-row-takeaway", takeaway);
    if (withExcerpt && !(takeaway && shows(`${title} ${takeaway}`, words))) {
      excerpt(address, words).then((found) => {
        if (found && isCurrent()) add("mlsys-row-facts", found);
      });
    }
    return item;
  }

  /** Show what a query finds. */
  async function show(query, limit = SHOWN) {
    const turn = ++latest;
    if (!query.trim()) {
      list.replaceChildren();
      status.textContent = "";
      also.hidden = more.hidden = true;
      return;
    }
    const [count, rows] = await mlsysSearch.find(folder, query, limit);
    if (turn !== latest) return;
    const words = stems(query);
    const aside = rows.filter(([kind]) => kind === "term" || kind === "author");
    const main = rows.filter((row) => !aside.includes(row));
    also.replaceChildren(`${list.dataset.also}: `);
    aside.slice(0, 8).forEach(([kind, address, title]) => {
      const link = document.createElement("a");
      link.href = root + address;
      const said = document.createElement("span");
      said.className = "mlsys-count";
      said.textContent = `(${list.dataset[kind]})`;
      link.append(title, " ", said);
      also.append(link, " ");
    });
    also.hidden = !aside.length;
    status.textContent =
      count === 0 ? list.dataset.none : count === 1 ? list.dataset.one : list.dataset.many.replace("%d", count);
    list.replaceChildren(
      ...main.map((row, n) => result(row, words, n < 10, () => turn === latest)),
    );
    more.hidden = count <= limit;
    more.onclick = () => show(query, limit + SHOWN);
  }

  let timer;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const address = new URL(location.href);
      address.searchParams.set("q", field.value);
      history.replaceState(null, "", address);
      show(field.value);
    }, 120);
  });
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(field.value);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const links = [field, ...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    links[Math.min(links.length - 1, Math.max(0, at + (event.key === "ArrowDown" ? 1 : -1)))].focus();
  });
  field.value = new URLSearchParams(location.search).get("q") || "";
  field.focus({ preventScroll: true });
  show(field.value);
})();
