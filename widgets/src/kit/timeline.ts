import type { Deck } from "./deck";
import { SHORTEST } from "./deck";
import { fill, h, set } from "./dom";
import type { Scope } from "./scope";

export interface Timeline {
  readonly element: HTMLElement;
  /** Room for what is seen of the sound or the film. */
  readonly body: HTMLElement;
  show(): void;
}

/** `0:07.25`, `12:03.10`, `1:02:03`: a moment, of something as long as `of`. */
export function clock(seconds: number, of = 0): string {
  const whole = Math.floor(seconds);
  const two = (number: number) => String(number).padStart(2, "0");
  const fine = of < 3600 ? `.${two(Math.floor((seconds - whole) * 100 + 1e-6))}` : "";
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(whole % 60)}${fine}`;
}

/** For an ear: `7.25 seconds`. */
const said = (seconds: number) => `${(Math.round(seconds * 100) / 100).toLocaleString()} seconds`;

/** Seconds between two marks of the ruler, so that there are at most eight. */
export function spacing(duration: number): number {
  return [0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800].find((one) => duration / one <= 8) ?? 3600;
}

/**
 * The line of time of a player: a ruler in which a loop is dragged, and below it a body that is clicked or dragged
 * to wind. The position and both ends of the loop are sliders for the keyboard.
 */
export function timeline(
  deck: Deck,
  loop: () => [number, number] | null,
  life: Scope,
  hover?: (at: number | null) => void,
): Timeline {
  const marks = h("div", { class: "hl-marks", "aria-hidden": "true" });
  const ends = [0, 1].map((end) =>
    h("div", {
      class: "hl-loop-end",
      role: "slider",
      tabindex: 0,
      "aria-label": end ? "End of the loop" : "Start of the loop",
      "aria-valuemin": 0,
      hidden: true,
    }),
  );
  const span = h("div", { class: "hl-loop-span", hidden: true });
  const ruler = h("div", { class: "hl-ruler", title: "Drag here to mark a loop" }, marks, span, ...ends);
  const body = h("div", { class: "hl-track-body" });
  const head = h("div", { class: "hl-playhead", "aria-hidden": "true" });
  const shade = h("div", { class: "hl-loop-shade", hidden: true });
  const track = h(
    "div",
    { class: "hl-track", role: "slider", tabindex: 0, "aria-label": "Position", "aria-valuemin": 0 },
    body,
    shade,
    head,
  );
  const element = h("div", { class: "hl-timeline" }, ruler, track);
  let drawn = -1;

  const part = (seconds: number) => `${deck.duration ? (100 * seconds) / deck.duration : 0}%`;
  const at = (event: MouseEvent) => {
    const { left, width } = track.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - left) / (width || 1))) * deck.duration;
  };
  const drag = (target: HTMLElement, moved: (now: number, from: number) => void) => {
    life.on(target, "pointerdown", (down) => {
      if (down.button !== 0 || !deck.duration) return;
      const from = at(down);
      target.setPointerCapture?.(down.pointerId);
      down.stopPropagation();
      const move = (event: PointerEvent) => moved(at(event), from);
      const end = () => {
        target.removeEventListener("pointermove", move);
        target.removeEventListener("pointerup", end);
        target.removeEventListener("pointercancel", end);
      };
      target.addEventListener("pointermove", move);
      target.addEventListener("pointerup", end);
      target.addEventListener("pointercancel", end);
      moved(from, from);
    });
  };
  drag(track, (now) => deck.seek(now));
  drag(ruler, (now, from) => {
    if (Math.abs(now - from) >= SHORTEST) deck.setLoop([from, now]);
  });
  for (const [index, end] of ends.entries()) {
    const move = (to: number) => {
      const now = loop();
      if (!now) return;
      deck.setLoop(index ? [now[0], Math.max(to, now[0] + SHORTEST)] : [Math.min(to, now[1] - SHORTEST), now[1]]);
    };
    drag(end, move);
    life.on(end, "keydown", (event) => {
      const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
      const now = loop();
      if (!by || !now) return;
      event.preventDefault();
      event.stopPropagation();
      move((now[index] ?? 0) + by * (event.shiftKey ? 1 : 0.1));
    });
  }
  if (hover) {
    life.on(track, "pointermove", (event) => hover(at(event)));
    life.on(track, "pointerleave", () => hover(null));
  }

  const rule = () => {
    drawn = deck.duration;
    const step = spacing(drawn);
    const times = drawn ? Array.from({ length: Math.floor(drawn / step) + 1 }, (_, index) => index * step) : [];
    fill(
      marks,
      ...times.map((time) => {
        const words = step < 1 ? `${Math.round(time * 100) / 100}` : clock(time, 3600).replace(/^0:/, ":");
        return h("span", { style: `left:${part(time)}` }, words);
      }),
    );
  };
  const show = () => {
    if (drawn !== deck.duration) rule();
    const now = Math.min(deck.position, deck.duration || deck.position);
    element.style.setProperty("--hl-at", part(now));
    set(track, {
      "aria-valuemax": Math.round(deck.duration * 100) / 100,
      "aria-valuenow": Math.round(now * 10) / 10,
      "aria-valuetext": `${said(Math.round(now * 10) / 10)} of ${said(deck.duration)}`,
    });
    const marked = loop();
    for (const one of [span, shade, ...ends]) one.hidden = !marked;
    if (!marked) return;
    element.style.setProperty("--hl-start", part(marked[0]));
    element.style.setProperty("--hl-end", part(marked[1]));
    ends.forEach((end, index) => {
      const value = marked[index] as number;
      set(end, { "aria-valuemax": deck.duration, "aria-valuenow": value, "aria-valuetext": said(value) });
    });
  };
  return { element, body, show };
}
