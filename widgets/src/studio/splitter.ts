import { h, set } from "../kit/dom";
import type { Scope } from "../kit/scope";

/** The least and the most share of the first of two panes. */
const LEAST = 0.15;
const MOST = 0.85;
const STEP = 0.02;

export interface Splitter {
  readonly element: HTMLElement;
  /** `across` is true for panes side by side. */
  show(share: number, across: boolean): void;
}

/**
 * The bar between two panes. Drag it, or use the arrows, Home and End; a double click and Backspace bring the usual
 * size back, Enter folds the second pane.
 */
export function splitter(options: {
  label: string;
  /** Id of the pane whose share it tells. */
  controls: string;
  /** Told while it moves. */
  moved(share: number): void;
  /** Told when it stays. */
  placed(): void;
  reset(): void;
  fold(): void;
  life: Scope;
}): Splitter {
  const { life, moved, placed, reset, fold } = options;
  const element = h("div", {
    class: "hl-split",
    role: "separator",
    tabindex: 0,
    "aria-label": options.label,
    "aria-controls": options.controls,
    "aria-valuemin": LEAST * 100,
    "aria-valuemax": MOST * 100,
    title: "Drag to size; double click for the usual size",
  });
  let share = 0.5;
  let across = true;
  const move = (to: number) => moved(Math.max(LEAST, Math.min(MOST, to)));

  const pulled = (event: PointerEvent) => {
    const room = (element.parentElement as HTMLElement).getBoundingClientRect();
    move(across ? (event.clientX - room.left) / room.width : (event.clientY - room.top) / room.height);
  };
  life.on(element, "pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault(); // else the browser selects, or drags what is selected
    element.focus();
    element.setPointerCapture(event.pointerId);
    set(element, { "data-held": true });
  });
  life.on(element, "pointermove", (event) => element.hasPointerCapture?.(event.pointerId) && pulled(event));
  life.on(element, "lostpointercapture", () => {
    set(element, { "data-held": null });
    placed();
  });
  life.on(element, "dblclick", reset);
  life.on(element, "keydown", (event) => {
    const [less, more] = across ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
    const to = { [less as string]: share - STEP, [more as string]: share + STEP, Home: LEAST, End: MOST }[event.key];
    if (to !== undefined) {
      move(to);
      placed();
    } else if (event.key === "Backspace") reset();
    else if (event.key === "Enter") fold();
    else return;
    event.preventDefault();
  });

  return {
    element,
    show(now, sideBySide) {
      share = now;
      across = sideBySide;
      set(element, {
        "aria-orientation": across ? "vertical" : "horizontal",
        "aria-valuenow": Math.round(share * 100),
        "data-across": across,
      });
    },
  };
}
