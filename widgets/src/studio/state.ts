import type { BaseState } from "../kit/model";

export type PaneName = "make" | "jobs" | "shelf" | "inspect";
export type SizeName = "left" | "jobs" | "inspect" | "below";

export interface Panes {
  /** Shares of the room that two panes have together. */
  sizes: Record<SizeName, number>;
  folded: PaneName[];
  /** What is seen where there is room for one pane only. */
  tab: PaneName;
}

/** What Python and the page share; held against the traits of studio.py by a test. */
export interface StudioState extends BaseState {
  /** The parts are named by their models. */
  prompt: string;
  tracker: string;
  gallery: string;
  meter: string;
  panes: Panes;
  undoable: string;
}
