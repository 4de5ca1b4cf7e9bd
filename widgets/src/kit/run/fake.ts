import { fakeClip, HOSTILE } from "../fake_item";
import type { Row } from "./state";

/** A clip under way, or what `more` says of the call. */
export const fakeRow = (more: Partial<Row> = {}): Row => ({
  run: "a",
  kind: "video",
  model: "veo",
  words: HOSTILE,
  status: "running",
  fraction: 0.42,
  position: null,
  eta: null,
  sent: Date.now() - 3000,
  seconds: null,
  held: "35",
  charged: "0",
  open: true,
  can_cancel: true,
  can_retry: false,
  left: false,
  note: "",
  items: [],
  count: 0,
  ...more,
});

/** The same, made and charged. */
export const fakeDone = (more: Partial<Row> = {}): Row =>
  fakeRow({
    ...{ status: "succeeded", fraction: null, seconds: 5.2, held: "0", charged: "35", open: false },
    ...{ can_cancel: false, items: [fakeClip()], count: 1 },
    ...more,
  });
