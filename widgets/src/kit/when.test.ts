import { expect, test } from "vitest";
import { length, when } from "./when";

const now = new Date(2026, 10, 21, 15, 0).getTime();
test.each([
  [new Date(2026, 10, 21, 14, 2), /^today \D*0?2:02|^today 14:02/],
  [new Date(2026, 10, 20, 23, 59), /^yesterday /],
  [new Date(2026, 10, 17, 14, 2), /^Tuesday /],
  [new Date(2026, 10, 3, 14, 2), /Nov/],
  [new Date(2025, 10, 3, 14, 2), /2025/],
])("%s is said as %s", (then, words) => expect(when(then.getTime(), now)).toMatch(words));
test.each([
  [0, "0 s"],
  [-2, "0 s"],
  [4, "4 s"],
  [1.52, "1.5 s"],
  [65, "1 min 5 s"],
  [3780, "1 h 3 min"],
])("%f seconds are %s", (seconds, words) => expect(length(seconds)).toBe(words));
