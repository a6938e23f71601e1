/**
 * Saving chosen records as files: joins what selection/records-<shard>.js holds
 * of each, in the order given.
 */
const mlsysSave = (() => {
  "use strict";
  const { make, button, load, say } = mlsysData;
  const words = JSON.parse(document.currentScript.dataset.words);

  /** Suffix to name and media type of each format. */
  const FORMATS = {
    bib: ["BibTeX", "application/x-bibtex"],
    ris: ["RIS", "application/x-research-info-systems"],
    csv: ["CSV", "text/csv"],
    ics: [words.calendar, "text/calendar"],
    md: ["Markdown", "text/markdown"],
  };

  /** @typedef {{key: string, shard: string, note?: string}} Chosen */

  /**
   * The content of a file.
   * @param {string} format
   * @param {Chosen[]} chosen
   * @param {Map<string, any>} shards shard to what its file holds
   * @param {boolean} noted whether CSV has a column for notes
   */
  function content(format, chosen, shards, noted) {
    const parts = chosen
      .map((item) => ({ ...item, text: shards.get(item.shard)?.records[item.key]?.[format] }))
      .filter((item) => item.text);
    const texts = parts.map((item) => item.text);
    if (format === "ics") return calendar(texts, [...shards.values()]);
    if (format === "csv") {
      const { head } = shards.values().next().value;
      const lines = noted
        ? [column(head, "note"), ...parts.map((item) => column(item.text, item.note ?? ""))]
        : [head, ...texts];
      return `\ufeff${lines.join("")}`; // the mark tells spreadsheets that it is UTF-8
    }
    if (format === "md") {
      return parts.map((item) => item.text + (item.note ? indented(item.note) : "")).join("");
    }
    return texts.join("\n");
  }

  function column(line, value) {
    return `${line.trimEnd()},"${value.replaceAll('"', '""')}"\r\n`;
  }

  function indented(note) {
    return `\n  ${note.trim().split(/\r?\n/).join("\n  ")}\n\n`;
  }

  function calendar(events, shards) {
    const zones = new Map(shards.filter((s) => s.zone.length).map((s) => s.zone));
    const { product } = shards[0];
    return [
      `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:${product}\r\nCALSCALE:GREGORIAN\r\n`,
      ...zones.values(),
      ...events,
      "END:VCALENDAR\r\n",
    ].join("");
  }

  /** Hand a file to the reader. */
  function download(name, media, text) {
    const address = URL.createObjectURL(new Blob([text], { type: `${media};charset=utf-8` }));
    const link = make("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }

  /**
   * Save records in a format.
   * @returns {Promise<string>} what to tell the reader
   */
  async function save(format, chosen, stem, noted) {
    const shards = new Map();
    try {
      for (const shard of new Set(chosen.map((item) => item.shard))) {
        shards.set(shard, await load(`records-${shard}`));
      }
    } catch {
      return words.failed;
    }
    const having = chosen.filter((c) => shards.get(c.shard).records[c.key]?.[format]);
    const file = `${stem}.${format}`;
    if (having.length) download(file, FORMATS[format][1], content(format, having, shards, noted));
    const missing = chosen.length - having.length;
    return say(missing ? words.undated : words.saved, { count: having.length, file, missing });
  }

  /**
   * A row of buttons that save what is chosen at the moment.
   * @param {() => Chosen[]} chosen
   * @param {{stem: string, noted?: boolean, more?: HTMLElement[]}} options
   */
  function buttons(chosen, { stem, noted = false, more = [] }) {
    const said = make("p", { className: "mlsys-save-said", role: "status" });
    const row = make(
      "div",
      { className: "mlsys-save", role: "group", "aria-label": words.save },
      make("span", { className: "mlsys-lead-in", "aria-hidden": "true" }, words.save),
      ...Object.entries(FORMATS).map(([format, [name]]) =>
        button("mlsys-button", name, "", async () => {
          said.textContent = await save(format, chosen(), stem, noted);
        }),
      ),
      ...more,
    );
    row.append(said);
    return row;
  }

  return { buttons, download };
})();
