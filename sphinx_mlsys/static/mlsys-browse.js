/**
 * The page of all papers and talks: filters the entries that stand in it, counts
 * what each further filter would leave, and keeps its state in the address.
 * Between facets all must fit, within a facet any.
 */
(() => {
  "use strict";
  const { make, button, load, say, keyOf, root } = mlsysData;
  const words = JSON.parse(document.currentScript.dataset.words);
  const place = document.querySelector(".mlsys-browse");
  const list = place?.querySelector(".mlsys-entries");
  if (!list) return;

  const DENSITIES = ["titles", "takeaways", "full"];
  const USUAL = "takeaways";
  /** So many values of a facet are shown before the rest is asked for. */
  const SHOWN = 8;
  /** Facets that are open from the start, where there is room. */
  const OPEN = new Set(["conference", "topic", "award"]);

  /** @type {{name: string, values: [string, string, string][], chosen: Set<number>, totals: number[]}[]} */
  let facets = [];
  /** @type {{key: string, text: string, has: number[][], item: HTMLElement}[]} */
  let records = [];
  let density = USUAL;
  const views = [];

  const status = make("p", { className: "mlsys-browse-count", role: "status" });
  const field = make("input", { type: "search", id: "mlsys-filter", autocomplete: "off", spellcheck: false });
  const chips = make("ul", { className: "mlsys-chosen", "aria-label": words.chosen });
  const wider = make("a");
  const none = make("p", { className: "mlsys-none", hidden: true }, `${words.none} `, wider);

  /* ---- What fits ------------------------------------------------------ */

  /** Words of the text field, as the texts of the records are folded. */
  const wanted = () => mlsysSearch.fold(field.value).split(" ").filter(Boolean);

  /** The records that fit, and for each facet how many each value has under all other filters. */
  function count() {
    const typed = wanted();
    const counts = facets.map((facet) => facet.values.map(() => 0));
    const fitting = [];
    for (const record of records) {
      if (!typed.every((word) => record.text.includes(word))) continue;
      const failed = facets.flatMap((facet, f) =>
        facet.chosen.size && !record.has[f].some((v) => facet.chosen.has(v)) ? [f] : [],
      );
      if (failed.length > 1) continue;
      if (!failed.length) fitting.push(record);
      // One facet in the way: the record counts for that facet alone.
      for (const f of failed.length ? failed : counts.keys()) {
        for (const value of record.has[f]) counts[f][value] += 1;
      }
    }
    return { fitting, counts };
  }

  /** What fits, as it is saved: files are split by conference, which is the first facet. */
  function selection() {
    const [conference] = facets;
    return count().fitting.map(({ key, has }) => ({
      key,
      shard: conference.values[has[0][0]]?.[0] ?? "other",
    }));
  }

  /* ---- The address ---------------------------------------------------- */

  function readAddress() {
    const asked = new URLSearchParams(location.search);
    field.value = asked.get("q") ?? "";
    density = DENSITIES.includes(asked.get("show")) ? asked.get("show") : USUAL;
    for (const facet of facets) {
      const known = asked.getAll(facet.name).map((id) => facet.values.findIndex(([value]) => value === id));
      facet.chosen = new Set(known.filter((v) => v >= 0));
    }
  }

  function writeAddress() {
    const asked = new URLSearchParams();
    if (field.value.trim()) asked.set("q", field.value.trim());
    for (const { name, values, chosen } of facets) {
      for (const value of chosen) asked.append(name, values[value][0]);
    }
    if (density !== USUAL) asked.set("show", density);
    const query = asked.toString().replaceAll("%2F", "/");
    try {
      history.replaceState(null, "", `${location.pathname}${query ? `?${query}` : ""}${location.hash}`);
    } catch {
      // Some browsers fix the address of a page that is opened from a folder.
    }
  }

  /* ---- Showing -------------------------------------------------------- */

  function update() {
    const { fitting, counts } = count();
    const shown = new Set(fitting);
    for (const record of records) record.item.hidden = !shown.has(record);
    place.dataset.show = density;
    const all = records.length;
    status.textContent = say(fitting.length < all ? words.count : words.whole, { shown: fitting.length, all });
    none.hidden = fitting.length > 0;
    const query = new URLSearchParams({ q: field.value.trim() });
    wider.href = new URL(`${words.page}?${query}`, root).href;
    for (const view of views) view(counts);
    showChips();
    writeAddress();
  }

  function choose(facet, value, on) {
    if (on) facet.chosen.add(value);
    else facet.chosen.delete(value);
    update();
  }

  function clear() {
    field.value = "";
    for (const facet of facets) facet.chosen.clear();
    update();
    field.focus();
  }

  function showChips() {
    const made = facets.flatMap((facet) =>
      [...facet.chosen].map((value) => {
        const name = facet.values[value][1];
        const chip = button("mlsys-button", name, say(words.remove, { name }), () => {
          const position = [...chips.querySelectorAll("button")].indexOf(chip);
          choose(facet, value, false);
          const left = chips.querySelectorAll("button:not(.mlsys-clear)");
          (left[Math.min(position, left.length - 1)] ?? field).focus();
        });
        chip.append(make("span", { className: "mlsys-cross", "aria-hidden": "true" }, "×"));
        return make("li", {}, chip);
      }),
    );
    if (made.length || field.value.trim()) {
      made.push(make("li", {}, button("mlsys-button mlsys-clear", words.clear, "", clear)));
    }
    chips.replaceChildren(...made);
  }

  /* ---- A facet -------------------------------------------------------- */

  /** Make a facet; returns its element, and adds to the views a function that shows its counts. */
  function facetBox(facet) {
    const called = words[facet.name];
    const long = facet.values.length > SHOWN;
    const number = make("span", { className: "mlsys-count" });
    const options = make("ul");
    const box = make(
      "details",
      { className: "mlsys-facet" },
      make("summary", {}, called, " ", number),
    );
    const group = make("div", { role: "group", "aria-label": called });
    const narrow = make("input", { type: "search", placeholder: say(words.narrow, { name: called }), autocomplete: "off" });
    narrow.setAttribute("aria-label", narrow.placeholder);
    const more = button("mlsys-link-button", "", "", () => {
      whole = !whole;
      show(latest);
    });
    let whole = false;
    let latest = facets.map(({ values }) => values.map(() => 0));
    /** @type {Map<number, {item: HTMLElement, check: HTMLInputElement, count: HTMLElement, text: string}>} */
    const rows = new Map();

    /** Make the rows when they are first needed: there can be thousands. */
    function fill() {
      const order = [...facet.values.keys()];
      if (long) order.sort((a, b) => facet.totals[b] - facet.totals[a] || a - b);
      for (const value of order) {
        const [, name, others] = facet.values[value];
        const check = make("input", { type: "checkbox" });
        const count = make("span", { className: "mlsys-count" });
        check.addEventListener("change", () => choose(facet, value, check.checked));
        const item = make("li", {}, make("label", {}, check, make("span", {}, name), " ", count));
        rows.set(value, { item, check, count, text: mlsysSearch.fold(`${name} ${others}`) });
      }
      options.append(...[...rows.values()].map((row) => row.item));
    }

    function show(all) {
      latest = all;
      const counts = all[facets.indexOf(facet)];
      number.textContent = facet.chosen.size || "";
      if (!box.open) return;
      if (!rows.size) fill();
      const typed = mlsysSearch.fold(narrow.value);
      let found = 0;
      for (const [value, { item, check, count, text }] of rows) {
        const chosen = facet.chosen.has(value);
        check.checked = chosen;
        count.textContent = counts[value];
        item.classList.toggle("mlsys-empty", !counts[value]);
        const fits = text.includes(typed) && (counts[value] > 0 || !long);
        if (fits) found += 1;
        item.hidden = !(chosen || (fits && (whole || found <= SHOWN)));
      }
      more.hidden = found <= SHOWN;
      more.textContent = whole ? words.fewer : say(words.all, { count: found });
    }

    narrow.addEventListener("input", () => show(latest));
    box.addEventListener("toggle", () => show(latest));
    group.append(...(long ? [narrow] : []), options, ...(long ? [more] : []));
    box.append(group);
    box.open = facet.chosen.size > 0 || (OPEN.has(facet.name) && wide.matches);
    views.push(show);
    return box;
  }

  const wide = matchMedia("(min-width: 48em)");

  function filters() {
    const chosen = make("summary", {}, words.filters);
    const panel = make("details", { className: "mlsys-filters" }, chosen, ...facets.filter((facet) => facet.values.length).map(facetBox));
    const fit = () => {
      panel.open = wide.matches;
    };
    wide.addEventListener("change", fit);
    fit();
    return panel;
  }

  /* ---- The page ------------------------------------------------------- */

  function densities() {
    const group = make("fieldset", { className: "mlsys-density" }, make("legend", {}, words.density));
    for (const value of DENSITIES) {
      const radio = make("input", { type: "radio", name: "mlsys-density", value, checked: value === density });
      radio.addEventListener("change", () => {
        density = value;
        update();
      });
      group.append(make("label", {}, radio, make("span", {}, words[value])));
    }
    return group;
  }

  function build(data) {
    const items = new Map();
    for (const item of list.children) items.set(keyOf(item.querySelector(".mlsys-row-title a")?.href ?? ""), item);
    records = data.records
      .filter(([key]) => items.has(key))
      .map(([key, text, has]) => ({ key, text, has, item: items.get(key) }));
    facets = data.facets
      .map(([name, values]) => ({ name, values, chosen: new Set(), totals: values.map(() => 0) }));
    for (const record of records) {
      record.has.forEach((values, f) => values.forEach((value) => (facets[f].totals[value] += 1)));
    }
    readAddress();
    wider.textContent = words.search;
    const label = make("label", { htmlFor: field.id }, words.find);
    let timer;
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(update, 80);
    });
    const results = make("div", { className: "mlsys-browse-results" });
    results.append(
      make("div", { className: "mlsys-browse-head" }, status, densities()),
      chips,
      mlsysSave.buttons(selection, { stem: "mlsys-selection" }),
      none,
      list,
    );
    place.append(
      make("div", { className: "mlsys-browse-find", role: "search" }, label, field),
      filters(),
      results,
    );
    update();
    place.classList.add("mlsys-ready");
  }

  load("facets").then(build, () => place.classList.add("mlsys-ready"));
})();
