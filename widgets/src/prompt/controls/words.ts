import { h, unique } from "../../kit/dom";
import type { MakeControl } from "./control";

/** A short text, with suggestions. */
export const words: MakeControl = ({ name, label, values = [], hint }, changed) => {
  const list = unique(name);
  const input = h("input", {
    class: "hl-input hl-word",
    list,
    placeholder: hint ?? "auto",
    "aria-label": label,
    autocomplete: "off",
    spellcheck: "false",
  });
  input.addEventListener("input", () => changed(input.value.trim() || undefined));
  const suggestions = h("datalist", { id: list }, ...values.map((value) => h("option", { value: String(value) })));
  return {
    element: h("div", {}, input, suggestions),
    show(value) {
      if (document.activeElement !== input) input.value = value === undefined ? "" : String(value);
    },
  };
};
