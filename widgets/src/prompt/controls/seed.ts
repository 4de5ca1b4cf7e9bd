import { button, h, set } from "../../kit/dom";
import { icon } from "../../kit/icons";
import * as marks from "../../kit/marks";
import type { MakeControl } from "./control";

const SEEDS = 2 ** 31;

/** Digits, or a roll of the dice. Locked it stays for the next call; unlocked it is rolled anew after each. */
export const seed: MakeControl = (_row, changed) => {
  const dice = button({ icon: icon(marks.dice), label: "Roll a seed", look: "hl-ghost hl-square" });
  const lock = button({ icon: icon(marks.lock), label: "Keep this seed", look: "hl-ghost hl-square hl-lock" });
  const input = h("input", { inputmode: "numeric", placeholder: "auto", "aria-label": "Seed", class: "hl-seed" });
  let locked = true;
  const draw = () => {
    set(lock, {
      "aria-pressed": String(locked),
      title: locked ? "This seed stays" : "Another seed is rolled after each call",
    });
    lock.hidden = input.value === "";
  };
  const roll = () => {
    const value = Math.floor(Math.random() * SEEDS);
    input.value = String(value);
    draw();
    changed(value);
  };
  input.addEventListener("input", () => {
    const digits = input.value.replace(/\D/g, "").slice(0, 15);
    if (digits !== input.value) input.value = digits;
    draw();
    changed(digits ? Number(digits) : undefined);
  });
  dice.addEventListener("click", roll);
  lock.addEventListener("click", () => {
    locked = !locked;
    draw();
  });
  draw();
  return {
    element: h("div", { class: "hl-stepper" }, input, dice, lock),
    show(value) {
      if (document.activeElement !== input) input.value = value === undefined ? "" : String(value);
      draw();
    },
    made() {
      if (!locked && input.value !== "") roll();
    },
  };
};
