import { button, fill, h } from "../../kit/dom";
import { icon } from "../../kit/icons";
import * as marks from "../../kit/marks";
import type { Price } from "../state";

/** Numbers that the dice give. */
const PICKS = 9999;

export interface Filled {
  readonly element: HTMLElement;
  show(words: Price["words"], given: Readonly<Record<string, string>>): void;
}

interface Doing {
  /** A value was typed for a name; empty is none. */
  named(name: string, value: string): void;
  rolled(pick: number): void;
}

/** Under the words: a field for each `{{name}}`, and what is sent once names and choices are replaced. */
export function filled({ named, rolled }: Doing): Filled {
  const fields = h("div", { class: "hl-names" });
  const said = h("span", { class: "hl-sent" });
  const dice = button({ icon: icon(marks.dice), label: "Choose other words", look: "hl-ghost hl-square" });
  const line = h("div", { class: "hl-row hl-sends" }, said, dice);
  const element = h("div", { class: "hl-filled", hidden: true }, fields, line);
  const inputs = new Map<string, HTMLInputElement>();
  dice.addEventListener("click", () => rolled(1 + Math.floor(Math.random() * PICKS)));

  const field = (name: string): HTMLElement => {
    const input = h("input", { class: "hl-input", "aria-label": name, autocomplete: "off" });
    input.addEventListener("input", () => named(name, input.value));
    inputs.set(name, input);
    return h("label", { class: "hl-name" }, h("span", {}, name), input);
  };
  return {
    element,
    show(words, given) {
      element.hidden = !words;
      if (!words) return;
      const names = Object.keys(words.names);
      if (names.join() !== [...inputs.keys()].join()) {
        const focused = document.activeElement?.getAttribute("aria-label");
        inputs.clear();
        fill(fields, ...names.map(field));
        if (focused && element.contains(document.activeElement)) inputs.get(focused)?.focus();
      }
      for (const [name, input] of inputs) {
        if (document.activeElement !== input) input.value = given[name] ?? "";
        const own = given[name] ? null : words.names[name];
        input.placeholder = own ?? "no variable of this name";
        input.classList.toggle("hl-missing", words.names[name] === null);
      }
      dice.hidden = !words.choices;
      said.textContent = words.text === null ? "" : `Sends: ${words.text}`;
      line.hidden = words.text === null;
    },
  };
}
