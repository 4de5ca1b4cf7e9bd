import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { asker, problemOf, Refused } from "./ask";
import { type Choice, combobox, matching } from "./combobox";
import { dialog } from "./dialog";
import { h } from "./dom";
import { FakeModel, settle } from "./fake";
import { credits, fileName, replay, replays } from "./item";
import { live } from "./live";
import { type Scope, scope } from "./scope";
import { watch } from "./watch";

const base = { twin_mark: "abc", last_error: null, disabled: false };
let life: Scope;
beforeEach(() => {
  life = scope();
});
afterEach(() => {
  life.end();
  document.body.replaceChildren();
  vi.useRealTimers();
});

describe("ask", () => {
  test("a question is answered by its id, whatever the order", async () => {
    const model = new FakeModel(base);
    const ask = asker(model, life);
    const [one, two] = [ask<number>("one"), ask<number>("two")];
    model.answer(model.asked[1] as never, { value: 2 });
    model.answer(model.asked[0] as never, { value: 1 });
    expect([(await one).value, (await two).value]).toEqual([1, 2]);
  });
  test("a refusal brings Python's words", async () => {
    const model = new FakeModel(base);
    model.rules["spend"] = () => ({ error: { message: "Too little.", field: "n", next: "Top up." } });
    await expect(asker(model, life)("spend")).rejects.toMatchObject({
      problem: { message: "Too little.", field: "n" },
    });
  });
  test("a silent kernel is said, with the next step", async () => {
    vi.useFakeTimers();
    const asked = asker(new FakeModel(base), life)("hello", {}, { seconds: 5 }).catch(problemOf);
    vi.advanceTimersByTime(5000);
    expect(await asked).toMatchObject({ message: "The kernel has not answered." });
  });
  test("strange messages are left alone", async () => {
    const model = new FakeModel(base);
    const asked = asker(model, life)("hello");
    for (const odd of [null, 3, {}, { kind: "answer" }, { kind: "answer", id: "nobody", ok: true }]) {
      model.emit("msg:custom", odd, []);
    }
    model.answer(model.asked[0] as never, { value: "hi" });
    expect((await asked).value).toBe("hi");
  });
  test("other errors become problems too", () => {
    expect(problemOf(new TypeError("odd"))).toEqual({ message: "odd", field: null, next: null });
    expect(problemOf(new Refused({ message: "m", field: "f", next: "n" })).field).toBe("f");
  });
});

describe("combobox", () => {
  const choices: Choice[] = [
    { id: "flux-2-pro", words: "image", aside: "price unknown", note: "image" },
    { id: "gpt-image-2", words: "image", aside: "4 credits an image", note: "image · observed" },
    { id: "nano-edit", words: "image edit", aside: "4 credits an image", note: "image edit" },
  ];
  const key = (target: Element, name: string) =>
    target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
  const type = (input: HTMLInputElement, text: string) => {
    input.value = text;
    input.dispatchEvent(new Event("input"));
  };

  test.each([
    ["", 3],
    ["edit", 1],
    ["4 credits", 2],
    ["2", 2],
    ["IMAGE gpt", 1],
    ["unknown", 1],
    ["nothing", 0],
  ])("the words %o leave %i", (text, count) => expect(matching(choices, text)).toHaveLength(count));
  test("an id that begins with the text comes first", () => {
    expect(matching(choices, "nano")[0]?.id).toBe("nano-edit");
  });
  test("keys open, move, choose and close, as the pattern asks", () => {
    const chosen = vi.fn();
    const box = combobox("Model", () => choices, chosen, life);
    document.body.append(box.element);
    box.show("flux-2-pro");
    key(box.input, "ArrowDown");
    expect(box.input.getAttribute("aria-expanded")).toBe("true");
    key(box.input, "ArrowDown");
    const active = box.input.getAttribute("aria-activedescendant") as string;
    expect(document.getElementById(active)?.textContent).toContain("gpt-image-2");
    key(box.input, "Enter");
    expect(chosen).toHaveBeenCalledWith("gpt-image-2");
    expect([box.input.value, box.input.getAttribute("aria-expanded")]).toEqual(["gpt-image-2", "false"]);
  });
  test("Escape gives the old choice back", () => {
    const chosen = vi.fn();
    const box = combobox("Model", () => choices, chosen, life);
    document.body.append(box.element);
    box.show("flux-2-pro");
    type(box.input, "gpt");
    expect(box.element.querySelectorAll("[role=option]")).toHaveLength(1);
    key(box.input, "Escape");
    expect([box.input.value, chosen.mock.calls.length]).toEqual(["flux-2-pro", 0]);
  });
});

test("a dialog closes by Escape and gives the focus back", () => {
  const before = document.body.appendChild(h("button"));
  before.focus();
  const closed = vi.fn();
  const open = dialog(document.body, "Title", [h("p", {}, "text")], life, { closed });
  open.element.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  expect(document.querySelector("dialog")).toBeNull();
  expect([document.activeElement, closed.mock.calls.length]).toEqual([before, 1]);
});

test("words are never markup", () => {
  const made = h("p", { title: "<b>" }, "<img src=x onerror=alert(1)>");
  expect(made.children).toHaveLength(0);
  expect(made.textContent).toBe("<img src=x onerror=alert(1)>");
});

test("watch shows at once, on each change, and no more after its off", () => {
  const model = new FakeModel<{ count: number }>({ count: 1 });
  const seen: number[] = [];
  const off = watch<{ count: number }, "count">(model, "count", (value) => seen.push(value));
  model.set("count", 2);
  off();
  model.set("count", 3);
  expect([seen, model.listening]).toEqual([[1, 2], 0]);
});

test("a live view hides its twin, and keeps JupyterLab's shortcuts out", () => {
  const el = document.body.appendChild(h("div"));
  const root = live({ model: new FakeModel(base), el }, "x", "", life) as HTMLElement;
  expect(el.querySelector("style")?.textContent).toContain('[data-hl-twin="abc"]{display:none}');
  expect(root.dataset["lmSuppressShortcuts"]).toBe("true");
  const outside = vi.fn();
  document.body.addEventListener("keydown", outside);
  root.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true }));
  expect(outside).not.toHaveBeenCalled();
  life.end();
  expect(el.childElementCount).toBe(0);
});

test("in an exported page the twin stays and nothing live is drawn", () => {
  document.body.append(
    h("script", { type: "application/vnd.jupyter.widget-state+json" }),
    h("div", { "data-hl-twin": "abc" }),
  );
  const el = document.body.appendChild(h("div"));
  expect(live({ model: new FakeModel(base), el }, "x", "", life)).toBeNull();
  expect(el.childElementCount).toBe(0);
});

test("amounts and file names", async () => {
  await settle();
  expect([credits("1"), credits("4.2")]).toEqual(["1 credit", "4.2 credits"]);
  expect([replay("4"), replay(null)]).toEqual(["replayed, saved 4 credits", "replayed"]);
  expect(replays({ times: 2, saved: "8" })).toBe("2 times, saved 8 credits");
  expect(replays({ times: 1, saved: null })).toBe("once");
  expect(fileName({ digest: "0123456789abcdef", ending: ".jpg" } as never)).toBe("hypereal-0123456789ab.jpg");
});
