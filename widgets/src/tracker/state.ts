import type { Item } from "../kit/item";
import type { BaseState } from "../kit/model";

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
  /** Milliseconds, by the kernel's clock. */
  sent: number;
  /** How long it took, once it ended. */
  seconds: number | null;
  held: string;
  charged: string;
  open: boolean;
  can_cancel: boolean;
  /** Nobody looks after it. */
  left: boolean;
  note: string;
  /** The first of what it made. */
  items: Item[];
  count: number;
}

/** What Python and the page share; held against the traits of tracker.py by a test. */
export interface TrackerState extends BaseState {
  rows: Row[];
  under_way: number;
  /** Jobs of the account that this lab did not order. */
  elsewhere: number;
}
