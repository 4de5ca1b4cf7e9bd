import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Ask } from "../../kit/ask";
import { HOSTILE } from "../../kit/fake_item";
import { type Scope, scope } from "../../kit/scope";
import { seed } from "../controls/seed";
import { experience } from "../models";
import type { Earlier, Reference } from "../state";
import { wordBox } from "./box";
import { asked } from "./mention";

const slot = (digest: string) =>
  ({ digest, kind: "image", name: `${HOSTILE} ${digest}`, thumb: "data:," }) as Reference;
const call = (prompt: string, kind: Earlier["kind"] = "image"): Earlier => ({
  prompt,
  kind,
  model: "gem",
  made: Date.now(),
  cost: "4",
});

let life: Scope;
let root: HTMLElement;
let box: ReturnType<typeof wordBox>;
const changed = vi.fn();
const chosen = vi.fn();
const say = vi.fn();
const failed = vi.fn();
const history = [call(HOSTILE), call("a film", "video"), call("a boat")];
const ask = vi.fn(async () => ({ value: history, buffers: [] }));
const key = (name: string, more: KeyboardEventInit = {}) => {
  const event = new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more });
  box.words.dispatchEvent(event);
  return event.defaultPrevented;
};
const type = (text: string) => {
  box.words.value = text;
  box.words.setSelectionRange(text.length, text.length);
  box.words.dispatchEvent(new Event("input", { bubbles: true }));
};
const offered = () => [...root.querySelectorAll(".hl-mentions:not([hidden]) [role=option]")];

beforeEach(() => {
  for (const one of [changed, chosen, say, failed, ask]) one.mockClear();
  life = scope();
  root = document.createElement("div");
  document.body.append(root);
  const slots = [slot("a"), slot("b"), slot("c")];
  box = wordBox(
    {
      root,
      ask: ask as unknown as Ask,
      life,
      say,
      failed,
      changed,
      slots: () => slots,
      fits: ({ kind }) => kind === "image",
      chosen,
    },
    { prompt: "" },
  );
  root.append(box.words, ...box.parts, box.history);
});
afterEach(() => {
  life.end();
  root.remove();
});

test.each([
  ["like img", { from: 5, digits: "" }],
  ["(img 2", { from: 1, digits: "2" }],
  ["IMG1", { from: 0, digits: "1" }],
  ["swimg", null],
  ["img 2 ", null],
  ["", null],
])("what is being named in %j", (before, found) => expect(asked(before)).toEqual(found));
test("typing img offers the slots, and keys put one in", () => {
  type("beside img");
  expect(offered()).toHaveLength(3);
  expect(root.querySelector("img[onerror]")).toBeNull();
  expect(key("ArrowUp")).toBe(true);
  expect(box.words.getAttribute("aria-activedescendant")).toBe(offered()[2]?.id);
  expect(key("Enter")).toBe(true);
  expect([box.words.value, offered().length]).toEqual(["beside img 3", 0]);
  expect(changed).toHaveBeenLastCalledWith(true);
  expect(key("Enter")).toBe(false);
});
test("a whole number, another word and Escape close the list", () => {
  type("img");
  key("Escape");
  expect(offered()).toHaveLength(0);
  type("img 2");
  expect(offered()).toHaveLength(0);
  type("imgx");
  expect(offered()).toHaveLength(0);
});
test("names have fields, a choice has dice, and what is sent is shown", () => {
  expect(root.querySelector<HTMLElement>(".hl-filled")?.hidden).toBe(true);
  box.resolve({ text: `a ${HOSTILE}`, choices: true, names: { animal: "fox", "a.b": null } });
  const [animal, other] = [...root.querySelectorAll<HTMLInputElement>(".hl-name input")];
  expect([animal?.placeholder, other?.classList.contains("hl-missing")]).toEqual(["fox", true]);
  expect(root.querySelector(".hl-sent")?.textContent).toBe(`Sends: a ${HOSTILE}`);
  if (animal) animal.value = "wolf";
  animal?.dispatchEvent(new Event("input"));
  root.querySelector<HTMLElement>("[aria-label='Choose other words']")?.click();
  expect(box.said()).toMatchObject({ prompt: "", variables: { animal: "wolf" } });
  expect(box.said().pick).toBeGreaterThan(0);
  box.take({ prompt: "plain" });
  expect(box.said()).toEqual({ prompt: "plain" });
});
test("earlier words come back one after the other, and what was being typed too", async () => {
  type("mine");
  const step = async (name: string) => {
    key(name, { altKey: true });
    await vi.waitFor(() => expect(ask).toHaveBeenCalled());
    await Promise.resolve();
    await Promise.resolve();
    return box.words.value;
  };
  await step("ArrowUp");
  await vi.waitFor(() => expect(box.words.value).toBe(HOSTILE));
  expect(await step("ArrowUp")).toBe("a boat");
  expect(await step("ArrowUp")).toBe("a boat");
  expect(await step("ArrowDown")).toBe(HOSTILE);
  expect(await step("ArrowDown")).toBe("mine");
  expect(ask).toHaveBeenCalledTimes(1);
});
test("the list of earlier prompts is searched and gives all of a call", async () => {
  box.history.click();
  await vi.waitFor(() => expect(root.querySelectorAll(".hl-past")).toHaveLength(3));
  const search = root.querySelector<HTMLInputElement>("dialog input");
  if (search) search.value = "film";
  search?.dispatchEvent(new Event("input"));
  root.querySelector<HTMLElement>(".hl-past")?.click();
  expect(chosen).toHaveBeenCalledWith(history[1]);
  expect([box.words.value, root.querySelector("dialog")]).toEqual(["a film", null]);
});
test("an unlocked seed is rolled after each call, a locked one stays", () => {
  const told = vi.fn();
  const control = seed({ name: "seed", label: "Seed", as: "seed" }, told);
  control.made?.();
  control.show(7);
  control.made?.();
  expect(told).not.toHaveBeenCalled();
  control.element.querySelector<HTMLElement>(".hl-lock")?.click();
  control.made?.();
  expect(told).toHaveBeenCalledTimes(1);
  expect(told.mock.calls[0]?.[0]).not.toBe(7);
});
test.each([
  [undefined, ""],
  [{ calls: 1, cost: "4", seconds: 1.5 }, "you: 1 call, 4 credits, median 1.5 s"],
  [{ calls: 3, cost: "0.5", seconds: null }, "you: 3 calls, 0.5 credits"],
  [{ calls: 2, cost: null, seconds: null }, "you: 2 calls, price unknown"],
])("what was paid before, %#", (past, said) => expect(experience(past)).toBe(said));
