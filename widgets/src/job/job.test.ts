import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeModel, settle } from "../kit/fake";
import type { Item } from "../kit/item";
import type { Row } from "../kit/run/state";
import widget from "./index";
import type { JobState } from "./state";

const HOSTILE = "<img src=x onerror=alert(1)>";
const row = (more: Partial<Row> = {}): Row => ({
  run: "a",
  kind: "video",
  model: "veo",
  words: HOSTILE,
  status: "running",
  fraction: 0.42,
  position: null,
  eta: null,
  sent: Date.now() - 3000,
  seconds: null,
  held: "35",
  charged: "0",
  open: true,
  can_cancel: true,
  can_retry: false,
  left: false,
  note: "",
  items: [],
  count: 0,
  ...more,
});
const item = (kind: Item["kind"]): Item => ({
  digest: `d-${kind}`,
  kind,
  alt: HOSTILE,
  width: 8,
  height: 6,
  seconds: 4,
  size: 1000,
  media_type: "video/mp4",
  ending: ".mp4",
  model: "veo",
  cost: "35",
  excerpt: HOSTILE,
  replayed: null,
  sandbox: true,
  reference: false,
});
const done = (kind: Item["kind"], count = 1) =>
  row({ status: "succeeded", open: false, can_cancel: false, seconds: 5, charged: "35", items: [item(kind)], count });

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
