import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeModel, settle } from "../kit/fake";
import { fakeItem } from "../kit/fake_item";
import widget from "./index";
import type { Kept } from "./kept";
import { between, joined, listed } from "./listed";
import { places, step } from "./places";
import type { GalleryState } from "./state";

const hex = (at: number) => at.toString(16).padStart(64, "0");
const item = (digest: string): Kept => ({
  ...fakeItem({ digest, alt: `<b>${Number.parseInt(digest, 16)}</b>` }),
  ...{ rating: null, tags: [], note: "", gone: false },
});
const packed = (shelf: Kept[]) => {
  const bytes = new DataView(new ArrayBuffer(34 * shelf.length));
  shelf.forEach(({ digest }, at) => {
    for (let byte = 0; byte < 32; byte += 1)
      bytes.setUint8(at * 34 + byte, Number.parseInt(digest.slice(byte * 2, byte * 2 + 2), 16));
    bytes.setUint16(at * 34 + 32, 1333);
  });
  return bytes;
};
const one = () => new DataView(new ArrayBuffer(1));

let shelf: Kept[];
let model: FakeModel<GalleryState>;
let el: HTMLElement;
let off: () => void;
const tiles = () => [...el.querySelectorAll<HTMLElement>(".hl-tile")];
const at = (place: number) => tiles().find((tile) => tile.getAttribute("aria-posinset") === String(place));
const key = (name: string, more: KeyboardEventInit = {}) =>
  document.activeElement?.dispatchEvent(
    new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more }),
  );
const click = (target: Element | null | undefined, more: MouseEventInit = {}) =>
  target?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ...more }));
const button = (words: string) =>
  [...el.querySelectorAll<HTMLElement>("button")].find(
    (found) => found.getAttribute("aria-label") === words || found.textContent === words,
  );

beforeEach(async () => {
  let urls = 0;
  URL.createObjectURL = () => {
    urls += 1;
    return `blob:${urls}`;
  };
  URL.revokeObjectURL = () => {};
  HTMLAnchorElement.prototype.click = vi.fn();
  shelf = Array.from({ length: 10_000 }, (_, number) => item(hex(number)));
  model = new FakeModel<GalleryState>({
    twin_mark: "abc",
    last_error: null,
    disabled: false,
    limit: null,
    revision: 0,
    selection: [],
    chosen: "",
    inspected: false,
    arrangement: "grid",
    sort: "newest",
    search: "",
    filtered: false,
  });
  model.rules["index"] = ({ offset }) => {
    const part = shelf.slice(offset as number, (offset as number) + 6000);
    const end = (offset as number) + part.length;
    return { value: { total: shelf.length, next: end < shelf.length ? end : null }, buffers: [packed(part)] };
  };
  model.rules["facts"] = ({ digests }) => {
    const found = (digests as string[]).map(
      (digest) => shelf.find((kept) => kept.digest === digest) ?? { digest, gone: true },
    );
    return { value: found, buffers: found.map(one) };
  };
  model.rules["recipe"] = () => ({
    value: { rows: [["Prompt", "<i>fox</i>"]], created: 0, python: "await lab", text: null },
  });
  model.rules["piece"] = () => ({ value: { size: 1, media_type: "image/png", next: null }, buffers: [one()] });
  model.rules["use"] = () => ({ value: "img 1" });
  for (const name of ["rate", "tag", "note"]) model.rules[name] = () => ({ value: null });
  model.rules["users"] = () => ({ value: "" });
  model.rules["delete"] = ({ digests }) => ({ value: (digests as string[]).length });
  model.rules["undo"] = () => ({ value: 1 });
  el = document.body.appendChild(document.createElement("div"));
  off = widget.render({ model, el });
  await settle(60);
});
afterEach(() => {
  off();
  el.remove();
  vi.useRealTimers();
});

const row = (count: number) => Array.from({ length: count }, (_, number) => ({ digest: hex(number), shape: 1 }));
test.each([
  ["ArrowRight", 0, 1],
  ["ArrowLeft", 0, 0],
  ["ArrowDown", 1, 5],
  ["ArrowUp", 1, 1],
  ["ArrowDown", 8, 8],
  ["PageDown", 0, 8],
  ["PageUp", 9, 1],
  ["Home", 7, 0],
  ["End", 0, 9],
  ["a", 3, null],
])("%s from %i leads to %o", (name, from, to) => expect(step(name, from, places(row(10), "grid", 640), 200)).toBe(to));
test("masonry keeps shapes within bounds, and up and down stay in their column", () => {
  const shapes = [0.1, 1, 10, 0, 2, 1, 1];
  const list = shapes.map((shape, number) => ({ digest: hex(number), shape }));
  const stand = places(list, "masonry", 320);
  expect(stand.columns).toBe(2);
  const [tower, , strip, unknown] = stand.boxes;
  expect((tower?.height ?? 0) / (tower?.width ?? 1)).toBe(2);
  expect((strip?.width ?? 0) / (strip?.height ?? 1)).toBeCloseTo(2.4);
  expect(unknown?.height).toBe(unknown?.width);
  const tops = stand.boxes.map(({ top }) => top);
  expect(tops).toEqual([...tops].sort((a, b) => a - b));
  const down = step("ArrowDown", 1, stand, 100) as number;
  expect(stand.boxes[down]?.left).toBe(stand.boxes[1]?.left);
  expect(step("ArrowUp", down, stand, 100)).toBe(1);
  expect(places([], "masonry", 320).height).toBe(0);
});
test("digests and shapes are read from bytes, ranges go both ways", () => {
  const list = listed(packed(shelf.slice(0, 5)));
  expect(list[3]).toEqual({ digest: hex(3), shape: 1.333 });
  expect(between(list, 3, 1)).toEqual([hex(1), hex(2), hex(3)]);
  expect(joined(["a", "b"], ["b", "c"])).toEqual(["a", "b", "c"]);
});

test("of ten thousand only those in sight are drawn and asked for, with names that stay text", () => {
  expect(el.querySelector(".hl-head")?.textContent).toContain("10,000 assets");
  expect(tiles().length).toBeGreaterThan(5);
  expect(tiles().length).toBeLessThan(80);
  expect(model.named("index").map(({ args }) => args["offset"])).toEqual([0, 6000]);
  const asked = model.named("facts").flatMap(({ args }) => args["digests"] as string[]);
  expect(new Set(asked).size).toBe(asked.length);
  expect(asked.length).toBe(tiles().length);
  expect(tiles()[0]?.getAttribute("aria-label")).toBe("<b>0</b>, gem, 4 credits");
  expect([at(1)?.getAttribute("aria-setsize"), el.querySelector(".hl-tile b")]).toEqual(["10000", null]);
});
test("one tile is in the tab order; arrows, Home and End move it through all", async () => {
  expect(tiles().filter(({ tabIndex }) => tabIndex === 0)).toEqual([at(1)]);
  at(1)?.focus();
  key("ArrowRight");
  expect(document.activeElement).toBe(at(2));
  expect(tiles().filter(({ tabIndex }) => tabIndex === 0)).toEqual([at(2)]);
  key("End");
  expect(document.activeElement?.getAttribute("aria-posinset")).toBe("10000");
  await settle(30);
  expect(document.activeElement?.getAttribute("aria-label")).toBe("<b>9999</b>, gem, 4 credits");
  key("Home");
  expect(document.activeElement).toBe(at(1));
});
test("Space, Shift and Ctrl+A select for Python; Escape ends it", () => {
  at(1)?.focus();
  key(" ");
  expect([model.state.selection, model.saved]).toEqual([[hex(0)], 1]);
  expect(at(1)?.getAttribute("aria-selected")).toBe("true");
  key("ArrowRight", { shiftKey: true });
  key("ArrowRight", { shiftKey: true });
  expect(model.state.selection).toEqual([hex(0), hex(1), hex(2)]);
  expect(el.querySelector(".hl-chosen")?.textContent).toContain("3 assets selected");
  key("a", { ctrlKey: true });
  expect(model.state.selection).toHaveLength(10_000);
  key("Escape");
  expect(model.state.selection).toEqual([]);
});
test("a click with Shift selects from the last one on, with Ctrl one more", () => {
  click(at(2)?.querySelector(".hl-tick"));
  click(at(4), { shiftKey: true });
  click(at(7), { ctrlKey: true });
  expect(model.state.selection).toEqual([hex(1), hex(2), hex(3), hex(6)]);
  expect(el.querySelector("dialog")).toBeNull();
});
test("Enter shows picture, recipe and cost; arrows go on; Escape gives the focus back", async () => {
  at(1)?.focus();
  key("Enter");
  await settle(30);
  expect(el.querySelector("dialog dd")?.textContent).toBe("<i>fox</i>");
  const press = (name: string) =>
    el.querySelector("dialog")?.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
  press("ArrowRight");
  await settle(30);
  expect(el.querySelectorAll("dialog")).toHaveLength(1);
  expect(el.querySelector<HTMLImageElement>("dialog img")?.alt).toBe("<b>1</b>");
  press("Escape");
  expect(el.querySelector("dialog")).toBeNull();
  expect(document.activeElement).toBe(at(2));
});
test("stars, tags and a note are written down; arrows in the note stay there", async () => {
  at(1)?.focus();
  key("Enter");
  await settle(30);
  click(button("3 stars"));
  click(button("3 stars"));
  const tag = el.querySelector<HTMLInputElement>("dialog input") as HTMLInputElement;
  tag.value = " kept ";
  tag.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  click(button("Take kept off"));
  const note = el.querySelector<HTMLTextAreaElement>("dialog textarea") as HTMLTextAreaElement;
  note.value = "mine";
  note.dispatchEvent(new Event("input", { bubbles: true }));
  note.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
  expect(el.querySelector<HTMLImageElement>("dialog img")?.alt).toBe("<b>0</b>");
  el.querySelector("dialog")?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  await settle();
  const said = (name: string) => model.named(name).map(({ args }) => args);
  expect(said("rate").map(({ stars }) => stars)).toEqual([3, null]);
  expect(said("tag")).toEqual([
    { digests: [hex(0)], add: ["kept"] },
    { digests: [hex(0)], remove: ["kept"] },
  ]);
  expect(said("note")).toEqual([{ digest: hex(0), words: "mine" }]);
});
test("digits rate what is meant: the selection, or the one with the focus", () => {
  at(1)?.focus();
  key("4");
  key(" ");
  key("ArrowRight", { shiftKey: true });
  key("0");
  key("s");
  expect(model.named("rate").map(({ args }) => args)).toEqual([
    { digests: [hex(0)], stars: 4 },
    { digests: [hex(0), hex(1)], stars: null },
    { digests: [hex(0), hex(1)], stars: 5 },
  ]);
});
test("Delete asks, says who uses it, and can be undone", async () => {
  model.rules["users"] = () => ({ value: "It is a reference of gem." });
  at(1)?.focus();
  key("Delete");
  await settle();
  expect(el.querySelector("dialog")?.textContent).toContain("Delete 1 asset?");
  expect(el.querySelector("dialog")?.textContent).toContain("It is a reference of gem.");
  expect(model.named("delete")).toEqual([]);
  click(button("Keep"));
  expect(model.named("delete")).toEqual([]);
  key("Delete");
  await settle();
  click([...el.querySelectorAll("dialog button")].at(-1));
  await settle();
  expect(model.named("delete").map(({ args }) => args)).toEqual([{ digests: [hex(0)] }]);
  expect(el.querySelector(".hl-toast")?.textContent).toContain("1 asset deleted.");
  click(button("Undo"));
  await settle();
  expect(model.named("undo")).toHaveLength(1);
});
test("what was deleted behind its back is shown as gone, and does not open", async () => {
  shelf = shelf.filter(({ digest }) => digest !== hex(0));
  model.emit("msg:custom", { kind: "facts", digests: [hex(0)] }, []);
  await settle(30);
  expect(at(1)?.textContent).toBe("Gone from the shelf");
  expect(at(1)?.getAttribute("aria-label")).toBe("gone from the shelf");
  click(at(1));
  expect(el.querySelector("dialog")).toBeNull();
});
test("a download comes in pieces, and a refusal is shown with the next step", async () => {
  model.state.selection = [hex(0), hex(1)];
  model.emit("change:selection");
  let pieces = 0;
  model.rules["pack"] = () => ({ value: { key: "1", size: 2, name: "two.zip", media_type: "application/zip" } });
  model.rules["parcel"] = () => {
    pieces += 1;
    return { value: { size: 2, next: pieces < 2 ? pieces : null }, buffers: [one()] };
  };
  click(button("Download"));
  await settle(40);
  expect(model.named("parcel").map(({ args }) => args)).toEqual([
    { key: "1", offset: 0 },
    { key: "1", offset: 1 },
  ]);
  expect(el.querySelector(".hl-toast")?.textContent).toBe("two.zip is in your downloads.");
  model.rules["sheet"] = () => ({ error: { message: "Too many.", field: null, next: "Select fewer." } });
  click(button("Contact sheet"));
  await settle();
  expect(el.querySelector(".hl-strip")?.textContent).toBe("Too many.Select fewer.");
});
test("a search asks Python, and the answer to an older one is not shown", async () => {
  vi.useFakeTimers();
  const waiting: { args: Record<string, unknown>; id: string }[] = [];
  delete model.rules["index"];
  const field = el.querySelector<HTMLInputElement>("input[type=search]") as HTMLInputElement;
  for (const words of ["fo", "fox"]) {
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    vi.advanceTimersByTime(300);
    waiting.push(model.named("index").at(-1) as (typeof waiting)[0]);
  }
  expect(waiting.map(({ args }) => args["search"])).toEqual(["fo", "fox"]);
  const answer = (to: { id: string }, found: Kept[]) =>
    model.answer(to, { value: { total: found.length, next: null }, buffers: [packed(found)] });
  answer(waiting[1] as { id: string }, shelf.slice(3, 5));
  answer(waiting[0] as { id: string }, shelf.slice(0, 9));
  await settle(40);
  expect(tiles().map(({ dataset }) => dataset["digest"])).toEqual([hex(3), hex(4)]);
  expect(el.querySelector(".hl-head")?.textContent).toContain("2 assets");
});
test("a new picture appears by itself, in front, and the focus stays where it was", async () => {
  vi.useFakeTimers();
  at(4)?.focus();
  shelf = [item(hex(77_777)), ...shelf];
  model.set("revision", 1);
  vi.advanceTimersByTime(1000);
  await settle(60);
  expect(at(1)?.dataset["digest"]).toBe(hex(77_777));
  expect((document.activeElement as HTMLElement).dataset["digest"]).toBe(hex(3));
});
test("the arrangement and the order are shared with Python", async () => {
  click(button("Show whole pictures"));
  expect(model.state.arrangement).toBe("masonry");
  const order = el.querySelector("select") as HTMLSelectElement;
  expect([...order.options].map(({ value }) => value)).not.toContain("given");
  order.value = "best";
  order.dispatchEvent(new Event("change", { bubbles: true }));
  await settle(30);
  expect([model.state.sort, model.named("index").at(-1)?.args["sort"]]).toEqual(["best", "best"]);
  model.set("filtered", true);
  expect([...order.options].map(({ value }) => value)).toContain("given");
});
test("a picture goes to the prompt, and a refusal is shown", async () => {
  click(at(1)?.querySelector(".hl-refer"));
  await settle();
  expect(model.named("use")[0]?.args).toEqual({ digest: hex(0) });
  expect(el.querySelector(".hl-toast")?.textContent).toBe("The picture is img 1 of the prompt now.");
  model.rules["use"] = () => ({ error: { message: "There is no prompt.", field: null, next: "Make one." } });
  click(at(1)?.querySelector(".hl-refer"));
  await settle();
  expect(el.querySelector(".hl-strip")?.textContent).toBe("There is no prompt.Make one.");
});
test("a text shows how it begins, a replay how often and what it saved", async () => {
  shelf[1] = { ...item(hex(1)), kind: "text", excerpt: "<b>once</b> upon a time" };
  shelf[0] = { ...item(hex(0)), replayed: { times: 2, saved: "8" }, rating: 4 };
  model.rules["facts"] = ({ digests }) => ({
    value: (digests as string[]).map((digest) => shelf.find((kept) => kept.digest === digest)),
  });
  model.emit("msg:custom", { kind: "facts", digests: [hex(0), hex(1)] }, []);
  await settle(60);
  expect(at(1)?.getAttribute("aria-label")).toBe(
    "<b>0</b>, gem, 4 credits, 4 stars, replayed 2 times, saved 8 credits",
  );
  expect(at(1)?.querySelector(".hl-labels")?.textContent).toBe("4 credits42");
  expect(at(2)?.querySelector(".hl-excerpt")?.textContent).toBe("<b>once</b> upon a time");
  expect(el.querySelector(".hl-tile b")).toBeNull();
});
test("an empty shelf, an empty table and an empty search say which of them they are", async () => {
  shelf = [];
  for (const [state, words] of [
    [{}, "Nothing here yet"],
    [{ filtered: true }, "The table is empty"],
    [{ search: "fox" }, "Nothing found"],
  ] as [Partial<GalleryState>, string][]) {
    Object.assign(model.state, state);
    model.emit("change:search");
    await settle(40);
    expect(el.querySelector(".hl-nothing")?.textContent).toContain(words);
  }
});
test("leaving takes everything down", () => {
  off();
  expect([model.listening, el.childElementCount]).toEqual([0, 0]);
});
