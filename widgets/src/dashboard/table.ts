import { fill, h, set } from "../kit/dom";
import type { Scope } from "../kit/scope";
import { windowed } from "../kit/windowed";
import type { Cell, Hello, Rows } from "./state";
import { cellWords } from "./words";

const ROW = 28;
const PAGE = 100;
/** Rows that are in sight before anybody scrolls. */
export const FIRST = 30;
/** Browsers draw no taller surface well; behind so many rows a filter is the better way. */
const MOST = 300_000;

/** How many characters wide a column is, for what is usually in it. */
const WIDE: Record<string, number> = { time: 25, model: 22, prompt: 40, error: 30, run: 20, credits: 13, notebook: 20 };

export interface Table {
  element: HTMLElement;
  /** Other rows, columns or order: forget what was loaded, and begin with these rows where they are here already. */
  reset(columns: string[], sort: [string, boolean], first?: Rows): void;
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
  let pages = new Map<number, Cell[][]>();
  let loading = new Set<number>();
  let kinds = new Map<string, string>();
  let columns: string[] = [];
  let headed = "";
  let total = 0;
  let round = 0;

  const cells = (row: Cell[] | undefined, at: number) => {
    const line = drawn.get(String(at)) ?? h("div", { class: "hl-tr", role: "row", "aria-rowindex": at + 2 });
    drawn.set(String(at), line);
    for (const [place, name] of columns.entries()) {
      const dtype = kinds.get(name) ?? "str";
      const words = row ? cellWords(row[place] ?? null, dtype, options.zone(), name) : "…";
      const unknown = name === "credits" && words === "unknown";
      write(line, place, `hl-td ${isNumber(dtype) ? "hl-number" : ""} ${unknown ? "hl-unknown" : ""}`, words);
    }
    return line;
  };
  const row = (key: string) => {
    const at = Number(key);
    const page = Math.floor(at / PAGE);
    const found = pages.get(page)?.[at % PAGE];
    if (!found) load(page);
    return cells(found, at);
  };
  const view = windowed(room, surface, row, life);

  const load = (page: number) => {
    if (loading.has(page)) return;
    const asked = round;
    loading.add(page);
    options.ask(page * PAGE, PAGE).then(
      (found) => {
        if (asked !== round) return;
        pages.set(page, found.rows);
        if (found.total !== total || page === 0) resize(found.total);
        else view.draw();
      },
      (error) => {
        if (asked !== round) return;
        loading.delete(page);
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
    const next = JSON.stringify([columns, sort, about.size]);
    if (next === headed) return;
    headed = next;
    kinds = new Map([...about].map(([name, { dtype }]) => [name, dtype]));
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
    reset(next, sort, first) {
      round += 1;
      const same = next.join() === columns.join();
      for (const [key, line] of drawn) if (!same || !line.isConnected) drawn.delete(key);
      columns = next;
      pages = new Map();
      loading = new Set();
      const grid = columns.map((name) => `${(WIDE[name] ?? 12) * 8}px`).join(" ");
      room.style.setProperty("--hl-columns", grid);
      heads.style.width = surface.style.width = `${wide()}px`;
      room.scrollTop = 0;
      headings(sort);
      if (!first) return load(0);
      pages.set(0, first.rows);
      resize(first.total);
    },
  };
}

/** A cell as it has to be; one that is so already is not touched. */
function write(line: HTMLElement, place: number, look: string, words: string): void {
  const cell = line.children[place] ?? line.appendChild(h("div", { role: "cell" }));
  if (cell.className !== look) cell.className = look;
  if (cell.textContent === words) return;
  cell.textContent = words;
  set(cell, { title: words.length > 16 ? words : null });
}

function isNumber(dtype: string): boolean {
  return dtype === "credits" || dtype === "Int64" || dtype === "float64";
}
