export interface Point {
  x: number;
  y: number;
}

/** One line of the brush, in pixels of the picture. */
export interface Stroke {
  size: number;
  erases: boolean;
  points: Point[];
}

export interface Strokes {
  readonly all: readonly Stroke[];
  readonly current: Stroke | undefined;
  begin(stroke: Omit<Stroke, "points">, at: Point): void;
  go(to: Point): void;
  end(): void;
  /** Takes the last line, or the last clearing, back. False where there is none. */
  undo(): boolean;
  clear(): void;
}

/** What was painted, line by line, so that each can be taken back. */
export function strokes(): Strokes {
  let past: Stroke[][] = [];
  let all: Stroke[] = [];
  let current: Stroke | undefined;
  return {
    get all() {
      return all;
    },
    get current() {
      return current;
    },
    begin(stroke, at) {
      past.push(all);
      current = { ...stroke, points: [at] };
      all = [...all, current];
    },
    go(to) {
      current?.points.push(to);
    },
    end() {
      current = undefined;
    },
    undo() {
      const before = past.pop();
      if (!before) return false;
      all = before;
      current = undefined;
      return true;
    },
    clear() {
      if (!all.length) return;
      past = [...past, all];
      all = [];
    },
  };
}

/** A line on a canvas, from its point `from` on. */
export function paint(on: CanvasRenderingContext2D, { size, erases, points }: Stroke, from = 0): void {
  const first = points[Math.max(0, from)];
  if (!first) return;
  on.globalCompositeOperation = erases ? "destination-out" : "source-over";
  on.lineWidth = size;
  on.lineCap = "round";
  on.lineJoin = "round";
  on.beginPath();
  on.moveTo(first.x, first.y);
  // a dot is a line of no length
  for (const { x, y } of points.slice(Math.max(0, from))) on.lineTo(x, y);
  on.stroke();
  on.globalCompositeOperation = "source-over";
}
