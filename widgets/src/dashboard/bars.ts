import type { Scope } from "../kit/scope";
import { type Mark, type Panel, panel } from "./panel";

const ROW = 30;

export interface Line {
  key: string;
  name: string;
  text: string;
  colour: string;
  length: number;
  words: string;
  chosen: boolean;
  out: boolean;
}

/** Bars that lie, each under its name: shares by model, the dearest calls. */
export function barsChart(
  options: { name: string; title: string; help: string; heads: string[]; chosen(key: string): void },
  life: Scope,
): { panel: Panel; show(lines: Line[], note?: string): void } {
  let lines: Line[] = [];
  let note = "";
  const made = panel({ ...options, redraw: () => draw() }, life);
  const draw = () => {
    const width = made.width();
    const most = Math.max(0, ...lines.map((one) => one.length)) || 1;
    const letters = Math.floor((width - 8) / 6.6);
    const marks = lines.map((one, at): Mark => {
      const top = at * ROW;
      const left = Math.max(4, letters - one.text.length - 2);
      const name = one.name.length > left ? `${one.name.slice(0, left - 1)}…` : one.name;
      const long = Math.max(one.length > 0 ? 1.5 : 0, (one.length / most) * (width - 4));
      const { key, words, chosen, out } = one;
      return {
        ...{ key, words, chosen, out },
        shapes: [
          ["rect", { class: "hl-room", x: 0, y: top, width, height: ROW - 2, rx: 4 }],
          ["rect", { x: 2, y: top + 19, width: long, height: 5, rx: 1, fill: one.colour }],
          ["text", { x: 2, y: top + 14, "aria-hidden": "true" }, name],
          ["text", { x: width - 2, y: top + 14, "text-anchor": "end", "aria-hidden": "true" }, one.text],
        ],
      };
    });
    made.show({
      marks,
      height: Math.max(ROW, lines.length * ROW),
      note,
      table: lines.map((one) => [one.name, one.words]),
    });
  };
  return {
    panel: made,
    show(next, said = "") {
      lines = next;
      note = said;
      draw();
    },
  };
}
