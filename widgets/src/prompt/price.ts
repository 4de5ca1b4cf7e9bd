import type { Price } from "./state";

/** `Spend 45 credits`; for a price that is a range, the most it may be. */
export function spend(price: Price | null): string {
  if (!price?.known) return "Spend anyway";
  return price.low === price.high ? `Spend ${price.text}` : `Spend up to ${price.high} credits`;
}
