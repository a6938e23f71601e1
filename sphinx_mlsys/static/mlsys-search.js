/**
 * The search page: splits the query as core/tokens.py splits the texts, loads
 * the few parts of the index that it needs, ranks and shows.
 * Parts are scripts that call mlsysSearch.part(name, postings).
 */
const mlsysSearch = (() => {
  "use strict";
  const CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff";
  const COMPOUND = /[a-z0-9]+(?:[-+.'/&_][a-z0-9]+)*\+*/g;
  const RUN = new RegExp(`[${CJK}]+`, "g");
  const SUFFIX = /(?:izations?|ations?|ings?|ers?|ed|es|e|s)$/;
  /** Words of a question that say nothing of its subject. */
  const STOP = new Set(
    ("a an and are as at be by can do does for from has have how in is it its of on or that the " +
      "their this to up was what when where which who why with").split(" "),
  );
  const data = { rows: null, synonyms: [], existing: new Set(), parts: new Map() };
  const waiting = new Map();

  /** Even out forms of writing: NFKC, accents, case, dashes and quotes; as core/text.py does. */
  function fold(text) {
    return text
      .normalize("NFKC")
      .replace(/[\u2010-\u2014\u2212]/g, "-")
      .replace(/[\u2018\u2019]/g, "'")
      .replace(/[\u201c\u201d]/g, '"')
      .normalize("NFD")
      .replace(/\p{Mn}/gu, "")
      .toLowerCase()
      .replaceAll("\u00df", "ss")
      .replaceAll("\u03c2", "\u03c3")
      .replace(/\s+/g, " ")
      .trim();
  }

  /** Tokens of a text, as the index has them. */
  function tokens(text) {
    const folded = fold(text);
    const found = [];
    for (const [compound] of folded.matchAll(COMPOUND)) {
      const words = compound.match(/[a-z0-9]+/g);
      found.push(...words);
      const joined = compound.endsWith("+") ? compound.replaceAll("+", "p") : words.join("");
      if (joined !== words[0]) found.push(joined.replace(/[^a-z0-9]/g, ""));
    }
    for (const [run] of folded.matchAll(RUN)) {
      const characters = [...run];
      found.push(...characters);
      for (let i = 1; i < characters.length; i++) found.push(characters[i - 1] + characters[i]);
    }
    return found;
  }

  /** The units of a query: Latin compounds and Chinese bigrams (or one character). */
  function units(text) {
    const folded = fold(text);
    const found = [];
    for (const [compound] of folded.matchAll(COMPOUND)) {
      const words = compound.match(/[a-z0-9]+/g);
      const joined = (
        compound.endsWith("+") ? compound.replaceAll("+", "p") : words.join("")
      ).replace(/[^a-z0-9]/g, "");
      found.push(words.length > 1 ? [[joined], words] : joined !== words[0] ? [[joined], words] : [words]);
    }
    for (const [run] of folded.matchAll(RUN)) {
      const characters = [...run];
      if (characters.length === 1) found.push([[run]]);
      for (let i = 1; i < characters.length; i++) found.push([[characters[i - 1] + characters[i]]]);
    }
    return found;
  }

  /** The part of the index that holds a token. */
  function shard(token) {
    const code = token.codePointAt(0);
    return code < 128 ? token[0] : `c${code % 16}`;
  }

  /** Load a script of the index once. */
  function load(folder, name) {
    if (!waiting.has(name)) {
      waiting.set(
        name,
        new Promise((resolve) => {
          const script = document.createElement("script");
          script.src = `${folder}${name}.js`;
          script.onload = resolve;
          script.onerror = resolve; // what is missing finds nothing
          document.head.append(script);
        }),
      );
    }
    return waiting.get(name);
  }

  /** Entry to weight for one word: whole words first, then words that begin alike. */
  function postings(word) {
    const part = data.parts.get(shard(word));
    const found = new Map();
    if (!part) return found;
    const add = (list, factor) => {
      for (let i = 0; i < list.length; i += 2) {
        const weight = list[i + 1] * factor;
        if (weight > (found.get(list[i]) || 0)) found.set(list[i], weight);
      }
    };
    if (Object.hasOwn(part, word)) add(part[word], 1);
    if (word.charCodeAt(0) > 127 || word.length < 3) return found;
    const root = word.length > 5 ? word.replace(SUFFIX, "") : word.replace(/s$/, "");
    const stem = root.length >= 3 ? root : word;
    for (const token in part) {
      if (token !== word && token.startsWith(stem)) {
        add(part[token], token.startsWith(word) ? 0.6 : 0.45);
      }
    }
    return found;
  }

  /** Entry to score for all of several words. */
  function all(words) {
    let found = null;
    for (const word of words) {
      const list = postings(word);
      const rarity = Math.log(1 + data.rows.length / (1 + list.size));
      const next = new Map();
      for (const [entry, weight] of list) {
        if (!found || found.has(entry)) {
          next.set(entry, (found ? found.get(entry) : 0) + weight * rarity);
        }
      }
      found = next;
    }
    return found || new Map();
  }

  /** Entry to the best score of several alternatives, each a list of words. */
  function any(alternatives) {
    const found = new Map();
    for (const words of alternatives) {
      for (const [entry, score] of all(words)) {
        if (score > (found.get(entry) || 0)) found.set(entry, score);
      }
    }
    return found;
  }

  /** A query as a list of parts, each a list of alternatives, synonyms included. */
  function parse(query) {
    let rest = ` ${fold(query)} `;
    const parts = [];
    const groups = data.synonyms
      .flatMap((group) => group.map((name) => [name, group]))
      .sort((a, b) => b[0].length - a[0].length);
    const cjk = new RegExp(`[${CJK}]`);
    for (const [name, group] of groups) {
      const at = cjk.test(name) ? rest.indexOf(name) : rest.indexOf(` ${name} `);
      if (at < 0) continue;
      const end = at + name.length + (cjk.test(name) ? 0 : 2);
      rest = `${rest.slice(0, at)} ${rest.slice(end)}`;
      parts.push(group.map((n) => units(n).flatMap((u) => u[0])));
    }
    const words = units(rest);
    const telling = words.filter((alternatives) => !STOP.has(alternatives[0].join("")));
    return [...parts, ...(parts.length || telling.length ? telling : words)];
  }

  /** Rank the entries for a query. */
  function rank(query) {
    const parts = parse(query);
    const scores = new Map();
    for (const alternatives of parts) {
      for (const [entry, score] of any(alternatives)) {
        const [sum, count] = scores.get(entry) || [0, 0];
        scores.set(entry, [sum + score, count + 1]);
      }
    }
    const wanted = fold(query).replace(/^["']+|["']+$/g, "");
    const ranked = [];
    for (const [entry, [sum, count]] of scores) {
      const [, , title] = data.rows[entry];
      const name = fold(title);
      let score = sum * (count / parts.length) ** 3;
      if (name === wanted) score += 4000;
      else if (name.startsWith(`${wanted}:`)) score += 3000;
      else if (wanted.length > 3 && name.includes(wanted)) score += 150;
      ranked.push([entry, score, count]);
    }
    ranked.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const best = Math.max(0, ...ranked.map((r) => r[2]));
    // All words, or all but a few when no entry has them all.
    const enough = Math.min(best, Math.max(1, Math.ceil(parts.length * 0.7)));
    return ranked.filter((r) => r[2] >= enough).map((r) => r[0]);
  }

  /** All parts of the index that a query needs. */
  function needed(query) {
    const words = parse(query).flat(2);
    const asked = new Set([...tokens(query), ...words].map(shard));
    return [...asked].filter((name) => data.existing.has(name));
  }

  /** Find the entries of a query. */
  async function find(folder, query) {
    await load(folder, "entries");
    if (!data.rows) throw new Error("the search index cannot be loaded");
    await Promise.all(needed(query).map((name) => load(folder, `part-${name}`)));
    return rank(query).map((entry) => data.rows[entry]);
  }

  return {
    entries(found) {
      data.rows = found.rows;
      data.synonyms = found.synonyms;
      data.existing = new Set(found.parts);
    },
    part(name, found) {
      data.parts.set(name, found);
    },
    find,
    fold,
    tokens,
    units,
  };
})();

(() => {
  "use strict";
  const list = document.getElementById("mlsys-results");
  if (!list) return;
  const folder = list.dataset.entries.replace(/entries\.js$/, "");
  const root = folder.replace(/search\/$/, "");
  const field = document.getElementById("mlsys-query");
  const status = document.getElementById("mlsys-status");
  const also = document.getElementById("mlsys-also");
  const SHOWN = 60;
  let latest = 0;

  /** Text with the words of the query marked. */
  function marked(text, query) {
    const words = mlsysSearch.units(query).flat(2).filter((w) => w.length > 1 || w > "\u3400");
    const span = document.createElement("span");
    let end = 0;
    const folded = text.toLowerCase(); // as long as the text itself
    const hits = [];
    for (const word of words) {
      const stem = word.length > 5 && word < "\u3400" ? word.slice(0, -2) : word;
      for (let at = folded.indexOf(stem); at >= 0; at = folded.indexOf(stem, at + 1)) {
        hits.push([at, at + stem.length]);
      }
    }
    hits.sort((a, b) => a[0] - b[0]);
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
  async function excerpt(address, query) {
    if (!location.protocol.startsWith("http")) return "";
    try {
      const answer = await fetch(root + address.split("#")[0]);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const words = mlsysSearch.units(query).flat(2).map((w) => (w.length > 5 && w < "\u3400" ? w.slice(0, -2) : w));
      const texts = [...page.querySelectorAll("article dd p, article li p, article td p, article p")];
      let best = "", most = 0;
      for (const node of texts) {
        const text = node.textContent.replace(/\s+/g, " ").trim();
        const folded = mlsysSearch.fold(text);
        const count = new Set(words.filter((w) => folded.includes(w))).size;
        if (count > most && !node.closest(".mlsys-takeaway, .mlsys-reference")) [best, most] = [text, count];
      }
      if (best.length <= 220) return best;
      const at = Math.max(0, best.toLowerCase().search(new RegExp(words.map((w) => w.replace(/[^\p{L}\p{N}]/gu, "")).filter(Boolean).join("|"))) - 80);
      return `${at ? "…" : ""}${best.slice(at, at + 220)}…`;
    } catch {
      return "";
    }
  }

  /** Show what a query finds. */
  async function show(query) {
    const turn = ++latest;
    if (!query.trim()) {
      list.replaceChildren();
      status.textContent = "";
      also.hidden = true;
      return;
    }
    const rows = await mlsysSearch.find(folder, query);
    if (turn !== latest) return;
    const main = rows.filter(([kind]) => kind === "paper" || kind === "talk" || kind === "page");
    const rest = rows.filter((row) => !main.includes(row)).slice(0, 8);
    also.replaceChildren(`${list.dataset.also}: `);
    rest.forEach(([kind, address, title], n) => {
      const link = document.createElement("a");
      link.href = root + address;
      link.textContent = title;
      also.append(n ? " · " : "", link, ` (${list.dataset[kind]})`);
    });
    also.hidden = !rest.length;
    const count = main.length + rest.length;
    status.textContent =
      count === 0 ? list.dataset.none : count === 1 ? list.dataset.one : list.dataset.many.replace("%d", count);
    list.replaceChildren(
      ...main.slice(0, SHOWN).map(([kind, address, title, note], n) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = root + address;
        link.append(marked(title, query));
        const [place, takeaway] = note.split("\n");
        const eyebrow = document.createElement("span");
        eyebrow.className = "mlsys-eyebrow";
        eyebrow.textContent = [list.dataset[kind], place].filter(Boolean).join(" · ");
        const text = document.createElement("p");
        text.className = "mlsys-row-takeaway";
        text.append(marked(takeaway || "", query));
        item.append(eyebrow, link, text);
        if (n < 10) {
          excerpt(address, query).then((found) => {
            if (!found || turn !== latest) return;
            const shown = document.createElement("p");
            shown.className = "mlsys-row-facts";
            shown.append(marked(found, query));
            item.append(shown);
          });
        }
        return item;
      }),
    );
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
