import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeModel, settle } from "../kit/fake";
import { HOSTILE } from "../kit/fake_item";
import widget from "./index";
import type { ChatState, Facts, Head, Running } from "./state";
import { bill, total } from "./words";

const head = (id: number, more: Partial<Head> = {}): Head => ({
  id,
  place: 1,
  of: 1,
  before: null,
  after: null,
  state: "0.01",
  ...more,
});
const facts = (id: number, more: Partial<Facts> = {}): Facts => ({
  id,
  asked: HOSTILE,
  references: [],
  steps: [],
  text: `answer ${id}`,
  cut: 0,
  thought: "",
  model: "gpt",
  cost: "0.01",
  unpriced: 0,
  replayed: false,
  saved: null,
  tokens: 1200,
  stopped: false,
  open: false,
  whole: null,
  ...more,
});
test.each([
  [{}, "0.01 credits · 1,200 tokens · gpt"],
  [{ cost: "0", unpriced: 1 }, "price unknown · 1,200 tokens · gpt"],
  [{ unpriced: 2 }, "0.01 credits and 2 of unknown price · 1,200 tokens · gpt"],
  [{ replayed: true, saved: "0.01", cost: "0" }, "replayed, saved 0.01 credits · 1,200 tokens · gpt"],
  [{ replayed: true, cost: "0", tokens: 0 }, "replayed · gpt"],
  [{ saved: "0.02" }, "0.01 credits · 0.02 saved by replay · 1,200 tokens · gpt"],
])("what a turn took, %#", (more, said) => expect(bill(facts(1, more))).toBe(said));
test.each([
  [{}, "4 credits"],
  [{ tokens: 1200 }, "4 credits · 1,200 tokens"],
  [{ cap: "5" }, "4 of 5 credits"],
  [{ cost: "0", unpriced: 2 }, "price unknown"],
  [{ unpriced: 2, cap: "5" }, "4 of 5 credits and 2 of unknown price"],
])("what a conversation took, %#", (more, said) =>
  expect(total({ cost: "4", unpriced: 0, cap: null, left: null, balance: null, tokens: 0, ...more })).toBe(said),
);
const running: Running = { key: "turn-1", asked: "Hi", references: [], follows: null, began: Date.now(), model: "gpt" };
const PRICE = {
  text: "0.02 credits",
  known: true,
  low: "0.01",
  high: "0.02",
  basis: "list",
  version: "1",
  enough: true,
};

let model: FakeModel<ChatState>;
let el: HTMLElement;
let told: Record<number, Partial<Facts>>;
let off: () => void;

const area = () => el.querySelector<HTMLTextAreaElement>(".hl-composer textarea") as HTMLTextAreaElement;
const press = (key: string, more: KeyboardEventInit = {}) =>
  area().dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
const type = (words: string) => {
  area().value = words;
  area().dispatchEvent(new Event("input", { bubbles: true }));
};
const frames = async () => {
  await settle(30);
  await new Promise((done) => setTimeout(done, 40));
  await settle(30);
};

beforeEach(() => {
  told = {};
  model = new FakeModel<ChatState>({
    twin_mark: "m",
    last_error: null,
    disabled: false,
    references: [],
    turns: [],
    running: null,
    failed: null,
    draft: "",
    model: "gpt",
    models: [{ id: "gpt", kind: "chat", price: "1 / 2", basis: "list" }],
    price: null,
    account: { cost: "0", unpriced: 0, cap: "5", left: "5", balance: "100", tokens: 0 },
    sandbox: false,
  });
  model.rules["turns"] = ({ ids }) => ({ value: (ids as number[]).map((id) => facts(id, told[id] ?? {})) });
  model.rules["quote"] = () => ({ value: PRICE });
  model.rules["say"] = () => ({ value: null });
  model.rules["hello"] = () => ({ value: null });
  el = document.body.appendChild(document.createElement("div"));
  off = widget.render({ model, el });
});
afterEach(() => {
  off();
  expect(model.listening).toBe(0);
  el.remove();
});

test("turns are asked for once, and their words are text", async () => {
  model.set("turns", [head(1), head(2)]);
  await frames();
  expect(model.named("turns").length).toBe(1);
  expect(el.querySelectorAll(".hl-turn").length).toBe(2);
  expect(el.querySelector(".hl-turn img")).toBeNull();
  expect(el.querySelector(".hl-asked-words")?.textContent).toBe(HOSTILE);
  model.set("turns", [head(1), head(2, { of: 2, after: 3 })]);
  await frames();
  expect(model.named("turns").length).toBe(1);
  expect(el.querySelector(".hl-turn:last-child .hl-versions")?.textContent).toBe("1/2");
});

test("Enter sends with the price of what is on the screen, Shift+Enter does not", async () => {
  press("Enter");
  await frames();
  expect(model.named("say")).toEqual([]);
  type("Hi");
  press("Enter", { shiftKey: true });
  await frames();
  expect(model.named("say")).toEqual([]);
  press("Enter");
  press("Enter");
  await frames();
  expect(model.named("say").map(({ args }) => args)).toEqual([
    { form: { text: "Hi", references: [], seen: [] }, confirm: false, spend_anyway: false },
  ]);
  expect(model.named("quote").at(-1)?.args).toEqual({ form: { text: "Hi", references: [], seen: [] } });
});

test("a dear answer asks, Escape takes it back, a held key answers nothing", async () => {
  model.rules["quote"] = () => ({ value: { ...PRICE, asks: true } });
  type("Hi");
  press("Enter");
  await frames();
  const send = el.querySelector(".hl-send button") as HTMLButtonElement;
  expect(send.textContent).toContain("Spend up to 0.02 credits");
  press("Enter", { repeat: true });
  press("Escape");
  await frames();
  expect(send.textContent).toContain("Send");
  expect(model.named("say")).toEqual([]);
  press("Enter");
  await frames();
  press("Enter");
  await frames();
  expect(model.named("say")[0]?.args).toMatchObject({ confirm: true, spend_anyway: false });
});

test("words are asked for when the last are shown, and only a whole answer is announced", async () => {
  const pieces = ["**Hel", "lo** ", "there"];
  let at = 0;
  model.rules["words"] = () => {
    const text = pieces[at] ?? "";
    at += 1;
    return {
      value: { at: 0, text, part: 0, piece: at, revision: 0, calling: null, thought: 0, ended: at >= pieces.length },
    };
  };
  model.set("running", running);
  await vi.waitFor(() => expect(model.named("words").length).toBe(3));
  expect(model.named("words").map(({ args }) => args["piece"])).toEqual([0, 1, 2]);
  await frames();
  const heard = el.querySelector(".hl-hear[role=status]");
  expect(heard?.textContent).toBe("");
  expect(el.querySelector("[role=log]")?.getAttribute("aria-live")).toBe("off");
  await vi.waitFor(() => expect(el.querySelector(".hl-turn .hl-md")?.textContent).toContain("lo** there"));
  const written = el.querySelector(".hl-turn .hl-md");
  told[1] = { text: "**Hello** there" };
  model.set("turns", [head(1)]);
  model.set("running", null);
  await frames();
  expect(el.querySelectorAll(".hl-turn").length).toBe(1);
  expect(heard?.textContent).toBe("**Hello** there");
  expect(el.querySelector(".hl-turn .hl-md")).toBe(written);
});

test("a turn that is edited hides what follows until its answer is there", async () => {
  model.set("turns", [head(1), head(2), head(3)]);
  await frames();
  const turn = el.querySelectorAll(".hl-turn")[1] as HTMLElement;
  (turn.querySelector('[aria-label="Edit the question"]') as HTMLElement).click();
  const edit = turn.querySelector("textarea") as HTMLTextAreaElement;
  edit.value = "Else";
  edit.dispatchEvent(new Event("input"));
  edit.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", cancelable: true }));
  await frames();
  expect(model.named("say")[0]?.args).toMatchObject({ form: { edit: 2, text: "Else" } });
  model.set("running", { ...running, follows: 1 });
  await frames();
  expect(el.querySelectorAll(".hl-turn").length).toBe(2);
  expect(el.querySelector(".hl-turn[aria-busy]")?.textContent).toContain("Hi");
});

test("a broken turn stands where it broke and is tried again", async () => {
  const problem = { message: HOSTILE, field: null, next: "Try again." };
  model.set("failed", { ...running, problem, asks: false });
  await frames();
  expect(el.querySelector(".hl-log .hl-strip-words")?.textContent).toBe(`${HOSTILE}Try again.`);
  const again = [...el.querySelectorAll("button")].find((one) => one.textContent === "Try again");
  again?.click();
  await frames();
  expect(model.named("retry")[0]?.args).toEqual({ confirm: false });
});

test("what is typed while an answer comes is not lost to the shared draft", async () => {
  area().focus();
  type("Hi");
  press("Enter");
  await frames();
  expect(area().value).toBe("");
  model.set("draft", "Hi");
  expect(area().value).toBe("Hi");
  type("");
  model.set("draft", "");
  area().focus();
  type("And then");
  model.set("draft", "");
  expect(area().value).toBe("And then");
});

test("what could not be sent comes back into the composer", async () => {
  model.rules["say"] = () => ({ error: { message: "No.", field: null, next: null } });
  type("Hi");
  press("Enter");
  await frames();
  expect(area().value).toBe("Hi");
  expect(el.querySelector(".hl-panel > .hl-strip")?.textContent).toContain("No.");
});

test("stop is asked for once more by Escape", async () => {
  model.set("running", running);
  await frames();
  press("Escape");
  await frames();
  expect(model.named("stop").length).toBe(1);
});
