import type { IconName } from "../kit/icons";
import { credits } from "../kit/item";
import { callOf } from "../kit/kinds";
import type { Row, Status } from "./state";

/** A status as a word and a drawing, so that neither colour nor shape is alone. */
const STATUS: Record<Status, { word: string; mark: IconName }> = {
  queued: { word: "Queued", mark: "clock" },
  running: { word: "Running", mark: "turn" },
  succeeded: { word: "Done", mark: "check" },
  failed: { word: "Failed", mark: "alert" },
  cancelled: { word: "Cancelled", mark: "stop" },
  expired: { word: "Expired", mark: "alert" },
  unknown: { word: "Answer lost", mark: "question" },
};

/** What a row says of itself; one that nobody looks after goes on, or has ended, without being seen. */
export function statusOf({ status, open, left }: Row): { word: string; mark: IconName } {
  if (!left || status === "unknown") return STATUS[status];
  return { word: open ? "Left behind" : "Not fetched", mark: "question" };
}

/** What it holds while it is under way, what it was charged at the end. */
export function money({ open, held, charged, status }: Row): string {
  if (open) return held === "0" ? "price unknown" : `${credits(held)} held`;
  if (charged === "0") return status === "succeeded" ? "free" : "nothing charged";
  return credits(charged);
}

/** `Running, 42 %`; without a number where the server tells none. */
export function progress(row: Row): string {
  const { word } = statusOf(row);
  const tells = row.fraction !== null && row.status === "running" && !row.left;
  return tells ? `${word}, ${Math.round((row.fraction ?? 0) * 100)} %` : word;
}

/** The whole row for an ear. */
export function spoken(row: Row): string {
  const about = `${callOf(row.kind).noun} by ${row.model}`;
  return [about, statusOf(row).word, money(row), row.words].filter(Boolean).join(", ");
}

/** What changed between two states, as one sentence for each call; nothing for a number that only went up. */
export function news(before: ReadonlyMap<string, Row>, rows: readonly Row[]): string {
  const changed = rows.filter((row) => {
    const old = before.get(row.run);
    return !old || statusOf(old).word !== statusOf(row).word || old.note !== row.note;
  });
  if (changed.length > 3) return `${changed.length} calls changed.`;
  return changed.map((row) => `${spoken(row)}.${row.note ? ` ${row.note}` : ""}`).join(" ");
}

export function question({ held }: Row): string {
  if (held === "0") return "Cancel this call? What is refunded, the server says.";
  return `Cancel this call? The ${credits(held)} it holds come back if it can still be stopped.`;
}

export function giveUp({ held }: Row): string {
  const freed = held === "0" ? "" : ` It frees the ${credits(held)} set aside here.`;
  return `Give this call up?${freed} The server may have charged it: look at the account first.`;
}

export function elsewhere(number: number): string {
  const which = number === 1 ? "1 job of this account was" : `${number} jobs of this account were`;
  return `${which} ordered outside this lab: lab.jobs.orphans() lists them.`;
}
