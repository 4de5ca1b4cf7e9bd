import type { Ask } from "../kit/ask";
import { dialog } from "../kit/dialog";
import { button, h } from "../kit/dom";
import { credits } from "../kit/item";
import type { Scope } from "../kit/scope";

export interface Quote {
  text: string;
  calls: number;
  low: string;
  high: string;
  replayed: number;
  unknown: number;
  asks: boolean;
  above: string | null;
}

export const amount = ({ low, high }: Quote): string => (low === high ? credits(low) : `${low}-${high} credits`);

/** Make cells: at once where the price is below the lab's threshold, else after a yes. */
export async function spend(options: {
  root: HTMLElement;
  ask: Ask;
  life: Scope;
  /** All that are missing, where nothing is given. */
  cells?: number[];
}): Promise<void> {
  const { root, ask, life } = options;
  const cells = options.cells ? { cells: options.cells } : {};
  const { value: quote } = await ask<Quote>("quote", cells);
  const yes = quote.asks ? await confirmed(root, quote, life) : true;
  if (yes) await ask("run", { ...cells, confirm: quote.asks });
}

function confirmed(root: HTMLElement, quote: Quote, life: Scope): Promise<boolean> {
  return new Promise((said) => {
    let answer = false;
    const no = button({ words: "Not now", look: "hl-plain" });
    const yes = button({ words: `Send for ${amount(quote)}`, look: "hl-primary" });
    const open = dialog(
      root,
      `Spend ${amount(quote)}?`,
      [
        h("p", {}, `${quote.text}. Above ${credits(quote.above ?? "0")} this lab asks first.`),
        h("div", { class: "hl-row hl-end" }, no, yes),
      ],
      life,
      { closed: () => said(answer) },
    );
    no.addEventListener("click", () => open.close());
    yes.addEventListener("click", () => {
      answer = true;
      open.close();
    });
    yes.focus();
  });
}
