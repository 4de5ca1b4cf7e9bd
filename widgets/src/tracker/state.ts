import type { BaseState } from "../kit/model";

/** What is looked at; all of it where it is empty. */
export interface Filter {
  status?: "open" | "done" | "bad" | "";
  kind?: string;
  words?: string;
}

/** What Python and the page share; held against the traits of tracker.py by a test. The rows come as messages. */
export interface TrackerState extends BaseState {
  under_way: number;
  /** Jobs of the account that this lab did not order. */
  elsewhere: number;
  filter: Filter;
  notify: boolean;
}
