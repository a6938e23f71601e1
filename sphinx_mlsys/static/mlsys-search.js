/**
 * The search: splits a query as core/tokens.py splits the texts, loads the few
 * parts of the index that it needs, and ranks. Parts are scripts that call
 * mlsysSearch.part(n, postings); mlsys-search-page.js shows what is found.
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

  /** The number of the part of the index that holds a token. */
  function shard(token) {
    let number = 0;
    for (let i = 0; i < Math.min(3, token.length); i++) {
      number = (Math.imul(number, 31) + token.charCodeAt(i)) >>> 0;
    }
    return number % data.about.parts;
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
      // A Chinese word of n characters has n - 1 pairs: together they count about as one word.
      const [first] = alternatives[0];
      const part = alternatives.length > 1 || first < "\u3400" ? 1 : first.length > 1 ? 0.5 : 0.1;
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
    const exact = (data.parts.get(word && shard(word)) || {})[`=${word}`] || [];
    for (let i = 0; i < exact.length; i += 2) {
      kept.set(exact[i], (kept.get(exact[i]) || 0) + exact[i + 1]);
    }
    return [...kept].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  }

  /** The numbers of all parts of the index that a query needs. */
  function needed(query) {
    return new Set([...tokens(query), ...parse(query).flat(2), whole(query)].filter(Boolean).map(shard));
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
    await Promise.all([...needed(query)].map((n) => load(folder, `part-${n}`)));
    const ranked = rank(query);
    const first = ranked.slice(0, limit);
    const size = data.about.rows;
    const blocks = new Set(first.map(([entry]) => Math.floor(entry / size)));
    await Promise.all([...blocks].map((n) => load(folder, `rows-${n}`)));
    const phrase = fold(query).replace(/^["']+|["']+$/g, "");
    const rows = first.map(([entry, score], n) => {
      const row = data.rows.get(Math.floor(entry / size))[entry % size];
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
    part(number, found) {
      data.parts.set(number, found);
    },
    rows(number, found) {
      data.rows.set(number, found);
    },
    find,
    fold,
    tokens,
    needles,
  };
})();
