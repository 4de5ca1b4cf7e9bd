import { button, fill, h, set } from "../kit/dom";
import { icon } from "../kit/icons";
import * as marks from "../kit/marks";
import type { Scope } from "../kit/scope";
import type { Arrangement, Sort } from "./state";

const SORTS: Record<Sort, string> = {
  given: "As in the table",
  newest: "Newest first",
  oldest: "Oldest first",
  dearest: "Dearest first",
  best: "Best rated first",
  model: "By model",
};
const PAUSE = 200;

export interface Head {
  readonly element: HTMLElement;
  count(words: string): void;
  search(words: string): void;
  sort(sort: Sort, filtered: boolean): void;
  arrangement(how: Arrangement): void;
  focusSearch(): void;
}

/** Title, count, search, order and arrangement. */
export function head(
  chosen: { search(words: string): void; sort(sort: Sort): void; arrangement(how: Arrangement): void },
  life: Scope,
): Head {
  const number = h("span", { class: "hl-quiet" });
  const field = h("input", {
    class: "hl-input",
    type: "search",
    placeholder: "Search",
    "aria-label": "Search prompts, models, tags and notes",
    spellcheck: "false",
  });
  const order = h("select", { class: "hl-select", "aria-label": "Order" });
  const turn = button({ icon: icon(marks.columns), label: "Masonry", look: "hl-plain hl-square" });
  let how: Arrangement = "grid";

  const soon = life.later(() => chosen.search(field.value.trim()), PAUSE);
  life.on(field, "input", soon);
  life.on(field, "keydown", (event) => {
    if (event.key === "Enter") chosen.search(field.value.trim());
    else if (event.key === "Escape" && field.value) {
      event.preventDefault();
      field.value = "";
      chosen.search("");
    }
  });
  life.on(order, "change", () => chosen.sort(order.value as Sort));
  life.on(turn, "click", () => chosen.arrangement(how === "grid" ? "masonry" : "grid"));

  return {
    element: h(
      "header",
      { class: "hl-head" },
      h("strong", {}, "Gallery"),
      number,
      h("span", { class: "hl-gap" }),
      h("label", { class: "hl-search" }, icon(marks.search), field),
      order,
      turn,
    ),
    count(words) {
      number.textContent = words;
    },
    search(words) {
      if (document.activeElement !== field) field.value = words;
    },
    sort(sort, filtered) {
      const offered = (Object.keys(SORTS) as Sort[]).filter((one) => one !== "given" || filtered);
      fill(order, ...offered.map((one) => h("option", { value: one, selected: one === sort }, SORTS[one])));
      order.value = sort;
    },
    arrangement(now) {
      how = now;
      fill(turn, icon(now === marks.grid ? marks.columns : marks.shelf));
      const words = now === "grid" ? "Show whole pictures" : "Show squares";
      set(turn, { "aria-label": words, title: words });
    },
    focusSearch: () => field.focus(),
  };
}
