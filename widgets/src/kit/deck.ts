import type { BaseState, Model } from "./model";
import type { Scope } from "./scope";
import { watch } from "./watch";

/** Where a player stands; shared with Python under these names. */
export interface PlayState extends BaseState {
  digests: string[];
  position: number;
  playing: boolean;
  speed: number;
  loop: [number, number] | null;
  muted: boolean;
  side: number;
}

export interface Deck {
  toggle(): void;
  /** Wind to a second; told to Python when the hand rests. */
  seek(seconds: number): void;
  setSpeed(speed: number): void;
  setLoop(loop: [number, number] | null): void;
  setMuted(muted: boolean): void;
  setSide(side: number): void;
  readonly position: number;
  readonly duration: number;
}

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;
export const SHORTEST = 0.05;
/** Seconds by which two takes may be apart before one is put right. */
const APART = 0.08;
/** Milliseconds between two words to Python while it plays, and after the last move of a hand. */
const TELL = 1000;
const REST = 250;

/** Of the views of one widget only one sounds: the one that was touched last. */
const leaders = new WeakMap<object, object>();

/** To the thousandth of a second. */
const rounded = (seconds: number) => Math.round(Math.max(0, seconds) * 1000) / 1000;

/** Plays one or two media in step and keeps the traits and the sounds agreed, without an echo between them. */
export function deck(options: {
  model: Model<PlayState>;
  /** The takes, as they are at this moment. */
  media: () => HTMLMediaElement[];
  /** The length Python knows, until the browser knows. */
  length: () => number;
  /** 0 to 1 for each take. */
  volume?: (side: number) => number;
  /** Called at each frame while it plays, and after each change. */
  moved: () => void;
  /** The browser did not let it begin. */
  refused: (error: unknown) => void;
  life: Scope;
}): Deck & { adopt(): void; listen(): void } {
  const { model, media, moved, life } = options;
  const me = {};
  let telling = false;
  let frame = 0;
  let told = 0;
  let aim = rounded(model.get("position"));

  const lead = () => {
    const known = media().filter(({ duration }) => Number.isFinite(duration));
    return known.reduce<HTMLMediaElement | undefined>((a, b) => (a && a.duration >= b.duration ? a : b), undefined);
  };
  const duration = () => lead()?.duration ?? options.length();
  const position = () => (lead() ? (lead() as HTMLMediaElement).currentTime : aim);

  const tell = () => {
    const now = rounded(position());
    told = Date.now();
    if (now === model.get("position")) return;
    telling = true;
    model.set("position", now);
    telling = false;
    model.save_changes();
  };
  const tellSoon = life.later(tell, REST);

  const put = (seconds: number) => {
    aim = Math.min(Math.max(0, seconds), duration() || Number.POSITIVE_INFINITY);
    for (const one of media()) {
      if (one.readyState > 0) one.currentTime = Math.min(aim, one.duration || aim);
    }
    moved();
  };
  const level = () => {
    const heard = Math.min(model.get("side"), media().length - 1);
    media().forEach((one, at) => {
      one.muted = model.get("muted") || at !== heard;
      one.volume = options.volume?.(at) ?? 1;
      one.playbackRate = model.get("speed");
      one.preservesPitch = true;
    });
  };

  const step = () => {
    frame = 0;
    const first = lead();
    if (!first || !model.get("playing")) return;
    const loop = model.get("loop");
    if (loop && (first.currentTime >= loop[1] || first.ended)) {
      put(loop[0]);
      for (const one of media()) void one.play().catch(() => {});
    } else if (first.ended) stop();
    else {
      for (const one of media()) {
        const there = Math.min(first.currentTime, one.duration || 0);
        if (one !== first && !one.seeking && one.readyState > 1 && Math.abs(one.currentTime - there) > APART)
          one.currentTime = there;
      }
      if (Date.now() - told > TELL) tell();
    }
    moved();
    if (model.get("playing")) again();
  };
  const again = () => {
    frame ||= requestAnimationFrame(step);
  };
  /** A notebook takes what is scrolled away off the page, and a keyboard has keys of its own: both pause a film. */
  const paused = () => {
    const first = lead();
    if (model.get("playing") && leaders.get(model) === me && first?.paused && !first.ended) stop();
  };
  const say = <Key extends keyof PlayState & string>(key: Key, value: PlayState[Key]) => {
    if (model.get(key) === value) return;
    model.set(key, value);
    model.save_changes();
  };
  const stop = () => {
    say("playing", false);
    tell();
  };
  const start = async () => {
    const known = media();
    if (!known.length) return;
    level();
    const loop = model.get("loop");
    const now = position();
    if (loop && (now < loop[0] - APART || now >= loop[1])) put(loop[0]);
    else if (duration() && now >= duration() - 0.01) put(0);
    try {
      await Promise.all(known.filter((one) => one.currentTime < (one.duration || 1)).map((one) => one.play()));
    } catch (error) {
      if ((error as Error).name === "AbortError") return;
      say("playing", false);
      options.refused(error);
    }
  };
  const follow = (playing: boolean) => {
    if (!leaders.has(model)) leaders.set(model, me);
    if (playing && leaders.get(model) === me) {
      void start();
      again();
    } else for (const one of media()) one.pause();
    moved();
  };

  life.add(() => {
    cancelAnimationFrame(frame);
    for (const one of media()) one.pause();
    if (leaders.get(model) === me) leaders.delete(model);
  });

  const touch = () => {
    const other = model.get("playing") && leaders.get(model) !== me;
    leaders.set(model, me);
    if (other) stop();
  };
  return {
    toggle() {
      touch();
      if (model.get("playing")) stop();
      else say("playing", true);
    },
    seek(seconds) {
      touch();
      put(seconds);
      tellSoon();
    },
    setSpeed: (speed) => say("speed", Math.min(2, Math.max(0.5, speed))),
    setLoop(loop) {
      const most = duration() || Number.POSITIVE_INFINITY;
      const found =
        loop && ([rounded(Math.min(...loop)), rounded(Math.min(most, Math.max(...loop)))] as [number, number]);
      say("loop", found && found[1] - found[0] >= SHORTEST ? found : null);
    },
    setMuted: (muted) => say("muted", muted),
    setSide(side) {
      touch();
      say("side", Math.min(side, media().length - 1));
    },
    /** Go where the traits are, from now on; called when the faces that `moved` draws are there. */
    listen() {
      life.add(
        watch(model, "position", (value) => {
          if (!telling && Math.abs(value - position()) > 0.001) put(value);
        }),
      );
      life.add(watch(model, "playing", follow));
      for (const key of ["speed", "muted", "side"] as const) {
        life.add(
          watch(model, key, () => {
            level();
            moved();
          }),
        );
      }
      life.add(watch(model, "loop", moved));
    },
    /** New media came: bring them where the traits are. */
    adopt() {
      level();
      for (const one of media()) {
        one.onpause = paused;
        const wind = () => {
          one.currentTime = Math.min(aim, one.duration || aim);
          moved();
        };
        if (one.readyState > 0) wind();
        else one.addEventListener("loadedmetadata", wind, { once: true });
      }
      if (model.get("playing")) follow(true);
    },
    get position() {
      return position();
    },
    get duration() {
      return duration();
    },
  };
}
