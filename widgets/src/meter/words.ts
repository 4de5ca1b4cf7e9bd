import { credits } from "../kit/item";
import { when } from "../kit/when";
import type { Budget, Dear, MeterState } from "./state";

type Facts = Pick<MeterState, "balance" | "reach" | "asked" | "sandbox">;

function count(many: number, noun: string): string {
  return `${many.toLocaleString()} ${noun}${many === 1 ? "" : "s"}`;
}

/** What stands below the balance: whose money it is, and how old or unknown the number is. */
export function standing({ balance, reach, asked, sandbox }: Facts): string {
  const whose = sandbox ? "play credits" : "credits";
  if (reach === "unasked" && balance === null) return "not asked yet";
  if (reach !== "offline") return whose;
  if (balance === null || asked === null) return "the server did not answer";
  return `${whose}, as of ${when(asked)}: the server did not answer`;
}

export function sent(calls: number, replays: number): { spent: string; saved: string } {
  return {
    spent: calls ? count(calls, "call") : "no call yet",
    saved: replays ? count(replays, "replay") : "no replay",
  };
}

export function holding(underWay: number, unpriced: number): string {
  if (!underWay) return "nothing under way";
  return `${count(underWay, "call")}${unpriced ? `, ${unpriced.toLocaleString()} of unknown price` : ""}`;
}

/** `Session budget`; the name of a tag's budget is its own. */
export function budgetName({ name, scope }: Budget): string {
  const words = { session: "Session budget", notebook: "Notebook budget", block: "Budget of this block" };
  if (scope === "session" || scope === "notebook" || scope === "block") return words[scope];
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export function left({ left, cap, used }: Budget): string {
  return `${left} of ${cap} left, ${used} % used`;
}

/** What one of the dearest calls cost, or holds until it ends. */
export function cost({ open, held, charged }: Dear): string {
  return open ? `${credits(held)} held` : credits(charged);
}

/** Warnings that were not there before, for an ear. */
export function fresh(before: readonly string[], now: readonly string[]): string {
  return now.filter((words) => !before.some((other) => shape(other) === shape(words))).join(" ");
}

/** A warning without its numbers: the same one with another amount is not said again. */
function shape(words: string): string {
  return words.replace(/[\d.,]+/g, "0");
}
