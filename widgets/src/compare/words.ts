import { h } from "../kit/dom";
import { credits } from "../kit/item";
import { length } from "../kit/when";
import type { Cell } from "./state";
import type { Sum } from "./table";

/** `4 credits · 1.2 s`. */
export function costs({ cost, latency }: Sum | Cell): string {
  return [cost === null ? "" : credits(cost), latency === null ? "" : length(Math.round(latency * 10) / 10)]
    .filter(Boolean)
    .join(" · ");
}

/** The same, each on its line. */
export function costLines(one: Sum): HTMLElement[] {
  const lines = [costs({ ...one, latency: null }), costs({ ...one, cost: null })];
  return lines.filter(Boolean).map((line) => h("span", {}, line));
}

/** What stands in a cell that has no picture. */
export function stateOf(cell: Cell): string {
  if (cell.status === "running") return "Making…";
  if (cell.error) return cell.error.message;
  if (cell.kept) return "On the shelf";
  return "Not made";
}

/** Under it. */
export function footOf(cell: Cell): string {
  if (cell.item) return `${costs(cell)}${cell.status === "replayed" ? " · replayed" : ""}`;
  if (cell.status === "running" || cell.status === "refused") return "";
  if (cell.kept) return "free";
  return cell.price === null ? "price unknown" : credits(cell.price);
}

export const named = (names: readonly string[]): string => names.filter(Boolean).join(", ");
