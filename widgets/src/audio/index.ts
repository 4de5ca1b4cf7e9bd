import { download } from "../kit/clipboard";
import { deck as makeDeck } from "../kit/deck";
import { button, h, set } from "../kit/dom";
import { icon } from "../kit/icons";
import { fileName } from "../kit/item";
import * as marks from "../kit/marks";
import type { Problem } from "../kit/model";
import { factsOf, LETTERS, sides, type Take } from "../kit/takes";
import { timeline } from "../kit/timeline";
import { transport } from "../kit/transport";
import { type View, widget } from "../kit/view";
import { watch } from "../kit/watch";
import css from "./audio.css";
import type { AudioState } from "./state";
import { wave } from "./wave";
import { words as makeWords } from "./words";

const PEAKS = 600;

/** How loud each take is played so that they sound alike: the louder ones are turned down. */
export function gains(levels: readonly (number | null)[]): number[] {
  const known = levels.filter((one) => one !== null);
  const least = Math.min(...known);
  return levels.map((one) => (one === null || known.length < 2 ? 1 : Math.min(1, 10 ** ((least - one) / 20))));
}

// Shared with Python: AudioState. Only on this screen: the drawings, the sounds themselves, what is asked before it is paid.
function drawAudio({ model, root, life, ask, blobs, trouble, failed, say }: View<AudioState>): void {
  let takes: Take[] = [];
  let media: HTMLAudioElement[] = [];
  let levels: (number | null)[] = [];
  let drawn = "";
  let tonesOn = false;
  const side = () => Math.min(model.get("side"), Math.max(0, model.get("digests").length - 1));

  const deck = makeDeck({
    model,
    media: () => media,
    length: () => takes[side()]?.seconds ?? 0,
    volume: (at) => (model.get("even") ? (gains(levels)[at] ?? 1) : 1),
    moved: () => show(),
    refused: () => say("Press play: the browser waits for a click."),
    life,
  });
  const choice = sides((to) => deck.setSide(to), life);
  const even = h("input", { type: "checkbox" });
  const level = h("label", { class: "hl-level" }, even, "Equal loudness");
  const controls = transport(deck, model, life, say, [choice.element]);
  const time = timeline(deck, () => model.get("loop"), life);
  const picture = wave();
  const tones = h("img", { class: "hl-tones", alt: "Tones from low to high over time", hidden: true });
  time.body.append(picture.element, tones);
  const name = h("strong");
  const loading = h("span", { class: "hl-quiet" });
  const facts = h("span", { class: "hl-quiet hl-player-facts" });
  const tonesButton = button({
    icon: icon(marks.sound),
    words: "Tones",
    look: "hl-ghost",
    title: "Show the spectrogram",
  });
  const save = button({ icon: icon(marks.save), words: "Save", look: "hl-ghost" });
  const words = makeWords({
    ask,
    side,
    name: () => `hypereal-${(takes[side()]?.digest ?? "").slice(0, 12)}`,
    seek: (seconds) => deck.seek(seconds),
    say,
    failed,
    life,
  });
  const box = h(
    "div",
    { class: "hl-player", role: "group", "aria-label": "Audio player" },
    h("header", { class: "hl-player-head" }, name, loading),
    trouble.element,
    time.element,
    controls.element,
    h("div", { class: "hl-player-foot" }, facts, level, tonesButton, save),
    words.element,
  );
  root.append(box);

  const show = () => {
    controls.show();
    time.show();
    words.at(deck.position);
  };
  const draw = () => {
    const take = takes[side()];
    if (!take) return;
    const both = takes.length > 1;
    for (const one of [choice.element, level]) one.hidden = !both;
    choice.show(side());
    name.textContent = both ? `${LETTERS[side()]}: ${take.alt}` : take.alt;
    name.title = take.alt;
    facts.textContent = factsOf(take);
    if (drawn !== take.digest) {
      drawn = take.digest;
      ask("peaks", { digest: take.digest, count: PEAKS }).then(({ buffers: [found] }) => {
        if (drawn !== take.digest || !found) return;
        picture.show(new Uint8Array(found.buffer, found.byteOffset, found.byteLength));
      }, failed);
      words.load();
      if (tonesOn) drawTones();
    }
    show();
  };
  let tonesUrl = "";
  const forgetTones = () => {
    if (tonesUrl) URL.revokeObjectURL(tonesUrl);
    tonesUrl = "";
  };
  const drawTones = () => {
    const { digest } = takes[side()] ?? {};
    tonesButton.classList.toggle("hl-on", tonesOn);
    set(tonesButton, { "aria-pressed": String(tonesOn) });
    tones.hidden = true;
    forgetTones();
    if (!tonesOn || !digest) return;
    ask("spectrogram", { digest }).then(({ buffers: [found] }) => {
      if (!tonesOn || drawn !== digest || !found) return;
      forgetTones();
      tonesUrl = URL.createObjectURL(new Blob([found as BlobPart], { type: "image/webp" }));
      tones.src = tonesUrl;
      tones.hidden = false;
    }, failed);
  };
  life.add(forgetTones);

  const load = async () => {
    trouble.show(model.get("last_error"));
    try {
      const { value } = await ask<Take[]>("look");
      takes = value;
    } catch (error) {
      return failed(error);
    }
    media = takes.map(({ alt }) => h("audio", { preload: "auto", "aria-label": alt }));
    media.forEach((one, at) => {
      life.on(one, "error", () => {
        const take = takes[at];
        if (media[at] === one && one.src && take) failed(cannot(take));
      });
      for (const kind of ["loadedmetadata", "seeked", "ended"] as const) life.on(one, kind, () => show());
    });
    const now = media;
    takes.forEach(({ digest }, at) => {
      const told = (got: number) => {
        loading.textContent = got < 1 ? `Loading, ${Math.floor(got * 100)} %` : "";
      };
      blobs.url(digest, "full", told).then((url) => {
        const one = now[at];
        if (media !== now || !one) return;
        loading.textContent = "";
        one.src = url;
        deck.adopt();
      }, failed);
    });
    drawn = "";
    draw();
    levels = [];
    if (takes.length > 1) {
      ask<(number | null)[]>("loudness").then(({ value }) => {
        levels = value;
        deck.adopt();
        level.title = levels
          .map((one, at) => `${LETTERS[at]}: ${one === null ? "unknown" : `${one.toFixed(1)} LUFS`}`)
          .join(", ");
      }, failed);
    }
  };

  life.on(tonesButton, "click", () => {
    tonesOn = !tonesOn;
    drawTones();
  });
  life.on(save, "click", () => {
    const take = takes[side()];
    if (take) blobs.url(take.digest).then((url) => download(url, fileName(take)), failed);
  });
  life.on(even, "change", () => {
    model.set("even", even.checked);
    model.save_changes();
  });
  life.on(box, "keydown", (event) => {
    if (model.get("disabled") || controls.key(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { a: 0, b: 1 }[event.key.toLowerCase()];
    if (to === undefined || takes.length < 2) return;
    deck.setSide(to);
    say(`${LETTERS[to]} is heard.`);
  });

  deck.listen();
  life.add(watch(model, "digests", () => void load()));
  life.add(watch(model, "side", draw));
  life.add(watch(model, "transcripts", () => drawn && words.load()));
  life.add(watch(model, "writing", (on) => words.writing(on)));
  life.add(
    watch(model, "even", (on) => {
      even.checked = on;
      deck.adopt();
    }),
  );
  life.add(watch(model, "disabled", (off) => set(box, { "aria-disabled": off ? "true" : null, inert: off })));
}

function cannot({ media_type }: Take): Problem {
  return {
    message: `This browser does not play ${media_type.replace("audio/", "")}.`,
    field: null,
    next: "Press Save and open the file in another program.",
  };
}

export default widget<AudioState>("audio", css, drawAudio);
