import { beforeEach, expect, test, vi } from "vitest";
import type { Ask } from "../../kit/ask";
import { FPS, pixels, type Recorder, SECONDS, still, turntable } from "./record";

let size = 10;
beforeEach(() => {
  size = 10;
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue({} as never);
  HTMLCanvasElement.prototype.toBlob = (made) => made(new Blob([new Uint8Array(size)]));
});

/** Answers as Python does; what was asked is kept. */
function desk(stopAfter = Number.POSITIVE_INFINITY) {
  const asked: [string, Record<string, unknown>][] = [];
  let drawn = 0;
  const ask = (async (name: string, args: Record<string, unknown>, options?: { buffers?: ArrayBuffer[] }) => {
    asked.push([name, args]);
    if (name === "record") return { value: "k", buffers: [] };
    const end = (args["offset"] as number) + (options?.buffers?.[0]?.byteLength ?? 0);
    return {
      value: name === "frame" ? { next: end < (args["size"] as number) ? end : null } : { digest: "d" },
      buffers: [],
    };
  }) as unknown as Ask;
  const recorder: Recorder = {
    ask,
    draw: () => {
      drawn += 1;
    },
    told: () => {},
    isStopped: () => drawn >= stopAfter,
  };
  return { asked, recorder, names: () => asked.map(([name]) => name) };
}

test("a still is one frame without loss, twice as fine as the view", async () => {
  const { recorder, asked, names } = desk();
  expect(await still(recorder, 800, 450, 1)).toEqual({ digest: "d" });
  expect(names()).toEqual(["record", "frame", "finish"]);
  expect(asked[0]?.[1]).toMatchObject({ work: "still", width: 1600, height: 900, frames: 1 });
});

test("a turntable is once round, frame by frame, and a large frame goes in pieces", async () => {
  size = 2_000_000;
  const { recorder, asked, names } = desk();
  await turntable(recorder, 800, 450);
  expect(asked[0]?.[1]).toMatchObject({ work: "turntable", width: 1280, height: 720, frames: FPS * SECONDS });
  const frames = asked.filter(([name]) => name === "frame").map(([, args]) => [args["index"], args["offset"]]);
  expect(frames.slice(0, 4)).toEqual([
    [0, 0],
    [0, 786_432],
    [0, 1_572_864],
    [1, 0],
  ]);
  expect(names().at(-1)).toBe("finish");
});

test("what is stopped is dropped", async () => {
  const { recorder, names } = desk(3);
  expect(await turntable(recorder, 800, 450)).toBeNull();
  expect(names()).toEqual(["record", "frame", "frame", "frame", "drop"]);
});

test("sides are even, in the shape of the view, and not tiny", () => {
  expect(pixels(801, 333, 1280)).toEqual([1280, 532]);
  expect(pixels(900, 10, 1280)).toEqual([1280, 64]);
});
