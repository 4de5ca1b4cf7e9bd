import type { Ask } from "../../kit/ask";
import { set } from "../../kit/dom";
import type { Item } from "../../kit/item";
import type { Model } from "../../kit/model";
import type { Scope } from "../../kit/scope";
import { watch } from "../../kit/watch";
import type { ViewerState } from "../../viewer/state";
import { stage } from "../stage/stage";
import type { Camera, Look } from "../stage/types";
import { type Doing, hands, keys } from "./gestures";
import { motionBar } from "./motion";
import { orbit, pan, radius, rounded, same, VIEWS, whole, zoom } from "./orbit";
import { type Recorder, still, turntable } from "./record";
import { show } from "./show";

export type Work = "still" | "turntable";

export interface View {
  see(seen: boolean): void;
  reset(): void;
  /** Draw one picture or a turn of the table, and bring it to the shelf; null when it was stopped. */
  keep(work: Work, told: (part: number) => void, isStopped: () => boolean): Promise<Item | null>;
}

export interface Room {
  model: Model<ViewerState>;
  ask: Ask;
  /** Where it is drawn, and where hands and keys are heard. */
  pane: HTMLElement;
  /** Where the bar for motions goes. */
  under: HTMLElement;
  say(words: string): void;
  drawn(): void;
  /** It cannot be drawn any more. */
  failed(error: unknown): void;
}

const SWITCHES = ["light", "wireframe", "normals", "grid", "box", "turning"] as const;

/** Opens a GLB and shows it. Raises an error with a sentence for one that cannot be shown. */
export async function view(bytes: ArrayBuffer, room: Room, life: Scope): Promise<View> {
  const { model, ask, pane } = room;
  const page = stage();
  const opened = await page.open(bytes);
  const size = radius(opened.bounds);
  let recording = false;

  const look = (): Omit<Look, "camera" | "turn"> => ({
    light: model.get("light"),
    dark: isDark(pane),
    wireframe: model.get("wireframe"),
    normals: model.get("normals"),
    grid: model.get("grid"),
    box: model.get("box"),
  });
  const motion = motionBar(() => screen.draw(true), life);
  const screen = show(
    {
      look,
      tick(seconds) {
        if (motion.playing) motion.step(seconds);
        opened.pose(...motion.at);
        return motion.playing;
      },
      turning: () => model.get("turning") && !recording,
      drawn: room.drawn,
      failed: room.failed,
    },
    life,
  );
  pane.prepend(screen.canvas);
  room.under.append(motion.element);
  motion.show(opened.motions);
  life.add(() => {
    screen.canvas.remove();
    motion.element.remove();
    opened.end();
  });

  const tell = life.later(() => {
    const now = screen.camera;
    if (!now) return;
    model.set("camera", rounded(now));
    model.save_changes();
  }, 400);
  const move = (change: (camera: Camera) => Camera) => {
    const now = screen.camera;
    if (!now) return;
    screen.place(change(now));
    tell();
  };
  const doing: Doing = {
    orbit: (right, above) => move((camera) => orbit(camera, right, above)),
    pan: (right, above) => move((camera) => pan(camera, right, above)),
    zoom: (by) => move((camera) => zoom(camera, by, size)),
    view(which) {
      const to = VIEWS[which];
      if (!to) return;
      screen.turn = 0;
      const [wide, high] = screen.size();
      screen.glide(whole(opened.bounds, wide / Math.max(1, high), [to.round, to.up]));
      room.say(to.name);
      tell();
    },
    reset() {
      screen.turn = 0;
      screen.place(null);
      model.set("camera", null);
      model.save_changes();
    },
    turn() {
      model.set("turning", !model.get("turning"));
      model.save_changes();
    },
    isOff: () => model.get("disabled") || recording,
  };
  hands(pane, doing, life);
  life.on(pane, "keydown", (event) => {
    if (event.target === pane && !doing.isOff() && keys(event, doing)) event.preventDefault();
  });

  life.add(page.onLoss(() => screen.draw()));
  const paper = new MutationObserver(() => screen.draw());
  paper.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-name", "data-jp-theme-light"] });
  life.add(() => paper.disconnect());
  life.add(
    watch(model, "camera", (camera) => {
      const now = screen.camera;
      if (camera === null || !now || !same(camera, rounded(now))) screen.place(camera);
    }),
  );
  for (const key of SWITCHES) life.add(watch(model, key, () => screen.draw()));
  screen.show(opened);

  return {
    see: screen.see,
    reset: doing.reset,
    async keep(work, told, isStopped) {
      const [wide, high, scale] = screen.size();
      const camera = screen.camera;
      if (!camera) return null;
      const recorder: Recorder = {
        ask,
        told,
        isStopped,
        draw(brush, width, height, part) {
          const turn = screen.turn + part * 2 * Math.PI;
          const edges = work === "still" ? "fine" : "film";
          opened.draw(brush, width, height, { ...look(), camera, turn }, Math.max(1, height / 480), edges);
        },
      };
      recording = true;
      set(pane, { "aria-busy": "true" });
      try {
        return await (work === "still" ? still(recorder, wide, high, scale) : turntable(recorder, wide, high));
      } finally {
        recording = false;
        set(pane, { "aria-busy": null });
        screen.draw();
      }
    },
  };
}

/** Whether the words of the page are light. */
function isDark(element: HTMLElement): boolean {
  const [red = 0, green = 0, blue = 0] = (getComputedStyle(element).color.match(/[\d.]+/g) ?? []).map(Number);
  return red + green + blue > 384;
}
