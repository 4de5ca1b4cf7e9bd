import { expect, test } from "vitest";
import { squareOf } from "./furniture";
import { gate, reason } from "./gate";
import { edges, metres } from "./labels";

test("only what is inside the file is let through", () => {
  const { manager, refused } = gate();
  expect(manager.resolveURL("blob:http://127.0.0.1/1")).toMatch(/^blob:/);
  expect(manager.resolveURL("data:image/png;base64,AA")).toMatch(/^data:/);
  for (const url of [
    "https://example.org/a.png",
    "parts.bin",
    "//example.org/a",
    "javascript:alert(1)",
    "file:///etc",
  ]) {
    expect(() => manager.resolveURL(url)).toThrow("Nothing outside");
  }
  expect(refused).toHaveLength(5);
});

test("why a file is not shown is said in a sentence", () => {
  expect(reason(new Error("x"), ["a"]).message).toContain("Nothing was fetched");
  expect(reason(new Error("THREE.GLTFLoader: No DRACOLoader instance provided."), []).message).toContain("DRACO");
  expect(reason(new Error("Unexpected token"), []).message).toContain("broken");
});

test("lengths have the unit that suits them", () => {
  expect([metres(2), metres(0.4), metres(0.004), metres(0)]).toEqual(["2 m", "40 cm", "4 mm", "0 m"]);
  expect(edges({ low: [0, 0, 0], high: [1, 2, 0.5] }).map(({ words }) => words)).toEqual(["1 m", "2 m", "50 cm"]);
});

test.each([
  [0.4, 0.1],
  [1, 0.2],
  [3, 0.5],
  [70, 10],
])("for a model of %f m the squares of the grid have %f m", (size, side) => expect(squareOf(size)).toBeCloseTo(side));
