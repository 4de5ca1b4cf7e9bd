import { fill, h, unique } from "../kit/dom";
import { icon } from "../kit/icons";
import { MAKES } from "./kinds/all";
import type { KindFacts, KindName } from "./state";

export interface Tabs {
  readonly element: HTMLElement;
  show(kinds: readonly KindFacts[], chosen: KindName): void;
}

/** What is to be made: one of the kinds. */
export function tabs(chosen: (name: KindName) => void): Tabs {
  const group = unique("kind");
  const element = h("div", { class: "hl-kinds", role: "radiogroup", "aria-label": "What to make" });
  let drawn = "";
  const tab = (name: KindName) => {
    const input = h("input", { type: "radio", name: group, value: name, class: "hl-hear" });
    input.addEventListener("change", () => chosen(name));
    return h("label", { class: "hl-kind" }, input, icon(MAKES[name].mark), h("span", {}, MAKES[name].label));
  };
  return {
    element,
    show(kinds, name) {
      const names = kinds.map((one) => one.name);
      if (names.join() !== drawn) {
        drawn = names.join();
        fill(element, ...names.map(tab));
        element.hidden = names.length < 2;
      }
      for (const input of element.querySelectorAll("input")) input.checked = input.value === name;
    },
  };
}
