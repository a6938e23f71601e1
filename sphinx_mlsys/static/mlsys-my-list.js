/** The page of the reader's own list: shows, orders, annotates, saves and loads it. */
(() => {
  "use strict";
  const { make, prose, button, load, say, root } = mlsysData;
  const words = JSON.parse(document.currentScript.dataset.words);
  const place = document.querySelector(".mlsys-my-list");
  if (!place) return;

  const status = make("p", { className: "mlsys-told", role: "status" });
  const count = make("p", { className: "mlsys-browse-count" });
  const list = make("ol", { className: "mlsys-list mlsys-kept" });
  const empty = make("p", { className: "mlsys-none" }, words.empty);
  const lost = make("p", { className: "mlsys-lost" }, words.lost);
  const tools = make("div", { className: "mlsys-tools" });
  /** @type {Map<string, {address: string, title: string, where: string, takeaway: string, shard: string}>} */
  const known = new Map();

  /* ---- Changing ------------------------------------------------------- */

  const titleOf = (key) => known.get(key)?.title ?? key;

  /** Say something; "quiet" is only for those who do not see the list. */
  function tell(sentence, quiet = false) {
    status.classList.toggle("mlsys-said", quiet);
    status.replaceChildren(sentence);
  }

  /** Say what was taken away, and offer it back. */
  function offerBack(sentence, before, key) {
    tell(sentence);
    const undo = button("mlsys-button", words.undo, "", () => {
      mlsysList.set(before);
      show();
      tell(words.restored, true);
      const back = before.findIndex((item) => item.key === key);
      list.children[Math.max(0, back)].querySelector(".mlsys-take").focus();
    });
    status.append(" ", undo);
    undo.focus();
  }

  function move(key, step) {
    const items = [...mlsysList.all()];
    const from = items.findIndex((item) => item.key === key);
    const to = from + step;
    if (to < 0 || to >= items.length) return;
    items.splice(to, 0, ...items.splice(from, 1));
    mlsysList.set(items);
    show();
    const buttons = [...list.children[to].querySelectorAll(".mlsys-move")];
    (buttons.find((b) => !b.disabled && Number(b.dataset.step) === step) ?? buttons.find((b) => !b.disabled))?.focus();
    tell(say(words.moved, { name: titleOf(key), number: to + 1, count: items.length }), true);
  }

  function remove(key) {
    const before = mlsysList.all();
    mlsysList.set(before.filter((item) => item.key !== key));
    show();
    offerBack(say(words.removed, { name: titleOf(key) }), before, key);
  }

  function note(key, text) {
    mlsysList.set(mlsysList.all().map((item) => (item.key === key ? { key, note: text } : item)));
  }

  /* ---- Showing -------------------------------------------------------- */

  function row({ key, note: text }, position, all) {
    const record = known.get(key);
    const name = titleOf(key);
    const title = make("p", { className: "mlsys-row-title" });
    if (record) title.append(make("a", { href: new URL(record.address, root).href }, record.title));
    else title.append(key, make("span", { className: "mlsys-aliases" }, ` (${words.gone})`));
    const step = (sign, by, label) => {
      const made = button("mlsys-button mlsys-move", sign, say(label, { name }), () => move(key, by));
      made.dataset.step = String(by);
      made.disabled = position + by < 0 || position + by >= all;
      return made;
    };
    const area = make("textarea", { id: `note-${key}`, rows: 1, value: text });
    area.addEventListener("input", () => note(key, area.value));
    return make(
      "li",
      {},
      title,
      make("p", { className: "mlsys-row-facts" }, record?.where ?? ""),
      make("p", { className: "mlsys-row-takeaway" }, ...prose(record?.takeaway ?? "")),
      make("div", { className: "mlsys-note" }, make("label", { htmlFor: area.id }, words.note), area),
      make(
        "div",
        { className: "mlsys-row-buttons" },
        step("↑", -1, words.up),
        step("↓", 1, words.down),
        button("mlsys-button mlsys-take", words.take, say(words.remove, { name }), () => remove(key)),
      ),
    );
  }

  function show() {
    const items = mlsysList.all();
    list.replaceChildren(...items.map((item, n) => row(item, n, items.length)));
    count.textContent = items.length ? say(words.count, { count: items.length }) : "";
    empty.hidden = items.length > 0;
    lost.hidden = mlsysList.stored();
    tools.classList.toggle("mlsys-nothing", !items.length);
  }

  /* ---- Files ---------------------------------------------------------- */

  const field = make("input", { type: "file", accept: ".json,application/json", id: "mlsys-load" });
  field.addEventListener("change", async () => {
    const [file] = field.files;
    if (!file) return;
    let loaded = null;
    try {
      loaded = mlsysList.sound(JSON.parse(await file.text()));
    } catch {
      // told below
    }
    field.value = "";
    if (loaded) merge(loaded);
    else tell(words.faulty);
  });

  /** Add what is loaded behind what is there; a note that is there stays. */
  function merge(loaded) {
    const before = mlsysList.all();
    const ours = loaded.filter((item) => known.has(item.key));
    const fresh = ours.filter((item) => !mlsysList.has(item.key));
    const notes = new Map(ours.map((item) => [item.key, item.note]));
    const kept = before.map((item) => ({ key: item.key, note: item.note || (notes.get(item.key) ?? "") }));
    mlsysList.set([...kept, ...fresh]);
    show();
    const unknown = loaded.length - ours.length;
    const gaps = { count: fresh.length, known: ours.length - fresh.length, unknown };
    tell(say(unknown ? words.unknown : words.loaded, gaps));
  }

  /** The list as a file that can be loaded again; titles are for people who read it. */
  function asJson() {
    const items = mlsysList.all().map(({ key, note: text }) => ({ key, title: titleOf(key), note: text }));
    return `${JSON.stringify({ format: mlsysList.PLACE, version: 1, items }, null, 2)}\n`;
  }

  function build(previews) {
    for (const [address, [title, where, takeaway, key, shard]] of Object.entries(previews)) {
      if (key) known.set(key, { address, title, where, takeaway, shard });
    }
    const chosen = () =>
      mlsysList.all().filter((item) => known.has(item.key)).map((item) => ({ ...item, shard: known.get(item.key).shard }));
    const json = button("mlsys-button", "JSON", "", () => {
      mlsysSave.download("my-list.json", "application/json", asJson());
      tell(say(words.stored, { count: mlsysList.all().length, file: "my-list.json" }));
    });
    const clear = button("mlsys-button", words.clear, "", () => {
      const before = mlsysList.all();
      mlsysList.set([]);
      show();
      offerBack(words.cleared, before);
    });
    tools.append(
      mlsysSave.buttons(chosen, { stem: "my-list", noted: true, more: [json] }),
      make("div", { className: "mlsys-load" }, make("label", { htmlFor: field.id }, words.load), field),
      clear,
    );
    if (words.page) empty.append(" ", make("a", { href: new URL(words.page, root).href }, words.browse));
    status.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      tell("");
      (list.querySelector("a") ?? field).focus();
    });
    place.replaceChildren(count, make("p", { className: "mlsys-private" }, words.private), lost, empty, list, status, tools);
    show();
    // Another window may have changed the list; while a note is typed here, this one leads.
    mlsysList.watch(() => {
      if (!place.contains(document.activeElement)) show();
    });
  }

  load("previews").then(build, () => place.replaceChildren(make("p", {}, words.failed)));
})();
