import { button, fill, h, set, unique } from "../../kit/dom";
import { icon } from "../../kit/icons";
import * as marks from "../../kit/marks";
import type { Scope } from "../../kit/scope";

interface Motion {
  name: string;
  seconds: number;
}

export interface MotionBar {
  readonly element: HTMLElement;
  readonly playing: boolean;
  /** Which one, and where in it, in seconds. */
  readonly at: [number, number];
  show(motions: readonly Motion[]): void;
  /** Go on by so many seconds, round and round. */
  step(seconds: number): void;
}

/** Play, pause and wind the motions of a model; hidden where it has none. */
export function motionBar(moved: () => void, life: Scope): MotionBar {
  let motions: readonly Motion[] = [];
  let which = 0;
  let time = 0;
  let playing = false;
  const play = button({ icon: icon(marks.play), label: "Play the motion", look: "hl-ghost hl-square" });
  const wind = h("input", {
    type: "range",
    min: 0,
    max: 1,
    step: "any",
    value: 0,
    "aria-label": "Time",
    class: "hl-wind",
  });
  const clock = h("span", { class: "hl-quiet hl-clock" });
  const choose = h("select", { class: "hl-input hl-choose", "aria-label": "Motion", id: unique("motion") });
  const element = h("div", { class: "hl-motion", hidden: true }, play, wind, clock, choose);

  const length = () => motions[which]?.seconds || 1;
  const draw = () => {
    wind.value = String(time / length());
    const said = `${time.toFixed(1)} of ${length().toFixed(1)} s`;
    clock.textContent = said;
    set(wind, { "aria-valuetext": said });
  };
  const start = (now: boolean) => {
    playing = now;
    fill(play, icon(now ? marks.pause : marks.play));
    set(play, { "aria-label": now ? "Pause the motion" : "Play the motion", title: now ? "Pause" : "Play" });
    moved();
  };
  life.on(play, "click", () => start(!playing));
  life.on(wind, "input", () => {
    if (playing) start(false);
    time = Number(wind.value) * length();
    draw();
    moved();
  });
  life.on(choose, "change", () => {
    which = choose.selectedIndex;
    time = 0;
    draw();
    moved();
  });

  return {
    element,
    get playing() {
      return playing;
    },
    get at(): [number, number] {
      return motions.length ? [which, time] : [-1, 0];
    },
    show(found) {
      motions = found;
      element.hidden = found.length === 0;
      choose.hidden = found.length < 2;
      fill(choose, ...found.map(({ name }) => h("option", {}, name)));
      draw();
    },
    step(seconds) {
      time = (time + seconds) % length();
      draw();
    },
  };
}
