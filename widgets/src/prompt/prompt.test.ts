import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeModel, settle } from "../kit/fake";
import { fakeItem, HOSTILE } from "../kit/fake_item";
import type { Form } from "./form";
import widget from "./index";
import type { ModelOption, PromptState, Reference, Result } from "./state";

const option = (more: Partial<ModelOption>): ModelOption => ({
  id: "gem",
  kind: "image",
  modes: ["image"],
  price: "4 credits an image",
  basis: "observed",
  aspect_ratios: ["1:1", "16:9"],
  aspect_ratio: "1:1",
  resolutions: ["1K", "2K"],
  resolution: "1K",
  max_references: 2,
  min_references: 0,
  links_only: false,
  ...more,
});
const known = (text: string) => ({
  text,
  known: true,
  low: "4",
  high: "4",
  basis: "observed",
  version: "2026-11",
  source: "a bill",
  after: "96",
  enough: true,
  problem: null,
});
const reference = (digest: string): Reference => ({
  digest,
  kind: "image",
  seconds: null,
  name: HOSTILE,
  width: 8,
  height: 6,
  linked: false,
  thumb: "data:,",
});

const result = (more: Partial<Result> = {}): Result => ({
  items: [fakeItem({ sandbox: true })],
  cost: "4",
  replayed: false,
  saved: null,
  ...more,
});

let model: FakeModel<PromptState>;
let el: HTMLElement;
let off: () => void;
const find = <Kind extends Element = HTMLElement>(selector: string) => el.querySelector(selector) as unknown as Kind;
const go = () => find<HTMLButtonElement>(".hl-primary");
const type = (text: string) => {
  const words = find<HTMLTextAreaElement>(".hl-words");
  words.value = text;
  words.dispatchEvent(new Event("input", { bubbles: true }));
};
const key = (target: Element, name: string, more: KeyboardEventInit = {}) =>
  target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more }));
const lastForm = () => (model.named("quote").at(-1)?.args["form"] ?? {}) as Form;
const rest = async () => {
  await vi.advanceTimersByTimeAsync(100);
  await settle();
};

beforeEach(() => {
  vi.useFakeTimers();
  URL.createObjectURL = () => "blob:1";
  URL.revokeObjectURL = () => {};
  model = new FakeModel<PromptState>({
    twin_mark: "abc",
    last_error: null,
    disabled: false,
    value: { prompt: "", kind: "image", model: "gem", fields: {} },
    references: [],
    kinds: [{ name: "image", model: "gem" }],
    progress: null,
    models: [
      option({}),
      (({ aspect_ratios: _, resolutions: __, ...rest }) => rest)(
        option({ id: "sized", sizes: ["1024x1024"], max_references: 0 }),
      ),
    ],
    price: known("4 credits"),
    balance: "100",
    sandbox: true,
    state: "idle",
    result: null,
  });
  model.rules["hello"] = () => ({ value: null });
  model.rules["quote"] = () => ({ value: known("8 credits") });
  model.rules["generate"] = () => ({ value: null });
  model.rules["piece"] = () => ({
    value: { size: 1, media_type: "image/png", next: null },
    buffers: [new DataView(new ArrayBuffer(1))],
  });
  el = document.body.appendChild(document.createElement("div"));
  off = widget.render({ model, el });
});
afterEach(() => {
  off();
  el.remove();
  vi.useRealTimers();
});

test("the button has the price, the account what is left, and the sandbox is named", () => {
  expect(go().textContent).toBe("Generate · 4 credits");
  expect(find(".hl-account").textContent).toBe("Balance 100 → 96");
  expect(find(".hl-cost").textContent).toBe("4 creditsobserved");
  expect(find(".hl-cost").title).toBe("observed, price book 2026-11: a bill");
  expect(find(".hl-bottom > .hl-sandbox").hidden).toBe(false);
});
test("typing asks once when the hands rest", async () => {
  for (const text of ["a", "a f", "a fox"]) type(text);
  expect(model.named("quote")).toHaveLength(0);
  await rest();
  expect(model.named("quote").map(({ args }) => (args["form"] as { prompt: string }).prompt)).toEqual(["a fox"]);
  expect(go().textContent).toBe("Generate · 8 credits");
});
test("an answer to an older form is not shown, and one question is out at a time", async () => {
  delete model.rules["quote"];
  type("one");
  await rest();
  type("two");
  await rest();
  expect(model.named("quote")).toHaveLength(1);
  model.answer(model.named("quote")[0] as never, { value: known("1 credit") });
  await settle();
  expect(go().textContent).toBe("Generate · 4 credits");
  model.answer(model.named("quote")[1] as never, { value: known("2 credits") });
  await settle();
  expect(go().textContent).toBe("Generate · 2 credits");
});
test("Ctrl+Enter sends what is on the screen and keeps the key from the notebook", async () => {
  type("a fox");
  const outside = vi.fn();
  document.body.addEventListener("keydown", outside, { once: true });
  key(find(".hl-words"), "Enter", { ctrlKey: true });
  key(find(".hl-words"), "Enter", { metaKey: true });
  await settle();
  expect(model.named("generate")[0]?.args).toMatchObject({
    form: { prompt: "a fox", model: "gem" },
    spend_anyway: false,
    confirm: false,
    another: false,
  });
  expect(outside).not.toHaveBeenCalled();
  expect(model.named("generate")).toHaveLength(1);
});
test("an unknown price needs a tick", async () => {
  model.set("price", { text: "price unknown", known: false, problem: null });
  expect(go().textContent).toBe("Generate");
  go().click();
  await settle();
  expect(model.named("generate")).toHaveLength(0);
  expect(find(".hl-strip").textContent).toContain("spend anyway");
  find<HTMLInputElement>(".hl-consent input").click();
  go().click();
  await settle();
  expect(model.named("generate")[0]?.args["spend_anyway"]).toBe(true);
});
test("another model shows its own fields, keeps the slots and says how many are over", async () => {
  model.set("references", [reference("a"), reference("b"), reference("c")]);
  expect(find(".hl-hint").textContent).toBe("1 over: this model takes at most 2 reference images.");
  expect(el.querySelectorAll(".hl-over")).toHaveLength(1);
  const box = find<HTMLInputElement>("[role=combobox]");
  box.value = "sized";
  box.dispatchEvent(new Event("input"));
  key(box, "Enter");
  await rest();
  expect([...el.querySelectorAll(".hl-fields [role=radiogroup]")].map((one) => one.getAttribute("aria-label"))).toEqual(
    ["Size"],
  );
  expect(el.querySelectorAll(".hl-slots > li")).toHaveLength(3);
});
test("chips, stepper and seed go into the form", async () => {
  find<HTMLInputElement>('input[value="16:9"]').click();
  find("[aria-label='More images']").click();
  const seed = find<HTMLInputElement>("[aria-label=Seed]");
  seed.value = "12x";
  seed.dispatchEvent(new Event("input"));
  await rest();
  const form = lastForm();
  expect(form.fields).toEqual({ aspect_ratio: "16:9", n: 2, seed: 12 });
});
test("slots are moved and removed by keys, and names stay text", async () => {
  model.set("references", [reference("a"), reference("b")]);
  const faces = () => [...el.querySelectorAll<HTMLElement>("button.hl-slot")];
  expect(faces()[0]?.title).toContain(HOSTILE);
  expect(el.querySelector("img[onerror]")).toBeNull();
  key(faces()[0] as Element, "ArrowRight");
  await rest();
  expect(lastForm().references).toEqual(["b", "a"]);
  expect(document.activeElement).toBe(faces()[1]);
  key(faces()[1] as Element, "Delete");
  await rest();
  const form = lastForm();
  expect([form.references, form.seen]).toEqual([["b"], ["a", "b"]]);
});
test("the focus stays on a slot when Python's answer draws the slots anew", async () => {
  model.set("references", [reference("a"), reference("b")]);
  el.querySelector<HTMLElement>("button.hl-slot")?.focus();
  key(document.activeElement as Element, "ArrowRight");
  await rest();
  model.set("references", [reference("b"), reference("a")]);
  expect((document.activeElement as HTMLElement).getAttribute("aria-label")).toContain("img 2");
});
test("what the lab says of the slots is said beside them", () => {
  const problem = { message: "gem takes at most 2 images.", field: "image_urls", next: null };
  model.set("price", { text: "", known: false, problem });
  expect([find(".hl-hint").textContent, find(".hl-strip").hidden]).toEqual(["gem takes at most 2 images.", true]);
});
test("two dropped files come one after the other", async () => {
  vi.useRealTimers();
  const event = new Event("drop", { bubbles: true, cancelable: true });
  const files = ["one.png", "two.png"].map((name) => new File(["x"], name, { type: "image/png" }));
  Object.assign(event, { dataTransfer: { files, types: ["Files"], getData: () => "" } });
  find(".hl-words").dispatchEvent(event);
  await vi.waitFor(() => expect(model.named("upload")).toHaveLength(1));
  expect(el.querySelectorAll(".hl-coming")).toHaveLength(2);
  model.answer(model.named("upload")[0] as never, { value: { next: null } });
  await vi.waitFor(() => expect(model.named("upload").map(({ args }) => args["name"])).toEqual(["one.png", "two.png"]));
  model.answer(model.named("upload")[1] as never, { value: { next: null } });
});
test("a dropped file is sent in pieces, each after the answer to the one before", async () => {
  vi.useRealTimers();
  let next = 0;
  model.rules["upload"] = ({ offset, size }) => {
    next = (offset as number) + 768 * 1024;
    return { value: { next: next < (size as number) ? next : null } };
  };
  const file = new File([new Uint8Array(1_000_000)], "cat.png", { type: "image/png" });
  const event = new Event("drop", { bubbles: true, cancelable: true });
  Object.assign(event, { dataTransfer: { files: [file], types: ["Files"], getData: () => "" } });
  find(".hl-words").dispatchEvent(event);
  expect(event.defaultPrevented).toBe(true);
  await vi.waitFor(() => expect(model.named("upload")).toHaveLength(2));
  expect(model.named("upload").map(({ args }) => args["offset"])).toEqual([0, 768 * 1024]);
  await vi.waitFor(() => expect(el.querySelector(".hl-coming")).toBeNull());
});
test("a failure is shown with its next step and marks its field", () => {
  model.set("last_error", { message: "No such shape.", field: "aspect_ratio", next: "Choose another." });
  expect(find(".hl-strip").textContent).toBe("No such shape.Choose another.");
  expect(find(".hl-blamed").textContent).toContain("Shape");
  find("[aria-label=Dismiss]").click();
  expect([find(".hl-strip").hidden, model.state.last_error, model.saved]).toEqual([true, null, 1]);
});
test("work is shown with its time and can be left alone; the picture comes with its cost", async () => {
  model.rules["stop_waiting"] = () => ({ value: null });
  model.set("state", "running");
  expect(go().getAttribute("aria-disabled")).toBe("true");
  go().click();
  await settle();
  expect(model.named("generate")).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(3100);
  expect(find(".hl-elapsed").textContent).toBe("3 s");
  [...el.querySelectorAll("button")].find(({ textContent }) => textContent === "Stop waiting")?.click();
  expect(model.named("stop_waiting")).toHaveLength(1);
  model.state.result = result();
  model.set("state", "done");
  model.set("balance", "96");
  expect(find(".hl-facts-line").textContent).toBe("4 credits96 credits left");
  expect(find<HTMLImageElement>(".hl-picture img").alt).toBe(HOSTILE);
  expect(find("[role=status]").textContent).toBe("The picture is here. It cost 4 credits.");
});
test("where copying is denied the text is shown, selected", async () => {
  model.rules["result_code"] = () => ({ value: "await lab" });
  model.state.result = result();
  model.set("state", "done");
  [...el.querySelectorAll("button")].find(({ textContent }) => textContent === "Copy Python")?.click();
  await settle();
  const area = find<HTMLTextAreaElement>("dialog textarea");
  expect([area.value, area.selectionStart, area.selectionEnd]).toEqual(["await lab", 0, 9]);
});
const kept = { ...known("4 credits"), kept: { made: Date.now(), cost: "4" } };
const another = () => find<HTMLButtonElement>(".hl-tall-row");
const press = async (button: HTMLElement) => {
  button.click();
  await settle();
};
test("what is on the shelf is free, and another one has its price", async () => {
  expect(another().hidden).toBe(true);
  model.set("price", kept);
  expect(find(".hl-cost").textContent).toMatch(/^On the shelf: freemade today .* for 4 credits$/);
  expect([go().textContent, another().textContent, another().hidden]).toEqual([
    "Show it",
    "Make another · 4 credits",
    false,
  ]);
  expect(find(".hl-account").textContent).toBe("Balance 100");
  key(find(".hl-words"), "Enter", { ctrlKey: true, shiftKey: true });
  await settle();
  await press(go());
  expect(model.named("generate").map(({ args }) => args["another"])).toEqual([true, false]);
});
test("a press right after a letter waits for the price of the new words", async () => {
  model.set("price", kept);
  model.rules["quote"] = () => ({ value: { ...known("8 credits"), asks: true } });
  type("another fox");
  await press(go());
  expect(model.named("generate")).toHaveLength(0);
  expect(go().textContent).toBe("Spend 8 credits");
});
test("a press whose price cannot be had sends nothing", async () => {
  model.rules["quote"] = () => ({ error: { message: "The kernel is gone.", field: null, next: null } });
  type("a fox");
  await press(go());
  expect(model.named("generate")).toHaveLength(0);
  expect(find(".hl-strip").textContent).toBe("The kernel is gone.");
  await press(go());
  expect([model.named("quote").length, model.named("generate").length]).toEqual([2, 0]);
  model.rules["quote"] = () => ({ value: known("8 credits") });
  await press(go());
  expect(model.named("generate")).toHaveLength(1);
});
test("a replay says what it saved", () => {
  model.state.result = result({ replayed: true, saved: "4" });
  model.set("state", "done");
  expect(find(".hl-badge").textContent).toBe("replayed, saved 4 credits");
  expect(find("[role=status]").textContent).toBe("The picture is here, from the shelf: replayed, saved 4 credits.");
});
test("above the limit the first press asks, with the focus where it was, and the second one sends", async () => {
  model.set("price", { ...known("45 credits"), asks: true });
  go().focus();
  await press(go());
  expect([go().textContent, document.activeElement, model.named("generate").length]).toEqual([
    "Spend 45 credits",
    go(),
    0,
  ]);
  expect(find("[role=status]").textContent).toBe("Spend 45 credits? Press again to send it. Escape takes it back.");
  await press(go());
  expect(model.named("generate")[0]?.args).toMatchObject({ confirm: true, another: false });
});
test("a range asks for the most it may be, and Ctrl+Enter twice is the same", async () => {
  model.set("price", { ...known("20-150 credits"), low: "20", high: "150", asks: true });
  key(find(".hl-words"), "Enter", { ctrlKey: true });
  await settle();
  expect(go().textContent).toBe("Spend up to 150 credits");
  key(find(".hl-words"), "Enter", { ctrlKey: true, repeat: true });
  go().dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 2 }));
  await settle();
  expect(model.named("generate")).toHaveLength(0);
  key(find(".hl-words"), "Enter", { ctrlKey: true });
  await settle();
  expect(model.named("generate")).toHaveLength(1);
});
test.each([
  ["Escape", async () => void key(go(), "Escape")],
  ["ten seconds", async () => void (await vi.advanceTimersByTimeAsync(10_000))],
  ["a change of the form", async () => type("a fox")],
  ["another price", async () => model.set("price", { ...known("50 credits"), asks: true })],
])("%s takes the question back", async (_name, back) => {
  model.set("price", { ...known("45 credits"), asks: true });
  await press(go());
  await back();
  expect(go().textContent).toMatch(/^Generate · \d\d credits$/);
});
test("each button asks for itself, and what is free never asks", async () => {
  model.set("price", { ...kept, asks: true });
  await press(another());
  expect([go().textContent, another().textContent]).toEqual(["Show it", "Spend 4 credits"]);
  await press(go());
  expect(model.named("generate")[0]?.args).toMatchObject({ confirm: false, another: false });
  expect(another().textContent).toBe("Make another · 4 credits");
});
test("the value set in Python is shown, but not over what is being typed", async () => {
  model.set("value", { prompt: "from python", kind: "image", model: "gem", fields: {} });
  expect(find<HTMLTextAreaElement>(".hl-words").value).toBe("from python");
  type("mine");
  model.set("value", { prompt: "late", kind: "image", model: "gem", fields: {} });
  expect(find<HTMLTextAreaElement>(".hl-words").value).toBe("mine");
});
test("a disabled widget takes nothing", () => {
  model.set("disabled", true);
  expect([go().disabled, find<HTMLTextAreaElement>(".hl-words").disabled]).toEqual([true, true]);
  key(find(".hl-live"), "Enter", { ctrlKey: true });
  expect(model.named("generate")).toHaveLength(0);
});
test("leaving undoes everything", () => {
  off();
  expect([model.listening, el.childElementCount]).toEqual([0, 0]);
});
