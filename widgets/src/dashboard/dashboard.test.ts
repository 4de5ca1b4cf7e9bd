import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeModel, settle } from "../kit/fake";
import { HOSTILE } from "../kit/fake_item";
import { given, inDays, toggled, withDays } from "./filters";
import widget from "./index";
import type { Bar, DashboardState, Dear, Look, ModelSum, Sum } from "./state";
import { logTicks, patch, s, ticks } from "./svg";
import { amount, known, range } from "./words";

const sum = (credits: string | null, more: Partial<Sum> = {}): Sum => ({
  credits,
  about: credits,
  calls: 3,
  unknown: 0,
  failed: 0,
  replayed: 0,
  avoided: "0",
  refunded: "0",
  ...more,
});
const bar = (first: string, part: number): Bar => ({
  ...sum(String(part)),
  first,
  last: first,
  parts: [part, 0],
});
const byModel = (name: string, credits: string | null, more: Partial<ModelSum> = {}): ModelSum => ({
  ...sum(credits),
  name,
  series: 0,
  length: Number(credits ?? 0),
  share: "50 %",
  seconds: 4,
  each: 2,
  each_text: "2",
  ...more,
});
const dear = (row: number): Dear => ({
  row,
  time: 1_795_000_000_000,
  model: "veo",
  series: 0,
  words: HOSTILE,
  length: 4,
  text: "4.000001",
});
const look = (): Look => ({
  series: [
    { name: "veo", colour: "#0072B2" },
    { name: "other models (1)", colour: "#858585" },
  ],
  total: sum("1,234.567891", { unknown: 2 }),
  of: 9,
  cards: {
    day: "2026-11-20",
    today: sum(null, { unknown: 2, calls: 2 }),
    month: sum("12"),
    forecast: { expected: "40", low: "30", high: "50", note: "rough" },
  },
  days: {
    unit: "day",
    span: ["2026-11-01", "2026-11-04"],
    bars: [bar("2026-11-01", 1), bar("2026-11-02", 2), bar("2026-11-04", 3)],
  },
  models: [byModel("veo", "4"), byModel(HOSTILE, null, { unknown: 1, seconds: null, each: null, series: 1 })],
  sampled: false,
  top: [dear(1), dear(2)],
  choices: { model: [["veo", 3]], kind: [["video", 3]], key: [], tag: [], notebook: [], status: [] },
});

let model: FakeModel<DashboardState>;
let el: HTMLElement;
let off: () => void;
const find = (selector: string) => el.querySelector<HTMLElement>(selector) as HTMLElement;
const all = (selector: string) => [...el.querySelectorAll<HTMLElement>(selector)];
const key = (target: Element | undefined, name: string, shiftKey = false) =>
  target?.dispatchEvent(new KeyboardEvent("keydown", { key: name, shiftKey, bubbles: true, cancelable: true }));

beforeEach(async () => {
  model = new FakeModel<DashboardState>({
    twin_mark: "abc",
    last_error: null,
    disabled: false,
    filters: {},
    columns: ["model", "credits"],
    sort: ["credits", true],
    revision: 0,
    balance: "96",
    zone: "UTC",
  });
  model.rules["look"] = () => ({ value: look() });
  model.rules["hello"] = () => ({
    value: {
      series: [],
      formats: ["csv"],
      columns: [
        ["model", "str", "model id"],
        ["credits", "credits", "exact"],
      ],
    },
  });
  model.rules["page"] = () => ({
    value: {
      total: 2,
      first: 0,
      rows: [
        ["veo", "unknown"],
        [HOSTILE, "4.000001"],
      ],
    },
  });
  el = document.createElement("div");
  document.body.append(el);
  off = widget.render({ model, el });
  await settle();
});
afterEach(() => {
  off();
  el.remove();
});

test("cards and the sum show exact digits, and unknown prices with their number", () => {
  expect(find(".hl-sum").textContent).toBe("1,234.567891 credits and 2 of unknown price, 3 calls");
  const today = find(".hl-card");
  expect(today.querySelector(".hl-figure")?.textContent).toBe("unknown");
  expect(today.textContent).toContain("2 calls of unknown price");
  expect(find(".hl-cards").textContent).toContain("30 to 50");
  expect(find(".hl-cards").textContent).toContain("96");
});

test("a click on a bar asks for its calls, a second one takes it back", async () => {
  all(".hl-panel-share .hl-mark")[0]?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  expect(model.state.filters).toEqual({ model: ["veo"] });
  await settle();
  expect(model.named("look").at(-1)?.args["filters"]).toEqual({ model: ["veo"] });
  expect(find(".hl-chip").textContent).toBe("Model: veo");
  expect(all(".hl-panel-share [aria-selected=true]")).toHaveLength(1);
  expect(find(".hl-hear[role=status]").textContent).toContain("Only Model veo");
  all(".hl-panel-share .hl-mark")[0]?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  expect(model.state.filters).toEqual({});
});

test("a filter is saved when it is answered, brings the first rows, and keeps what has not changed", async () => {
  delete model.rules["look"];
  const [row, mark] = [find("[role=cell]"), all(".hl-panel-share .hl-mark")[0] as HTMLElement];
  const [saved, pages] = [model.saved, model.named("page").length];
  mark.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  const question = model.named("look").at(-1);
  expect(question?.args["table"]).toEqual({ columns: ["model", "credits"], sort: ["credits", true], many: 30 });
  expect(model.saved).toBe(saved);
  const rows = { total: 1, first: 0, rows: [["veo", "3.5"]] };
  model.answer(question as never, { value: { ...look(), rows } });
  await settle();
  expect(model.saved).toBe(saved + 1);
  expect(model.named("page")).toHaveLength(pages);
  expect(all("[role=table] [role=row]").map((line) => line.textContent)).toEqual(["modelcredits ↓", "veo3.5"]);
  expect(find("[role=cell]")).toBe(row);
  expect(all(".hl-panel-share .hl-mark")[0]).toBe(mark);
  expect(mark.getAttribute("aria-selected")).toBe("true");
});

test("a refused filter is saved too, and rows beyond the first are asked for by page", async () => {
  model.rules["look"] = () => ({ error: { message: "No.", field: null, next: null } });
  const saved = model.saved;
  all(".hl-panel-share .hl-mark")[0]?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  await settle();
  expect(model.saved).toBe(saved + 1);
  const pages = model.named("page").length;
  model.rules["look"] = () => ({ value: { ...look(), rows: { total: 40, first: 0, rows: [["veo", "1"]] } } });
  model.set("revision", 3);
  await settle();
  expect(model.named("page")).toHaveLength(pages + 1);
  expect(model.named("page").at(-1)?.args).toMatchObject({ first: 0, many: 100 });
});

test("a drawing touches only what changed", () => {
  const place = s("g");
  patch(place, [["rect", { x: 1, y: 2 }], null, ["text", { x: 3 }, "old"]]);
  const [box, words] = [...place.children];
  patch(place, [
    ["rect", { x: 1, width: 4 }],
    ["text", { x: 3 }, "new"],
  ]);
  expect([...place.children]).toEqual([box, words]);
  expect(place.innerHTML).toBe('<rect x="1" width="4"></rect><text x="3">new</text>');
  patch(place, [["path", { d: "M0 0" }]]);
  expect(place.innerHTML).toBe('<path d="M0 0"></path>');
});

test("arrows move between bars, Enter chooses, Shift makes it a range", async () => {
  const bars = all(".hl-panel-spend .hl-mark");
  bars[0]?.focus();
  key(bars[0], "ArrowRight");
  expect(document.activeElement).toBe(bars[1]);
  expect(all(".hl-panel-spend [tabindex='0']")).toHaveLength(1);
  key(bars[1], "ArrowRight", true);
  key(bars[2], "Enter");
  expect(model.state.filters).toEqual({ days: ["2026-11-02", "2026-11-04"] });
  await settle();
  expect(document.activeElement?.getAttribute("aria-label")).toMatch(/\b4\b.*3 credits/);
});

test("each chart says the same in a table, and hostile names stay words", () => {
  expect(all("figure table")).toHaveLength(4);
  expect(all("figure table tbody tr").length).toBe(3 + 2 + 1 + 2);
  expect(el.querySelector("img")).toBeNull();
});

test("rows are asked for by page, and a heading sorts", async () => {
  expect(model.named("page").at(-1)?.args).toMatchObject({ first: 0, many: 100, sort: ["credits", true] });
  expect(find(".hl-unknown").textContent).toBe("unknown");
  find("[role=columnheader][aria-sort=descending] button").click();
  await settle();
  expect(model.state.sort).toEqual(["credits", false]);
  expect(model.named("page").at(-1)?.args["sort"]).toEqual(["credits", false]);
});

test("new calls and filters set in Python are asked for; an old answer is not shown", async () => {
  const before = model.named("look").length;
  delete model.rules["look"];
  model.set("revision", 1);
  model.set("filters", { kind: ["video"] });
  const [first, second] = model.named("look").slice(before);
  expect(second?.args["filters"]).toEqual({ kind: ["video"] });
  model.answer(second as never, { value: { ...look(), total: sum("7") } });
  model.answer(first as never, { value: { ...look(), total: sum("1") } });
  await settle();
  expect(find(".hl-sum").textContent).toContain("7 credits");
});

test("a refusal is a sentence, and the view takes everything back when it ends", async () => {
  model.rules["look"] = () => ({ error: { message: "No such filter.", field: "model", next: "Clear it." } });
  model.set("revision", 2);
  await settle();
  expect(find("[role=alert]").textContent).toContain("No such filter.");
  off();
  expect(model.listening).toBe(0);
  expect(el.children).toHaveLength(0);
});

test("filters are values", () => {
  expect(toggled({ kind: ["a"] }, "kind", "b")).toEqual({ kind: ["a", "b"] });
  expect(toggled({ kind: ["a"] }, "kind", "a")).toEqual({});
  expect(given({ kind: ["a"] }, "model", [])).toEqual({ kind: ["a"] });
  expect(withDays({ days: ["a", "b"] }, null, null)).toEqual({});
  expect(inDays({ days: ["2026-11-02", null] }, bar("2026-11-01", 1))).toBe(false);
  expect(inDays({ days: [null, "2026-11-01"] }, bar("2026-11-01", 1))).toBe(true);
});

test("axes have round numbers, sums their gap, days their names", () => {
  expect(ticks(97)).toEqual([0, 50, 100]);
  expect(ticks(0)).toEqual([0]);
  expect(logTicks(0.4, 30)).toEqual([0.5, 1, 2, 5, 10, 20]);
  expect(amount(sum(null, { unknown: 1 }))).toBe("1 of unknown price");
  expect(known({ ...sum("7", { unknown: 2 }), about: "7" })).toBe("7 + 2 unknown");
  expect(known({ ...sum("7"), about: "7" })).toBe("7");
  expect(known({ ...sum(null, { unknown: 2 }), about: null })).toBe("unknown");
  expect(range("2026-11-01", "2026-11-01")).toContain("2026");
});
