import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Scope, scope } from "../../kit/scope";
import { openDevice, whyNot } from "./device";
import { written } from "./wav";

let life: Scope;
let root: HTMLElement;
const stop = vi.fn();
const stream = { getTracks: () => [{ stop }] } as unknown as MediaStream;
const has = (getUserMedia: unknown) =>
  Object.defineProperty(navigator, "mediaDevices", { configurable: true, value: getUserMedia && { getUserMedia } });
const open = (shown = vi.fn()) => {
  openDevice({ root, life, title: "Camera", noun: "camera", wanted: { video: true }, shown });
  return shown;
};

beforeEach(() => {
  life = scope();
  root = document.createElement("div");
  document.body.append(root);
  stop.mockClear();
});
afterEach(() => {
  life.end();
  root.remove();
  has(undefined);
});

test.each([
  ["NotAllowedError", "does not allow the camera"],
  ["NotFoundError", "There is no camera"],
  ["NotReadableError", "Another program"],
  ["AbortError", "could not be opened"],
])("%s is said plainly", (name, said) => expect(whyNot(new DOMException("", name), "camera")).toContain(said));
test("a refusal can be tried again", async () => {
  const ask = vi.fn().mockRejectedValueOnce(new DOMException("", "NotAllowedError")).mockResolvedValue(stream);
  has(ask);
  const shown = open();
  await vi.waitFor(() => expect(root.querySelector("[role=alert]")?.textContent).toContain("does not allow"));
  root.querySelector<HTMLElement>(".hl-plain")?.click();
  await vi.waitFor(() => expect(shown).toHaveBeenCalled());
  expect(stop).not.toHaveBeenCalled();
});
test("a page without cameras says so", async () => {
  open();
  await vi.waitFor(() => expect(root.querySelector("[role=alert]")?.textContent).toContain("could not be opened"));
});
test("closing gives the camera back, also when the browser answers later", async () => {
  has(async () => stream);
  const leave = vi.fn();
  open(vi.fn(() => leave));
  await vi.waitFor(() => expect(root.querySelector("[role=status]")).not.toBeNull());
  await Promise.resolve();
  root.querySelector<HTMLElement>("[aria-label=Close]")?.click();
  await vi.waitFor(() => expect(stop).toHaveBeenCalledTimes(1));

  let answer: (stream: MediaStream) => void = () => {};
  has(() => new Promise((done) => (answer = done)));
  const shown = open();
  life.end();
  answer(stream);
  await vi.waitFor(() => expect(stop).toHaveBeenCalledTimes(2));
  expect(shown).not.toHaveBeenCalled();
});
test("samples become a file of 16 bits", async () => {
  const file = written(new Float32Array([0, 1, -2]), 48_000);
  const view = new DataView(await file.arrayBuffer());
  expect([file.size, view.getUint32(24, true), view.getInt16(44, true)]).toEqual([50, 48_000, 0]);
  expect([view.getInt16(46, true), view.getInt16(48, true)]).toEqual([32_767, -32_767]);
});
