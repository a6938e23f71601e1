/**
 * The search: splits a query as core/tokens.py splits the texts, loads the few
 * parts of the index that it needs, and ranks. Parts are scripts that call
 * mlsysSearch.part(first, postings); mlsys-search-page.js shows what is found.
 */
const mlsysSearch = (() => {
  "use strict";
  const CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff";
  const COMPOUND = /[a-z0-9]+(?:[-+.'/&_][a-z0-9]+)*\+*/g;
  const RUN = new RegExp(`[${CJK}]+`, "g");
  const WHOLE = new RegExp(`[a-z0-9+${CJK}]+`, "g");
  const SUFFIX = /(?:izations?|ations?|ings?|ers?|ed|es|e|s)$/;
  /** Words of a question that say nothing of its subject. */
  const STOP = new Set(
    ("a an and are as at be by can do does for from has have how in is it its of on or that the " +
      "their this to up was what when where which who why with").split(" "),
  );
  /** The same in Chinese. */
  const ASIDE = new RegExp(
    "请问|为什么|为何|有什么|什么|有哪些|哪些|哪个|哪篇|怎么样|怎么|怎样|如何|有没有|能不能|是不是|" +
      "是否|到底|究竟|多少|可以|相关|关于|论文|[的了吗呢把被]",
    "g",
  );
  /** How many parts of words that begin alike are looked into. */
  const ALIKE = 8;
  /** A posting: distance from the entry before, and weight; export/postings.py says how. */
  const POSTING = /([A-Z]*[a-z])(\d*)/g;
  const data = { about: null, parts: new Map(), rows: new Map() };
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
    for (const [run] of folded.replace(ASIDE, " ").matchAll(RUN)) {
      const characters = [...run];
      if (characters.length === 1) found.push([[run]]);
      for (let i = 1; i < characters.length; i++) found.push([[characters[i - 1] + characters[i]]]);
    }
    return found;
  }

  /** A text as one word, by which a query that is all of it is known. */
  const whole = (text) => (fold(text).match(WHOLE) || []).join("");

  /** Which part of the index has, or would have, a token. */
  function partOf(token) {
    const firsts = data.about.parts;
    let low = 0;
    let high = firsts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (firsts[middle] <= token) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  /** What the words begin with that count as forms of a word; nothing for one that has none. */
  function stem(word) {
    if (word.charCodeAt(0) > 127 || word.length < 3) return "";
    const root = word.length > 5 ? word.replace(SUFFIX, "") : word.replace(/s$/, "");
    return root.length >= 3 ? root : word;
  }

  /** The beginnings of the parts that have a word and its forms. */
  function partsOf(word) {
    const firsts = data.about.parts;
    const found = [firsts[partOf(word)]];
    const root = stem(word);
    if (!root) return found;
    const start = partOf(root);
    for (let n = start; n < start + ALIKE && n < firsts.length; n++) {
      if (n === start || firsts[n].startsWith(root)) found.push(firsts[n]);
    }
    return [...new Set(found)];
  }

  /** The file of the part that begins so. */
  const fileOf = (first) =>
    "part-" +
    first.replace(/[^a-z0-9]/g, (c) => `_${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

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

  /** Postings as pairs of an entry and its weight. */
  function opened(text) {
    let entry = 0;
    return [...text.matchAll(POSTING)].map(([, letters, weight]) => {
      let distance = 0;
      for (const letter of letters.toLowerCase()) {
        distance = distance * 26 + letter.charCodeAt(0) - 97;
      }
      entry += distance;
      return [entry, Number(weight || 2)];
    });
  }

  /** Entry to weight for one word: whole words first, then words that begin alike. */
  function postings(word) {
    const found = new Map();
    const root = stem(word);
    for (const first of partsOf(word)) {
      const part = data.parts.get(first) || {};
      for (const token in part) {
        const isWord = token === word;
        if (!isWord && !(root && token.startsWith(root))) continue;
        const factor = isWord ? 1 : token.startsWith(word) ? 0.6 : 0.45;
        for (const [entry, weight] of opened(part[token])) {
          if (weight * factor > (found.get(entry) || 0)) found.set(entry, weight * factor);
        }
      }
    }
    return found;
  }

  /** Entry to score for all of several words. */
  function all(words) {
    let found = null;
    for (const word of words) {
      const list = postings(word);
      const rarity = Math.log(1 + data.about.entries / (1 + list.size));
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
    const groups = data.about.synonyms
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

  /** Rank the entries for a query: a list of [entry, score], best first. */
  function rank(query) {
    const scores = new Map();
    let total = 0;
    for (const alternatives of parse(query)) {
      const found = any(alternatives);
      // Two characters of Chinese that no text has together mostly belong to two words.
      if (!found.size && alternatives[0][0] > "\u3400") continue;
      // What has several names is meant. A Chinese word of n characters has n - 1 pairs:
      // together they count about as one word.
      const [first] = alternatives[0];
      const part =
        alternatives.length > 1 ? 1.75 : first < "\u3400" ? 1 : first.length > 1 ? 0.33 : 0.1;
      const rarity = part * Math.log(1 + data.about.entries / (1 + found.size));
      total += rarity;
      for (const [entry, score] of found) {
        const [sum, share] = scores.get(entry) || [0, 0];
        scores.set(entry, [sum + part * score, share + rarity]);
      }
    }
    const ranked = [...scores].map(([entry, [sum, share]]) => {
      const covered = share / total;
      return [entry, sum * covered ** 3, covered];
    });
    // Entries that say most of what was asked, or the most that any of them says.
    const enough = 0.6 * Math.max(0, ...ranked.map((r) => r[2]));
    const kept = new Map(ranked.filter((r) => r[2] >= enough).map(([e, score]) => [e, score]));
    const word = whole(query);
    const exact = data.parts.get(data.about.parts[partOf(`=${word}`)]) || {};
    for (const [entry, weight] of opened(exact[`=${word}`] || "")) {
      kept.set(entry, (kept.get(entry) || 0) + weight);
    }
    return [...kept].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  }

  /** The files of the parts of the index that a query needs. */
  function needed(query) {
    const words = new Set(parse(query).flat(2));
    const firsts = [...words].flatMap(partsOf);
    firsts.push(data.about.parts[partOf(`=${whole(query)}`)]);
    return new Set(firsts.map(fileOf));
  }

  /** The number of the first entry that stands in the same file of rows. */
  function blockOf(entry) {
    const [start, size] = data.about.blocks.filter(([start]) => start <= entry).pop();
    return entry - ((entry - start) % size);
  }

  /** What a text that a query finds may hold, folded: its words, and the other names of its terms. */
  function needles(query) {
    const words = units(query).flat(2).filter((word) => word.length > 1 || word > "\u3400");
    const folded = ` ${fold(query)} `;
    const named = (data.about ? data.about.synonyms : []).filter((group) =>
      group.some((name) => (name > "\u3400" ? folded.includes(name) : folded.includes(` ${name} `))),
    );
    return [...new Set([...words, ...named.flat()])];
  }

  /** Find the entries of a query: [how many there are, the first of them as rows]. */
  async function find(folder, query, limit = 60) {
    await load(folder, "index");
    if (!data.about) throw new Error("the search index cannot be loaded");
    await Promise.all([...needed(query)].map((name) => load(folder, name)));
    const ranked = rank(query);
    const first = ranked.slice(0, limit);
    const blocks = new Set(first.map(([entry]) => blockOf(entry)));
    await Promise.all([...blocks].map((n) => load(folder, `rows-${n}`)));
    const phrase = fold(query).replace(/^["']+|["']+$/g, "");
    const shown = first.filter(([entry]) => data.rows.has(blockOf(entry)));
    const rows = shown.map(([entry, score], n) => {
      const row = data.rows.get(blockOf(entry))[entry - blockOf(entry)];
      const literal = phrase.length > 3 && fold(row[2]).includes(phrase);
      return [score + (literal ? 150 : 0), n, row];
    });
    rows.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    return [ranked.length, rows.map(([, , row]) => row)];
  }

  return {
    about(found) {
      data.about = found;
    },
    part(first, found) {
      data.parts.set(first, found);
    },
    rows(first, found) {
      data.rows.set(first, found);
    },
    find,
    fold,
    tokens,
    needles,
  };
})();
