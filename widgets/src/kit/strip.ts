import { button, fill, h } from "./dom";
import { icon } from "./icons";
import * as marks from "./marks";
import type { Problem } from "./model";
import type { Scope } from "./scope";

/** The line that says what went wrong and what to do next. */
export function strip(
  dismissed: () => void,
  life: Scope,
): { element: HTMLElement; show(problem: Problem | null): void } {
  const words = h("div", { class: "hl-strip-words" });
  const cross = button({ icon: icon(marks.close), label: "Dismiss", look: "hl-ghost hl-square" });
  const element = h("div", { class: "hl-strip", role: "alert", hidden: true }, icon(marks.alert), words, cross);
  life.on(cross, "click", dismissed);
  return {
    element,
    show(problem) {
      element.hidden = problem === null;
      const next = problem?.next ?? null;
      fill(words, problem?.message ?? "", next && h("span", { class: "hl-quiet" }, next));
    },
  };
}
