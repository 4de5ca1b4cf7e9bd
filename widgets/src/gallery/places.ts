import type { Box } from "../kit/windowed";
import type { Listed } from "./listed";
import type { Arrangement } from "./state";

/** Where everything stands. */
export interface Places {
  boxes: Box[];
  height: number;
  columns: number;
}

/** A strip is not drawn as a hair, nor a tower as a street. */
const [FLATTEST, TALLEST] = [2.4, 0.5];

export function places(list: readonly Listed[], arrangement: Arrangement, width: number): Places {
  const [least, gap] = width < 440 ? [104, 8] : [148, 12];
  const columns = Math.max(1, Math.floor((width + gap) / (least + gap)));
  const wide = (width - gap * (columns - 1)) / columns;
  const ends = new Array<number>(columns).fill(0);
  const boxes = list.map(({ digest, shape }, at): Box => {
    const column = arrangement === "grid" ? at % columns : ends.indexOf(Math.min(...ends));
    const top = ends[column] as number;
    const height = arrangement === "grid" || !shape ? wide : wide / Math.min(FLATTEST, Math.max(TALLEST, shape));
    ends[column] = top + height + gap;
    return { key: digest, left: column * (wide + gap), top, width: wide, height };
  });
  return { boxes, height: Math.max(0, Math.max(...ends) - gap), columns };
}

/** Where a key leads; null for keys that do not move. Up and down stay in their column, whatever the heights are. */
export function step(key: string, at: number, { boxes, columns }: Places, seen: number): number | null {
  const last = boxes.length - 1;
  if (last < 0) return null;
  switch (key) {
    case "ArrowLeft":
      return Math.max(0, at - 1);
    case "ArrowRight":
      return Math.min(last, at + 1);
    case "ArrowUp":
    case "ArrowDown":
      return beside(boxes, at, key === "ArrowUp" ? -1 : 1) ?? at;
    case "PageUp":
    case "PageDown":
      return turned(boxes, at, key === "PageUp" ? -seen : seen, columns);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}

function beside(boxes: readonly Box[], at: number, by: number): number | null {
  const left = boxes[at]?.left;
  for (let to = at + by; to >= 0 && to < boxes.length; to += by) if (boxes[to]?.left === left) return to;
  return null;
}

/** As far up or down as a page is high, in the same column. */
function turned(boxes: readonly Box[], at: number, by: number, columns: number): number {
  const from = boxes[at] as Box;
  let to = at;
  for (let next: number | null = at; next !== null; next = beside(boxes, next, Math.sign(by))) {
    to = next;
    if (Math.abs((boxes[next] as Box).top - from.top) >= Math.abs(by)) return to;
  }
  // the last row need not have this column
  return by > 0 && boxes.length - 1 - to < columns ? boxes.length - 1 : to;
}
