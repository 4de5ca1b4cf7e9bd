import { button, h, set } from "../kit/dom";
import { icon, type Mark } from "../kit/icons";
import * as marks from "../kit/marks";
import type { Scope } from "../kit/scope";
import { count } from "./kept";

export interface Bar {
  readonly element: HTMLElement;
  show(selected: number): void;
}

/** How many are selected, and what can be done with them. */
export function bar(
  acts: Record<"download" | "sheet" | "tag" | "use" | "remove" | "clear", () => void>,
  life: Scope,
): Bar {
  const number = h("span", { class: "hl-picked", role: "status" });
  const press = (name: Mark, words: string, act: () => void, look = "hl-ghost") => {
    const made = button({ icon: icon(name), words, label: words, look });
    life.on(made, "click", act);
    return made;
  };
  const use = press(marks.reference, "Use as reference", acts.use);
  const element = h(
    "div",
    { class: "hl-chosen", role: "toolbar", "aria-label": "Selection", hidden: true },
    number,
    h("span", { class: "hl-gap" }),
    press(marks.save, "Download", acts.download),
    press(marks.sheet, "Contact sheet", acts.sheet),
    press(marks.tag, "Tag", acts.tag),
    use,
    press(marks.trash, "Delete", acts.remove),
    press(marks.close, "Clear", acts.clear),
  );
  return {
    element,
    show(selected) {
      element.hidden = selected === 0;
      number.textContent = selected ? `${count(selected)} selected` : "";
      set(use, { hidden: selected !== 1 });
    },
  };
}
