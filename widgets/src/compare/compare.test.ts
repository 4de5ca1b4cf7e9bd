import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { micros, total } from "../kit/amount";
import { FakeModel, settle } from "../kit/fake";
import { fakeItem } from "../kit/fake_item";
import { difference, words } from "./difference";
import widget from "./index";
import type { Cell, CompareState } from "./state";
import { move, sum, table } from "./table";

const axes = [
  { name: "prompt", values: ["<b>fox</b>", "boat"] },
  { name: "model", values: ["gem", "gpt"] },
  { name: "seed", values: ["1", "2"] },
];
const item = (digest: string) => fakeItem({ digest, alt: `picture ${digest}` });
const cell = (number: number, more: Partial<Cell> = {}): Cell => ({
  at: [number >> 2, (number >> 1) & 1, number & 1],
  status: "never sent",
  cost: null,
  price: "4",
  kept: false,
  latency: null,
  item: null,
  error: null,
  ...more,
});
const made = (number: number, cost = "4"): Cell =>
  cell(number, { status: "succeeded", cost, price: null, latency: 1.5, item: item(`p${number}`) });
const QUOTE = {
  text: "5 calls, 20 credits",
  calls: 5,
  low: "20",
  high: "20",
  replayed: 0,
  unknown: 0,
  asks: false,
  above: null,
};

let cells: Cell[];
let model: FakeModel<CompareState>;
let el: HTMLElement;
let off: () => void;
const at = (number: number) => el.querySelector<HTMLElement>(`[data-number="${number}"]`);
const head = () => el.querySelector(".hl-head")?.textContent ?? "";
const button = (words: string) =>
  [...el.querySelectorAll<HTMLElement>("button")].find((found) => found.textContent === words);
const click = (target: Element | null | undefined) =>
  target?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
const key = (name: string, more: KeyboardEventInit = {}) =>
  document.activeElement?.dispatchEvent(
    new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more }),
  );

beforeEach(async () => {
  URL.createObjectURL = () => "blob:1";
  URL.revokeObjectURL = () => {};
  cells = Array.from({ length: 8 }, (_, number) => cell(number));
  cells[0] = made(0);
  cells[1] = made(1, "0.1");
  cells[2] = cell(2, {
    status: "failed",
    error: { message: "<i>Busy</i>", field: null, next: "Try again in a moment." },
  });
  model = new FakeModel<CompareState>({
    twin_mark: "abc",
    last_error: null,
    disabled: false,
    axes,
    across: "model",
    winners: [],
    pair: [],
    view: "grid",
    running: false,
    spent: "4.1",
  });
  model.rules["cells"] = ({ offset }) => ({
    value: {
      total: 8,
      cells: cells.map((one, number) => [number, one]).slice(offset as number, (offset as number) + 5),
    },
  });
  model.rules["quote"] = () => ({ value: QUOTE });
  model.rules["run"] = () => ({ value: null });
  model.rules["stop"] = () => ({ value: 2 });
  model.rules["recipe"] = () => ({ value: { rows: [], created: 0, python: "", text: null } });
  model.rules["piece"] = () => ({
    value: { size: 1, media_type: "image/png", next: null },
    buffers: [new DataView(new ArrayBuffer(1))],
  });
  el = document.body.appendChild(document.createElement("div"));
  off = widget.render({ model, el });
  await settle(60);
});
afterEach(() => {
  off();
  el.remove();
  vi.useRealTimers();
});

test("amounts are added exactly", () => {
  expect([micros("1,234.000001"), micros("-0.5"), micros("7")]).toEqual([1_234_000_001n, -500_000n, 7_000_000n]);
  expect(total(["0.1", "0.2", null, "1,000"])).toBe("1,000.3");
  expect(total(["0.5", "-0.5"])).toBe("0");
});
test("one axis lies across, all others go down; a place without a cell stays free", () => {
  const laid = table(axes, "model", [cell(0), cell(2), cell(5)]);
  expect(laid.columns).toEqual(["gem", "gpt"]);
  expect(laid.rows).toEqual([
    { names: ["<b>fox</b>", "seed 1"], cells: [0, 1] },
    { names: ["boat", "seed 2"], cells: [2, -1] },
  ]);
  expect(sum([made(0), cell(1), made(2, "0.5"), undefined])).toEqual({ cost: "4.5", latency: 1.5 });
  expect(sum([])).toEqual({ cost: null, latency: null });
  expect(move("ArrowDown", 1, 0, laid)).toEqual([1, 0]);
  expect(move("End", 0, 0, laid)).toEqual([0, 1]);
  expect(move("x", 0, 0, laid)).toBeNull();
});
test("what differs between two pictures is counted, the grain of an encoder is not", () => {
  const one = new Uint8ClampedArray([10, 10, 10, 255, 0, 0, 0, 255]);
  const two = new Uint8ClampedArray([12, 10, 10, 255, 0, 200, 0, 255]);
  const out = new Uint8ClampedArray(8);
  const found = difference(one, two, out, 3);
  expect(found).toEqual({ share: 0.5, mean: 202 / 6 });
  expect([...out]).toEqual([6, 0, 0, 255, 0, 255, 0, 255]);
  expect(words(found)).toBe("50 % of the pixels differ.");
  expect(words({ share: 0, mean: 0 })).toBe("No pixel differs.");
  expect(words({ share: 0.0001, mean: 0 })).toBe("Less than 0.1 % of the pixels differ.");
});

test("each cell has cost and time, rows and columns their sums, and failures the next step", () => {
  expect(model.named("cells").map(({ args }) => args["offset"])).toEqual([0, 5]);
  expect(head()).toContain("2 of 8 made, 1 failed · 4.1 credits");
  expect(at(0)?.getAttribute("aria-label")).toBe("gem, <b>fox</b>, seed 1, 4 credits · 1.5 s");
  expect(at(2)?.textContent).toContain("<i>Busy</i>Try again in a moment.");
  expect(at(3)?.textContent).toContain("4 credits");
  const lines = [...el.querySelectorAll(".hl-line")].map(
    (line) => line.querySelector(".hl-sum:last-child")?.textContent,
  );
  expect(lines).toEqual(["Total", "4 credits1.5 s", "0.1 credits1.5 s", "", "4.1 credits1.5 s"]);
  expect([...el.querySelectorAll("b")].map(({ textContent }) => textContent)).not.toContain("fox");
  expect(el.querySelector("i")).toBeNull();
});
test("the price stands on the button, and below the threshold a press sends", async () => {
  click(button("Make 5 · 20 credits"));
  await settle(20);
  expect(model.named("run").map(({ args }) => args)).toEqual([{ confirm: false }]);
  expect(el.querySelector("dialog")).toBeNull();
});
test("above the threshold it asks, and sends only after a yes", async () => {
  model.rules["quote"] = () => ({ value: { ...QUOTE, asks: true, above: "10" } });
  click(button("Make 5 · 20 credits"));
  await settle(20);
  expect(el.querySelector("dialog")?.textContent).toContain("Above 10 credits this lab asks first.");
  click(button("Not now"));
  await settle(20);
  expect(model.named("run")).toEqual([]);
  click(button("Make 5 · 20 credits"));
  await settle(20);
  click(button("Send for 20 credits"));
  await settle(20);
  expect(model.named("run").map(({ args }) => args)).toEqual([{ confirm: true }]);
});
test("cells come in one by one; Stop says what still comes", async () => {
  model.set("running", true);
  model.emit("msg:custom", { kind: "cells", cells: [[3, cell(3, { status: "running" })]] }, []);
  expect(at(3)?.textContent).toContain("Making…");
  expect(el.querySelector("[role=progressbar]")?.getAttribute("aria-valuenow")).toBe("2");
  model.emit("msg:custom", { kind: "cells", cells: [[3, made(3)]] }, []);
  expect(head()).toContain("3 of 8 made");
  click(button("Stop"));
  await settle();
  expect(el.querySelector(".hl-toast")?.textContent).toBe("No more is sent. 2 under way will still come.");
});
test("keys move, pick winners, choose a pair and try a failed cell again", async () => {
  at(0)?.focus();
  key(" ");
  key("c");
  key("ArrowDown");
  expect(document.activeElement).toBe(at(1));
  key("c");
  key("ArrowUp");
  key("ArrowRight");
  expect(document.activeElement).toBe(at(2));
  key("Enter");
  await settle(20);
  expect([model.state.winners, model.state.pair]).toEqual([["p0"], ["p0", "p1"]]);
  expect(model.named("run").map(({ args }) => args)).toEqual([{ cells: [2], confirm: false }]);
  expect(at(0)?.getAttribute("aria-label")).toContain("winner, picture A");
  expect([...el.querySelectorAll<HTMLElement>(".hl-cell")].filter(({ tabIndex }) => tabIndex === 0)).toEqual([at(2)]);
});
test("a winner can be taken back, and a third picture takes the place of the first", () => {
  cells[3] = made(3);
  model.emit("msg:custom", { kind: "cells", cells: [[3, cells[3]]] }, []);
  click(at(0)?.querySelector(".hl-win"));
  click(at(0)?.querySelector(".hl-win"));
  for (const number of [0, 1, 3]) click(at(number)?.querySelector(".hl-side"));
  expect([model.state.winners, model.state.pair]).toEqual([[], ["p1", "p3"]]);
});
test("two pictures slide over each other by keyboard, and zoom together side by side", async () => {
  expect(button("Slider")?.getAttribute("aria-disabled")).toBe("true");
  click(button("Slider"));
  expect(model.state.view).toBe("grid");
  model.set("pair", ["p0", "p1"]);
  click(button("Slider"));
  await settle(30);
  expect(el.querySelector<HTMLElement>(".hl-room")?.hidden).toBe(true);
  const slider = el.querySelector<HTMLInputElement>("input[type=range]") as HTMLInputElement;
  slider.value = "20";
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  const stage = el.querySelector<HTMLElement>(".hl-stage") as HTMLElement;
  expect([slider.getAttribute("aria-valuetext"), stage.style.getPropertyValue("--hl-at")]).toEqual([
    "20 % picture A",
    "20%",
  ]);
  click(button("Side by side"));
  stage.focus();
  key("+");
  const [one, two] = [...stage.querySelectorAll("img")].map(({ style }) => style.transform);
  expect(one).toContain("scale(1.25)");
  expect(two).toBe(one);
  key("0");
  expect(stage.querySelector("img")?.style.transform).toContain("scale(1)");
});
test("another axis can be laid across", () => {
  const order = el.querySelector("select") as HTMLSelectElement;
  order.value = "seed";
  order.dispatchEvent(new Event("change", { bubbles: true }));
  expect(model.state.across).toBe("seed");
  expect([...el.querySelectorAll(".hl-column")].map(({ textContent }) => textContent)).toEqual(["1", "2"]);
});
test("a refusal is shown with the next step", async () => {
  model.rules["quote"] = () => ({ error: { message: "The lab is closed.", field: null, next: "Run the cell again." } });
  click(button("Make 5 · 20 credits"));
  await settle(20);
  expect(el.querySelector(".hl-strip")?.textContent).toBe("The lab is closed.Run the cell again.");
});
test("leaving takes everything down", () => {
  off();
  expect([model.listening, el.childElementCount]).toEqual([0, 0]);
});
