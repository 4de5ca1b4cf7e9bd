import { h, set } from "../kit/dom";
import type { RowView } from "../kit/run/row";
import type { Row } from "../kit/run/state";
import type { Scope } from "../kit/scope";
import { type Box, windowed } from "../kit/windowed";

/** Pixels of a row that was not measured yet. */
const ROW = 81;
/** Views that are kept out of sight. */
const IDLE = 60;

export interface List {
  readonly element: HTMLElement;
  /** All runs to be seen, in order. */
  show(order: readonly string[]): void;
  /** These rows are other ones than before. */
  refresh(runs: Iterable<string>): void;
  tick(now: number): void;
  /** The one in the tab order. */
  readonly face: HTMLElement | null;
}

/** The rows in sight, of however many there are; arrows go from one to the other. */
export function list(row: (run: string) => Row | undefined, view: (row: Row) => RowView, life: Scope): List {
  const surface = h("ul", { class: "hl-runs", role: "list", "aria-label": "Calls under way and ended" });
  const room = h("div", { class: "hl-runs-room" }, surface);
  const views = new Map<string, { view: RowView; row: Row }>();
  const heights = new Map<string, number>();
  let order: readonly string[] = [];
  let place = new Map<string, number>();
  let current = "";
  let now = 0;

  const element = (run: string): HTMLElement => {
    const data = row(run) as Row;
    let known = views.get(run);
    if (!known) {
      known = { view: view(data), row: data };
      known.view.tick(now);
      views.set(run, known);
      sizes?.observe(known.view.face);
    } else if (known.row !== data) {
      known.row = data;
      known.view.show(data);
      known.view.tick(now);
    }
    const at = place.get(run) ?? 0;
    set(known.view.element, { "aria-posinset": at + 1, "aria-setsize": order.length, "data-first": at === 0 });
    set(known.view.face, { tabindex: run === current ? 0 : -1 });
    return known.view.element;
  };
  const drawn = windowed(room, surface, element, life);
  const layOut = () => {
    const width = surface.clientWidth;
    let top = 0;
    const boxes: Box[] = order.map((key) => {
      const height = heights.get(key) ?? ROW;
      top += height;
      return { key, left: 0, top: top - height, width, height };
    });
    drawn.show(boxes, top);
    if (views.size > IDLE) prune();
  };
  const prune = () => {
    for (const [run, { view }] of views) {
      if (view.element.isConnected) continue;
      sizes?.unobserve(view.face);
      views.delete(run);
    }
  };
  const sizes = "ResizeObserver" in globalThis ? new ResizeObserver(() => measure()) : null;
  const measure = () => {
    let other = false;
    for (const [run, { view }] of views) {
      const tall = view.element.isConnected ? view.face.offsetHeight : 0;
      if (!tall || tall === heights.get(run)) continue;
      heights.set(run, tall);
      other = true;
    }
    if (other || surface.clientWidth !== wide) layOut();
    wide = surface.clientWidth;
  };
  let wide = 0;
  sizes?.observe(surface);
  life.add(() => sizes?.disconnect());

  const rove = (run: string) => {
    current = run;
    for (const [id, { view }] of views) set(view.face, { tabindex: id === run ? 0 : -1 });
  };
  life.on(surface, "focusin", (event) => {
    const found = [...views].find(([, { view }]) => view.element.contains(event.target as Node));
    if (found) rove(found[0]);
  });
  life.on(surface, "keydown", (event) => {
    if (views.get(current)?.view.face !== event.target) return;
    const at = place.get(current) ?? 0;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: order.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = order[Math.max(0, Math.min(order.length - 1, to))];
    if (next === undefined) return;
    drawn.reveal(next);
    views.get(next)?.view.face.focus({ preventScroll: true });
  });

  return {
    element: room,
    get face() {
      return views.get(current)?.view.face ?? null;
    },
    show(next) {
      order = next;
      place = new Map(next.map((run, at) => [run, at]));
      if (!place.has(current)) current = next[0] ?? "";
      layOut();
      rove(current);
    },
    refresh(runs) {
      for (const run of runs) if (row(run) && views.get(run)?.view.element.isConnected) element(run);
    },
    tick(time) {
      now = time;
      for (const { view } of views.values()) if (view.element.isConnected) view.tick(time);
    },
  };
}
