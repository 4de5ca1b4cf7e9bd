import { fill, h } from "../kit/dom";
import { credits } from "../kit/item";
import { when } from "../kit/when";
import type { Price } from "./state";

interface Facts {
  price: Price | null;
  /** What the shelf has of this form. */
  kept: Price["kept"];
  balance: string | null;
  /** The price that is shown may be old. */
  waiting: boolean;
}

/** What is counted, where that is more than the one call. */
const UNITS: Record<string, string> = { second: "counted by the second", clip: "by the clip", minute: "by the minute" };

export interface Purse {
  readonly element: HTMLElement;
  show(facts: Facts): void;
  /** The answer takes long. */
  wait(): void;
}

/** What it would cost, where that price comes from, and what would be left. */
export function purse(): Purse {
  const cost = h("span", { class: "hl-cost" });
  const account = h("span", { class: "hl-account" });
  return {
    element: h("div", { class: "hl-money" }, cost, account),
    wait: () => cost.classList.add("hl-waiting"),
    show({ price, kept, balance, waiting }) {
      const known = Boolean(price?.known);
      if (kept) {
        const paid = kept.cost === null ? "" : ` for ${credits(kept.cost)}`;
        const made = h("span", { class: "hl-made" }, `made ${when(kept.made)}${paid}`);
        fill(cost, h("strong", {}, "On the shelf: free"), made);
      } else {
        const amount = price?.problem ? "no price" : price?.text;
        const basis = known ? h("span", { class: "hl-basis" }, price?.basis ?? "") : null;
        const unit = (known && UNITS[price?.unit ?? ""]) || null;
        fill(cost, h("strong", {}, amount || "…"), basis, unit && h("span", { class: "hl-unit" }, unit));
      }
      cost.title = known
        ? `${price?.basis}, price book ${price?.version}${price?.source ? `: ${price.source}` : ""}`
        : "";
      cost.classList.toggle("hl-waiting", waiting);
      const after = known && !kept ? price?.after : null;
      const left =
        after &&
        h(
          "span",
          { class: price?.enough === false ? "hl-short" : "" },
          ` → ${price?.low === price?.high ? "" : "about "}${after}`,
        );
      if (balance === null) fill(account);
      else fill(account, `Balance ${balance}`, left);
    },
  };
}
