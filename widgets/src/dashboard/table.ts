import { fill, h, set } from "../kit/dom";
import type { Scope } from "../kit/scope";
import { windowed } from "../kit/windowed";
import type { Cell, Hello, Rows } from "./state";
import { cellWords } from "./words";

const ROW = 28;
const PAGE = 100;
/** Browsers draw no taller surface well; behind so many rows a filter is the better way. */
const MOST = 300_000;

/** How many characters wide a column is, for what is usually in it. */
const WIDE: Record<string, number> = { time: 25, model: 22, prompt: 40, error: 30, run: 20, credits: 13, notebook: 20 };

export interface Table {
  element: HTMLElement;
  /** Other rows, columns or order: forget what was loaded. */
  reset(columns: string[], sort: [string, boolean]): void;
}

/** Rows are drawn where they are in sight, and asked for page by page. */
export function table(
  options: {
    ask(first: number, many: number): Promise<Rows>;
    about(): Hello | null;
    zone(): string;
    sorted(sort: [string, boolean]): void;
    failed(error: unknown): void;
  },
  life: Scope,
): Table {
  const head = h("div", { class: "hl-tr hl-th", role: "row" });
  const heads = h("div", { role: "rowgroup" }, head);
  const surface = h("div", { role: "rowgroup" });
  const count = h("p", { class: "hl-quiet" });
  const room = h(
    "div",
    {
      class: "hl-table",
      role: "table",
      tabindex: 0,
      "aria-label": "Calls",
    },
    heads,
    surface,
  );
  const element = h("div", { class: "hl-calls" }, room, count);
  const drawn = new Map<string, HTMLElement>();
  let pages = new Map<number, Cell[][] | null>();
  let columns: string[] = [];
  let total = 0;
  let round = 0;

  const cells = (row: Cell[] | undefined, at: number) => {
    const line = drawn.get(String(at)) ?? h("div", { class: "hl-tr", role: "row" });
    drawn.set(String(at), line);
    set(line, { "aria-rowindex": at + 2 });
    const kinds = new Map(options.about()?.columns.map(([name, dtype]) => [name, dtype]));
    fill(
      line,
      ...columns.map((name, place) => {
        const dtype = kinds.get(name) ?? "str";
        const words = row ? cellWords(row[place] ?? null, dtype, options.zone(), name) : "…";
        const unknown = name === "credits" && words === "unknown";
        const look = `hl-td ${isNumber(dtype) ? "hl-number" : ""} ${unknown ? "hl-unknown" : ""}`;
        return h("div", { role: "cell", class: look, title: words.length > 16 ? words : null }, words);
      }),
    );
    return line;
  };
  const row = (key: string) => {
    const at = Number(key);
    const page = Math.floor(at / PAGE);
    if (!pages.has(page)) load(page);
    return cells(pages.get(page)?.[at % PAGE], at);
  };
  const view = windowed(room, surface, row, life);

  const load = (page: number) => {
    const asked = round;
    pages.set(page, null);
    options.ask(page * PAGE, PAGE).then(
      (found) => {
        if (asked !== round) return;
        pages.set(page, found.rows);
        if (found.total !== total || page === 0) resize(found.total);
        else view.draw();
      },
      (error) => {
        if (asked !== round) return;
        pages.delete(page);
        options.failed(error);
      },
    );
  };
  const resize = (many: number) => {
    total = many;
    const shown = Math.min(many, MOST);
    set(room, { "aria-rowcount": many + 1 });
    count.textContent =
      shown < many ? `${shown.toLocaleString()} of ${many.toLocaleString()} calls; filter for the others` : "";
    const width = wide();
    const at = (place: number) => ({ key: String(place), left: 0, top: place * ROW, width, height: ROW });
    view.show({ length: shown, tallest: ROW, at }, shown * ROW);
  };
  const wide = () => columns.reduce((sum, name) => sum + (WIDE[name] ?? 12) * 8, 0);

  const headings = (sort: [string, boolean]) => {
    const focused = [...head.children].findIndex((one) => one.contains(document.activeElement));
    const about = new Map(options.about()?.columns.map(([name, dtype, words]) => [name, { dtype, words }]));
    fill(
      head,
      ...columns.map((name) => {
        const down = sort[0] === name ? sort[1] : null;
        const press = h(
          "button",
          { type: "button", title: about.get(name)?.words },
          name.replaceAll("_", " "),
          h("span", { "aria-hidden": "true" }, down === null ? "" : down ? " ↓" : " ↑"),
        );
        press.addEventListener("click", () => options.sorted([name, down === null ? true : !down]));
        const order = down === null ? "none" : down ? "descending" : "ascending";
        const dtype = about.get(name)?.dtype ?? "str";
        const look = isNumber(dtype) ? "hl-td hl-number" : "hl-td";
        return h("div", { role: "columnheader", class: look, "aria-sort": order }, press);
      }),
    );
    if (focused >= 0) head.children[focused]?.querySelector("button")?.focus();
  };

  return {
    element,
    reset(next, sort) {
      round += 1;
      columns = next;
      pages = new Map();
      drawn.clear();
      const grid = columns.map((name) => `${(WIDE[name] ?? 12) * 8}px`).join(" ");
      room.style.setProperty("--hl-columns", grid);
      heads.style.width = surface.style.width = `${wide()}px`;
      room.scrollTop = 0;
      headings(sort);
      load(0);
    },
  };
}

function isNumber(dtype: string): boolean {
  return dtype === "credits" || dtype === "Int64" || dtype === "float64";
}
