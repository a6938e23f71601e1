/**
 * Tables of results: a button in each head sorts the rows by its column.
 * Once sorts, again the other way round, a third time brings the first order back.
 */
(() => {
  "use strict";

  const collator = new Intl.Collator(document.documentElement.lang || "en", { numeric: true });

  /**
   * What a cell is sorted by: the first number of what stands out in it, else its text.
   * @param {HTMLTableCellElement} cell
   * @returns {number | string}
   */
  function worth(cell) {
    const shown = cell.querySelector("strong")?.textContent.replaceAll(",", "").replace("−", "-");
    const number = parseFloat(shown);
    return Number.isNaN(number) ? cell.textContent.trim() : number;
  }

  /**
   * Compare two worths; what is empty comes last.
   * @param {number | string} one
   * @param {number | string} other
   */
  function compare(one, other) {
    if (typeof one === "number" && typeof other === "number") return one - other;
    return collator.compare(String(one), String(other));
  }

  /**
   * Give a table its buttons.
   * @param {HTMLTableElement} table
   */
  function makeSortable(table) {
    const body = table.tBodies[0];
    const heads = table.tHead ? [...table.tHead.rows[0].cells] : [];
    const given = [...body.rows];
    heads.forEach((head, column) => {
      const isNumber = given.some((row) => typeof worth(row.cells[column]) === "number");
      const ways = isNumber ? ["descending", "ascending"] : ["ascending", "descending"];
      const button = document.createElement("button");
      button.type = "button";
      button.className = "mlsys-sort";
      button.textContent = head.textContent.trim();
      button.addEventListener("click", () => {
        const way = ways[ways.indexOf(head.getAttribute("aria-sort")) + 1];
        for (const other of heads) other.removeAttribute("aria-sort");
        const sign = way === "descending" ? -1 : 1;
        if (way) head.setAttribute("aria-sort", way);
        body.append(...(way ? sorted(given, column, sign) : given));
      });
      head.replaceChildren(button);
    });
    table.classList.add("mlsys-sorts");
  }

  /**
   * Rows sorted by a column; empty cells come last either way.
   * @param {HTMLTableRowElement[]} rows
   * @param {number} column
   * @param {number} sign
   */
  function sorted(rows, column, sign) {
    return rows
      .map((row) => ({ row, by: worth(row.cells[column]) }))
      .sort((a, b) => (a.by === "") - (b.by === "") || sign * compare(a.by, b.by))
      .map(({ row }) => row);
  }

  document.querySelectorAll("table.mlsys-sortable").forEach(makeSortable);
})();
