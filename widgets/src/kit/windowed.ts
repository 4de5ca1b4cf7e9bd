import { order } from "./order";
import type { Scope } from "./scope";

/** Where one of many things stands on a tall surface, in pixels. */
export interface Box {
  key: string;
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Boxes in the order of their tops: an array, or what makes them when they are asked for. */
export interface Boxes {
  readonly length: number;
  at(index: number): Box | undefined;
  /** Height of the tallest; looked for where it is not said. */
  readonly tallest?: number;
}

export interface Windowed {
  /** The boxes, and how tall all of it is. */
  show(boxes: Boxes, height: number): void;
  /** Scroll as little as needed to see it; it is drawn when this returns. */
  reveal(key: string): void;
  /** Draw what is in sight now. */
  draw(): void;
}

/** Pixels drawn beyond the edges, so that a turn of the wheel shows no gap. */
const BEYOND = 400;

/**
 * Draws only what is in sight of `room`, a scrolling element, on `surface` inside it. `element` gives the element of a
 * key, the same one each time it is asked while that is drawn.
 */
export function windowed(
  room: HTMLElement,
  surface: HTMLElement,
  element: (key: string) => HTMLElement,
  life: Scope,
): Windowed {
  let boxes: Boxes = [];
  let tallest = 0;
  let asked = 0;
  surface.style.position = "relative";

  const draw = () => {
    asked = 0;
    const top = room.scrollTop - surface.offsetTop - BEYOND;
    const bottom = room.scrollTop - surface.offsetTop + room.clientHeight + BEYOND;
    const seen: HTMLElement[] = [];
    for (let at = first(boxes, top - tallest); at < boxes.length; at += 1) {
      const box = boxes.at(at) as Box;
      if (box.top > bottom) break;
      if (box.top + box.height < top) continue;
      seen.push(placed(element(box.key), box));
    }
    // what has the focus stays, or the keyboard would lose its place
    const focused = [...surface.children].find((child) => child.contains(document.activeElement));
    if (focused && !seen.includes(focused as HTMLElement)) seen.push(focused as HTMLElement);
    for (const child of [...surface.children]) if (!seen.includes(child as HTMLElement)) child.remove();
    order(surface, seen);
  };
  const soon = () => {
    asked ||= requestAnimationFrame(draw);
  };
  life.on(room, "scroll", soon, { passive: true });
  life.add(() => cancelAnimationFrame(asked));

  return {
    draw,
    show(next, height) {
      boxes = next;
      tallest = next.tallest ?? tallestOf(next);
      surface.style.height = `${height}px`;
      draw();
    },
    reveal(key) {
      const box = keyed(boxes, key);
      if (!box) return;
      const top = box.top + surface.offsetTop;
      if (top < room.scrollTop) room.scrollTop = top;
      else if (top + box.height > room.scrollTop + room.clientHeight) {
        room.scrollTop = top + box.height - room.clientHeight;
      }
      draw();
    },
  };
}

function placed(element: HTMLElement, { left, top, width, height }: Box): HTMLElement {
  const { style } = element;
  style.position = "absolute";
  style.transform = `translate(${left}px, ${top}px)`;
  style.width = `${width}px`;
  style.height = `${height}px`;
  return element;
}

function tallestOf(boxes: Boxes): number {
  let most = 0;
  for (let at = 0; at < boxes.length; at += 1) most = Math.max(most, (boxes.at(at) as Box).height);
  return most;
}

function keyed(boxes: Boxes, key: string): Box | undefined {
  for (let at = 0; at < boxes.length; at += 1) {
    const box = boxes.at(at);
    if (box?.key === key) return box;
  }
  return undefined;
}

/** Index of the first box whose top is at or below this. */
function first(boxes: Boxes, top: number): number {
  let [low, high] = [0, boxes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((boxes.at(middle) as Box).top < top) low = middle + 1;
    else high = middle;
  }
  return low;
}
