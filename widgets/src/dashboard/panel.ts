import { h, set, unique, write } from "../kit/dom";
import { order } from "../kit/order";
import type { Scope } from "../kit/scope";
import { type Attributes, patch, put, type Shape, s } from "./svg";

/** Something in a chart that can be pointed at, focused and chosen. */
export interface Mark {
  key: string;
  words: string;
  shapes: readonly (Shape | null)[];
  chosen: boolean;
  /** Left out by the filters. */
  out: boolean;
}

export interface Drawing {
  /** Behind the marks, and over them. */
  below?: readonly (Shape | null)[];
  above?: readonly (Shape | null)[];
  /** In the order that arrows go. */
  marks: Mark[];
  height: number;
  note?: string;
  /** The same in words. */
  table: string[][];
}

interface Placed extends Mark {
  /** What is focused and read out. */
  element: SVGGElement;
  attributes: Attributes;
}

export interface Panel {
  element: HTMLElement;
  /** Draw anew; what is as it was is not touched. */
  show(drawing: Drawing): void;
  width(): number;
  svg: SVGSVGElement;
}

/**
 * The frame of a chart: title, drawing, note, tip, and a table that is only heard. One mark is in the tab order, arrows
 * move, Enter or Space chooses; with Shift, where that is of use, everything from the mark where it began.
 */
export function panel(
  options: {
    name: string;
    title: string;
    help: string;
    heads: string[];
    chosen(key: string, from: string | null): void;
    redraw(): void;
  },
  life: Scope,
): Panel {
  const id = unique("panel");
  const svg = s("svg", {
    role: "listbox",
    "aria-labelledby": id,
    "aria-describedby": `${id}-help`,
    "aria-multiselectable": "true",
  });
  const tip = h("div", { class: "hl-tip", hidden: true, "aria-hidden": "true" });
  const note = h("p", { class: "hl-quiet", hidden: true });
  const below = s("g", { class: "hl-axis", "aria-hidden": "true" });
  const above = s("g", { class: "hl-above", "aria-hidden": "true" });
  const lines = h("tbody");
  const alternative = h("div", { class: "hl-hear" }, tableOf(options.title, options.heads, lines));
  const room = h("div", { class: "hl-drawing" });
  room.append(svg, tip);
  const element = h(
    "figure",
    { class: `hl-panel hl-panel-${options.name}` },
    h("figcaption", { id }, options.title),
    h("div", { class: "hl-hear", id: `${id}-help` }, options.help),
    room,
    note,
    alternative,
  );
  let marks: Placed[] = [];
  let current = "";
  let from: string | null = null;
  let wide = 0;
  let frame: Attributes = {};

  const at = (target: EventTarget | null) => marks.findIndex((one) => one.element === target);
  const rove = (key: string) => {
    current = key;
    for (const one of marks) attribute(one, { tabindex: one.key === key ? "0" : "-1" });
  };
  const place = (mark: Mark, before: Placed | undefined): Placed => {
    const placed = before ?? { ...mark, element: s("g", { class: "hl-mark", role: "option" }), attributes: {} };
    Object.assign(placed, mark);
    attribute(placed, {
      class: mark.out ? "hl-mark hl-out" : "hl-mark",
      "aria-label": mark.words,
      "aria-selected": String(mark.chosen),
    });
    patch(placed.element, mark.shapes);
    return placed;
  };
  const point = (mark: Placed | undefined) => {
    tip.hidden = !mark;
    if (!mark) return;
    tip.textContent = mark.words;
    const box = mark.element.getBoundingClientRect();
    const frame = room.getBoundingClientRect();
    const left = box.left + box.width / 2 - frame.left - tip.offsetWidth / 2;
    tip.style.left = `${Math.max(0, Math.min(left, frame.width - tip.offsetWidth))}px`;
    const above = box.top - frame.top - tip.offsetHeight - 6;
    // over the title rather than over the days below; where a list scrolls there is nothing to see outside of it
    const least = getComputedStyle(room).overflowY === "visible" ? -48 : 0;
    tip.style.top = `${above < least ? box.bottom - frame.top + 6 : above}px`;
  };
  const under = (event: Event) => marks.find((one) => one.element.contains(event.target as Node));

  life.on(svg, "pointermove", (event) => point(under(event)));
  life.on(svg, "pointerleave", () => point(undefined));
  life.on(svg, "focusin", (event) => {
    const mark = marks[at(event.target)];
    if (!mark) return;
    rove(mark.key);
    if (mark.element.matches(":focus-visible")) point(mark);
  });
  life.on(svg, "focusout", () => point(undefined));
  life.on(svg, "click", (event) => {
    const mark = under(event);
    if (mark && !svg.dataset.brushed) options.chosen(mark.key, null);
  });
  life.on(svg, "keydown", (event) => {
    const now = at(event.target);
    const to = {
      ArrowRight: now + 1,
      ArrowDown: now + 1,
      ArrowLeft: now - 1,
      ArrowUp: now - 1,
      Home: 0,
      End: marks.length - 1,
    }[event.key];
    if (now < 0) return;
    if (to !== undefined) {
      event.preventDefault();
      if (event.shiftKey) from ??= current;
      else from = null;
      marks[Math.max(0, Math.min(marks.length - 1, to))]?.element.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      options.chosen(current, from);
      from = null;
    } else if (event.key === "Escape") point(undefined);
  });
  if (typeof ResizeObserver !== "undefined") {
    const seen = new ResizeObserver(() => {
      const now = room.clientWidth;
      if (now === wide) return;
      wide = now;
      options.redraw();
    });
    seen.observe(room);
    life.add(() => seen.disconnect());
  }

  return {
    element,
    svg,
    // what the observer saw: to ask the page after each chart would make it lay itself out anew each time
    width: () => Math.max(200, wide || room.clientWidth || 600),
    show(drawing) {
      const focused = at(document.activeElement) >= 0;
      const before = new Map(marks.map((one) => [one.key, one]));
      marks = drawing.marks.map((mark) => place(mark, before.get(mark.key)));
      const looks = { width: this.width(), height: drawing.height, role: marks.length ? "listbox" : "presentation" };
      put(svg, looks, frame);
      frame = looks;
      patch(below, drawing.below ?? []);
      patch(above, drawing.above ?? []);
      order(svg, [below, ...marks.map((one) => one.element), above]);
      rove(marks.some((one) => one.key === current) ? current : (marks[0]?.key ?? ""));
      if (focused) marks.find((one) => one.key === current)?.element.focus();
      else point(undefined);
      note.hidden = !drawing.note;
      write(note, drawing.note ?? "");
      tell(lines, drawing.table);
      set(element, { "data-empty": marks.length ? null : "" });
    },
  };
}

function attribute(mark: Placed, now: Attributes): void {
  const all = { ...mark.attributes, ...now };
  put(mark.element, all, mark.attributes);
  mark.attributes = all;
}

/** The rows of a table, of which only those that changed are written. */
function tell(lines: HTMLElement, rows: string[][]): void {
  while (lines.children.length > rows.length) lines.lastElementChild?.remove();
  for (const [at, row] of rows.entries()) {
    const line = lines.children[at];
    if (line) for (const [place, words] of row.entries()) write(line.children[place] as Element, words);
    else lines.append(h("tr", {}, ...row.map((words) => h("td", {}, words))));
  }
}

function tableOf(title: string, heads: string[], lines: HTMLElement): HTMLElement {
  return h(
    "table",
    {},
    h("caption", {}, title),
    h("thead", {}, h("tr", {}, ...heads.map((one) => h("th", { scope: "col" }, one)))),
    lines,
  );
}
