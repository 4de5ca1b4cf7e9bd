import type { Row } from "./state";

/** By how much, and how many seconds, an end may come later before the countdown says so: until then it stands still. */
const EASE = 1.25;
const EASE_SECONDS = 5;

const UNITS = [
  [100, 1, "s"],
  [6000, 60, "min"],
  [Number.POSITIVE_INFINITY, 3600, "h"],
] as const;

/** The time that is left, in words, as it goes by: it never jumps up for a little. */
export function countdown(): (eta: Row["eta"], now: number) => string {
  let shown: [number, number, number] | null = null;
  return (eta, now) => {
    if (!eta) {
      shown = null;
      return "";
    }
    const left = eta.map((moment) => Math.max(0, (moment - now) / 1000)) as [number, number, number];
    const before = shown;
    shown = before ? (left.map((one, at) => still(before[at] ?? one, one)) as [number, number, number]) : left;
    return words(shown);
  };
}

function still(before: number, now: number): number {
  return now > before && now < before * EASE + EASE_SECONDS ? before : now;
}

/** `about 40 s left, 30–70 s`; without the spread where there is none. */
export function words([low, middle, high]: [number, number, number]): string {
  if (high <= 0) return "longer than usual";
  const [, size, unit] = UNITS.find(([below]) => middle < below) ?? UNITS[0];
  const [from, about, to] = [low, middle, high].map((one) => rounded(one, size)) as [number, number, number];
  const spread = from === to ? "" : `, ${from.toLocaleString()}–${to.toLocaleString()} ${unit}`;
  if (about === 0) return to === 0 ? "any moment now" : `any moment now, at most ${to.toLocaleString()} ${unit}`;
  return `about ${about.toLocaleString()} ${unit} left${spread}`;
}

/** In a unit; from twenty on to the nearest five, as nobody knows it better. */
function rounded(seconds: number, size: number): number {
  const many = Math.round(seconds / size);
  return many < 20 ? many : Math.round(many / 5) * 5;
}
