import { h } from "../../kit/dom";
import type { Scope } from "../../kit/scope";
import type { Camera, Look, Model3d } from "../stage/types";
import { between, same, whole } from "./orbit";

/** Milliseconds of a frame above which moving pictures are drawn with half the pixels. */
const SLOW = 45;
/** Milliseconds of a frame up to which it is smoothed when all rests, where that is extra work. */
const SMOOTH = 120;
/** Milliseconds of the very first frame, which brings everything along, above which the next ones are slow too. */
const HEAVY = 600;
const GLIDE = 280;
/** Radians a second. */
const TURN = 0.7;
/** Device pixels for one of the page, at the most. */
const FINE = 2;

export interface Show {
  readonly canvas: HTMLCanvasElement;
  readonly camera: Camera | null;
  /** How far the table has turned, in radians. */
  turn: number;
  /** Show a model; null ends it. */
  show(model: Model3d | null): void;
  /** Null shows all of it, also after the view has changed its shape. */
  place(camera: Camera | null): void;
  /** The same, seen to go there. */
  glide(camera: Camera): void;
  /** Whether it is in sight; out of sight nothing is drawn. */
  see(seen: boolean): void;
  /** Draw soon; `moving` says that more follows at once. */
  draw(moving?: boolean): void;
  size(): [number, number, number];
}

export interface Feed {
  look(): Omit<Look, "camera" | "turn">;
  /** Time goes on: seconds since the last frame. True while something moves. */
  tick(seconds: number): boolean;
  turning(): boolean;
  drawn(): void;
  failed(error: unknown): void;
}

/** One view of a model: a plain canvas, to which the shared renderer's picture is copied when something changed. */
export function show(feed: Feed, life: Scope): Show {
  const canvas = h("canvas", { class: "hl-canvas", "aria-hidden": "true" });
  const brush = canvas.getContext("2d") as CanvasRenderingContext2D;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let model: Model3d | null = null;
  let camera: Camera | null = null;
  let fitted = true;
  let seen = false;
  let frame = 0;
  let last = 0;
  /** Milliseconds of a frame with all pixels; not known before the first. */
  let cost: number | null = null;
  let coarse = false;
  let drawn = "";
  let way: { from: Camera; to: Camera; since: number } | null = null;

  const scale = () => Math.min(FINE, window.devicePixelRatio || 1);
  const aspect = () => (canvas.clientWidth || 1) / (canvas.clientHeight || 1);
  const all = () => (model ? whole(model.bounds, aspect()) : null);
  const finer = life.later(() => made.draw(), 160);

  const go = (now: number): boolean => {
    if (!way) return false;
    const part = Math.min(1, (now - way.since) / GLIDE);
    camera = part < 1 ? between(way.from, way.to, 1 - (1 - part) ** 3) : way.to;
    if (part === 1) way = null;
    return way !== null;
  };
  const paint = (now: number) => {
    frame = 0;
    if (!model || !seen) return;
    const seconds = last ? Math.min(0.1, (now - last) / 1000) : 0;
    const turns = feed.turning();
    if (turns) made.turn = (made.turn + seconds * TURN) % (2 * Math.PI);
    const moves = [go(now), turns, feed.tick(seconds)].some(Boolean);
    last = moves ? now : 0;
    const before = performance.now();
    const isSlow = (cost ?? 0) > SLOW;
    const quick = moves || coarse || (cost ?? HEAVY) > SMOOTH;
    const fine = scale() * ((moves || coarse) && isSlow ? 0.5 : 1);
    const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((side) =>
      Math.max(2, Math.round(side * fine)),
    );
    drawn = shape();
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    if (fitted && !way) camera = all();
    try {
      const look = { ...feed.look(), camera: camera as Camera, turn: made.turn };
      const rough = model.draw(brush, canvas.width, canvas.height, look, fine, quick ? "quick" : "fine");
      const whole = fine >= scale();
      const limit = cost === null ? HEAVY : SMOOTH;
      if (whole && quick) cost = performance.now() - before;
      if (!whole || (rough && (cost ?? 0) <= limit)) finer();
      feed.drawn();
      coarse = false;
      if (moves) made.draw(true);
    } catch (error) {
      feed.failed(error);
    }
  };
  life.add(() => cancelAnimationFrame(frame));
  const shape = () => [canvas.clientWidth, canvas.clientHeight].join();
  // it is also told of the size that was drawn
  const resized = new ResizeObserver(() => shape() !== drawn && made.draw());
  resized.observe(canvas);
  life.add(() => resized.disconnect());

  const made: Show = {
    canvas,
    get camera() {
      return camera ?? all();
    },
    turn: 0,
    show(now) {
      model = now;
      cost = null;
      if (fitted) camera = all();
      made.draw();
    },
    place(to) {
      if (to && camera && same(to, camera) && !way) return;
      way = null;
      fitted = to === null;
      camera = to ?? all();
      made.draw(true);
    },
    glide(to) {
      const from = camera ?? all();
      fitted = false;
      if (!from || still.matches) return made.place(to);
      way = { from, to, since: performance.now() };
      made.draw(true);
    },
    see(now) {
      seen = now;
      last = 0;
      if (seen) made.draw();
    },
    draw(moving = false) {
      coarse ||= moving;
      if (!frame && model && seen) frame = requestAnimationFrame(paint);
    },
    size: () => [canvas.clientWidth, canvas.clientHeight, scale()],
  };
  return made;
}
