import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeModel, settle } from "../kit/fake";
import { fakeClip } from "../kit/fake_item";
import { clock, spacing } from "../kit/timeline";
import widget, { frameFrom } from "./index";
import type { VideoState } from "./state";

const take = (digest: string) => ({
  ...fakeClip({ digest, alt: `<b>${digest}</b>`, width: 64, height: 48, cost: "20" }),
  ...{ rate: "5 credits a second", fps: 24 },
});

let model: FakeModel<VideoState>;
let el: HTMLElement;
let off: () => void;
const $ = (selector: string) => el.querySelector<HTMLElement>(selector) as HTMLElement;
const key = (name: string) =>
  $(".hl-track").dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
const press = (words: string) => [...el.querySelectorAll("button")].find((one) => one.textContent === words)?.click();

async function open(digests: string[]) {
  model = new FakeModel<VideoState>({
    twin_mark: "abc",
    last_error: null,
    disabled: false,
    digests,
    position: 0,
    playing: false,
    speed: 1,
    loop: null,
    muted: false,
    side: 0,
  });
  model.rules["look"] = () => ({ value: digests.map(take) });
  model.rules["strip"] = () => ({ value: 20, buffers: [new DataView(new ArrayBuffer(1))] });
  model.rules["use"] = () => ({ value: { digest: "f", slot: "img 1" } });
  model.rules["piece"] = () => ({
    value: { size: 1, media_type: "video/mp4", next: null },
    buffers: [new DataView(new ArrayBuffer(1))],
  });
  el = document.body.appendChild(document.createElement("div"));
  off = widget.render({ model, el });
  await settle(60);
}

beforeEach(() => {
  vi.useFakeTimers();
  URL.createObjectURL = () => `blob:${Math.random()}`;
  URL.revokeObjectURL = () => {};
  HTMLMediaElement.prototype.play = vi.fn(async () => {});
  HTMLMediaElement.prototype.pause = vi.fn();
  HTMLMediaElement.prototype.load = vi.fn();
});
afterEach(() => {
  off();
  el.remove();
  vi.useRealTimers();
});

test("a frame is stepped to its middle, so that no rounding shows its neighbour", async () => {
  await open(["p1"]);
  key(".");
  key(".");
  vi.advanceTimersByTime(300);
  expect(model.state.position).toBe(0.104);
  key(",");
  vi.advanceTimersByTime(300);
  expect(model.state.position).toBe(0.063);
  expect(frameFrom(0, -1, 24)).toBe(0);
});

test("the frame on the screen goes to Python once, however often it is pressed", async () => {
  await open(["p1"]);
  model.set("position", 1.5);
  press("Use this frame");
  press("Use this frame");
  await settle();
  expect(model.named("use").map(({ args }) => args)).toEqual([{ side: 0, seconds: 1.5 }]);
  expect($(".hl-toasts").textContent).toContain("The frame is img 1 of the prompt now.");
});

test("a loop can be saved as a picture once there is one", async () => {
  await open(["p1"]);
  const gif = [...el.querySelectorAll("button")].find((one) => one.textContent === "Loop as GIF");
  expect(gif?.hidden).toBe(true);
  model.set("loop", [1, 2]);
  expect(gif?.hidden).toBe(false);
  model.rules["motion"] = () => ({
    error: { message: "Too large; make the loop shorter.", field: "loop", next: null },
  });
  gif?.click();
  await settle();
  expect($(".hl-strip").textContent).toContain("make the loop shorter");
});

test("a clip without a picture says so, with the way to save it", async () => {
  await open(["p1"]);
  const video = $("video") as HTMLVideoElement;
  video.dispatchEvent(new Event("loadedmetadata"));
  expect($(".hl-strip").textContent).toContain("cannot show the picture of this mp4 clip");
  expect($(".hl-strip").textContent).toContain("Press Save");
});

test("two clips stand side by side and one is heard", async () => {
  await open(["p1", "p2"]);
  const [a, b] = [...el.querySelectorAll("video")];
  expect([a?.muted, b?.muted]).toEqual([false, true]);
  key("b");
  expect([a?.muted, b?.muted]).toEqual([true, false]);
  expect(el.querySelectorAll(".hl-screen-letter")).toHaveLength(2);
  expect($(".hl-heard").contains(b as Node)).toBe(true);
});

test("other clips take the place of the first", async () => {
  await open(["p1"]);
  model.rules["look"] = () => ({ value: [take("p9")] });
  model.set("digests", ["p9"]);
  await settle(20);
  expect(el.querySelectorAll("video")).toHaveLength(1);
  expect($(".hl-player-head strong").textContent).toBe("<b>p9</b>");
});

test("nothing listens any more when the view has ended", async () => {
  await open(["p1"]);
  off();
  expect(model.listening).toBe(0);
});

test.each([
  [7.25, 60, "0:07.25"],
  [65, 60, "1:05.00"],
  [3723, 7200, "1:02:03"],
])("%s seconds are told as a clock", (at, of, words) => {
  expect(clock(at, of)).toBe(words);
});

test.each([
  [1, 0.25],
  [4, 0.5],
  [12, 2],
  [3600, 600],
])("a ruler of %s seconds has a mark each %s", (length, step) => {
  expect(spacing(length)).toBe(step);
});
