import { button, h } from "../../kit/dom";
import { icon } from "../../kit/icons";
import type { MakeControl } from "./control";

const SEEDS = 2 ** 31;

/** Digits, or a roll of the dice. */
export const seed: MakeControl = (_row, changed) => {
  const dice = button({ icon: icon("dice"), label: "Roll a seed", look: "hl-ghost hl-square" });
  const input = h("input", { inputmode: "numeric", placeholder: "auto", "aria-label": "Seed", class: "hl-seed" });
  input.addEventListener("input", () => {
    const digits = input.value.replace(/\D/g, "").slice(0, 15);
    if (digits !== input.value) input.value = digits;
    changed(digits ? Number(digits) : undefined);
  });
  dice.addEventListener("click", () => {
    const value = Math.floor(Math.random() * SEEDS);
    input.value = String(value);
    changed(value);
  });
  return {
    element: h("div", { class: "hl-stepper" }, input, dice),
    show(value) {
      if (document.activeElement !== input) input.value = value === undefined ? "" : String(value);
    },
  };
};
