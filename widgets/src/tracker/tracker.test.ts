import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeModel, settle } from "../kit/fake";
import type { Item } from "../kit/item";
import widget from "./index";
import type { Row, TrackerState } from "./state";
import { money, news, progress } from "./words";

const HOSTILE = "<img src=x onerror=alert(1)>";
const row = (run: string, more: Partial<Row> = {}): Row => ({
  run,
  kind: "video",
  model: "veo",
  words: HOSTILE,
  status: "running",
  fraction: 0.42,
  sent: Date.now() - 3000,
  seconds: null,
  held: "35",
  charged: "0",
  open: true,
  can_cancel: true,
  left: false,
  note: "",
  items: [],
  count: 0,
  ...more,
});
const clip: Item = {
  digest: "d",
  kind: "video",
  alt: HOSTILE,
  width: 8,
  height: 6,
  seconds: 4,
  size: 1000,
  media_type: "video/mp4",
  ending: ".mp4",
  model: "veo",
  cost: "35",
  excerpt: "",
  replayed: null,
  sandbox: true,
  reference: false,
};
const done = (run: string) =>
  row(run, {
    status: "succeeded",
    fraction: null,
    seconds: 5.2,
    held: "0",
    charged: "35",
    open: false,
    can_cancel: false,
    items: [clip],
    count: 1,
  });
const lost = (run: string) => row(run, { status: "unknown", fraction: null, can_cancel: false, left: true });

let model: FakeModel<TrackerState>;
let el: HTMLElement;
let off: () => void;
const find = <Kind extends Element = HTMLElement>(selector: string) => el.querySelector(selector) as unknown as Kind;
const runs = () => [...el.querySelectorAll<HTMLElement>(".hl-run")];
const heard = () => find("[role=status]").textContent;
const named = (words: string) =>
  [...el.querySelectorAll<HTMLButtonElement>("button")].find(
    (one) => one.textContent === words && !one.closest("[hidden]"),
  );
const key = (target: Element | null, name: string) =>
  target?.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));

beforeEach(() => {
  vi.useFakeTimers();
  URL.createObjectURL = () => "blob:1";
  URL.revokeObjectURL = () => {};
  model = new FakeModel<TrackerState>({
    twin_mark: "abc",
    last_error: null,
    disabled: false,
    rows: [],
    under_way: 0,
    elsewhere: 0,
  });
  model.rules["hello"] = () => ({ value: { now: Date.now() } });
  model.rules["cancel"] = () => ({ value: { cancelled: true, message: "Cancelled." } });
  model.rules["piece"] = () => ({
    value: { size: 1, media_type: "image/webp", next: null },
    buffers: [new DataView(new ArrayBuffer(1))],
  });
  model.rules["recipe"] = () => ({ value: { rows: [["Prompt", HOSTILE]], created: 0, python: "", text: null } });
  el = document.body.appendChild(document.createElement("div"));
  off = widget.render({ model, el });
});
afterEach(() => {
  off();
  el.remove();
  vi.useRealTimers();
});

test("an empty board says so", () => {
  expect([find(".hl-idle").hidden, find(".hl-runs").hidden]).toEqual([false, true]);
});
test("a row has kind, model, words, status, bar, time and credits, and words stay text", async () => {
  model.set("rows", [row("a")]);
  await settle();
  expect(find(".hl-line").textContent).toBe("Clipveo");
  expect(find(".hl-said").textContent).toBe(HOSTILE);
  expect(el.querySelector("img[onerror]")).toBeNull();
  expect(find(".hl-numbers").textContent).toBe("Running, 42 %3 s35 credits held");
  const bar = find("[role=progressbar]");
  expect(["aria-valuenow", "aria-valuetext", "aria-label"].map((name) => bar.getAttribute(name))).toEqual([
    "42",
    "Running, 42 %",
    "Clip by veo",
  ]);
  await vi.advanceTimersByTimeAsync(2000);
  expect(find(".hl-since").textContent).toBe("5 s");
});
test("where the server tells no number the bar has none", () => {
  model.set("rows", [row("a", { fraction: null })]);
  const bar = find("[role=progressbar]");
  expect([bar.hasAttribute("aria-valuenow"), bar.getAttribute("aria-valuetext")]).toEqual([false, "Running"]);
  expect(bar.classList.contains("hl-unknowing")).toBe(true);
});
test("the clock is the kernel's", async () => {
  off();
  model.rules["hello"] = () => ({ value: { now: Date.now() + 60_000 } });
  off = widget.render({ model, el });
  model.set("rows", [row("a")]);
  await settle();
  await vi.advanceTimersByTimeAsync(1000);
  expect(find(".hl-since").textContent).toBe("1 min 4 s");
});
test("a change of status is said once, a number that goes up never", () => {
  model.set("rows", [row("a", { status: "queued", fraction: 0 })]);
  model.set("rows", [row("a", { fraction: 0.1 })]);
  expect(heard()).toContain("Clip by veo, Running, 35 credits held");
  find("[role=status]").textContent = "";
  model.set("rows", [row("a", { fraction: 0.6 })]);
  expect(heard()).toBe("");
  model.set("rows", [done("a")]);
  expect(heard()).toContain("Clip by veo, Done, 35 credits");
});
test("elements stay when numbers change, and the focus with them", () => {
  model.set("rows", [row("a"), row("b")]);
  const [first] = runs();
  first?.focus();
  model.set("rows", [row("c"), row("a", { fraction: 0.9 }), row("b")]);
  expect([runs()[1], document.activeElement]).toEqual([first, first]);
  expect(runs().map(({ tabIndex }) => tabIndex)).toEqual([-1, 0, -1]);
});
test("arrows go from row to row", () => {
  model.set("rows", [row("a"), row("b"), row("c")]);
  runs()[0]?.focus();
  for (const [name, at] of [
    ["ArrowDown", 1],
    ["End", 2],
    ["ArrowDown", 2],
    ["ArrowUp", 1],
    ["Home", 0],
  ] as const) {
    key(document.activeElement, name);
    expect(runs().indexOf(document.activeElement as HTMLElement)).toBe(at);
  }
});
test.each(["Delete", "Backspace"])("%s asks once, says what comes back, and cancels", async (name) => {
  model.set("rows", [row("a")]);
  runs()[0]?.focus();
  key(runs()[0] ?? null, name);
  expect(find(".hl-asked").textContent).toContain("The 35 credits it holds come back");
  expect(document.activeElement).toBe(named("Cancel the call"));
  expect(model.named("cancel")).toHaveLength(0);
  named("Cancel the call")?.click();
  await settle();
  expect(model.named("cancel")[0]?.args).toEqual({ run: "a" });
  expect(document.activeElement).toBe(runs()[0]);
  const note = "Cancelled; 35 credits are free again.";
  model.set("rows", [row("a", { status: "cancelled", open: false, can_cancel: false, held: "0", seconds: 2, note })]);
  expect(find(".hl-note").textContent).toBe(note);
  expect(heard()).toContain(note);
  expect(find(".hl-held").textContent).toBe("nothing charged");
});
test("Escape keeps the call and gives the focus back", () => {
  model.set("rows", [row("a")]);
  named("Cancel")?.click();
  key(document.activeElement, "Escape");
  expect([find(".hl-question").hidden, document.activeElement]).toEqual([true, runs()[0]]);
});
test("a call that ends while the question is open needs no answer", () => {
  model.set("rows", [row("a")]);
  named("Cancel")?.click();
  model.set("rows", [done("a")]);
  expect([find(".hl-question").hidden, document.activeElement]).toEqual([true, runs()[0]]);
});
test("a refusal is shown with its next step", async () => {
  model.rules["cancel"] = () => ({ error: { message: "Too late.", field: null, next: "Wait for it." } });
  model.set("rows", [row("a")]);
  named("Cancel")?.click();
  named("Cancel the call")?.click();
  await settle();
  expect(find(".hl-strip").textContent).toBe("Too late.Wait for it.");
});
test("Enter opens what was made, with its recipe", async () => {
  model.set("rows", [done("a")]);
  await settle();
  expect(find<HTMLImageElement>(".hl-face img").src).toBe("blob:1");
  key(runs()[0] ?? null, "Enter");
  await settle(30);
  expect(find("dialog dd").textContent).toBe(HOSTILE);
  expect(find("dialog video").getAttribute("src")).toBe("blob:1");
  expect(named("Use as reference")).toBeUndefined();
});
test("a call whose answer was lost can be fetched, or given up after a question", async () => {
  model.rules["fetch"] = model.rules["forget"] = () => ({ value: null });
  model.set("rows", [lost("a")]);
  expect(find("[role=progressbar]").hidden).toBe(true);
  key(runs()[0] ?? null, "Enter");
  expect(model.named("fetch")[0]?.args).toEqual({ run: "a" });
  key(runs()[0] ?? null, "Delete");
  expect(find(".hl-asked").textContent).toContain("frees the 35 credits");
  named("Give it up")?.click();
  expect(model.named("forget")[0]?.args).toEqual({ run: "a" });
  await settle();
});
test("a job that an ended kernel left can be fetched or cancelled", () => {
  model.set("rows", [row("a", { left: true })]);
  expect(find(".hl-status").textContent).toBe("Left behind");
  expect([named("Fetch"), named("Cancel"), named("Give up")].map(Boolean)).toEqual([true, true, false]);
  model.set("rows", [{ ...done("a"), items: [], count: 0, left: true }]);
  expect(find(".hl-status").textContent).toBe("Not fetched");
  expect([named("Fetch"), named("Open"), named("Give up")].map(Boolean)).toEqual([true, false, false]);
});
test("jobs that were ordered elsewhere are a line below", () => {
  expect(find(".hl-elsewhere").hidden).toBe(true);
  model.set("elsewhere", 1);
  expect(find(".hl-elsewhere").textContent).toContain("1 job of this account was ordered outside this lab");
});
test("ended rows are cleared", async () => {
  model.rules["clear"] = () => ({ value: 1 });
  model.set("rows", [row("a")]);
  expect(named("Clear ended")).toBeUndefined();
  model.set("rows", [row("a"), done("b")]);
  named("Clear ended")?.click();
  model.set("rows", [row("a")]);
  await settle();
  expect([heard(), document.activeElement]).toEqual(["1 ended call cleared.", runs()[0]]);
});
test("the words of money and of many changes", () => {
  expect(money(row("a", { held: "0" }))).toBe("price unknown");
  expect(money(done("a"))).toBe("35 credits");
  expect(progress(row("a", { status: "queued", fraction: 0 }))).toBe("Queued");
  expect(
    news(
      new Map(),
      ["a", "b", "c", "d"].map((run) => row(run)),
    ),
  ).toBe("4 calls changed.");
});
test("leaving undoes everything", () => {
  model.set("rows", [row("a")]);
  off();
  expect([model.listening, el.childElementCount, vi.getTimerCount()]).toEqual([0, 0, 0]);
});
