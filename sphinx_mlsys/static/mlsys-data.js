/**
 * What the other scripts share: data that is loaded when it is needed, and
 * making elements. Data files are scripts that call mlsysData.put(name, value),
 * so that they load from a folder without a server too.
 */
const mlsysData = (() => {
  "use strict";
  /** The root of the site, wherever this page stands in it. */
  const root = new URL("..", document.currentScript.src);
  const values = new Map();
  const waiting = new Map();

  /**
   * Load selection/<name>.js once.
   * @param {string} name
   * @returns {Promise<any>} what it puts; rejected if it cannot be loaded
   */
  function load(name) {
    if (!waiting.has(name)) {
      waiting.set(
        name,
        new Promise((resolve, reject) => {
          const script = document.createElement("script");
          script.src = new URL(`selection/${name}.js`, root).href;
          script.onload = () => (values.has(name) ? resolve(values.get(name)) : reject(new Error(name)));
          script.onerror = () => {
            waiting.delete(name); // the next time may be better
            script.remove();
            reject(new Error(name));
          };
          document.head.append(script);
        }),
      );
    }
    return waiting.get(name);
  }

  /**
   * Make an element.
   * @param {string} tag
   * @param {Record<string, any>} properties; those with a hyphen are attributes
   * @param {...(Node | string)} children
   */
  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name.includes("-") || name === "role") element.setAttribute(name, value);
      else element[name] = value;
    }
    element.append(...children);
    return element;
  }

  /**
   * A text of a data file as nodes: words, and formulas in MathML.
   * @param {string | (string | {math: string})[]} text
   */
  function prose(text) {
    return [text].flat().map((part) => {
      if (typeof part === "string") return part;
      const parsed = new DOMParser().parseFromString(part.math, "application/xml");
      return document.importNode(parsed.documentElement, true);
    });
  }

  /** A button that does something. */
  function button(className, text, label, action) {
    const made = make("button", { type: "button", className }, text);
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", action);
    return made;
  }

  /** A sentence with its gaps filled: "{count} saved". */
  function say(sentence, gaps) {
    return sentence.replace(/\{(\w+)\}/g, (gap, name) => (name in gaps ? String(gaps[name]) : gap));
  }

  /** The key of the record that an address leads to, or "". */
  function keyOf(address) {
    return /\/(?:papers|talks)\/([a-z0-9]+)(?:\.html|\/)?(?:[?#]|$)/.exec(address)?.[1] ?? "";
  }

  return { root, load, put: (name, value) => values.set(name, value), make, prose, button, say, keyOf };
})();
