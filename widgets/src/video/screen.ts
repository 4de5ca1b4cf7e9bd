import { type Ask, problemOf } from "../kit/ask";
import type { Blobs } from "../kit/blobs";
import { h } from "../kit/dom";
import type { Problem } from "../kit/model";
import { PLAYED } from "../kit/player";
import type { Scope } from "../kit/scope";
import type { Take } from "../kit/takes";
import { canStream, STREAMED, stream } from "./stream";

export interface Screen {
  readonly element: HTMLElement;
  readonly video: HTMLVideoElement;
}

/** Why a clip does not play here, and what to do. */
export function cannot(media_type: string): Problem {
  return {
    message: `This browser cannot show the picture of this ${media_type.replace("video/", "")} clip.`,
    field: null,
    next: "Press Save and open the file in another program.",
  };
}

/** One clip: its poster first, then the film as soon as its beginning is here. */
export function screen(options: {
  take: Take;
  letter: string;
  ask: Ask;
  blobs: Blobs;
  life: Scope;
  ready: () => void;
  failed: (problem: Problem) => void;
}): Screen {
  const { take, ask, blobs, life, ready, failed } = options;
  const ratio = take.width && take.height ? `aspect-ratio:${take.width}/${take.height}` : null;
  const video = h("video", { playsinline: true, preload: "auto", style: ratio, "aria-label": take.alt });
  const note = h("span", { class: "hl-screen-note" });
  const letter = options.letter
    ? h("span", { class: "hl-screen-letter", "aria-hidden": "true" }, options.letter)
    : null;
  const element = h("div", { class: "hl-screen" }, video, letter, note);
  let streaming = false;

  const told = (got: number) => {
    note.textContent = got < 1 ? `${Math.floor(got * 100)} % here` : "";
  };
  const whole = () => {
    streaming = false;
    if (take.size > PLAYED) {
      note.textContent = "";
      return failed({
        message: `${Math.round(take.size / 1e6)} MB: too large to play here.`,
        field: null,
        next: "Press Save and open the file in another program.",
      });
    }
    blobs.url(take.digest, "full", told).then(
      (url) => {
        note.textContent = "";
        video.src = url;
        ready();
      },
      (error) => failed(problemOf(error)),
    );
  };
  blobs.url(take.digest, "thumb").then(
    (url) => {
      video.poster = url;
    },
    () => null,
  );
  life.on(video, "error", () => {
    if (!video.src || !video.error || streaming) return;
    note.textContent = "";
    failed(cannot(take.media_type));
  });
  life.on(video, "loadedmetadata", () => {
    if (video.videoWidth === 0) failed(cannot(take.media_type));
    ready();
  });
  redraw(video, life);
  if (take.size > STREAMED && canStream()) {
    streaming = true;
    stream({ ask, digest: take.digest, seconds: take.seconds, video, life, told }).then(() => {
      streaming = false;
      note.textContent = "";
    }, whole);
  } else whole();
  return { element, video };
}

/** A film that was off the page and comes back stands there black until it is wound, if only to where it is. */
function redraw(video: HTMLVideoElement, life: Scope): void {
  if (typeof IntersectionObserver === "undefined") return;
  const seen = new IntersectionObserver(([entry]) => {
    if (entry?.isIntersecting && video.paused && video.readyState > 0) video.currentTime += 0;
  });
  seen.observe(video);
  life.add(() => seen.disconnect());
}
