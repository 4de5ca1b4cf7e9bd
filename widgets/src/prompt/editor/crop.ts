import { button, h } from "../../kit/dom";
import { icon } from "../../kit/icons";
import * as marks from "../../kit/marks";
import { type Box, dragged, type Grip, pixels, turned, WHOLE } from "./box";
import { png, surface } from "./canvas";

export interface Cropper {
  readonly element: HTMLElement;
  /** Null where nothing was changed. */
  export(): Promise<Blob | null>;
}

const GRIPS: Record<Grip, string> = {
  whole: "The part that is kept",
  nw: "Top left corner",
  ne: "Top right corner",
  sw: "Bottom left corner",
  se: "Bottom right corner",
};

/** Cut a part out of a picture, and turn it by quarters. */
export function cropper(image: HTMLImageElement, say: (words: string) => void): Cropper {
  let quarters = 0;
  let box: Box = WHOLE;
  const room = h("div", { class: "hl-crop-room" });
  const frame = h("div", { class: "hl-crop" });
  const size = h("span", { class: "hl-quiet" });
  let canvas = h("canvas");

  const show = () => {
    const percent = (value: number) => `${value * 100}%`;
    Object.assign(frame.style, {
      left: percent(box.x),
      top: percent(box.y),
      width: percent(box.wide),
      height: percent(box.high),
    });
    const { wide, high } = pixels(box, canvas.width, canvas.height);
    size.textContent = `${wide} × ${high}`;
  };
  const draw = () => {
    canvas = rotated(image, quarters);
    canvas.className = "hl-canvas";
    room.replaceChildren(canvas, frame);
    show();
  };
  const move = (grip: Grip, by: { x: number; y: number }) => {
    box = dragged(box, grip, by);
    show();
  };
  for (const [grip, label] of Object.entries(GRIPS) as [Grip, string][]) {
    const hold = h("button", {
      type: "button",
      class: `hl-grip hl-grip-${grip}`,
      "aria-label": `${label}, arrow keys move it`,
    });
    let last: PointerEvent | null = null;
    hold.addEventListener("pointerdown", (event) => {
      hold.setPointerCapture(event.pointerId);
      last = event;
    });
    hold.addEventListener("pointermove", (event) => {
      if (!last) return;
      const { width, height } = canvas.getBoundingClientRect();
      move(grip, { x: (event.clientX - last.clientX) / width, y: (event.clientY - last.clientY) / height });
      last = event;
    });
    for (const name of ["pointerup", "pointercancel"] as const)
      hold.addEventListener(name, () => {
        last = null;
      });
    hold.addEventListener("keydown", (event) => {
      const step = event.shiftKey ? 0.1 : 0.01;
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!way) return;
      event.preventDefault();
      const [x = 0, y = 0] = way;
      move(grip, { x: x * step, y: y * step });
      say(size.textContent ?? "");
    });
    frame.append(hold);
  }
  const turn = (way: 1 | -1) => {
    quarters = (quarters + way + 4) % 4;
    box = turned(box, way);
    draw();
    say(`Turned by ${quarters * 90} degrees.`);
  };
  const left = button({ icon: icon(marks.reset), words: "Turn left", look: "hl-plain" });
  const right = button({ icon: icon(marks.turn), words: "Turn right", look: "hl-plain" });
  left.addEventListener("click", () => turn(-1));
  right.addEventListener("click", () => turn(1));
  draw();
  return {
    element: h(
      "div",
      { class: "hl-editor" },
      h("div", { class: "hl-canvas-room" }, room),
      h("div", { class: "hl-row hl-editor-tools" }, left, right, size),
    ),
    async export() {
      const part = pixels(box, canvas.width, canvas.height);
      if (!quarters && part.wide === canvas.width && part.high === canvas.height) return null;
      const cut = surface(part.wide, part.high);
      cut.on.drawImage(canvas, -part.x, -part.y);
      return png(cut.canvas);
    },
  };
}

function rotated(image: HTMLImageElement, quarters: number): HTMLCanvasElement {
  const { naturalWidth: width, naturalHeight: height } = image;
  const [wide, high] = quarters % 2 ? [height, width] : [width, height];
  const { canvas, on } = surface(wide, high);
  on.translate(wide / 2, high / 2);
  on.rotate((quarters * Math.PI) / 2);
  on.drawImage(image, -width / 2, -height / 2);
  return canvas;
}
