import { expect, test } from "vitest";
import { aside, choices, moved, remark, sent, shape, surplus } from "./form";
import { image } from "./kinds/image";
import type { Fields, ModelOption, Reference } from "./state";

const model = (more: Partial<ModelOption> = {}): ModelOption => ({
  id: "m",
  kind: "image",
  modes: ["image"],
  price: "4 credits an image",
  basis: "observed",
  aspect_ratios: ["1:1", "16:9"],
  aspect_ratio: "1:1",
  max_references: 2,
  min_references: 0,
  links_only: false,
  ...more,
});
const { max_references: _, ...unbound } = model();
const slots = (count: number, linked = false): Reference[] =>
  Array.from({ length: count }, (_, at) => ({
    digest: `${at}`,
    kind: "image",
    seconds: null,
    name: `n${at}`,
    width: 1,
    height: 1,
    linked,
    thumb: "",
  }));

const told = (one: ModelOption, fields: Fields, asked: Fields) => sent(image.rows(one, undefined, asked), fields);

test("only what the model takes is sent", () => {
  const fields = { aspect_ratio: "16:9", resolution: "2K", size: "1x1", n: 1, seed: 0 };
  expect(told(model(), fields, {})).toEqual({ aspect_ratio: "16:9", seed: 0 });
  expect(told(model({ aspect_ratios: ["1:1"] }), fields, {})).toEqual({ seed: 0 });
});
test("a field whose rules are unknown is sent when the notebook asked for it", () => {
  expect(told(model(), { resolution: "2K" }, { resolution: "2K" })).toEqual({ resolution: "2K" });
  expect(choices(undefined, "size", undefined)).toBeNull();
});
test.each([
  [model(), 2, ""],
  [model(), 3, "1 over: this model takes at most 2 reference images."],
  [unbound, 30, ""],
  [model({ max_references: 0 }), 1, "m takes no reference images. Remove it, or choose another model."],
  [model({ min_references: 1 }), 0, "This model needs at least 1 reference image."],
])("what is said of the slots, %#", (one, count, said) => {
  expect(remark(one, slots(count))).toBe(said);
  expect(surplus(one, slots(count)) > 0).toBe(/over|no reference/.test(said));
});
test.each([
  [
    true,
    slots(1),
    "1 picture goes to the server's storage first: this model takes links only. That adds nothing to the price.",
  ],
  [
    true,
    slots(2),
    "2 pictures go to the server's storage first: this model takes links only. That adds nothing to the price.",
  ],
  [true, slots(1, true), ""],
  [true, [], ""],
  [false, slots(1), ""],
])("pictures of this machine are uploaded where only links are taken (%s), %#", (links_only, given, said) => {
  expect(aside(model({ links_only }), given)).toBe(said);
  expect(remark(model({ links_only }), given)).toBe("");
});
test.each([
  [0, 2, ["b", "c", "a"]],
  [2, 0, ["c", "a", "b"]],
  [1, 1, ["a", "b", "c"]],
  [0, 9, ["b", "c", "a"]],
  [9, 0, ["a", "b", "c"]],
])("from %i to %i", (from, to, order) => expect(moved(["a", "b", "c"], from, to)).toEqual(order));
test.each([
  ["16:9", { width: 16, height: 9 }],
  ["1024x1536", { width: 11, height: 16 }],
  ["2K", null],
  ["0:1", null],
])("the shape of %s", (text, box) => expect(shape(text, 16)).toEqual(box));
