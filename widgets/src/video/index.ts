import { download } from "../kit/clipboard";
import { deck as makeDeck } from "../kit/deck";
import { button, fill, h, set } from "../kit/dom";
import { icon } from "../kit/icons";
import { fileName, type Item } from "../kit/item";
import * as marks from "../kit/marks";
import { type Scope, scope } from "../kit/scope";
import { factsOf, LETTERS, sides, type Take } from "../kit/takes";
import { timeline } from "../kit/timeline";
import { toasts } from "../kit/toast";
import { transport } from "../kit/transport";
import { type View, widget } from "../kit/view";
import { watch } from "../kit/watch";
import { type Screen, screen } from "./screen";
import type { VideoState } from "./state";
import { filmStrip } from "./strip";
import css from "./video.css";

interface Clip extends Take {
  fps: number | null;
}

const USUAL_FPS = 24;

/** The middle of the frame that is `by` frames from the one that is shown at a moment. */
export function frameFrom(seconds: number, by: number, fps: number): number {
  return Math.max(0, Math.floor(seconds * fps + 1e-3) + by + 0.5) / fps;
}

// Shared with Python: VideoState. Only on this screen: the films themselves, the small frames, what was saved.
function drawVideo({ model, root, life, ask, blobs, trouble, failed }: View<VideoState>): void {
  let takes: Clip[] = [];
  let screens: Screen[] = [];
  let ofTakes: Scope | null = null;
  let drawn = "";
  const side = () => Math.min(model.get("side"), Math.max(0, model.get("digests").length - 1));

  const say = toasts(root, life);

  const deck = makeDeck({
    model,
    media: () => screens.map(({ video }) => video),
    length: () => takes[side()]?.seconds ?? 0,
    moved: () => show(),
    refused: () => say("Press play: the browser waits for a click."),
    life,
  });
  const choice = sides((to) => deck.setSide(to), life);
  const back = button({
    icon: icon(marks.previous),
    label: "One frame back",
    title: "One frame back (,)",
    look: "hl-ghost hl-square",
  });
  const on = button({
    icon: icon(marks.next),
    label: "One frame on",
    title: "One frame on (.)",
    look: "hl-ghost hl-square",
  });
  const controls = transport(deck, model, life, (words) => say(words), [back, on, choice.element]);
  const film = filmStrip(120);
  const time = timeline(
    deck,
    () => model.get("loop"),
    life,
    (at) => film.point(at, deck.duration),
  );
  time.body.append(film.element);
  time.element.append(film.glimpse);
  const stage = h("div", { class: "hl-screens" });
  const name = h("strong");
  const facts = h("span", { class: "hl-quiet hl-player-facts" });
  const use = button({
    icon: icon(marks.camera),
    words: "Use this frame",
    look: "hl-ghost",
    title: "Keep this frame as a reference (F)",
  });
  const forms = (["gif", "webp"] as const).map((form) => {
    const made = button({ words: form === "gif" ? "Loop as GIF" : "Loop as WebP", look: "hl-ghost" });
    life.on(made, "click", () => void moving(made, form));
    return made;
  });
  const save = button({ icon: icon(marks.save), words: "Save", look: "hl-ghost" });
  const box = h(
    "div",
    { class: "hl-player", role: "group", "aria-label": "Video player" },
    h("header", { class: "hl-player-head" }, name),
    trouble.element,
    stage,
    time.element,
    controls.element,
    h("div", { class: "hl-player-foot" }, facts, ...forms, use, save),
  );
  root.prepend(box);

  const show = () => {
    controls.show();
    time.show();
    for (const one of forms) one.hidden = model.get("loop") === null;
  };
  const draw = () => {
    const take = takes[side()];
    if (!take) return;
    choice.element.hidden = takes.length < 2;
    choice.show(side());
    screens.forEach(({ element }, at) => {
      element.classList.toggle("hl-heard", at === side());
    });
    name.textContent = takes.length > 1 ? `${LETTERS[side()]}: ${take.alt}` : take.alt;
    name.title = take.alt;
    facts.textContent = factsOf(take);
    if (drawn !== take.digest) {
      drawn = take.digest;
      drawStrip(take);
    }
    show();
  };
  let stripUrl = "";
  const forgetStrip = () => {
    if (stripUrl) URL.revokeObjectURL(stripUrl);
    stripUrl = "";
  };
  const drawStrip = (take: Clip) => {
    film.clear();
    ask<number>("strip", { digest: take.digest }).then(
      ({ value, buffers: [found] }) => {
        if (drawn !== take.digest || !found) return;
        forgetStrip();
        stripUrl = URL.createObjectURL(new Blob([found as BlobPart], { type: "image/webp" }));
        film.show(stripUrl, value, (take.width || 16) / (take.height || 9));
      },
      () => null, // without small frames it is wound all the same
    );
  };
  life.add(forgetStrip);

  const load = async () => {
    trouble.show(model.get("last_error"));
    try {
      const { value } = await ask<Clip[]>("look");
      takes = value;
    } catch (error) {
      return failed(error);
    }
    ofTakes?.end();
    ofTakes = scope();
    const now = ofTakes;
    screens = takes.map((take, at) => {
      const made = screen({
        take,
        letter: takes.length > 1 ? (LETTERS[at] as string) : "",
        ask,
        blobs,
        life: now,
        ready: () => deck.adopt(),
        failed,
      });
      for (const kind of ["seeked", "ended"] as const) now.on(made.video, kind, () => show());
      now.on(made.element, "click", () => (takes.length > 1 && at !== side() ? deck.setSide(at) : deck.toggle()));
      return made;
    });
    stage.classList.toggle("hl-screens-two", takes.length > 1);
    fill(stage, ...screens.map(({ element }) => element));
    drawn = "";
    draw();
  };
  life.add(() => ofTakes?.end());

  const step = (by: number) => {
    const fps = takes[side()]?.fps ?? USUAL_FPS;
    if (model.get("playing")) deck.toggle();
    deck.seek(frameFrom(deck.position, by, fps));
  };
  const busy = async (face: HTMLButtonElement, work: () => Promise<void>) => {
    if (face.getAttribute("aria-busy")) return;
    set(face, { "aria-busy": "true" });
    try {
      await work();
    } catch (error) {
      failed(error);
    }
    set(face, { "aria-busy": null });
  };
  const grab = () =>
    busy(use, async () => {
      if (model.get("playing")) deck.toggle();
      const { value } = await ask<{ slot: string | null }>("use", { side: side(), seconds: deck.position });
      say(
        value.slot
          ? `The frame is ${value.slot} of the prompt now.`
          : "The frame is on the shelf now. It cost nothing.",
      );
    });
  const moving = (face: HTMLButtonElement, form: string) =>
    busy(face, async () => {
      const loop = model.get("loop");
      if (!loop) return;
      const { value } = await ask<Item>("motion", { side: side(), start: loop[0], end: loop[1], form });
      download(await blobs.url(value.digest), fileName(value));
      say(`Saved as ${form === "gif" ? "GIF" : "WebP"}, and kept on the shelf.`);
    });

  life.on(back, "click", () => step(-1));
  life.on(on, "click", () => step(1));
  life.on(use, "click", () => void grab());
  life.on(save, "click", () => {
    const take = takes[side()];
    if (take) blobs.url(take.digest).then((url) => download(url, fileName(take)), failed);
  });
  const own: Record<string, () => void> = {
    ",": () => step(-1),
    ".": () => step(1),
    f: () => void grab(),
    a: () => deck.setSide(0),
    b: () => deck.setSide(1),
  };
  life.on(box, "keydown", (event) => {
    if (model.get("disabled") || controls.key(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    own[event.key.toLowerCase()]?.();
  });

  deck.listen();
  life.add(watch(model, "digests", () => void load()));
  life.add(watch(model, "side", draw));
  life.add(watch(model, "disabled", (off) => set(box, { "aria-disabled": off ? "true" : null, inert: off })));
}

export default widget<VideoState>("video", css, drawVideo);
