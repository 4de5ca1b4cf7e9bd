import type { BaseState } from "../kit/model";

/** What Python and the page share; held against the traits of gallery.py by a test. */
export interface GalleryState extends BaseState {
  limit: number | null;
  revision: number;
  selection: string[];
}
