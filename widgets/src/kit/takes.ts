import { button, h, set } from "./dom";
import { type Item, measures, paid } from "./item";
import type { Scope } from "./scope";

/** A take as a player is told of it. */
export interface Take extends Item {
  /** `4.5 credits a second`; empty where it is not known. */
  rate: string;
}

export const LETTERS = ["A", "B"] as const;

/** Length, model and money of a take, in one line. */
export function factsOf(take: Take): string {
  const said = [measures(take), take.model, paid(take), take.rate, take.sandbox ? "sandbox" : ""];
  return said.filter(Boolean).join(" · ");
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
