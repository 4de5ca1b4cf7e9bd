import type { Item } from "./item";

export const HOSTILE = "<img src=x onerror=alert(1)>";

/** A picture for tests, or what `more` says it is. */
export const fakeItem = (more: Partial<Item> = {}): Item => ({
  digest: "d",
  kind: "image",
  alt: HOSTILE,
  width: 8,
  height: 6,
  seconds: null,
  size: 1000,
  media_type: "image/png",
  ending: ".png",
  model: "gem",
  cost: "4",
  excerpt: "",
  replayed: null,
  sandbox: false,
  reference: false,
  ...more,
});

const CLIP = { seconds: 4, media_type: "video/mp4", ending: ".mp4", model: "veo", cost: "35" };
export const fakeClip = (more: Partial<Item> = {}): Item => fakeItem({ kind: "video", ...CLIP, ...more });
