import { length } from "../kit/when";
import type { Bar, Cell, Filters, Sum } from "./state";

export const TITLES: Record<string, string> = {
  model: "Model",
  kind: "Kind",
  key: "Key",
  tag: "Tag",
  notebook: "Notebook",
  status: "Status",
  days: "Days",
};

// Made once: a formatter costs a hundred times what it formats, and a chart has hundreds of numbers and days.
const NUMBER = new Intl.NumberFormat();
const DAY = {
  short: new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", timeZone: "UTC" }),
  long: new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }),
};
const COMPACT = new Intl.NumberFormat(undefined, { notation: "compact" });
const DIGITS = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 3 });

export function number(many: number): string {
  return NUMBER.format(many);
}

export function count(many: number, noun: string): string {
  return `${NUMBER.format(many)} ${noun}${many === 1 ? "" : "s"}`;
}

/** A sum with what it leaves out: unknown prices are counted, never taken for nothing. */
export function amount({ credits, unknown }: Sum): string {
  const gap = unknown ? `${NUMBER.format(unknown)} of unknown price` : "";
  if (credits === null) return gap;
  return `${credits} credits${gap ? ` and ${gap}` : ""}`;
}

/** The same beside a bar: `4`, `unknown`, or `4 + 2 unknown`. */
export function known({ about, unknown }: Sum): string {
  if (about === null) return "unknown";
  return unknown ? `${about} + ${NUMBER.format(unknown)} unknown` : about;
}

/** A day as a person writes it; days have no hours, so that no zone can move them. */
export function day(iso: string, style: "short" | "long" = "short"): string {
  return DAY[style].format(new Date(`${iso}T00:00:00Z`));
}

export function range(first: string | null, last: string | null): string {
  if (first && first === last) return day(first, "long");
  if (first && last) return `${day(first)} – ${day(last, "long")}`;
  return first ? `from ${day(first, "long")}` : `to ${day(last ?? "", "long")}`;
}

export function barWords(bar: Bar): string {
  return `${range(bar.first, bar.last)}: ${amount(bar)}, ${count(bar.calls, "call")}`;
}

export function month(iso: string): string {
  return new Date(`${iso}T00:00:00Z`).toLocaleDateString(undefined, {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
}

/** A moment in the zone of the dashboard. */
export function moment(milliseconds: number, zone: string): string {
  return clock(zone).format(milliseconds);
}

let kept: { zone: string; format: Intl.DateTimeFormat } | null = null;
function clock(zone: string): Intl.DateTimeFormat {
  if (kept?.zone !== zone) {
    const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short", timeZone: zone });
    kept = { zone, format };
  }
  return kept.format;
}

/** What narrows it down, a sentence for a screen reader. */
export function narrowed(filters: Filters): string {
  const parts = Object.entries(filters).flatMap(([name, value]) =>
    name === "days"
      ? [range(...(value as [string | null, string | null]))]
      : (value as string[]).map((word) => `${TITLES[name]} ${word}`),
  );
  return parts.length ? `Only ${parts.join(", ")}` : "Everything";
}

/** Axis labels: as few digits as tell ticks apart. Lengths only, never an amount that is read as money. */
export function tick(value: number): string {
  return (Math.abs(value) >= 10_000 ? COMPACT : DIGITS).format(value);
}

export function cellWords(value: Cell, dtype: string, zone: string, name: string): string {
  if (value === null) return "";
  if (dtype.startsWith("datetime") && typeof value === "number") return moment(value, zone);
  if (typeof value === "boolean") return value ? "yes" : "";
  if (name === "latency" && typeof value === "number") return length(value);
  return typeof value === "number" ? NUMBER.format(value) : value;
}
