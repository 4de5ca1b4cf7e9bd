import type { Mark } from "../icons";
import { credits } from "../item";
import { callOf } from "../kinds";
import * as marks from "../marks";
import { when } from "../when";
import type { Price, Row, Status } from "./state";

/** A status as a word and a drawing, so that neither colour nor shape is alone. */
const STATUS: Record<Status, { word: string; mark: Mark }> = {
  queued: { word: "Queued", mark: marks.clock },
  running: { word: "Running", mark: marks.turn },
  succeeded: { word: "Done", mark: marks.check },
  failed: { word: "Failed", mark: marks.alert },
  cancelled: { word: "Cancelled", mark: marks.stop },
  expired: { word: "Expired", mark: marks.alert },
  unknown: { word: "Answer lost", mark: marks.question },
};

/** What a row says of itself; one that nobody looks after goes on, or has ended, without being seen. */
export function statusOf({ status, open, left }: Row): { word: string; mark: Mark } {
  if (!left || status === "unknown") return STATUS[status];
  return { word: open ? "Left behind" : "Not fetched", mark: marks.question };
}

/** What it holds while it is under way, what it was charged at the end. */
export function money({ open, held, charged, status }: Row): string {
  if (open) return held === "0" ? "price unknown" : `${credits(held)} held`;
  if (charged === null) return "price unknown";
  if (charged === "0") return status === "succeeded" ? "free" : "nothing charged";
  return credits(charged);
}

/** `Running, 42 %`; without a number where the server tells none. */
export function progress(row: Row): string {
  const { word } = statusOf(row);
  const tells = row.fraction !== null && row.status === "running" && !row.left;
  return tells ? `${word}, ${Math.round((row.fraction ?? 0) * 100)} %` : word;
}

/** `place 3 in the queue`, where the server tells. */
export function place({ position, status }: Row): string {
  return position !== null && status === "queued" ? `place ${position.toLocaleString()} in the queue` : "";
}

/** The whole row for an ear. */
export function spoken(row: Row): string {
  const about = `${callOf(row.kind).noun} by ${row.model}`;
  return [about, statusOf(row).word, money(row), row.words].filter(Boolean).join(", ");
}

/** What changed, as one sentence for each call; nothing for a number that only went up. `before` has what was. */
export function news(before: ReadonlyMap<string, Row | undefined>, rows: ReadonlyMap<string, Row>): string {
  const changed = [...before].flatMap(([run, old]) => {
    const row = rows.get(run);
    const told = row && (!old || statusOf(old).word !== statusOf(row).word || old.note !== row.note);
    return told ? [row] : [];
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

/** What sending it again costs, where that price comes from, and whether it is dear. */
export function askAgain({ text, known, basis, asks, kept }: Price): string {
  if (kept) return `It was made ${when(kept.made)} after all: sending it again shows that, for nothing.`;
  if (!known) return "Send this call again? No price is known for it.";
  const dear = asks ? " That is above the sum at which this lab asks." : "";
  return `Send this call again? It costs ${text}${basis ? ` (${basis})` : ""}.${dear}`;
}

export function yesAgain({ known, low, high, text, kept }: Price): string {
  if (kept) return "Show it";
  if (!known) return "Spend anyway";
  return low === high || high === null ? `Spend ${text}` : `Spend up to ${credits(high)}`;
}
