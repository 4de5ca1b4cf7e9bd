import type { Scope } from "../kit/scope";
import { has } from "./filters";
import { type Mark, type Panel, panel } from "./panel";
import type { Filters, Look, ModelSum } from "./state";
import { logAt, logTicks, type Shape, s } from "./svg";
import { amount, tick } from "./words";

const HEIGHT = 260;
const [LEFT, BELOW, TOP, RIGHT] = [44, 36, 12, 12];
const MARGIN = 1.8;

type Dot = ModelSum & { seconds: number; each: number };

/** One dot for each model: how long a usual call takes and what one costs. A drag chooses all dots inside. */
export function scatterChart(
  chosen: (models: string[], only: boolean) => void,
  life: Scope,
): { panel: Panel; show(look: Look, filters: Filters): void } {
  let look: Look | null = null;
  let filters: Filters = {};
  let dots: { model: Dot; x: number; y: number }[] = [];
  const made = panel(
    {
      name: "scatter",
      title: "Cost against latency",
      help: "Arrows move between models, Enter shows only that model.",
      heads: ["Model", "Cost of a call and its seconds"],
      chosen: (key) => chosen([key], false),
      redraw: () => draw(),
    },
    life,
  );

  const draw = () => {
    if (!look) return;
    const all = look.models.filter((one): one is Dot => Boolean(one.seconds && one.each));
    const width = made.width();
    const scale = (values: number[]) => [Math.min(...values) / MARGIN, Math.max(...values) * MARGIN] as const;
    const [slow, dear] = [scale(all.map((one) => one.seconds)), scale(all.map((one) => one.each))];
    const x = (value: number) => LEFT + logAt(value, ...slow) * (width - LEFT - RIGHT);
    const y = (value: number) => TOP + (1 - logAt(value, ...dear)) * (HEIGHT - TOP - BELOW);
    const most = Math.max(...all.map((one) => one.length), 0) || 1;
    dots = all.map((model) => ({ model, x: x(model.seconds), y: y(model.each) }));
    const radius = (model: Dot) => 4 + 9 * Math.sqrt(Math.max(0, model.length) / most);
    const taken = dots.map(({ model, x: left, y: top }): Box => {
      const r = radius(model);
      return [left - r, top - r, left + r, top + r];
    });
    const marks = dots.map(({ model, x: left, y: top }): Mark => {
      const r = radius(model);
      const out = !has(filters, "model", model.name);
      const colour = look?.series[model.series]?.colour ?? "currentColor";
      const words = `${model.name}: ${model.each_text} credits a call, ${tick(model.seconds)} s; ${amount(model)}`;
      return {
        ...{ key: model.name, words, chosen: Boolean(filters.model) && !out, out },
        shapes: [
          ["circle", { class: "hl-room", cx: left, cy: top, r: Math.max(12, r + 3) }],
          ["circle", { cx: left, cy: top, r, fill: colour, "fill-opacity": 0.8, stroke: colour }],
          label(model.name, left, top, r, width, taken),
        ],
      };
    });
    made.show({
      below: all.length ? axes(slow, dear, x, y, width) : [],
      marks,
      height: all.length ? HEIGHT : 1,
      note: [
        all.length ? "" : "No call here has both a known price and a time.",
        look.sampled ? "Seconds are those of an even sample of the calls." : "",
      ]
        .join(" ")
        .trim(),
      table: all.map((one) => [one.name, `${one.each_text} credits, ${tick(one.seconds)} s`]),
    });
  };

  let begun: [number, number] | null = null;
  const sheet = s("rect", { class: "hl-brush" });
  const at = (event: PointerEvent): [number, number] => {
    const box = made.svg.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  life.on(made.svg as unknown as HTMLElement, "pointerdown", (event) => {
    delete made.svg.dataset.brushed;
    if (event.button === 0) begun = at(event);
  });
  life.on(window, "pointermove", (event) => {
    if (!begun) return;
    const [low, high] = corners(begun, at(event as PointerEvent));
    if (high[0] - low[0] < 6 && high[1] - low[1] < 6) return;
    made.svg.dataset.brushed = "yes";
    for (const [name, value] of Object.entries({
      x: low[0],
      y: low[1],
      width: high[0] - low[0],
      height: high[1] - low[1],
    }))
      sheet.setAttribute(name, String(value));
    if (!sheet.isConnected) made.svg.append(sheet);
  });
  life.on(window, "pointerup", (event) => {
    if (!begun) return;
    const [low, high] = corners(begun, at(event as PointerEvent));
    begun = null;
    sheet.remove();
    if (!made.svg.dataset.brushed) return;
    setTimeout(() => delete made.svg.dataset.brushed);
    const inside = dots.filter(({ x, y }) => x >= low[0] && x <= high[0] && y >= low[1] && y <= high[1]);
    if (inside.length)
      chosen(
        inside.map(({ model }) => model.name),
        true,
      );
  });

  return {
    panel: made,
    show(next, now) {
      look = next;
      filters = now;
      draw();
    },
  };
}

function corners(one: [number, number], other: [number, number]): [[number, number], [number, number]] {
  return [
    [Math.min(one[0], other[0]), Math.min(one[1], other[1])],
    [Math.max(one[0], other[0]), Math.max(one[1], other[1])],
  ];
}

type Box = [number, number, number, number];

/** The name beside its dot, where it runs into no other; the dearest choose first. */
function label(name: string, x: number, y: number, r: number, width: number, taken: Box[]): Shape | null {
  const long = name.length * 6.2;
  const sides: [string, number, number][] = [
    ["start", x + r + 4, y + 4],
    ["end", x - r - 4, y + 4],
    ["middle", x, y - r - 5],
    ["middle", x, y + r + 13],
  ];
  for (const [anchor, left, top] of sides) {
    const begin = anchor === "start" ? left : anchor === "end" ? left - long : left - long / 2;
    const box: Box = [begin, top - 11, begin + long, top + 3];
    const inside = box[0] > LEFT && box[2] < width && box[1] > 0 && box[3] < HEIGHT - BELOW;
    if (!inside || taken.some((one) => one[0] < box[2] && box[0] < one[2] && one[1] < box[3] && box[1] < one[3]))
      continue;
    taken.push(box);
    return ["text", { x: left, y: top, "text-anchor": anchor, "aria-hidden": "true" }, name];
  }
  return null;
}

function axes(
  slow: readonly [number, number],
  dear: readonly [number, number],
  x: (value: number) => number,
  y: (value: number) => number,
  width: number,
): Shape[] {
  const foot = HEIGHT - BELOW;
  return [
    ...logTicks(...slow).flatMap((one): Shape[] => [
      ["line", { x1: x(one), x2: x(one), y1: TOP, y2: foot }],
      ["text", { x: x(one), y: foot + 14, "text-anchor": "middle" }, `${tick(one)} s`],
    ]),
    ...logTicks(...dear).flatMap((one): Shape[] => [
      ["line", { x1: LEFT, x2: width - RIGHT, y1: y(one), y2: y(one) }],
      ["text", { x: LEFT - 6, y: y(one) + 4, "text-anchor": "end" }, tick(one)],
    ]),
    ["text", { x: LEFT, y: HEIGHT - 4 }, "across: seconds of the middle call; up: credits a call"],
  ];
}
