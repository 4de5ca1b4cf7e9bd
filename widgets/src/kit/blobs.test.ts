import { beforeEach, expect, test } from "vitest";
import { asker } from "./ask";
import { blobs, IDLE } from "./blobs";
import { FakeModel, settle } from "./fake";
import { scope } from "./scope";

const base = { twin_mark: "abc", last_error: null, disabled: false };
const made: Blob[] = [];
const revoked: string[] = [];
beforeEach(() => {
  made.length = revoked.length = 0;
  URL.createObjectURL = (blob) => `blob:${made.push(blob as Blob)}`;
  URL.revokeObjectURL = (url) => void revoked.push(url);
});

/** A view of its own, with its model. `size` bytes an asset, `step` of them in a message, said to weigh `weight`. */
function view(size = 5, step = 10, weight = size) {
  const model = new FakeModel(base);
  const life = scope();
  model.rules["piece"] = ({ offset }) => {
    const at = offset as number;
    const end = Math.min(size, at + step);
    const value = { size: weight, media_type: "image/png", next: end < size ? end : null };
    return { value, buffers: [new DataView(new ArrayBuffer(end - at))] };
  };
  return { model, life, keep: blobs(asker(model, life), life) };
}

test("pieces come a few at a time and stand in their order", async () => {
  const { model, keep } = view(25, 10);
  const got: number[] = [];
  expect(await keep.url("d", "full", (part) => got.push(part))).toBe("blob:1");
  expect(model.asked.map(({ args }) => args["offset"])).toEqual([0, 10, 20]);
  expect([made[0]?.size, made[0]?.type]).toEqual([25, "image/png"]);
  expect(got).toEqual([1 / 3, 2 / 3, 1]);
});

test("an asset comes once, however many widgets of the page show it", async () => {
  const [one, other] = [view(), view()];
  expect(await Promise.all([one.keep.url("d"), one.keep.url("d"), other.keep.url("d")])).toEqual([
    "blob:1",
    "blob:1",
    "blob:1",
  ]);
  expect([one.model.asked.length, other.model.asked.length]).toEqual([1, 0]);
});

test("where the widget that fetched it ends in the middle, the next one goes on", async () => {
  const [one, other] = [view(25, 10), view(25, 10)];
  one.model.rules["piece"] = () => ({ error: { message: "never", field: null, next: null } });
  const silent = one.model.rules;
  delete silent["piece"];
  const [first, second] = [one.keep.url("d"), other.keep.url("d")];
  one.life.end();
  expect(await first).toBe("blob:1");
  expect(await second).toBe("blob:1");
  expect(other.model.asked.map(({ args }) => args["offset"])).toEqual([0, 10, 20]);
});

test("what nobody shows any more stays for the next view, up to a weight", async () => {
  const one = view(5, 10, IDLE * 0.6);
  await one.keep.url("a");
  await one.keep.url("b");
  one.life.end();
  expect(revoked).toEqual(["blob:1"]);
  const other = view();
  expect(await other.keep.url("b")).toBe("blob:2");
  expect(other.model.asked).toHaveLength(0);
});

test("what another view shows is never given back", async () => {
  const [one, other] = [view(5, 10, IDLE * 2), view()];
  await one.keep.url("a");
  await other.keep.url("a");
  one.life.end();
  expect(revoked).toEqual([]);
  other.life.end();
  expect(revoked).toEqual(["blob:1"]);
});

test("bytes that came along are not asked for", async () => {
  const { model, keep } = view();
  const small = "data:image/webp;base64,AAAA";
  expect(keep.keep("d", new DataView(new ArrayBuffer(3)))).toBe(small);
  expect(keep.keep("d", new DataView(new ArrayBuffer(3)))).toBe(small);
  expect(await keep.url("d", "thumb")).toBe(small);
  expect(model.asked).toHaveLength(0);
});

test("many bytes that came along are one blob, and a part of a larger buffer is that part", () => {
  const { keep } = view();
  expect(keep.keep("large", new DataView(new ArrayBuffer(40_000)))).toBe("blob:1");
  const message = Uint8Array.from([1, 2, 3, 4, 5]).buffer;
  expect(keep.keep("part", new DataView(message, 1, 3))).toBe(`data:image/webp;base64,${btoa("\x02\x03\x04")}`);
});

test("bytes are those that came, in their order, and later those of the blob", async () => {
  const { model, keep } = view(25, 10);
  const bytes = Uint8Array.from({ length: 25 }, (_, at) => at);
  model.rules["piece"] = ({ offset }) => {
    const [at, end] = [offset as number, Math.min(25, (offset as number) + 10)];
    const value = { size: 25, media_type: "image/png", next: end < 25 ? end : null };
    return { value, buffers: [new DataView(bytes.buffer, at, end - at)] };
  };
  const [whole, again] = await Promise.all([keep.bytes("d"), keep.bytes("d")]);
  expect([new Uint8Array(whole), new Uint8Array(again)]).toEqual([bytes, bytes]);
  await new Promise((done) => setTimeout(done, 5));
  expect(new Uint8Array(await keep.bytes("d"))).toEqual(bytes);
  expect(model.asked).toHaveLength(3);
});

test("a failure is not remembered", async () => {
  const { model, keep } = view();
  const good = model.rules["piece"];
  model.rules["piece"] = () => ({ error: { message: "gone", field: null, next: null } });
  await expect(keep.url("d")).rejects.toThrow("gone");
  if (good) model.rules["piece"] = good;
  await settle();
  expect(await keep.url("d")).toBe("blob:1");
});
