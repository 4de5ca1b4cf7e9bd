import { h } from "../../kit/dom";
import type { MakeControl } from "./control";

/** A number between two bounds; empty is the model's own choice. */
export const number: MakeControl = ({ label, least, most, step = 1, usual, hint }, changed) => {
  const placeholder = usual === undefined || usual === null ? "auto" : String(usual);
  const input = h("input", {
    class: "hl-number",
    type: "number",
    min: least,
    max: most,
    step,
    placeholder,
    "aria-label": label,
  });
  const read = (): number | undefined => {
    if (input.value === "") return undefined;
    const value = Math.round(Number(input.value) / step) * step;
    return Number(Math.max(least ?? value, Math.min(most ?? value, value)).toFixed(2));
  };
  input.addEventListener("input", () => changed(read()));
  input.addEventListener("change", () => {
    const value = read();
    if (value !== undefined) input.value = String(value);
  });
  const about = hint && hint !== placeholder ? h("span", { class: "hl-quiet" }, hint) : null;
  return {
    element: h("div", { class: "hl-row" }, h("div", { class: "hl-stepper" }, input), about),
    show(value) {
      if (document.activeElement !== input) input.value = value === undefined ? "" : String(value);
    },
  };
};
