import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeModel, settle } from "../kit/fake";
import { HOSTILE } from "../kit/fake_item";
import { fakeDone, fakeRow } from "../kit/run/fake";
import type { Row } from "../kit/run/state";
import { money, news, progress } from "../kit/run/words";
import widget from "./index";
import { passes } from "./sieve";
import type { TrackerState } from "./state";

const row = (run: string, more: Partial<Row> = {}) => fakeRow({ run, ...more });
const done = (run: string) => fakeDone({ run });
const lost = (run: string) => row(run, { status: "unknown", fraction: null, can_cancel: false, left: true });

let model: FakeModel<TrackerState>;
let el: HTMLElement;
let off: () => void;
const find = <Kind extends Element = HTMLElement>(selector: string) => el.querySelector(selector) as unknown as Kind;
const runs = () => [...el.querySelectorAll<HTMLElement>(".hl-run")];
const heard = () => find(".hl-hear").textContent;
const named = (words: string) =>
  [...el.querySelectorAll<HTMLButtonElement>("button")].find(
    (one) => one.textContent === words && !one.closest("[hidden]"),
  );
let known: Row[] = [];
/** As Python tells what is another: here whole rows. */
const put = (rows: Row[]) => {
  const sorted = rows.map((one, at) => ({ ...one, sent: one.sent - at }));
  const gone = known.filter(({ run }) => !rows.some((one) => one.run === run)).map(({ run }) => run);
  known = rows;
  model.emit("msg:custom", { kind: "rows", changed: Object.fromEntries(sorted.map((one) => [one.run, one])), gone });
};
const key = (target: Element | null, name: string) =>
  target?.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));

beforeEach(async () => {
  vi.useFakeTimers();
  URL.createObjectURL = () => "blob:1";
  URL.revokeObjectURL = () => {};
  model = new FakeModel<TrackerState>({
    twin_mark: "abc",
    last_error: null,
    disabled: false,
    under_way: 0,
    elsewhere: 0,
    filter: {},
    notify: false,
  });
  model.rules["hello"] = () => ({ value: { now: Date.now(), rows: [], more: null } });
  known = [];
  model.rules["cancel"] = () => ({ value: { cancelled: true, message: "Cancelled." } });
  model.rules["piece"] = () => ({
    value: { size: 1, media_type: "image/webp", next: null },
    buffers: [new DataView(new ArrayBuffer(1))],
  });
  model.rules["recipe"] = () => ({ value: { rows: [["Prompt", HOSTILE]], created: 0, python: "", text: null } });
  el = document.body.appendChild(document.createElement("div"));
  off = widget.render({ model, el });
  await settle();
});
afterEach(() => {
  off();
  el.remove();
  vi.useRealTimers();
});

test("an empty board says so", () => {
  expect([find(".hl-idle").hidden, find(".hl-runs-room").hidden, find(".hl-sieve").hidden]).toEqual([
    false,
    true,
    true,
  ]);
});
test("a row has kind, model, words, status, bar, time and credits, and words stay text", async () => {
  put([row("a")]);
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
  put([row("a", { fraction: null })]);
  const bar = find("[role=progressbar]");
  expect([bar.hasAttribute("aria-valuenow"), bar.getAttribute("aria-valuetext")]).toEqual([false, "Running"]);
  expect(bar.classList.contains("hl-unknowing")).toBe(true);
});
test("the clock is the kernel's", async () => {
  off();
  model.rules["hello"] = () => ({ value: { now: Date.now() + 60_000, rows: [], more: null } });
  off = widget.render({ model, el });
  put([row("a")]);
  await settle();
  await vi.advanceTimersByTimeAsync(1000);
  expect(find(".hl-since").textContent).toBe("1 min 4 s");
});
test("a change of status is said once, a number that goes up never", () => {
  put([row("a", { status: "queued", fraction: 0 })]);
  put([row("a", { fraction: 0.1 })]);
  expect(heard()).toContain("Clip by veo, Running, 35 credits held");
  find(".hl-hear").textContent = "";
  put([row("a", { fraction: 0.6 })]);
  expect(heard()).toBe("");
  put([done("a")]);
  expect(heard()).toContain("Clip by veo, Done, 35 credits");
});
test("elements stay when numbers change, and the focus with them", () => {
  put([row("a"), row("b")]);
  const [first] = runs();
  first?.focus();
  put([row("c"), row("a", { fraction: 0.9 }), row("b")]);
  expect([runs()[1], document.activeElement]).toEqual([first, first]);
  expect(runs().map(({ tabIndex }) => tabIndex)).toEqual([-1, 0, -1]);
});
test("arrows go from row to row", () => {
  put([row("a"), row("b"), row("c")]);
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
  put([row("a")]);
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
  put([row("a", { status: "cancelled", open: false, can_cancel: false, held: "0", seconds: 2, note })]);
  expect(find(".hl-note").textContent).toBe(note);
  expect(heard()).toContain(note);
  expect(find(".hl-held").textContent).toBe("nothing charged");
});
test("Escape keeps the call and gives the focus back", () => {
  put([row("a")]);
  named("Cancel")?.click();
  key(document.activeElement, "Escape");
  expect([find(".hl-question").hidden, document.activeElement]).toEqual([true, runs()[0]]);
});
test("a call that ends while the question is open needs no answer", () => {
  put([row("a")]);
  named("Cancel")?.click();
  put([done("a")]);
  expect([find(".hl-question").hidden, document.activeElement]).toEqual([true, runs()[0]]);
});
test("a refusal is shown with its next step", async () => {
  model.rules["cancel"] = () => ({ error: { message: "Too late.", field: null, next: "Wait for it." } });
  put([row("a")]);
  named("Cancel")?.click();
  named("Cancel the call")?.click();
  await settle();
  expect(find(".hl-strip").textContent).toBe("Too late.Wait for it.");
});
test("Enter opens what was made, with its recipe", async () => {
  put([done("a")]);
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
  put([lost("a")]);
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
  put([row("a", { left: true })]);
  expect(find(".hl-status").textContent).toBe("Left behind");
  expect([named("Fetch"), named("Cancel"), named("Give up")].map(Boolean)).toEqual([true, true, false]);
  put([{ ...done("a"), items: [], count: 0, left: true }]);
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
  put([row("a")]);
  expect(named("Clear ended")).toBeUndefined();
  put([row("a"), done("b")]);
  named("Clear ended")?.click();
  put([row("a")]);
  await settle();
  expect([heard(), document.activeElement]).toEqual(["1 ended call cleared.", runs()[0]]);
});
test("the words of money and of many changes", () => {
  expect(money(row("a", { held: "0" }))).toBe("price unknown");
  expect(money(done("a"))).toBe("35 credits");
  expect(progress(row("a", { status: "queued", fraction: 0 }))).toBe("Queued");
  expect(
    news(
      new Map(["a", "b", "c", "d"].map((run) => [run, undefined])),
      new Map(["a", "b", "c", "d"].map((run) => [run, row(run)])),
    ),
  ).toBe("4 calls changed.");
});
describe("what is looked at", () => {
  const board = () => put([row("a"), done("b"), row("c", { kind: "image", open: false, status: "failed" })]);
  const choose = (label: string, value: string) => {
    const field = find<HTMLSelectElement | HTMLInputElement>(`[aria-label="${label}"]`);
    field.value = value;
    field.dispatchEvent(new Event(field.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
  };
  test("a status, a kind and words sift the rows and stay in the state", async () => {
    board();
    choose("Status", "bad");
    expect([runs().length, model.get("filter").status, model.saved]).toEqual([1, "bad", 1]);
    expect(heard()).toBe("1 of 3 calls shown.");
    choose("Status", "");
    choose("Kind", "video");
    expect(runs()).toHaveLength(2);
    choose("Find calls", "ONERROR veo");
    await vi.advanceTimersByTimeAsync(200);
    expect(model.get("filter")).toEqual({ status: "", kind: "video", words: "ONERROR veo" });
  });
  test("where nothing is like that it says so, and one press shows all", async () => {
    board();
    choose("Find calls", "dragon");
    await vi.advanceTimersByTimeAsync(200);
    expect(runs()).toHaveLength(0);
    expect(find(".hl-idle:not([hidden])").textContent).toContain("No call is like that");
    named("Show all")?.click();
    expect([runs().length, find<HTMLInputElement>("[type=search]").value]).toEqual([3, ""]);
  });
  test("kinds are those that there are", () => {
    board();
    const kinds = [...find<HTMLSelectElement>('[aria-label="Kind"]').options].map(({ text }) => text);
    expect(kinds).toEqual(["Any kind", "Picture", "Clip"]);
    expect(passes(row("a"), { status: "open", kind: "video", words: "clip" })).toBe(true);
  });
  test("a filter that was left is there when the view is opened again", async () => {
    model.set("filter", { status: "done" });
    board();
    expect([runs().length, find<HTMLSelectElement>('[aria-label="Status"]').value]).toEqual([1, "done"]);
  });
});
describe("sending it again", () => {
  const price = {
    text: "69 credits",
    known: true,
    low: "69",
    high: "69",
    basis: "documented",
    asks: false,
    kept: null,
  };
  const failed = () => row("a", { status: "failed", open: false, can_cancel: false, can_retry: true, held: "0" });
  test("the price is shown first, and rapid presses send once", async () => {
    model.rules["price_again"] = () => ({ value: price });
    model.rules["retry"] = () => ({ value: "b" });
    put([failed()]);
    for (let press = 0; press < 20; press += 1) named("Try again")?.click();
    await settle();
    expect([model.named("price_again").length, model.named("retry").length]).toEqual([1, 0]);
    expect(find(".hl-asked").textContent).toBe("Send this call again? It costs 69 credits (documented).");
    const yes = named("Spend 69 credits");
    expect(document.activeElement).toBe(yes);
    for (let press = 0; press < 20; press += 1) yes?.click();
    await settle();
    expect(model.named("retry").map(({ args }) => args)).toEqual([{ run: "a", confirm: false, spend_anyway: false }]);
  });
  test("above the sum at which the lab asks, the press says yes to the most it may cost", async () => {
    model.rules["price_again"] = () => ({ value: { ...price, low: "50", asks: true } });
    model.rules["retry"] = () => ({ value: "b" });
    put([failed()]);
    runs()[0]?.focus();
    key(runs()[0] ?? null, "Enter");
    await settle();
    expect(find(".hl-asked").textContent).toContain("above the sum at which this lab asks");
    named("Spend up to 69 credits")?.click();
    expect(model.named("retry")[0]?.args["confirm"]).toBe(true);
    await settle();
  });
  test("what cannot be sent again says why", async () => {
    model.rules["price_again"] = () => ({ error: { message: "A signed link.", field: null, next: "Give the file." } });
    put([failed()]);
    named("Try again")?.click();
    await settle();
    expect([find(".hl-strip").textContent, find(".hl-question").hidden]).toEqual([
      "A signed link.Give the file.",
      true,
    ]);
  });
});
test("the time that is left is told with its spread and its place in the queue", async () => {
  const end = (seconds: number) => Date.now() + seconds * 1000;
  put([row("a", { status: "queued", position: 3, eta: [end(30), end(40), end(70)] })]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(find(".hl-ahead").textContent).toBe("place 3 in the queue · about 40 s left, 30–70 s");
});
test("only what changed is told, and a row that was not given yet waits for its page", async () => {
  put([row("a")]);
  const [first] = runs();
  model.emit("msg:custom", { kind: "rows", changed: { a: { fraction: 0.9 }, x: { fraction: 0.1 } }, gone: [] });
  expect([find("[role=progressbar]").getAttribute("aria-valuenow"), runs().length, runs()[0]]).toEqual([
    "90",
    1,
    first,
  ]);
});
test("a thousand rows come in pages and only those in sight are drawn", async () => {
  off();
  const all = Array.from({ length: 1000 }, (_, at) => row(`r${at}`, { sent: 1e12 - at }));
  model.rules["hello"] = () => ({ value: { now: Date.now(), rows: all.slice(0, 400), more: "r399" } });
  model.rules["page_of_rows"] = ({ after }) => {
    const start = Number(String(after).slice(1)) + 1;
    return { value: { rows: all.slice(start, start + 400), more: start + 400 < 1000 ? `r${start + 399}` : null } };
  };
  off = widget.render({ model, el });
  await settle(40);
  expect(model.named("page_of_rows").map(({ args }) => args["after"])).toEqual(["r399", "r799"]);
  expect(find(".hl-runs > li").getAttribute("aria-setsize")).toBe("1000");
  expect(runs().length).toBeLessThan(30);
  runs()[0]?.focus();
  key(runs()[0] ?? null, "End");
  expect(document.activeElement?.parentElement?.getAttribute("aria-posinset")).toBe("1000");
});
describe("notifications", () => {
  const rung: { title: string; tag: string | undefined }[] = [];
  const browser = (permission: string, answer = permission) => {
    rung.length = 0;
    const made = class {
      static permission = permission;
      static requestPermission = async () => {
        made.permission = answer;
        return answer;
      };
      onclick = null;
      constructor(title: string, { tag }: { tag?: string }) {
        rung.push({ title, tag });
      }
    };
    vi.stubGlobal("Notification", made);
    return made;
  };
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });
  test("the browser is asked on a press only, and a long call rings while nobody looks", async () => {
    const asked = vi.spyOn(browser("default", "granted"), "requestPermission");
    put([row("a"), row("b")]);
    expect(asked).not.toHaveBeenCalled();
    named("Notify")?.click();
    await settle();
    expect([model.get("notify"), find(".hl-bell").getAttribute("aria-pressed")]).toEqual([true, "true"]);
    vi.spyOn(document, "hasFocus").mockReturnValue(false);
    put([
      { ...done("a"), seconds: 12 },
      { ...done("b"), seconds: 2 },
    ]);
    expect(rung).toEqual([{ title: "Clip: done", tag: "a" }]);
  });
  test("who looks at the page is not told", () => {
    browser("granted");
    model.set("notify", true);
    vi.spyOn(document, "hasFocus").mockReturnValue(true);
    put([row("a")]);
    put([{ ...done("a"), seconds: 12 }]);
    expect(rung).toEqual([]);
  });
  test("a browser that refuses is said plainly", async () => {
    browser("denied");
    named("Notify")?.click();
    await settle();
    expect(find(".hl-toast").textContent).toContain("blocked for this page");
    expect([model.get("notify"), find(".hl-bell").getAttribute("aria-pressed")]).toEqual([false, "false"]);
  });
});
test("leaving undoes everything", () => {
  put([row("a")]);
  off();
  expect([model.listening, el.childElementCount, vi.getTimerCount()]).toEqual([0, 0, 0]);
});
