import type { Scope } from "../kit/scope";
import { inDays } from "./filters";
import { type Mark, type Panel, panel } from "./panel";
import type { Bar, Filters, Look } from "./state";
import { type Shape, s, ticks } from "./svg";
import { barWords, day, range, tick } from "./words";

const HEIGHT = 220;
const LEFT = 44;
const BELOW = 22;
const DAY = 86_400_000;
/** Pixels of a bar that a sign needs. */
const SIGN = 9;

export interface SpendChart {
  panel: Panel;
  show(look: Look, filters: Filters): void;
}

/** Bars over time, stacked by model. A click chooses a bar, a drag or Shift with arrows a range of them. */
export function spendChart(chosen: (first: string | null, last: string | null) => void, life: Scope): SpendChart {
  let look: Look | null = null;
  let filters: Filters = {};
  let places: { bar: Bar; x: number; wide: number }[] = [];
  const find = (first: string) => look?.days.bars.find((bar) => bar.first === first);

  const made = panel(
    {
      name: "spend",
      title: "Spend over time",
      help: "Arrows move between bars, Enter shows only that bar, Shift with arrows and then Enter a range.",
      heads: ["Days", "Cost and calls"],
      chosen(key, from) {
        const bars = [find(from ?? key), find(key)].filter((one) => one !== undefined);
        const [first, last] = [
          bars.map((one) => one.first).sort()[0],
          bars
            .map((one) => one.last)
            .sort()
            .at(-1),
        ];
        if (!first || !last) return;
        const same = filters.days?.[0] === first && filters.days[1] === last;
        chosen(same ? null : first, same ? null : last);
      },
      redraw: () => draw(),
    },
    life,
  );

  const draw = () => {
    if (!look) return;
    const { bars, span, unit } = look.days;
    const width = made.width();
    const begin = span ? Date.parse(span[0]) : 0;
    const end = span ? Date.parse(span[1]) + DAY : 1;
    const x = (iso: string, plus = 0) =>
      LEFT + ((Date.parse(iso) + plus - begin) / Math.max(DAY, end - begin)) * (width - LEFT - 4);
    const most = Math.max(0, ...bars.map((bar) => sum(bar.parts.filter((one) => one > 0))));
    const marked = ticks(most);
    const top = marked.at(-1) || 1;
    const y = (value: number) => 8 + (1 - value / top) * (HEIGHT - BELOW - 8);
    places = bars.map((bar) => {
      const left = Math.max(LEFT, x(bar.first));
      return { bar, x: left, wide: Math.max(1.5, Math.min(x(bar.last, DAY), width) - left) };
    });
    const pieces = new Map<string, string[]>();
    const marks = places.map(({ bar, x: left, wide }): Mark => {
      const gap = wide > 5 ? 1.5 : wide > 3 ? 0.5 : 0;
      const out = !inDays(filters, bar);
      let base = 0;
      for (const [at, part] of bar.parts.entries()) {
        if (part <= 0) continue;
        const low = y(base);
        base += part;
        const piece = box(left + gap / 2, y(base), wide - gap, Math.max(0.5, low - y(base)));
        const key = `${out ? "out" : "in"} ${look?.series[at]?.colour ?? "currentColor"}`;
        pieces.set(key, [...(pieces.get(key) ?? []), piece]);
      }
      const room: Shape = ["rect", { class: "hl-room", x: left, y: 0, width: wide, height: HEIGHT - BELOW }];
      return {
        ...{ key: bar.first, words: barWords(bar), chosen: Boolean(filters.days) && !out, out },
        shapes: [room, unknownSign(bar, left + wide / 2, y(base), wide)],
      };
    });
    made.show({
      below: [...axis(marked, y, width), ...dates(look, x, width)],
      above: [...pieces].map(([key, found]): Shape => {
        const [where, fill] = key.split(" ");
        return ["path", { class: where === "out" ? "hl-faint" : null, d: found.join(""), fill }];
      }),
      marks,
      height: HEIGHT,
      note: [unit === "day" ? "" : `Each bar is a ${unit}.`, unknownNote(places)].join(" ").trim(),
      table: bars.map((bar) => [range(bar.first, bar.last), barWords(bar).split(": ").slice(1).join(": ")]),
    });
  };

  brush(made, () => places, chosen, life);
  return {
    panel: made,
    show(next, now) {
      look = next;
      filters = now;
      draw();
    },
  };
}

function unknownNote(places: { bar: Bar; wide: number }[]): string {
  const gaps = places.filter(({ bar }) => bar.unknown);
  if (!gaps.length) return "";
  if (gaps.every(({ wide }) => wide >= SIGN))
    return "A ? stands over bars with calls of unknown price, which are in no sum.";
  return "Calls of unknown price are in no sum; each bar says how many it has.";
}

/** Above a bar with calls that nobody knows the price of, where there is room; its words say how many. */
function unknownSign(bar: Bar, middle: number, top: number, wide: number): Shape | null {
  if (!bar.unknown || wide < SIGN) return null;
  return ["text", { class: "hl-sign", x: middle, y: Math.max(10, top - 4), "aria-hidden": "true" }, "?"];
}

/** A piece of a path. All pieces of a colour are one path: far less to draw than as many boxes. */
function box(left: number, top: number, width: number, height: number): string {
  return `M${left.toFixed(2)} ${top.toFixed(2)}h${width.toFixed(2)}v${height.toFixed(2)}h${(-width).toFixed(2)}z`;
}

function axis(marked: number[], y: (value: number) => number, width: number): Shape[] {
  return marked.flatMap((value): Shape[] => [
    ["line", { x1: LEFT, x2: width, y1: y(value), y2: y(value) }],
    ["text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, tick(value)],
  ]);
}

function dates(look: Look, x: (iso: string) => number, width: number): Shape[] {
  const { span, unit } = look.days;
  const labels: Shape[] = [];
  if (span) {
    const all = Math.max(1, Math.round((Date.parse(span[1]) - Date.parse(span[0])) / DAY) + 1);
    const step = Math.max(unit === "day" ? 1 : 7, Math.ceil(all / Math.max(2, Math.floor((width - LEFT) / 64))));
    for (let at = 0; at < all; at += step) {
      const iso = new Date(Date.parse(span[0]) + at * DAY).toISOString().slice(0, 10);
      if (x(iso) > width - 34) break;
      labels.push(["text", { x: x(iso), y: HEIGHT - 6 }, day(iso)]);
    }
  }
  return labels;
}

/** Drag over bars to choose their days. */
function brush(
  made: Panel,
  places: () => { bar: Bar; x: number; wide: number }[],
  chosen: (first: string, last: string) => void,
  life: Scope,
): void {
  const { svg } = made;
  const sheet = s("rect", { class: "hl-brush", y: 0, height: HEIGHT - BELOW });
  let begun: number | null = null;
  const across = (event: PointerEvent) => event.clientX - svg.getBoundingClientRect().left;
  life.on(svg as unknown as HTMLElement, "pointerdown", (event) => {
    delete svg.dataset.brushed;
    if (event.button === 0) begun = across(event);
  });
  life.on(window, "pointermove", (event) => {
    if (begun === null) return;
    const [low, high] = [begun, across(event as PointerEvent)].sort((a, b) => a - b) as [number, number];
    if (high - low < 6) return;
    svg.dataset.brushed = "yes";
    sheet.setAttribute("x", String(low));
    sheet.setAttribute("width", String(high - low));
    if (!sheet.isConnected) svg.append(sheet);
  });
  life.on(window, "pointerup", (event) => {
    if (begun === null) return;
    const [low, high] = [begun, across(event as PointerEvent)].sort((a, b) => a - b) as [number, number];
    begun = null;
    sheet.remove();
    if (!svg.dataset.brushed) return;
    setTimeout(() => delete svg.dataset.brushed); // past the click that ends the drag
    const inside = places().filter(({ x, wide }) => x + wide > low && x < high);
    const [first, last] = [inside[0]?.bar.first, inside.at(-1)?.bar.last];
    if (first && last) chosen(first, last);
  });
}

function sum(values: number[]): number {
  return values.reduce((all, one) => all + one, 0);
}
