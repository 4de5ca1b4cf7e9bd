import { expect, test } from "vitest";
import { fakeDone, fakeRow } from "./fake";
import { money } from "./words";

test.each([
  [fakeRow(), "35 credits held"],
  [fakeRow({ held: "0" }), "price unknown"],
  [fakeDone(), "35 credits"],
  [fakeDone({ charged: "0" }), "free"],
  [fakeDone({ charged: null }), "price unknown"],
  [fakeDone({ charged: "0", status: "failed" }), "nothing charged"],
])("what a call holds or took, %#", (row, said) => expect(money(row)).toBe(said));
