import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeModel, settle } from "../kit/fake";
import { fakeItem } from "../kit/fake_item";
import widget, { gains } from "./index";
import type { AudioState } from "./state";
import { outline } from "./wave";
import { priceWords, wordAt } from "./words";

const take = (digest: string) => ({
  ...fakeItem({ digest, kind: "audio", alt: `<b>${digest}</b>`, width: null, height: null, seconds: 10 }),
  ...{ ending: ".mp3", media_type: "audio/mpeg", model: "tts", rate: "24 credits a minute" },
});
const SAID = {
  lines: [
    [
      ["Good", 0, 1],
      ["<i>day</i>", 1, 2],
    ],
    [["Bye", 5, 6]],
  ],
  exact: false,
};

let model: FakeModel<AudioState>;
let el: HTMLElement;
let off: () => void;
let said: typeof SAID;
const $ = (selector: string) => el.querySelector<HTMLElement>(selector) as HTMLElement;
const key = (name: string, more = {}) =>
  $(".hl-track").dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more }));
const press = (words: string) =>
  [...el.querySelectorAll("button")].find((one) => one.textContent?.includes(words) && !one.hidden)?.click();
const now = () => $(".hl-now").textContent;

async function open(digests: string[]) {
  model = new FakeModel<AudioState>({
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
    transcripts: digests.map(() => ""),
    writing: false,
    even: true,
  });
  model.rules["look"] = () => ({ value: digests.map(take) });
  model.rules["peaks"] = () => ({ buffers: [new DataView(new Uint8Array([10, 200, 90]).buffer)] });
  model.rules["loudness"] = () => ({ value: [-20, -14] });
  model.rules["transcript"] = () => ({ value: said });
  model.rules["piece"] = () => ({
    value: { size: 1, media_type: "audio/mpeg", next: null },
    buffers: [new DataView(new ArrayBuffer(1))],
  });
  el = document.body.appendChild(document.createElement("div"));
  off = widget.render({ model, el });
  await settle(60);
}

beforeEach(() => {
  vi.useFakeTimers();
  said = SAID;
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

test("a hostile name is text, and cost stands beside cost per minute", async () => {
  await open(["p1"]);
  expect($(".hl-player-head strong").textContent).toBe("<b>p1</b>");
  expect(el.querySelector("b, i")).toBeNull();
  expect($(".hl-player-facts").textContent).toBe("10 s · tts · 4 credits · 24 credits a minute");
});

test("keys wind, and Python hears of it once the hand rests", async () => {
  await open(["p1"]);
  key("ArrowRight");
  key("ArrowRight", { shiftKey: true });
  expect(now()).toBe("0:06.00");
  expect(model.state.position).toBe(0);
  vi.advanceTimersByTime(300);
  expect(model.state.position).toBe(6);
  key("Home");
  key("ArrowLeft");
  expect(now()).toBe("0:00.00");
  key("End");
  expect(now()).toBe("0:10.00");
});

test("a position from Python winds, and is not told back", async () => {
  await open(["p1"]);
  const before = model.saved;
  model.set("position", 3.5);
  vi.advanceTimersByTime(2000);
  expect(now()).toBe("0:03.50");
  expect(model.saved).toBe(before);
});

test("L marks a start, then an end, then clears", async () => {
  await open(["p1"]);
  model.set("position", 2);
  key("l");
  model.set("position", 4);
  key("l");
  expect(model.state.loop).toEqual([2, 4]);
  expect($(".hl-loop-end").hidden).toBe(false);
  const end = el.querySelectorAll<HTMLElement>(".hl-loop-end")[1] as HTMLElement;
  end.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true }));
  expect(model.state.loop).toEqual([2, 4.1]);
  key("L");
  expect(model.state.loop).toBeNull();
});

test("speed goes in steps and the pitch stays", async () => {
  await open(["p1"]);
  key("+");
  expect(model.state.speed).toBe(1.25);
  for (let i = 0; i < 9; i += 1) key("-");
  expect(model.state.speed).toBe(0.5);
});

test("a browser that refuses to begin leaves the player stopped", async () => {
  HTMLMediaElement.prototype.play = vi.fn(async () => {
    throw new DOMException("no", "NotAllowedError");
  });
  await open(["p1"]);
  key(" ");
  await settle();
  expect(model.state.playing).toBe(false);
  expect($(".hl-hear").textContent).toContain("Press play");
});

test("of two views of one widget only one sounds", async () => {
  await open(["p1"]);
  const other = document.body.appendChild(document.createElement("div"));
  const end = widget.render({ model, el: other });
  await settle(60);
  const playing = vi.mocked(HTMLMediaElement.prototype.play);
  key(" ");
  await settle();
  expect(playing).toHaveBeenCalledTimes(1);
  expect(other.querySelector(".hl-play")?.getAttribute("aria-label")).toBe("Pause");
  end();
  other.remove();
});

test("two takes are heard one at a time, the louder one turned down", async () => {
  await open(["p1", "p2"]);
  key("b");
  expect(model.state.side).toBe(1);
  expect($(".hl-player-head strong").textContent).toBe("B: <b>p2</b>");
  expect(gains([-20, -14])).toEqual([1, 10 ** (-6 / 20)]);
  expect(gains([-20, null])).toEqual([1, 1]);
});

test("words are reached by keys, and one winds there", async () => {
  await open(["p1"]);
  const words = [...el.querySelectorAll<HTMLElement>(".hl-word")];
  expect(words.map((one) => one.textContent)).toEqual(["Good", "<i>day</i>", "Bye"]);
  words[0]?.focus();
  for (const name of ["ArrowRight", "End", "Enter"])
    document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
  expect(now()).toBe("0:05.00");
  expect($('[aria-current="true"]').textContent).toBe("Bye");
});

test("writing down shows its price first, and one press pays once", async () => {
  await open(["p1"]);
  model.rules["write_price"] = () => ({ value: { text: "3 credits", known: true, basis: "documented", kept: null } });
  press("Write down");
  await settle();
  expect(model.named("write_down")).toHaveLength(0);
  expect($(".hl-words-ask").textContent).toContain("This costs 3 credits (documented).");
  press("Write down for 3 credits");
  press("Write down for 3 credits");
  expect(model.named("write_down").map(({ args }) => args)).toEqual([{ side: 0, spend_anyway: false }]);
});

test("guessed times are no captions, and heard ones take the button away", async () => {
  await open(["p1"]);
  expect(el.textContent).toContain("times guessed");
  expect($('[aria-label="Save as .srt"]').hidden).toBe(true);
  said = { ...SAID, exact: true };
  model.set("transcripts", ["t1"]);
  await settle();
  expect($('[aria-label="Save as .srt"]').hidden).toBe(false);
  expect([...el.querySelectorAll("button")].find((one) => one.textContent === "Write down")?.hidden).toBe(true);
});

test("an asset that is gone is said with the next step", async () => {
  await open(["p1"]);
  model.rules["look"] = () => ({ error: { message: "It is gone; make it again.", field: null, next: null } });
  model.set("digests", ["p1"]);
  await settle(20);
  expect($(".hl-strip").textContent).toContain("It is gone");
});

test("nothing listens any more when the view has ended", async () => {
  await open(["p1"]);
  off();
  expect(model.listening).toBe(0);
});

test.each([
  [-1, -1],
  [0, 0],
  [0.99, 0],
  [1, 1],
  [4, 1],
  [99, 2],
])("at %s seconds word %s is said", (at, word) => {
  expect(wordAt(SAID.lines.flat() as [string, number, number][], at)).toBe(word);
});

test("a price that nobody knows is no number", () => {
  expect(priceWords({ known: false, text: "", basis: "", kept: null })).toBe("No source tells what this costs.");
});

test("a waveform is one closed line, silence included", () => {
  expect(outline(new Uint8Array([0, 0]))).toBe("M0 49.4L1 49.4L1 50.6L0 50.6Z");
});
