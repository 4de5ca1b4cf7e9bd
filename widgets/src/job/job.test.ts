import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeModel, settle } from "../kit/fake";
import { fakeClip, HOSTILE } from "../kit/fake_item";
import type { Item } from "../kit/item";
import { fakeDone, fakeRow } from "../kit/run/fake";
import widget from "./index";
import type { JobState } from "./state";

const row = fakeRow;
const done = (kind: Item["kind"], count = 1) =>
  fakeDone({ seconds: 5, items: [fakeClip({ digest: `d-${kind}`, kind, excerpt: HOSTILE })], count });

let model: FakeModel<JobState>;
let el: HTMLElement;
let off: () => void;
const find = <Kind extends Element = HTMLElement>(selector: string) => el.querySelector(selector) as unknown as Kind;
const named = (words: string) =>
  [...el.querySelectorAll<HTMLButtonElement>("button")].find(
    (one) => one.textContent === words && !one.closest("[hidden]"),
  );

beforeEach(async () => {
  vi.useFakeTimers();
  URL.createObjectURL = () => "blob:1";
  URL.revokeObjectURL = () => {};
  model = new FakeModel<JobState>({ twin_mark: "abc", last_error: null, disabled: false, row: row() });
  model.rules["hello"] = () => ({ value: { now: Date.now() } });
  model.rules["piece"] = () => ({
    value: { size: 1, media_type: "image/webp", next: null },
    buffers: [new DataView(new ArrayBuffer(1))],
  });
  el = document.body.appendChild(document.createElement("div"));
  off = widget.render({ model, el });
  await settle();
});
afterEach(() => {
  off();
  el.remove();
  vi.useRealTimers();
});

test("a job says how far it is and what it holds, and can be cancelled", async () => {
  model.rules["cancel"] = () => ({ value: { cancelled: true, message: "Cancelled." } });
  expect(find(".hl-numbers").textContent).toBe("Running, 42 %3 s35 credits held");
  expect([find(".hl-run").tabIndex, find(".hl-made").hidden]).toEqual([0, true]);
  named("Cancel")?.click();
  expect(find(".hl-asked").textContent).toContain("35 credits it holds come back");
  named("Cancel the call")?.click();
  expect(model.named("cancel")[0]?.args).toEqual({ run: "a" });
  await settle();
});
test.each([
  ["image", "img"],
  ["video", "video"],
  ["audio", "audio"],
  ["model3d", "img"],
] as const)("what it made, %s, stands below it", async (kind, tag) => {
  model.set("row", done(kind, 3));
  await settle(30);
  expect(find(`.hl-made ${tag}`)).not.toBeNull();
  expect(find(".hl-made").textContent).toContain("and 2 more on the shelf");
  expect(find(".hl-hear").textContent).toContain("Clip by veo, Done, 35 credits");
});
test("a text is shown as text", async () => {
  model.set("row", done("text"));
  await settle();
  expect(find(".hl-made-text").textContent).toBe(HOSTILE);
  expect(el.querySelector("img[onerror]")).toBeNull();
});
test("one that is sent again goes on with the new call, and the focus stays with it", async () => {
  model.set("row", row({ status: "failed", open: false, can_cancel: false, can_retry: true }));
  find(".hl-run").focus();
  model.set("row", row({ run: "b" }));
  expect([el.querySelectorAll(".hl-run").length, document.activeElement]).toEqual([1, find(".hl-run")]);
  expect(find(".hl-status").textContent).toBe("Running, 42 %");
});
test("leaving undoes everything", () => {
  off();
  expect([model.listening, el.childElementCount, vi.getTimerCount()]).toEqual([0, 0, 0]);
});
