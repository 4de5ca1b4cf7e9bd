import type { Item } from "../kit/item";
import type { BaseState, Problem } from "../kit/model";

export type View = "grid" | "slider" | "side" | "difference";

export interface Axis {
  name: string;
  values: string[];
}

/** One cell, as `grid_cells.py` tells it. */
export interface Cell {
  /** Where it stands on each axis. */
  at: number[];
  status: string;
  cost: string | null;
  price: string | null;
  /** It is on the shelf: making it costs nothing. */
  kept: boolean;
  /** Seconds. */
  latency: number | null;
  item: Item | null;
  error: Problem | null;
}

/** What Python and the page share; held against the traits of compare.py by a test. */
export interface CompareState extends BaseState {
  axes: Axis[];
  across: string;
  winners: string[];
  pair: string[];
  view: View;
  running: boolean;
  spent: string;
}
