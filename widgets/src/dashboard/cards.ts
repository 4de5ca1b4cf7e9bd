import { fill, h } from "../kit/dom";
import type { Look, Sum } from "./state";
import { count, month } from "./words";

/** The figures at the top. Unknown prices stand beside the sum, with their number. */
export function cards(): { element: HTMLElement; show(look: Look, balance: string | null): void } {
  const element = h("dl", { class: "hl-cards" });
  return {
    element,
    show({ cards: { day, today, month: spent, forecast }, total }, balance) {
      const { expected, low, high, note } = forecast;
      fill(
        element,
        card("Today", figure(today), gap(today)),
        card(month(day), figure(spent), gap(spent)),
        card(
          "Forecast of the month",
          expected ?? "–",
          expected === null ? note : low !== null && high !== null ? `${low} to ${high}, nine in ten` : note,
          note,
        ),
        balance === null ? null : card("Balance", balance, "credits"),
        card("Saved by replay and cache", total.avoided, count(total.replayed, "call")),
      );
    },
  };
}

function card(title: string, figure: string, note: string, hint?: string): HTMLElement {
  return h(
    "div",
    { class: "hl-card", title: hint },
    h("dt", {}, title),
    h("dd", { class: "hl-figure" }, figure),
    h("dd", { class: "hl-quiet" }, note),
  );
}

function figure({ credits, unknown }: Sum): string {
  return credits ?? (unknown ? "unknown" : "0");
}

function gap({ unknown, credits, calls }: Sum): string {
  if (!unknown) return `credits, ${count(calls, "call")}`;
  return credits === null
    ? `${count(unknown, "call")} of unknown price`
    : `credits and ${unknown.toLocaleString()} of unknown price`;
}
