import { button, h, set } from "./dom";
import { credits, type Item, measures } from "./item";
import type { Scope } from "./scope";

/** A take as a player is told of it. */
export interface Take extends Item {
  /** `4.5 credits a second`; empty where it is not known. */
  rate: string;
}

export const LETTERS = ["A", "B"] as const;

/** Length, model and money of a take, in one line. */
export function factsOf(take: Take): string {
  const cost = take.cost === null ? "" : take.cost === "0" ? "free" : credits(take.cost);
  return [measures(take), take.model, cost, take.rate, take.sandbox ? "sandbox" : ""].filter(Boolean).join(" · ");
}

/** Two buttons that say which take is heard. */
export function sides(choose: (side: number) => void, life: Scope): { element: HTMLElement; show(side: number): void } {
  const both = LETTERS.map((letter) => button({ words: letter, title: `Hear ${letter} (A or B)`, look: "hl-ghost" }));
  const element = h("span", { class: "hl-sides", role: "group", "aria-label": "Which take is heard" }, ...both);
  both.forEach((one, side) => {
    life.on(one, "click", () => choose(side));
  });
  return {
    element,
    show: (side) => {
      both.forEach((one, at) => {
        set(one, { "aria-pressed": String(at === side) });
      });
    },
  };
}
