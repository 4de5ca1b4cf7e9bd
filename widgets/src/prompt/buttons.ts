import { button, set } from "../kit/dom";
import type { Scope } from "../kit/scope";
import type { Asked } from "./arm";
import { spend } from "./price";
import type { Price } from "./state";

interface Facts {
  price: Price | null;
  /** On the shelf: the main button shows it, the one beside it makes another. */
  kept: boolean;
  running: boolean;
  disabled: boolean;
  asked: Asked | null;
}

export interface Buttons {
  readonly make: HTMLButtonElement;
  readonly another: HTMLButtonElement;
  show(facts: Facts): void;
}

/** The two buttons that may spend something, each with its price on it. */
export function buttons(pressed: (which: Asked, event: MouseEvent) => void, life: Scope): Buttons {
  const make = button({ words: "Generate", look: "hl-primary", title: "Ctrl+Enter" });
  const another = button({ words: "Make another", look: "hl-plain hl-tall-row", title: "Shift+Ctrl+Enter" });
  const both = { make, another };
  for (const which of ["make", "another"] as const) life.on(both[which], "click", (event) => pressed(which, event));

  const words = (which: Asked, { price, kept, running, asked }: Facts): string => {
    if (running && which === "make") return "Working…";
    if (asked === which) return spend(price);
    if (kept && which === "make") return "Show it";
    return `${which === "make" ? "Generate" : "Make another"}${price?.known ? ` · ${price.text}` : ""}`;
  };
  return {
    make,
    another,
    show(facts) {
      another.hidden = !facts.kept;
      for (const which of ["make", "another"] as const) {
        const one = both[which];
        // the second press finds it where the first one was
        if (facts.asked !== which) one.style.minWidth = "";
        else if (!one.style.minWidth) one.style.minWidth = `${one.offsetWidth}px`;
        (one.firstElementChild as HTMLElement).textContent = words(which, facts);
        one.classList.toggle("hl-asking", facts.asked === which);
        // not disabled while it works: the focus would be lost
        set(one, { "aria-disabled": facts.running ? "true" : null });
        one.disabled = facts.disabled;
      }
    },
  };
}
