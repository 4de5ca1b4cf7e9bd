import type { BaseState } from "../kit/model";

/** What Python and the page share; held against the traits of video.py by a test. */
export interface VideoState extends BaseState {
  digests: string[];
  position: number;
  playing: boolean;
  speed: number;
  loop: [number, number] | null;
  muted: boolean;
  side: number;
}
