import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Ask } from "../../kit/ask";
import type { Blobs } from "../../kit/blobs";
import { HOSTILE } from "../../kit/fake_item";
import type { Item } from "../../kit/item";
import { type Scope, scope } from "../../kit/scope";
import { openShelf } from "./shelf";

const item = (at: number): Item =>
  ({ digest: `d${at}`, kind: "image", alt: `${HOSTILE} ${at}`, width: 8, height: 6, seconds: null }) as Item;

let life: Scope;
let root: HTMLElement;
let asked: Record<string, unknown>[];
let total: number;
let chosen: (items: Item[]) => void;
let failed: (error: unknown) => void;
const ask = (async (_name: string, args: Record<string, number>) => {
  asked.push(args);
  const { offset = 0, limit = 0 } = args;
  const count = Math.max(0, Math.min(limit, total - offset));
  return { value: { total, items: Array.from({ length: count }, (_, at) => item(offset + at)) }, buffers: [] };
}) as unknown as Ask;
const blobs: Blobs = { url: async () => "blob:1", keep: () => "blob:1", bytes: async () => new ArrayBuffer(1) };
const options = () => [...root.querySelectorAll<HTMLElement>("[role=option]")];
const key = (target: Element | null, name: string) =>
  target?.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
const open = async (room: number | null = null) => {
  openShelf({ root, ask, blobs, life, kinds: ["image"], room, chosen, failed });
  await vi.waitFor(() => expect(root.querySelector("[role=status]")?.textContent).toMatch(/chosen|empty/));
};
const said = () => root.querySelector("[role=status]")?.textContent;

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(400);
  life = scope();
  root = document.createElement("div");
  document.body.append(root);
  asked = [];
  total = 5;
  chosen = vi.fn();
  failed = vi.fn();
});
afterEach(() => {
  life.end();
  root.remove();
  vi.restoreAllMocks();
});

test("pictures are chosen by keys, in their order, and used by Enter", async () => {
  await open();
  expect(options()).toHaveLength(5);
  key(root.querySelector("input"), "ArrowDown");
  expect(document.activeElement).toBe(options()[0]);
  for (const name of ["ArrowRight", " ", "ArrowLeft", " "]) key(document.activeElement, name);
  expect(said()).toBe("2 of 5 chosen");
  key(document.activeElement, "Enter");
  expect(chosen).toHaveBeenCalledWith([item(1), item(0)]);
  expect(root.querySelector("dialog")).toBeNull();
});
test("no more than the model's free slots; where there is one, the last one counts", async () => {
  await open(2);
  for (const one of options()) one.click();
  expect(said()).toBe("2 of 5 chosen, up to 2");
  life.end();
  life = scope();
  await open(1);
  for (const one of options()) one.click();
  root.querySelector<HTMLElement>(".hl-primary")?.click();
  expect(chosen).toHaveBeenCalledWith([item(4)]);
});
test("of ten thousand only those in sight are asked for and drawn, and names stay text", async () => {
  total = 10_000;
  await open();
  expect(options().length).toBeLessThan(100);
  expect(asked.length).toBeLessThan(4);
  expect(root.querySelector("img[onerror]")).toBeNull();
  key(options()[0] ?? null, "End");
  await vi.waitFor(() => expect(document.activeElement?.getAttribute("aria-label")).toContain("9999"));
  expect(document.activeElement?.getAttribute("aria-posinset")).toBe("10000");
});
test("a search begins anew, and an empty shelf says so", async () => {
  await open();
  total = 0;
  const search = root.querySelector("input") as HTMLInputElement;
  search.value = "fox";
  search.dispatchEvent(new Event("input"));
  await vi.waitFor(() => expect(said()).toBe("Nothing has all these words."));
  expect([options().length, asked.at(-1)?.["text"]]).toEqual([0, "fox"]);
});
