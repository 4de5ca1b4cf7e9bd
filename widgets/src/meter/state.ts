import type { BaseState } from "../kit/model";

/** A budget in force; amounts are exact digits. */
export interface Budget {
  name: string;
  scope: "session" | "notebook" | "month" | "tag" | "block";
  cap: string;
  spent: string;
  held: string;
  left: string;
  /** Spent and held together, in whole hundredths of the cap. */
  used: number;
}

/** What Python and the page share; held against the traits of meter.py by a test. */
export interface MeterState extends BaseState {
  balance: string | null;
  reach: "unasked" | "known" | "offline";
  /** When the server last said the balance, in milliseconds. */
  asked: number | null;
  sandbox: boolean | null;
  spent: string;
  saved: string;
  held: string;
  calls: number;
  replays: number;
  under_way: number;
  unpriced: number;
  /** The one with least left first. */
  budgets: Budget[];
  warnings: string[];
}

/** One of the dearest calls, as far as it is shown here; `run_rows.py` tells more. */
export interface Dear {
  run: string;
  kind: string;
  model: string;
  words: string;
  status: string;
  /** Milliseconds. */
  sent: number;
  held: string;
  charged: string;
  open: boolean;
}
