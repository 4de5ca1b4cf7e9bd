import type { BaseState } from "../kit/model";

export type Arrangement = "grid" | "masonry";
export type Sort = "newest" | "oldest" | "dearest" | "best" | "model" | "given";

/** What Python and the page share; held against the traits of gallery.py by a test. */
export interface GalleryState extends BaseState {
  limit: number | null;
  revision: number;
  selection: string[];
  chosen: string;
  inspected: boolean;
  arrangement: Arrangement;
  sort: Sort;
  search: string;
  filtered: boolean;
}
