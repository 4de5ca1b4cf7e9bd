import type { Blobs } from "./blobs";
import { fill, h } from "./dom";
import { icon } from "./icons";
import { type Item, KINDS } from "./item";

/** Bytes of a clip or a sound that are brought into the page to be played. */
export const PLAYED = 100_000_000;

/** An asset large: a picture, a clip or a sound to play; of the other kinds the little picture. */
export function player(item: Item, blobs: Blobs, failed: (error: unknown) => void): HTMLElement {
  const view = h("div", { class: "hl-large-view" });
  if (item.kind === "text") return view;
  const image = h("img", { alt: item.alt, width: item.width, height: item.height });
  const note = h("p", { class: "hl-quiet hl-large-note" });
  fill(view, image, note);
  blobs.url(item.digest, "thumb").then(
    (url) => {
      image.src ||= url;
    },
    () => {
      if (!image.src) fill(view, icon(KINDS[item.kind].mark), note);
    },
  );
  if (item.kind === "image") {
    blobs.url(item.digest).then((url) => {
      image.src = url;
    }, failed);
  } else if (item.kind !== "model3d") {
    if (item.size <= PLAYED) play(item, blobs, { view, image, note }, failed);
    else note.textContent = `${Math.round(item.size / 1e6)} MB: too large to play here. Save it and open the file.`;
  }
  return view;
}

/** The little picture stands there until the clip or the sound is here. */
function play(
  item: Item,
  blobs: Blobs,
  { view, image, note }: { view: HTMLElement; image: HTMLElement; note: HTMLElement },
  failed: (error: unknown) => void,
): void {
  const told = { controls: true, playsinline: true, "aria-label": item.alt };
  const media = item.kind === "audio" ? h("audio", told) : h("video", told);
  const loaded = (got: number) => {
    note.textContent = `Loading, ${Math.floor(got * 100)} %`;
  };
  blobs.url(item.digest, "full", loaded).then((url) => {
    media.src = url;
    if (item.kind === "audio") fill(view, image, media);
    else fill(view, media);
  }, failed);
}
