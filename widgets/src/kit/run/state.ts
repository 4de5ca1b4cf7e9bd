import type { Item } from "../item";

export type Status = "queued" | "running" | "succeeded" | "failed" | "cancelled" | "expired" | "unknown";

/** One call, as `run_rows.py` describes it. */
export interface Row {
  run: string;
  kind: string;
  model: string;
  /** The beginning of its prompt. */
  words: string;
  status: Status;
  /** 0 to 1, where the server tells. */
  fraction: number | null;
  /** How many of the queue are served until it is its turn. */
  position: number | null;
  /** The earliest, likely and latest moment of its end, in milliseconds; all one where the server alone knows. */
  eta: [number, number, number] | null;
  /** Milliseconds, by the kernel's clock. */
  sent: number;
  /** How long it took, once it ended. */
  seconds: number | null;
  held: string;
  /** Null where nobody knows. */
  charged: string | null;
  open: boolean;
  can_cancel: boolean;
  /** It ended badly, and the same may be sent again. */
  can_retry: boolean;
  /** Nobody looks after it. */
  left: boolean;
  note: string;
  /** The first of what it made. */
  items: Item[];
  count: number;
}

/** What it would cost to send a call again, as `facts.py` tells it. */
export interface Price {
  text: string;
  known: boolean;
  low: string | null;
  high: string | null;
  basis: string;
  /** It is above the sum at which this lab asks first. */
  asks: boolean;
  /** What is on the shelf of it, which would be shown for nothing. */
  kept: { made: number; cost: string | null } | null;
}
