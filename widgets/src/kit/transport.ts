import { type Deck, type PlayState, SPEEDS } from "./deck";
import { button, fill, h, set } from "./dom";
import { icon } from "./icons";
import * as marks from "./marks";
import type { Model } from "./model";
import type { Scope } from "./scope";
import { clock } from "./timeline";

export interface Transport {
  /** Play, time, then what a player adds, then loop, speed and sound. */
  readonly element: HTMLElement;
  show(): void;
  /** Whether the key was one of ours. */
  key(event: KeyboardEvent): boolean;
}

/** The buttons of a player and the same as keys. */
export function transport(
  deck: Deck,
  model: Model<PlayState>,
  life: Scope,
  say: (words: string) => void,
  extra: Node[] = [],
): Transport {
  const play = button({ icon: icon(marks.play), label: "Play", look: "hl-primary hl-play", title: "Play (Space)" });
  const now = h("span", { class: "hl-now" });
  const length = h("span", { class: "hl-quiet" });
  const speed = h("select", { class: "hl-select", "aria-label": "Speed", title: "Speed (+ and −)" });
  const loop = button({ icon: icon(marks.loop), words: "Loop", look: "hl-ghost" });
  const mute = button({ icon: icon(marks.loud), label: "Mute", look: "hl-ghost hl-square" });
  const element = h(
    "div",
    { class: "hl-transport" },
    play,
    h("span", { class: "hl-times" }, now, length),
    ...extra,
    h("span", { class: "hl-gap" }),
    loop,
    speed,
    mute,
  );
  /** Where a loop was begun that has no end yet. */
  let begun: number | null = null;

  const mark = () => {
    if (model.get("loop")) {
      deck.setLoop(null);
      begun = null;
      say("No loop.");
    } else if (begun === null) {
      begun = deck.position;
      say(`The loop begins at ${clock(begun)}; press again where it ends.`);
    } else {
      const from = begun;
      begun = null;
      deck.setLoop([from, deck.position]);
      say(model.get("loop") ? "Loop." : "That is too short for a loop.");
    }
    show();
  };
  const faster = (by: number) => {
    const at = SPEEDS.findIndex((one) => one >= model.get("speed") - 1e-6);
    const next = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + by))] ?? 1;
    deck.setSpeed(next);
    say(`Speed ${next}`);
  };
  life.on(play, "click", () => deck.toggle());
  life.on(loop, "click", mark);
  life.on(mute, "click", () => deck.setMuted(!model.get("muted")));
  life.on(speed, "change", () => deck.setSpeed(Number(speed.value)));

  let shown = "";
  const show = () => {
    now.textContent = clock(deck.position, deck.duration);
    const { speed: rate, loop: looped } = { speed: model.get("speed"), loop: model.get("loop") };
    const state = [model.get("playing"), model.get("muted"), rate, looped, begun, deck.duration].join();
    if (state === shown) return;
    shown = state;
    length.textContent = ` / ${clock(deck.duration, deck.duration)}`;
    const playing = model.get("playing");
    fill(play, icon(playing ? marks.pause : marks.play));
    set(play, { "aria-label": playing ? "Pause" : "Play", title: playing ? "Pause (Space)" : "Play (Space)" });
    const muted = model.get("muted");
    fill(mute, icon(muted ? marks.quiet : marks.loud));
    set(mute, { "aria-pressed": String(muted), title: muted ? "Sound on (M)" : "Mute (M)" });
    const words = looped ? "Clear loop" : begun === null ? "Loop from here" : "Loop to here";
    fill(loop, icon(marks.loop), h("span", {}, words));
    set(loop, { title: `${words} (L)`, "aria-label": words });
    loop.classList.toggle("hl-on", looped !== null || begun !== null);
    if (looped) begun = null;
    const rates = [...new Set([...SPEEDS, rate])].sort((a, b) => a - b);
    fill(speed, ...rates.map((one) => h("option", { value: one, selected: one === rate }, `${one.toLocaleString()}×`)));
    speed.value = String(rate);
  };

  const keys: Record<string, (event: KeyboardEvent) => void> = {
    " ": () => deck.toggle(),
    k: () => deck.toggle(),
    ArrowLeft: ({ shiftKey }) => deck.seek(deck.position - (shiftKey ? 5 : 1)),
    ArrowRight: ({ shiftKey }) => deck.seek(deck.position + (shiftKey ? 5 : 1)),
    Home: () => deck.seek(0),
    End: () => deck.seek(deck.duration),
    l: mark,
    m: () => deck.setMuted(!model.get("muted")),
    "+": () => faster(1),
    "=": () => faster(1),
    "-": () => faster(-1),
  };
  return {
    element,
    show,
    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return false;
      const target = event.target as Element;
      const onButton = target.matches("button, a");
      if (target.matches("select, input, textarea") || (onButton && event.key === " ")) return false;
      const found = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!found) return false;
      event.preventDefault();
      found(event);
      return true;
    },
  };
}
