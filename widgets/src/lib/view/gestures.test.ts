import { expect, test, vi } from "vitest";
import { h } from "../../kit/dom";
import { scope } from "../../kit/scope";
import { type Doing, hands, keys } from "./gestures";

function desk() {
  const doing = { orbit: vi.fn(), pan: vi.fn(), zoom: vi.fn(), view: vi.fn(), reset: vi.fn(), turn: vi.fn() };
  const off = { now: false };
  const whole: Doing = { ...doing, isOff: () => off.now };
  const element = document.body.appendChild(h("div", { tabindex: 0 }));
  Object.defineProperty(element, "clientHeight", { value: 100 });
  const life = scope();
  hands(element, whole, life);
  const point = (kind: string, id: number, x: number, y: number, more: object = {}) => {
    const event = new MouseEvent(kind, { clientX: x, clientY: y, bubbles: true, cancelable: true, ...more });
    element.dispatchEvent(Object.assign(event, { pointerId: id }));
  };
  return { doing, whole, off, element, point, life };
}

test.each([
  ["ArrowLeft", {}, "orbit"],
  ["ArrowUp", { shiftKey: true }, "pan"],
  ["+", {}, "zoom"],
  ["-", {}, "zoom"],
  [" ", {}, "turn"],
  ["6", {}, "view"],
  ["R", {}, "reset"],
] as const)("the key %s does what the help says", (key, more, what) => {
  const { doing, whole } = desk();
  expect(keys(new KeyboardEvent("keydown", { key, ...more }), whole)).toBe(true);
  expect(Object.entries(doing).filter(([, one]) => one.mock.calls.length)).toMatchObject([[what, {}]]);
});

test.each([
  ["a", {}],
  ["7", {}],
  ["r", { ctrlKey: true }],
  ["Tab", {}],
] as const)("the key %s is left to the page", (key, more) => {
  const { whole } = desk();
  expect(keys(new KeyboardEvent("keydown", { key, ...more }), whole)).toBe(false);
});

test("one pointer turns, with shift it moves across, two zoom", () => {
  const { doing, point } = desk();
  point("pointermove", 1, 5, 5);
  expect(doing.orbit).not.toHaveBeenCalled();
  point("pointerdown", 1, 0, 0);
  point("pointermove", 1, 50, 0);
  expect(doing.orbit.mock.calls[0]?.[0]).toBeCloseTo(-Math.PI / 2);
  point("pointermove", 1, 60, 10, { shiftKey: true });
  expect(doing.pan).toHaveBeenCalledWith(-0.1, 0.1);
  point("pointerdown", 2, 160, 10);
  point("pointermove", 2, 260, 10);
  expect(doing.zoom).toHaveBeenCalledWith(0.5);
  point("pointerup", 2, 260, 10);
  point("pointerup", 1, 60, 10);
  point("pointermove", 1, 90, 90);
  expect(doing.orbit).toHaveBeenCalledTimes(1);
});

test("the wheel scrolls the page until the view has the focus", () => {
  const { doing, element } = desk();
  const turn = () => {
    const event = new WheelEvent("wheel", { deltaY: 100, cancelable: true, bubbles: true });
    element.dispatchEvent(event);
    return event.defaultPrevented;
  };
  expect(turn()).toBe(false);
  element.focus();
  expect(turn()).toBe(true);
  expect(doing.zoom).toHaveBeenCalledTimes(1);
});

test("what is switched off stays where it is, and nothing is heard after the end", () => {
  const { doing, off, point, life, element } = desk();
  off.now = true;
  point("pointerdown", 1, 0, 0);
  point("pointermove", 1, 50, 0);
  off.now = false;
  life.end();
  element.dispatchEvent(new MouseEvent("dblclick"));
  expect([doing.orbit, doing.reset].map((one) => one.mock.calls.length)).toEqual([0, 0]);
});
