import { button, h, set } from "../../kit/dom";
import { icon } from "../../kit/icons";
import * as marks from "../../kit/marks";
import { png, type Surface, surface } from "./canvas";
import { type Point, paint, strokes } from "./strokes";

export interface Painter {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  /** The mask as PNG: transparent where it was painted. `none` where nothing is. */
  export(): Promise<Blob | "none">;
  key(event: KeyboardEvent): boolean;
}

const LARGER = 1.25;
const COLOUR = "rgb(235 64 52)";

/** Paint on a picture what shall be made anew. `before` is a mask that was painted earlier. */
export function painter(
  image: HTMLImageElement,
  before: HTMLImageElement | null,
  say: (words: string) => void,
): Painter {
  const { naturalWidth: width, naturalHeight: height } = image;
  const screen = surface(width, height, "hl-canvas");
  const layer = surface(width, height);
  const lines = strokes();
  const longest = Math.max(width, height);
  let size = Math.max(4, Math.round(longest / 12));
  let erases = false;
  let base = before;
  let at: Point = { x: width / 2, y: height / 2 };
  let shows = false;
  let pen = false;

  set(screen.canvas, {
    tabindex: 0,
    role: "application",
    "aria-label":
      "Mask. Drag to paint. Arrow keys move the brush, Space puts it down and lifts it, [ and ] change its size.",
  });
  const draw = () => {
    const { on } = screen;
    on.clearRect(0, 0, width, height);
    on.drawImage(image, 0, 0);
    on.globalAlpha = 0.55;
    on.drawImage(layer.canvas, 0, 0);
    on.globalAlpha = 1;
    if (shows) ring(screen, at, size, longest);
  };
  const redraw = () => {
    layer.on.clearRect(0, 0, width, height);
    layer.on.strokeStyle = COLOUR;
    if (base) {
      layer.on.fillStyle = COLOUR;
      layer.on.fillRect(0, 0, width, height);
      layer.on.globalCompositeOperation = "destination-out";
      layer.on.drawImage(base, 0, 0, width, height);
      layer.on.globalCompositeOperation = "source-over";
    }
    for (const line of lines.all) paint(layer.on, line);
    draw();
  };
  const begin = (point: Point) => {
    lines.begin({ size, erases }, point);
    if (lines.current) paint(layer.on, lines.current);
    draw();
  };
  const go = (point: Point) => {
    at = point;
    const line = lines.current;
    if (line) {
      lines.go(point);
      paint(layer.on, line, line.points.length - 2);
    }
    draw();
  };
  const end = () => {
    pen = false;
    lines.end();
  };

  const brush = h("input", {
    type: "range",
    min: 2,
    max: Math.round(longest / 2),
    "aria-label": "Brush size",
    class: "hl-range",
  });
  const resize = (to: number) => {
    size = Math.max(2, Math.min(Math.round(longest / 2), Math.round(to)));
    brush.value = String(size);
    draw();
  };
  const tools = [
    { words: "Brush", on: false },
    { words: "Eraser", on: true },
  ].map(({ words, on }) => {
    const made = button({ words, look: "hl-plain" });
    made.addEventListener("click", () => choose(on));
    return { made, on };
  });
  const choose = (erase: boolean) => {
    erases = erase;
    for (const { made, on } of tools) set(made, { "aria-pressed": String(on === erase) });
  };
  const undo = () => {
    say(lines.undo() ? "The last line was taken back." : "There is nothing to take back.");
    redraw();
  };
  const back = button({ icon: icon(marks.reset), words: "Undo", look: "hl-ghost", title: "Ctrl+Z" });
  const clear = button({ icon: icon(marks.close), words: "Clear", look: "hl-ghost" });
  back.addEventListener("click", undo);
  clear.addEventListener("click", () => {
    base = null;
    lines.clear();
    redraw();
    say("The mask is empty.");
  });
  brush.addEventListener("input", () => resize(Number(brush.value)));

  const place = (event: PointerEvent): Point => {
    const box = screen.canvas.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) / box.width) * width,
      y: ((event.clientY - box.top) / box.height) * height,
    };
  };
  const { canvas } = screen;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    at = place(event);
    begin(at);
  });
  canvas.addEventListener("pointermove", (event) => {
    shows = true;
    // what the hand did between two frames is a part of the line
    for (const one of event.getCoalescedEvents?.() ?? []) if (lines.current) go(place(one));
    go(place(event));
  });
  for (const name of ["pointerup", "pointercancel"] as const) canvas.addEventListener(name, end);
  canvas.addEventListener("pointerleave", () => {
    shows = false;
    draw();
  });
  canvas.addEventListener("focus", () => {
    shows = canvas.matches(":focus-visible");
    draw();
  });

  const step = (event: KeyboardEvent): boolean => {
    const by = event.shiftKey ? size * 2 : size / 2;
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.target !== canvas) return false;
    if (way) {
      shows = true;
      const [x = 0, y = 0] = way;
      go({ x: Math.max(0, Math.min(width, at.x + x * by)), y: Math.max(0, Math.min(height, at.y + y * by)) });
      return true;
    }
    if (event.key !== " ") return false;
    if (pen) end();
    else {
      begin(at);
      pen = true;
    }
    say(pen ? "The brush is down." : "The brush is up.");
    return true;
  };
  choose(false);
  resize(size);
  redraw();
  return {
    canvas,
    element: h(
      "div",
      { class: "hl-editor" },
      h("div", { class: "hl-canvas-room" }, canvas),
      h(
        "div",
        { class: "hl-row hl-editor-tools" },
        ...tools.map(({ made }) => made),
        h("label", { class: "hl-row" }, h("span", { class: "hl-label" }, "Size"), brush),
        back,
        clear,
      ),
      h("p", { class: "hl-quiet" }, "What you paint is made anew, the rest is kept."),
    ),
    export: () => exported(layer.canvas, width, height),
    key(event) {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") undo();
      else if (event.key === "[") resize(size / LARGER);
      else if (event.key === "]") resize(Math.max(size + 1, size * LARGER));
      else return step(event);
      return true;
    },
  };
}

/** Where the brush is, seen on light and on dark. */
function ring({ on }: Surface, { x, y }: Point, size: number, longest: number): void {
  const thin = Math.max(1, longest / 500);
  for (const [colour, by] of [
    ["#000", thin],
    ["#fff", 0],
  ] as const) {
    on.strokeStyle = colour;
    on.lineWidth = thin;
    on.beginPath();
    on.arc(x, y, size / 2 + by, 0, 2 * Math.PI);
    on.stroke();
  }
}

async function exported(layer: HTMLCanvasElement, width: number, height: number): Promise<Blob | "none"> {
  const { canvas, on } = surface(width, height);
  const alpha = layer.getContext("2d")?.getImageData(0, 0, width, height).data ?? [];
  let painted = false;
  for (let index = 3; index < alpha.length && !painted; index += 4) painted = alpha[index] !== 0;
  if (!painted) return "none";
  on.fillRect(0, 0, width, height);
  on.globalCompositeOperation = "destination-out";
  on.drawImage(layer, 0, 0);
  return png(canvas);
}
