import { expect, test } from "vitest";
import { h } from "./dom";
import { scope } from "./scope";
import { type Box, windowed } from "./windowed";

/** A list of 10,000 rows of 50 pixels in a room of 500. */
function list() {
  const room = document.body.appendChild(h("div"));
  const surface = room.appendChild(h("div"));
  Object.defineProperty(room, "clientHeight", { value: 500 });
  const made = new Map<string, HTMLElement>();
  const element = (key: string) => {
    const one = made.get(key) ?? h("div", { tabindex: -1 }, key);
    made.set(key, one);
    return one;
  };
  const boxes: Box[] = Array.from({ length: 10_000 }, (_, at) => ({
    key: String(at),
    left: 0,
    top: at * 50,
    width: 300,
    height: 50,
  }));
  const view = windowed(room, surface, element, scope());
  view.show(boxes, 500_000);
  const shown = () => [...surface.children].map((child) => Number(child.textContent));
  return { room, surface, view, shown, made };
}

test("only what is in sight is drawn, with some more at both ends", () => {
  const { room, surface, view, shown } = list();
  expect([shown()[0], shown().at(-1)]).toEqual([0, 18]);
  expect(surface.style.height).toBe("500000px");
  room.scrollTop = 250_000;
  view.draw();
  expect([shown()[0], shown().at(-1), shown().length]).toEqual([4991, 5018, 28]);
});

test("one far away can be brought into sight", () => {
  const { room, view, shown } = list();
  view.reveal("9999");
  expect(room.scrollTop).toBe(499_500);
  expect(shown()).toContain(9999);
  view.reveal("9995");
  expect(room.scrollTop).toBe(499_500);
});

test("what has the focus stays drawn", () => {
  const { room, view, shown, made } = list();
  made.get("3")?.focus();
  room.scrollTop = 250_000;
  view.draw();
  expect(shown()).toContain(3);
  expect(document.activeElement?.textContent).toBe("3");
});
