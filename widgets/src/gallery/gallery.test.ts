import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeModel, settle } from "../kit/fake";
import type { Item } from "../kit/item";
import { merged, step } from "./grid";
import widget from "./index";
import type { GalleryState } from "./state";

const item = (digest: string): Item => ({
  digest,
  kind: "image",
  seconds: null,
  size: 1000,
  ending: ".png",
  alt: `<b>${digest}</b>`,
  width: 8,
  height: 6,
  media_type: "image/png",
  model: "gem",
  cost: "4",
  excerpt: "",
  replayed: null,
  sandbox: false,
  reference: false,
});
let shelf: Item[];
let model: FakeModel<GalleryState>;
let el: HTMLElement;
let off: () => void;
const tiles = () => [...el.querySelectorAll<HTMLElement>(".hl-tile")];
const key = (name: string) =>
  document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));

beforeEach(async () => {
  let urls = 0;
  URL.createObjectURL = () => {
    urls += 1;
    return `blob:${urls}`;
  };
  URL.revokeObjectURL = () => {};
  shelf = Array.from({ length: 100 }, (_, at) => item(`p${at}`));
  model = new FakeModel<GalleryState>({
    twin_mark: "abc",
    last_error: null,
    disabled: false,
    limit: null,
    revision: 0,
    selection: [],
  });
  model.rules["page"] = ({ offset, limit }) => {
    const items = shelf.slice(offset as number, (offset as number) + (limit as number));
    return { value: { total: shelf.length, items }, buffers: items.map(() => new DataView(new ArrayBuffer(1))) };
  };
  model.rules["recipe"] = () => ({
    value: { rows: [["Prompt", "<i>fox</i>"]], created: 0, python: "await lab", text: null },
  });
  model.rules["piece"] = () => ({
    value: { size: 1, media_type: "image/png", next: null },
    buffers: [new DataView(new ArrayBuffer(1))],
  });
  model.rules["use"] = () => ({ value: "img 1" });
  el = document.body.appendChild(document.createElement("div"));
  off = widget.render({ model, el });
  await settle(60);
});
afterEach(() => {
  off();
  el.remove();
  vi.useRealTimers();
});

test.each([
  ["ArrowRight", 0, 1],
  ["ArrowLeft", 0, 0],
  ["ArrowDown", 1, 5],
  ["ArrowUp", 1, 1],
  ["ArrowDown", 8, 8],
  ["PageDown", 0, 9],
  ["Home", 7, 0],
  ["End", 0, 9],
  ["a", 3, null],
])("%s from %i leads to %o", (name, at, to) => expect(step(name, at, 10, 4)).toBe(to));
test("the newest come in front, and a gap starts anew", () => {
  const [a, b, c, d] = ["a", "b", "c", "d"].map(item) as [Item, Item, Item, Item];
  expect(merged([b, c], [a, b])).toEqual([a, b, c]);
  expect(merged([c, d], [a, b])).toEqual([a, b]);
  expect(merged([], [a])).toEqual([a]);
  expect(merged([a], [])).toEqual([a]);
});
test("everything is loaded in pages, with names that stay text", () => {
  expect(tiles()).toHaveLength(100);
  expect(model.named("page").map(({ args }) => args["offset"])).toEqual([0, 48, 96]);
  expect(tiles()[0]?.getAttribute("aria-label")).toBe("<b>p0</b>, gem, 4 credits");
  expect(el.querySelector("b")).toBeNull();
  expect(el.querySelector(".hl-head")?.textContent).toContain("100 pictures");
});
test("one tile is in the tab order, and arrows move it", () => {
  expect(tiles().filter(({ tabIndex }) => tabIndex === 0)).toEqual([tiles()[0]]);
  tiles()[0]?.focus();
  key("ArrowRight");
  expect(document.activeElement).toBe(tiles()[1]);
  expect(tiles().filter(({ tabIndex }) => tabIndex === 0)).toEqual([tiles()[1]]);
});
test("Space selects for Python", () => {
  tiles()[0]?.focus();
  key(" ");
  expect([model.state.selection, model.saved]).toEqual([["p0"], 1]);
  expect(tiles()[0]?.getAttribute("aria-selected")).toBe("true");
  key(" ");
  expect(model.state.selection).toEqual([]);
});
test("Enter shows picture, recipe and cost; arrows go on; Escape gives the focus back", async () => {
  tiles()[0]?.focus();
  key("Enter");
  await settle(30);
  expect(el.querySelector("dialog dd")?.textContent).toBe("<i>fox</i>");
  el.querySelector("dialog")?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
  await settle(30);
  expect(el.querySelectorAll("dialog")).toHaveLength(1);
  expect(el.querySelector<HTMLImageElement>("dialog img")?.alt).toBe("<b>p1</b>");
  el.querySelector("dialog")?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  expect(el.querySelector("dialog")).toBeNull();
  expect(document.activeElement).toBe(tiles()[1]);
});
test("a picture goes to the prompt", async () => {
  el.querySelector<HTMLElement>(".hl-tool")?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  await settle();
  expect(model.named("use")[0]?.args).toEqual({ digest: "p0" });
  expect(el.querySelector("[role=status]")?.textContent).toBe("The picture is img 1 of the prompt now.");
});
test("a new picture appears by itself, in front, and the focus stays where it was", async () => {
  tiles()[3]?.focus();
  shelf = [item("new"), ...shelf];
  model.set("revision", 1);
  await settle(30);
  expect(tiles()[0]?.dataset["digest"]).toBe("new");
  expect((document.activeElement as HTMLElement).dataset["digest"]).toBe("p3");
});
test("a refusal is shown", async () => {
  model.rules["use"] = () => ({ error: { message: "There is no prompt.", field: null, next: "Make one." } });
  el.querySelector<HTMLElement>(".hl-tool")?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  await settle();
  expect(el.querySelector(".hl-strip")?.textContent).toBe("There is no prompt.Make one.");
});
test("leaving takes everything down", () => {
  off();
  expect([model.listening, el.childElementCount]).toEqual([0, 0]);
});

test("a text shows how it begins, a replay how often and what it saved", async () => {
  shelf[1] = { ...item("t"), kind: "text", excerpt: "<b>once</b> upon a time" };
  model.rules["page"] = () => ({ value: { total: 100, items: shelf.slice(0, 3) }, buffers: [] });
  shelf[0] = { ...item("p0"), replayed: { times: 2, saved: "8" } };
  model.set("revision", 1);
  await settle(60);
  const named = (digest: string) => tiles().find((one) => one.dataset["digest"] === digest);
  expect(named("p0")?.getAttribute("aria-label")).toBe("<b>p0</b>, gem, 4 credits, replayed 2 times, saved 8 credits");
  expect(named("p0")?.querySelector(".hl-labels")?.textContent).toBe("4 credits2");
  expect(named("t")?.querySelector(".hl-excerpt")?.textContent).toBe("<b>once</b> upon a time");
  expect(el.querySelector("b")).toBeNull();
});
