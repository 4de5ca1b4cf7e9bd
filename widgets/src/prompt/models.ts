import type { Ask } from "../kit/ask";
import { combobox } from "../kit/combobox";
import { credits } from "../kit/item";
import type { Scope } from "../kit/scope";
import { length } from "../kit/when";
import type { ModelOption, Past } from "./state";

export interface Models {
  readonly element: HTMLElement;
  show(id: string): void;
  /** Look at the journal again. */
  look(): void;
}

/** The models of the kind, each with its price, where that comes from, and what the person paid and waited before. */
export function modelPicker(
  offered: () => readonly ModelOption[],
  chosen: (id: string) => void,
  ask: Ask,
  life: Scope,
): Models {
  let past: Past = {};
  const choice = ({ id, kind, price, basis }: ModelOption) => {
    const words = kind.replace("_", " ");
    return { id, words, aside: price, note: [words, basis, experience(past[id])].filter(Boolean).join(" · ") };
  };
  const { element, show } = combobox("Model", () => offered().map(choice), chosen, life);
  return {
    element,
    show,
    look() {
      ask<Past>("past").then(
        ({ value }) => {
          past = value;
        },
        // the list does without
        () => {},
      );
    },
  };
}

/** `you: 3 calls, 12 credits, median 4 s`, by the journal of this lab. */
export function experience(past: Past[string] | undefined): string {
  if (!past) return "";
  const calls = past.calls === 1 ? "1 call" : `${past.calls} calls`;
  const half = past.seconds === null ? "" : `, median ${length(past.seconds)}`;
  const cost = past.cost === null ? "price unknown" : credits(past.cost);
  return `you: ${calls}, ${cost}${half}`;
}
