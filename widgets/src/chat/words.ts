import { credits, replay } from "../kit/item";
import type { Account, Facts } from "./state";

const number = (count: number) => count.toLocaleString();

/** `4 credits`, `4 of 5 credits`, `price unknown`, or `4 credits and 2 of unknown price`. */
function spent(cost: string, unpriced: number, most: string | null = null): string {
  if (unpriced && cost === "0") return "price unknown";
  const known = most === null ? credits(cost) : `${cost} of ${credits(most)}`;
  return unpriced ? `${known} and ${unpriced} of unknown price` : known;
}

/** `0.02 credits · 120 tokens · gpt-5.4-nano`. */
export function bill({ cost, unpriced, replayed, saved, tokens, model, stopped, open }: Facts): string {
  const paid = open
    ? "stopped; its price is known when the rest of it has come to the shelf"
    : replayed
      ? replay(saved)
      : spent(cost, unpriced);
  const part = saved !== null && !replayed && !open ? `${saved} saved by replay` : "";
  const mark = stopped && !open ? "stopped" : "";
  return [paid, part, mark, tokens ? `${number(tokens)} tokens` : "", model].filter(Boolean).join(" · ");
}

/** `0.4 of 5 credits · 1,200 tokens`. */
export function total({ cost, unpriced, cap, tokens }: Account): string {
  return [spent(cost, unpriced, cap), tokens ? `${number(tokens)} tokens` : ""].filter(Boolean).join(" · ");
}

export function thoughts(characters: number, isOver: boolean): string {
  return `${isOver ? "Thought" : "Thinking"}, ${number(characters)} characters`;
}

/** Arguments as a model wrote them, on one line. */
export function shortArguments(written: string): string {
  const line = written.replace(/\s+/g, " ").trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

/** JSON with line ends where it is JSON. */
export function pretty(written: string): string {
  try {
    return JSON.stringify(JSON.parse(written), null, 2);
  } catch {
    return written;
  }
}

/** Characters of an answer that are read out by themselves. */
const SPOKEN = 4000;

export function spoken(answer: string): string {
  if (answer.length <= SPOKEN) return answer || "The answer is empty.";
  return `${answer.slice(0, SPOKEN)}… The rest is in the conversation.`;
}

export const SAID = {
  empty: "Say something. Every answer has its price before it is sent.",
  placeholder: "Ask anything…",
  stopped: "Stopped. What was read stays; the answer goes on to the shelf and is paid for whole.",
  taken: "Nothing was spent; the question was taken back.",
  cleared: "Cleared. What was said is told to no model any more.",
  back: "The conversation is back.",
  copied: "Copied.",
  inserted: "New cells stand below.",
  noCells: "This page lets no widget make cells; the source was copied instead.",
} as const;
