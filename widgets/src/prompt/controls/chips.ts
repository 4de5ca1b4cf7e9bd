import { h, unique } from "../../kit/dom";
import { shape } from "../form";
import type { MakeControl } from "./control";

/** One of a few, with `Auto` for none. */
export const chips: MakeControl = (row, changed) => {
  const name = unique(row.name);
  const say = row.say ?? String;
  const inputs: HTMLInputElement[] = [];
  const values = [undefined, ...(row.values ?? [])];
  const chip = (value: (typeof values)[number]) => {
    const input = h("input", {
      type: "radio",
      name,
      value: value === undefined ? "" : String(value),
      class: "hl-hear",
    });
    inputs.push(input);
    input.addEventListener("change", () => changed(value));
    const box = shape(String(value ?? ""), 14);
    const drawing = box && h("i", { class: "hl-shape", style: `width:${box.width}px;height:${box.height}px` });
    const own = row.usual ? `The model's own choice: ${say(row.usual)}` : "The model's own choice";
    const words = h("span", {}, value === undefined ? "Auto" : say(value));
    return h("label", { class: "hl-chip", title: value === undefined ? own : null }, input, drawing, words);
  };
  return {
    element: h("div", { class: "hl-chips", role: "radiogroup", "aria-label": row.label }, ...values.map(chip)),
    // a value of another model is not sent, so this one shows its default
    show(value) {
      const at = value === undefined ? 0 : values.indexOf(value);
      for (const [index, input] of inputs.entries()) input.checked = index === Math.max(0, at);
    },
  };
};
