import { button, h } from "../../kit/dom";
import { icon } from "../../kit/icons";
import * as marks from "../../kit/marks";
import type { MakeControl } from "./control";

/** A small whole number with a button for less and one for more. */
export const stepper: MakeControl = ({ label, least = 1, most = 10 }, changed) => {
  const noun = label.toLowerCase();
  const less = button({ icon: icon(marks.minus), label: `Fewer ${noun}`, look: "hl-ghost hl-square" });
  const more = button({ icon: icon(marks.add), label: `More ${noun}`, look: "hl-ghost hl-square" });
  const input = h("input", { class: "hl-count", inputmode: "numeric", "aria-label": `Number of ${noun}` });
  let now = least;
  const show = (value: number) => {
    now = Math.max(least, Math.min(most, Math.round(value) || least));
    input.value = String(now);
    less.disabled = now <= least;
    more.disabled = now >= most;
  };
  const take = (value: number) => {
    show(value);
    changed(now);
  };
  less.addEventListener("click", () => take(now - 1));
  more.addEventListener("click", () => take(now + 1));
  input.addEventListener("change", () => take(Number(input.value)));
  input.addEventListener("keydown", (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    take(now + by);
  });
  return {
    element: h("div", { class: "hl-stepper" }, less, input, more),
    show: (value) => show(Number(value ?? least)),
  };
};
