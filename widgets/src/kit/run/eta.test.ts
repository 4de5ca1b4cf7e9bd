import { expect, test } from "vitest";
import { countdown, words } from "./eta";

test.each([
  [[30, 40, 70], "about 40 s left, 30–70 s"],
  [[40, 40, 40], "about 40 s left"],
  [[2.2, 3.4, 9], "about 3 s left, 2–9 s"],
  [[0, 0, 12], "any moment now, at most 12 s"],
  [[0, 0, 0], "longer than usual"],
  [[100, 180, 360], "about 3 min left, 2–6 min"],
  [[3600, 7200, 10_800], "about 2 h left, 1–3 h"],
] as const)("%j is said as %s", (left, said) => {
  expect(words([...left])).toBe(said);
});
test("it counts down, and stands still for a little delay", () => {
  const left = countdown();
  expect(left([40_000, 40_000, 40_000], 0)).toBe("about 40 s left");
  expect(left([40_000, 40_000, 40_000], 21_000)).toBe("about 19 s left");
  expect(left([45_000, 45_000, 45_000], 22_000)).toBe("about 19 s left");
  expect(left([90_000, 90_000, 90_000], 23_000)).toBe("about 65 s left");
});
test("nothing is said of a call without an end, and it begins anew", () => {
  const left = countdown();
  left([10_000, 10_000, 10_000], 0);
  expect(left(null, 1000)).toBe("");
  expect(left([15_000, 15_000, 15_000], 2000)).toBe("about 13 s left");
});
