import { expect, test } from "vitest";
import { dragged, pixels, turned, WHOLE } from "./box";
import { strokes } from "./strokes";

const part = { x: 0.1, y: 0.2, wide: 0.5, high: 0.3 };

test.each([
  ["whole", { x: 1, y: -1 }, { x: 0.5, y: 0, wide: 0.5, high: 0.3 }],
  ["se", { x: 0.1, y: 9 }, { x: 0.1, y: 0.2, wide: 0.6, high: 0.8 }],
  ["nw", { x: -9, y: 0.1 }, { x: 0, y: 0.3, wide: 0.6, high: 0.2 }],
  ["ne", { x: -9, y: 9 }, { x: 0.1, y: 0.48, wide: 0.02, high: 0.02 }],
] as const)("a part drawn by %s stays inside the picture", (grip, by, found) => {
  for (const [name, value] of Object.entries(dragged(part, grip, by)))
    expect(value).toBeCloseTo(found[name as keyof typeof found], 9);
});
test("four quarter turns, or one and back, are none", () => {
  let box = part;
  for (let turn = 0; turn < 4; turn++) box = turned(box, 1);
  for (const again of [box, turned(turned(part, 1), -1)])
    for (const [name, value] of Object.entries(part)) expect(again[name as keyof typeof again]).toBeCloseTo(value, 9);
});
test("a part has whole pixels, and the whole picture all of them", () => {
  expect(pixels(WHOLE, 7, 5)).toEqual({ x: 0, y: 0, wide: 7, high: 5 });
  expect(pixels({ x: 0.99, y: 0, wide: 0.01, high: 1 }, 10, 1)).toEqual({ x: 10, y: 0, wide: 1, high: 1 });
});
test("each line and the clearing are taken back in turn", () => {
  const lines = strokes();
  lines.begin({ size: 4, erases: false }, { x: 0, y: 0 });
  lines.go({ x: 1, y: 1 });
  lines.end();
  lines.begin({ size: 4, erases: true }, { x: 2, y: 2 });
  lines.end();
  lines.go({ x: 9, y: 9 });
  expect(lines.all.map(({ points }) => points.length)).toEqual([2, 1]);
  lines.clear();
  expect(lines.all).toEqual([]);
  expect([lines.undo(), lines.all.length]).toEqual([true, 2]);
  expect([lines.undo(), lines.all.length]).toEqual([true, 1]);
  expect([lines.undo(), lines.undo()]).toEqual([true, false]);
});
