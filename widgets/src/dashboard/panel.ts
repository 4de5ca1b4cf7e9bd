import { fill, h, set, unique } from "../kit/dom";
import type { Scope } from "../kit/scope";
import { s } from "./svg";

/** Something in a chart that can be pointed at, focused and chosen. */
export interface Mark {
  key: string;
  words: string;
  /** What is focused and read out. */
  element: SVGGElement;
  chosen: boolean;
}

export interface Panel {
  element: HTMLElement;
  /** Draw anew. `marks` are in the order that arrows go; `table` says the same in words. */
  show(drawing: { nodes: Node[]; marks: Mark[]; height: number; note?: string; table: string[][] }): void;
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
  const alternative = h("div", { class: "hl-hear" });
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
  let marks: Mark[] = [];
  let current = "";
  let from: string | null = null;
  let wide = 0;

  const at = (target: EventTarget | null) => marks.findIndex((one) => one.element === target);
  const rove = (key: string) => {
    current = key;
    for (const one of marks) one.element.setAttribute("tabindex", one.key === key ? "0" : "-1");
  };
  const point = (mark: Mark | undefined) => {
    tip.hidden = !mark;
    if (!mark) return;
    tip.textContent = mark.words;
    const box = mark.element.getBoundingClientRect();
    const frame = room.getBoundingClientRect();
    const left = box.left + box.width / 2 - frame.left - tip.offsetWidth / 2;
    tip.style.left = `${Math.max(0, Math.min(left, frame.width - tip.offsetWidth))}px`;
    const above = box.top - frame.top - tip.offsetHeight - 6;
    tip.style.top = `${above < -24 ? box.bottom - frame.top + 6 : above}px`;
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
      marks = drawing.marks;
      for (const mark of marks) {
        mark.element.setAttribute("role", "option");
        mark.element.setAttribute("aria-label", mark.words);
        mark.element.setAttribute("aria-selected", String(mark.chosen));
        mark.element.classList.add("hl-mark");
      }
      svg.setAttribute("width", String(this.width()));
      svg.setAttribute("height", String(drawing.height));
      svg.replaceChildren(...drawing.nodes);
      if (!marks.length) svg.setAttribute("role", "presentation");
      else svg.setAttribute("role", "listbox");
      rove(marks.some((one) => one.key === current) ? current : (marks[0]?.key ?? ""));
      if (focused) marks.find((one) => one.key === current)?.element.focus();
      else point(undefined);
      note.hidden = !drawing.note;
      note.textContent = drawing.note ?? "";
      fill(alternative, tableOf(options.title, options.heads, drawing.table));
      set(element, { "data-empty": marks.length ? null : "" });
    },
  };
}

function tableOf(title: string, heads: string[], rows: string[][]): HTMLElement {
  return h(
    "table",
    {},
    h("caption", {}, title),
    h("thead", {}, h("tr", {}, ...heads.map((one) => h("th", { scope: "col" }, one)))),
    h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map((one) => h("td", {}, one))))),
  );
}
