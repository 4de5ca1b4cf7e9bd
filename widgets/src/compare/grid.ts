import type { Blobs } from "../kit/blobs";
import { fill, h, set } from "../kit/dom";
import type { Scope } from "../kit/scope";
import { windowed } from "../kit/windowed";
import { type Face, face } from "./face";
import type { Axis, Cell } from "./state";
import { move, type Row, sum, type Table, table, tells } from "./table";
import { costLines, named } from "./words";

const ROW = 196;
/** Where a page has no layout, as in tests. */
const WIDTH = 640;

export interface Grid {
  readonly element: HTMLElement;
  readonly grid: HTMLElement;
  /** Number of the cell with the focus; -1 where there is none. */
  readonly at: number;
  name(number: number): string;
  /** Axes or the number of cells changed. */
  lay(axes: readonly Axis[], across: string, cells: readonly (Cell | undefined)[]): void;
  /** Cells, winners or the pair changed. */
  refresh(winners: readonly string[], pair: readonly string[]): void;
  /** Take a key that moves; false for all others. */
  press(key: string, whole: boolean): boolean;
  focus(): void;
}

/** The sweep as a grid with totals; only rows in sight are drawn. */
export function grid(blobs: Blobs, life: Scope): Grid {
  const top = h("div", { class: "hl-line hl-line-top", role: "row", "aria-rowindex": 1 });
  const surface = h("div", { class: "hl-lines", role: "rowgroup" });
  const foot = h("div", { class: "hl-line hl-line-foot", role: "row" });
  const body = h(
    "div",
    { class: "hl-table", role: "grid", "aria-label": "Sweep" },
    h("div", { role: "rowgroup", class: "hl-sticky-top" }, top),
    surface,
    h("div", { role: "rowgroup", class: "hl-sticky-foot" }, foot),
  );
  const room = h("div", { class: "hl-room" }, body);
  let laid: Table = { columns: [], rows: [] };
  let axes: readonly Axis[] = [];
  let cells: readonly (Cell | undefined)[] = [];
  let winners = new Set<string>();
  let pair: readonly string[] = [];
  let [row, column] = [0, 0];
  const lines = new Map<string, { element: HTMLElement; faces: Face[]; total: HTMLElement }>();

  const nameOf = (one: Row, at: number) => named([laid.columns[at] ?? "", ...one.names]);
  const drawLine = (at: number) => {
    const line = lines.get(String(at));
    const one = laid.rows[at];
    if (!line || !one) return;
    one.cells.forEach((number, place) => {
      const cell = cells[number];
      const digest = cell?.item?.digest ?? "";
      line.faces[place]?.show(cell, {
        name: nameOf(one, place),
        winner: winners.has(digest),
        side: pair.indexOf(digest),
      });
      set(line.faces[place]?.element as HTMLElement, {
        tabindex: at === row && place === column ? 0 : -1,
        "aria-selected": String(winners.has(digest)),
        "aria-colindex": place + 2,
      });
    });
    fill(line.total, ...costLines(sum(one.cells.map((number) => cells[number]))));
  };
  const element = (key: string): HTMLElement => {
    const known = lines.get(key);
    if (known) return known.element;
    const at = Number(key);
    const one = laid.rows[at] as Row;
    const faces = one.cells.map((number) => face(number, blobs));
    const label = h("div", { class: "hl-label", role: "rowheader" }, ...one.names.map((name) => h("span", {}, name)));
    const sums = h("div", { class: "hl-sum", role: "gridcell", tabindex: -1 });
    const made = h(
      "div",
      { class: "hl-line", role: "row", "aria-rowindex": at + 2 },
      label,
      ...faces.map(({ element: cell }) => cell),
      sums,
    );
    lines.set(key, { element: made, faces, total: sums });
    drawLine(at);
    return made;
  };
  const view = windowed(room, surface, element, life);

  const layOut = () => {
    const width = surface.clientWidth || WIDTH;
    view.show(
      laid.rows.map((_, at) => ({ key: String(at), left: 0, top: at * ROW, width, height: ROW })),
      laid.rows.length * ROW,
    );
  };
  const drawTotals = () => {
    fill(
      foot,
      h("div", { class: "hl-label", role: "rowheader" }, "Total"),
      ...laid.columns.map((_, at) =>
        h(
          "div",
          { class: "hl-sum", role: "gridcell", tabindex: -1 },
          ...costLines(sum(laid.rows.map((one) => cells[one.cells[at] as number]))),
        ),
      ),
      h("div", { class: "hl-sum hl-sum-all", role: "gridcell", tabindex: -1 }, ...costLines(sum(cells))),
    );
  };
  if ("ResizeObserver" in globalThis) {
    const resized = new ResizeObserver(layOut);
    resized.observe(body);
    life.add(() => resized.disconnect());
  }
  const at = () => laid.rows[row]?.cells[column] ?? -1;
  const focus = () => {
    view.reveal(String(row));
    const cell = lines.get(String(row))?.faces[column]?.element;
    cell?.focus({ preventScroll: true });
    cell?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  };
  const place = (to: [number, number]) => {
    const before = row;
    [row, column] = to;
    drawLine(before);
    drawLine(row);
  };
  life.on(surface, "focusin", (event) => {
    const number = Number((event.target as Element).closest<HTMLElement>(".hl-cell")?.dataset["number"] ?? -1);
    const found = laid.rows.findIndex((one) => one.cells.includes(number));
    if (found >= 0 && number >= 0) place([found, laid.rows[found]?.cells.indexOf(number) ?? 0]);
  });

  return {
    element: room,
    grid: body,
    get at() {
      return at();
    },
    name(number) {
      const one = laid.rows.find((candidate) => candidate.cells.includes(number));
      return one ? nameOf(one, one.cells.indexOf(number)) : "";
    },
    lay(nextAxes, across, nextCells) {
      [axes, cells] = [nextAxes, nextCells];
      const current = at();
      laid = table(axes, across, cells);
      const found = laid.rows.findIndex((one) => one.cells.includes(current));
      [row, column] = found < 0 ? [0, 0] : [found, laid.rows[found]?.cells.indexOf(current) ?? 0];
      lines.clear();
      surface.replaceChildren();
      room.style.setProperty("--hl-count", String(laid.columns.length));
      set(body, { "aria-rowcount": laid.rows.length + 2, "aria-colcount": laid.columns.length + 2 });
      const down = axes
        .filter((axis) => axis.name !== across && tells(axis))
        .map(({ name }) => name.replace(/_/g, " "));
      fill(
        top,
        h("div", { class: "hl-label", role: "columnheader" }, named(down) || " "),
        ...laid.columns.map((name) => h("div", { class: "hl-column", role: "columnheader", title: name }, name)),
        h("div", { class: "hl-sum", role: "columnheader" }, "Total"),
      );
      layOut();
      drawTotals();
    },
    refresh(nextWinners, nextPair) {
      winners = new Set(nextWinners);
      pair = nextPair;
      for (const key of lines.keys()) drawLine(Number(key));
      drawTotals();
    },
    press(key, whole) {
      if (!laid.rows.length) return false;
      const last: [number, number] = [laid.rows.length - 1, laid.columns.length - 1];
      const to = whole && key === "Home" ? ([0, 0] as [number, number]) : whole && key === "End" ? last : null;
      const next = to ?? move(key, row, column, laid);
      if (!next) return false;
      place(next);
      focus();
      return true;
    },
    focus,
  };
}
