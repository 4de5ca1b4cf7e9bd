import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeModel, settle } from "../kit/fake";
import { HOSTILE } from "../kit/fake_item";
import widget from "./index";
import type { Budget, Dear, MeterState } from "./state";
import { budgetName, fresh, holding, standing } from "./words";

const budget = (more: Partial<Budget> = {}): Budget => ({
  name: "budget of this session",
  scope: "session",
  cap: "50",
  spent: "8",
  held: "4",
  left: "38",
  used: 24,
  ...more,
});
const call = (run: string, more: Partial<Dear> = {}): Dear => ({
  run,
  kind: "video",
  model: "veo",
  words: HOSTILE,
  status: "succeeded",
  sent: Date.now(),
  held: "0",
  charged: "35",
  open: false,
  ...more,
});

let model: FakeModel<MeterState>;
let el: HTMLElement;
let off: () => void;
const find = <Kind extends Element = HTMLElement>(selector: string) => el.querySelector(selector) as unknown as Kind;
const words = (selector: string) => find(selector).textContent;
const key = (target: Element, name: string) =>
  target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));

beforeEach(() => {
  vi.useFakeTimers();
  model = new FakeModel<MeterState>({
    twin_mark: "abc",
    last_error: null,
    disabled: false,
    balance: null,
    reach: "unasked",
    asked: null,
    sandbox: null,
    spent: "0",
    saved: "0",
    held: "0",
    calls: 0,
    replays: 0,
    under_way: 0,
    unpriced: 0,
    budgets: [],
    warnings: [],
  });
  model.rules["hello"] = model.rules["ask"] = () => ({ value: null });
  model.rules["where"] = () => ({ value: [call("a"), call("b", { open: true, held: "4", charged: "0" })] });
  el = document.body.appendChild(document.createElement("div"));
  off = widget.render({ model, el });
});
afterEach(() => {
  off();
  el.remove();
  vi.useRealTimers();
});

test("a balance that nobody asked for is unknown, and can be asked for", async () => {
  expect(words(".hl-of-balance")).toBe("Balanceunknownnot asked yet");
  const again = find<HTMLButtonElement>(".hl-of-balance button");
  expect(again.getAttribute("aria-label")).toBe("Ask for the balance again");
  again.click();
  expect([model.named("ask").length, again.getAttribute("aria-disabled")]).toEqual([1, "true"]);
  await settle();
  expect(again.hasAttribute("aria-disabled")).toBe(false);
});
test("play money is called so, in words", () => {
  model.set("sandbox", true);
  model.set("balance", "9,312");
  model.set("reach", "known");
  expect(words(".hl-of-balance")).toBe("Balance9,312play credits");
  expect([find(".hl-of-balance .hl-amount svg") !== null, find(".hl-of-balance button").hidden]).toEqual([true, true]);
});
test("a server that does not answer leaves the last number with its time", () => {
  model.set("balance", "312");
  model.set("asked", Date.now());
  model.set("reach", "offline");
  expect(words(".hl-of-balance .hl-quiet")).toMatch(/^credits, as of today .+: the server did not answer$/);
  expect(find(".hl-of-balance button").hidden).toBe(false);
  expect(standing({ balance: null, reach: "offline", asked: null, sandbox: null })).toBe("the server did not answer");
});
test("the sums stand with how many calls they are of", () => {
  for (const [name, value] of [
    ["spent", "42"],
    ["calls", 12],
    ["saved", "1,204.5"],
    ["replays", 1],
    ["held", "8"],
    ["under_way", 2],
    ["unpriced", 1],
  ] as const) {
    model.set(name, value);
  }
  expect(["spent", "held", "saved"].map((name) => words(`.hl-of-${name}`))).toEqual([
    "Spent in this session4212 calls",
    "Held now82 calls, 1 of unknown price",
    "Saved by replay1,204.51 replay",
  ]);
  expect(holding(0, 0)).toBe("nothing under way");
});
test("the budget with least left has a gauge with words", () => {
  expect(find(".hl-of-budget").hidden).toBe(true);
  model.set("budgets", [
    budget({ used: 84, left: "8", spent: "42", held: "0" }),
    budget({ scope: "month", name: "budget of 2026-11" }),
  ]);
  expect(words(".hl-of-budget")).toBe("Session budget8 leftof 50, 84 % used");
  const gauge = find("[role=meter]");
  expect(["aria-label", "aria-valuenow", "aria-valuetext"].map((name) => gauge.getAttribute(name))).toEqual([
    "Session budget",
    "84",
    "8 of 50 left, 84 % used",
  ]);
  expect(gauge.hasAttribute("data-low")).toBe(true);
  expect([...el.querySelectorAll(".hl-caps li")].map((one) => one.textContent)).toEqual([
    "Session budget8 of 50 left, 84 % used",
    "Budget of 2026-1138 of 50 left, 24 % used",
  ]);
  expect(budgetName(budget({ scope: "tag", name: `budget of tag '${HOSTILE}'` }))).toContain(HOSTILE);
});
test("a warning is seen and said once, also when its number changes", () => {
  model.set("warnings", ["The budget is 84 % used."]);
  expect([words(".hl-alarms li"), find(".hl-alarms svg") !== null]).toEqual(["The budget is 84 % used.", true]);
  expect(words("[role=status]")).toBe("The budget is 84 % used.");
  find("[role=status]").textContent = "";
  model.set("warnings", ["The budget is 88 % used."]);
  expect([words(".hl-alarms li"), words("[role=status]")]).toEqual(["The budget is 88 % used.", ""]);
  model.set("warnings", []);
  expect(find(".hl-alarms").hidden).toBe(true);
  expect(fresh(["a 1"], ["a 2", "b"])).toBe("b");
});
test("one click shows where it went, Escape closes it and the focus returns", async () => {
  const open = find<HTMLButtonElement>(".hl-open");
  expect([open.getAttribute("aria-expanded"), find(".hl-where").hidden, model.named("where").length]).toEqual([
    "false",
    true,
    0,
  ]);
  open.click();
  await settle();
  expect(open.getAttribute("aria-expanded")).toBe("true");
  expect(open.getAttribute("aria-controls")).toBe(find(".hl-where").id);
  const rows = [...el.querySelectorAll(".hl-dear-one")].map((row) => row.textContent);
  expect(rows[0]).toContain(`Clip ${HOSTILE}veo`);
  expect(rows[0]).toContain("35 credits");
  expect(rows[1]).toContain("4 credits held");
  expect(el.querySelector("img")).toBeNull();
  key(open, "Escape");
  expect([find(".hl-where").hidden, document.activeElement]).toEqual([true, open]);
});
test("what is open follows the sums, and asks once for many changes", async () => {
  find(".hl-open").click();
  await settle();
  for (const spent of ["1", "2", "3"]) model.set("spent", spent);
  await vi.advanceTimersByTimeAsync(200);
  expect(model.named("where")).toHaveLength(2);
  model.rules["where"] = () => ({ value: [] });
  model.set("spent", "4");
  await vi.advanceTimersByTimeAsync(200);
  await settle();
  expect(words(".hl-where p")).toBe("Nothing was spent in this session yet.");
});
test("an error is shown with its next step", () => {
  model.set("last_error", { message: "No such key.", field: null, next: "Check the key." });
  expect(words(".hl-strip")).toBe("No such key.Check the key.");
});
test("leaving undoes everything", () => {
  off();
  expect([model.listening, el.childElementCount, vi.getTimerCount()]).toEqual([0, 0, 0]);
});
