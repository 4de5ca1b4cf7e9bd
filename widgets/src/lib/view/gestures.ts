import type { Scope } from "../../kit/scope";

/** What hands and keys do to the camera. Sizes are parts of the view's height, angles radians. */
export interface Doing {
  orbit(right: number, above: number): void;
  pan(right: number, above: number): void;
  /** Below 1 is nearer. */
  zoom(by: number): void;
  /** One of the six views, from 0. */
  view(which: number): void;
  reset(): void;
  turn(): void;
  isOff(): boolean;
}

const STEP = Math.PI / 18;
const SIDE = 0.08;
const NEARER = 0.85;
/** Radians for a drag across the whole height. */
const DRAG = Math.PI;

/** Mouse, touch and pen: one pointer turns, two zoom and pan, as do the wheel and the other buttons. */
export function hands(element: HTMLElement, doing: Doing, life: Scope): void {
  const held = new Map<number, { x: number; y: number }>();
  const spread = () => {
    const [a, b] = [...held.values()];
    return a && b ? { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, wide: Math.hypot(a.x - b.x, a.y - b.y) } : null;
  };
  const lift = (event: PointerEvent) => {
    held.delete(event.pointerId);
    element.classList.toggle("hl-held", held.size > 0);
  };

  life.on(element, "pointerdown", (event) => {
    if (doing.isOff() || (event.target as Element).closest("button, a")) return;
    element.focus({ preventScroll: true });
    element.setPointerCapture?.(event.pointerId);
    held.set(event.pointerId, { x: event.clientX, y: event.clientY });
    element.classList.add("hl-held");
  });
  life.on(element, "pointermove", (event) => {
    const was = held.get(event.pointerId);
    if (!was) return;
    const before = spread();
    held.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const after = spread();
    const high = element.clientHeight || 1;
    const [right, down] = [(event.clientX - was.x) / high, (event.clientY - was.y) / high];
    if (before && after) {
      if (after.wide > 0) doing.zoom(before.wide / after.wide);
      doing.pan((before.x - after.x) / high, (after.y - before.y) / high);
    } else if (event.shiftKey || event.buttons & 6) doing.pan(-right, down);
    else doing.orbit(-right * DRAG, down * DRAG);
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"] as const) life.on(element, end, lift);
  life.on(element, "contextmenu", (event) => event.preventDefault());
  life.on(element, "dblclick", () => !doing.isOff() && doing.reset());
  life.on(
    element,
    "wheel",
    (event) => {
      // a page that is scrolled past a viewer goes on scrolling
      if (doing.isOff() || !(element.contains(document.activeElement) || event.ctrlKey)) return;
      event.preventDefault();
      doing.zoom(Math.exp(Math.max(-0.5, Math.min(0.5, event.deltaY * (event.deltaMode ? 0.05 : 0.002)))));
    },
    { passive: false },
  );
}

/** The same with keys; says whether the key was one of them. */
export function keys(event: KeyboardEvent, doing: Doing): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
  if (arrow) {
    const [right = 0, above = 0] = arrow;
    if (event.shiftKey) doing.pan(right * SIDE, above * SIDE);
    else doing.orbit(right * STEP, above * STEP);
  } else if (event.key === "+" || event.key === "=") doing.zoom(NEARER);
  else if (event.key === "-" || event.key === "_") doing.zoom(1 / NEARER);
  else if (event.key === " ") doing.turn();
  else if (/^[1-6]$/.test(event.key)) doing.view(Number(event.key) - 1);
  else if (event.key.toLowerCase() === "r") doing.reset();
  else return false;
  return true;
}
