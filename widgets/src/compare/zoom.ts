import { button, h } from "../kit/dom";
import { icon } from "../kit/icons";
import * as marks from "../kit/marks";
import type { Scope } from "../kit/scope";

const [LEAST, MOST, STEP, PAN] = [1, 16, 1.25, 40];

export interface Zoom {
  readonly controls: HTMLElement;
  /** Let these move together; each is inside a frame that cuts it. */
  follow(frames: readonly HTMLElement[], pictures: readonly HTMLElement[]): void;
  /** Take a key; false for all that do not zoom or move. */
  press(key: string): boolean;
}

/** One zoom for several pictures: what is done to one is done to all. */
export function zoom(life: Scope): Zoom {
  let [scale, x, y] = [1, 0, 0];
  let frames: readonly HTMLElement[] = [];
  let pictures: readonly HTMLElement[] = [];
  const said = h("span", { class: "hl-quiet hl-zoom-words", role: "status" });
  const nearer = button({ icon: icon(marks.add), label: "Zoom in", look: "hl-ghost hl-square" });
  const farther = button({ icon: icon(marks.minus), label: "Zoom out", look: "hl-ghost hl-square" });
  const whole = button({ words: "Fit", look: "hl-ghost" });

  const apply = () => {
    const box = frames[0];
    const [wide, high] = [box?.clientWidth ?? 0, box?.clientHeight ?? 0];
    const most = (length: number) => ((scale - 1) * length) / 2;
    x = Math.max(-most(wide), Math.min(most(wide), x));
    y = Math.max(-most(high), Math.min(most(high), y));
    for (const one of pictures) one.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    for (const one of frames) one.classList.toggle("hl-grabbed", scale > 1);
    said.textContent = `${Math.round(scale * 100)} %`;
  };
  const by = (factor: number) => {
    const next = Math.max(LEAST, Math.min(MOST, scale * factor));
    x *= next / scale;
    y *= next / scale;
    scale = next;
    apply();
  };
  const showAll = () => {
    [scale, x, y] = [1, 0, 0];
    apply();
  };
  life.on(nearer, "click", () => by(STEP));
  life.on(farther, "click", () => by(1 / STEP));
  life.on(whole, "click", showAll);

  const drag = (start: PointerEvent) => {
    if (scale === 1 || start.button !== 0) return;
    start.preventDefault();
    const frame = start.currentTarget as HTMLElement;
    const [fromX, fromY] = [x - start.clientX, y - start.clientY];
    const moved = (event: PointerEvent) => {
      [x, y] = [fromX + event.clientX, fromY + event.clientY];
      apply();
    };
    const done = () => {
      frame.removeEventListener("pointermove", moved);
      frame.removeEventListener("pointerup", done);
      frame.removeEventListener("pointercancel", done);
    };
    frame.setPointerCapture?.(start.pointerId);
    frame.addEventListener("pointermove", moved);
    frame.addEventListener("pointerup", done);
    frame.addEventListener("pointercancel", done);
  };
  // without Ctrl the wheel scrolls the notebook
  const wheel = (event: WheelEvent) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    by(event.deltaY < 0 ? STEP : 1 / STEP);
  };

  return {
    controls: h("div", { class: "hl-row hl-zoom" }, farther, said, nearer, whole),
    follow(nextFrames, nextPictures) {
      [frames, pictures] = [nextFrames, nextPictures];
      for (const one of frames) {
        one.addEventListener("pointerdown", drag);
        one.addEventListener("wheel", wheel, { passive: false });
      }
      apply();
    },
    press(key) {
      const moves: Record<string, [number, number]> = {
        ArrowLeft: [PAN, 0],
        ArrowRight: [-PAN, 0],
        ArrowUp: [0, PAN],
        ArrowDown: [0, -PAN],
      };
      const to = moves[key];
      if (key === "+" || key === "=") by(STEP);
      else if (key === "-") by(1 / STEP);
      else if (key === "0") showAll();
      else if (to && scale > 1) {
        [x, y] = [x + to[0], y + to[1]];
        apply();
      } else return false;
      return true;
    },
  };
}
