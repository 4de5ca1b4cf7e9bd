import type { Ask } from "../../kit/ask";
import type { Item } from "../../kit/item";

/** Of one message: some hosts drop messages near 1 MB without a word. */
const PIECE = 768 * 1024;
/** Pixels of the longer side. */
const FILM = 1280;
const STILL = 2048;
export const FPS = 24;
export const SECONDS = 4;

export interface Recorder {
  ask: Ask;
  /** Draw one picture of this size; `turn` is how far the table has turned since the beginning, 0 to 1. */
  draw(brush: CanvasRenderingContext2D, width: number, height: number, turn: number): void;
  told(part: number): void;
  /** Asked between two frames. */
  isStopped(): boolean;
}

/** Even numbers of pixels in the shape of the view. */
export function pixels(wide: number, high: number, longest: number): [number, number] {
  const by = longest / Math.max(wide, high, 1);
  const even = (side: number) => Math.max(64, 2 * Math.round((side * by) / 2));
  return [even(wide), even(high)];
}

/** One picture without loss. */
export function still(recorder: Recorder, wide: number, high: number, scale: number): Promise<Item | null> {
  const longest = Math.min(STILL, Math.max(wide, high) * Math.max(2, scale));
  return record(recorder, "still", pixels(wide, high, longest), 1, "image/png");
}

/** Once round the table. */
export function turntable(recorder: Recorder, wide: number, high: number): Promise<Item | null> {
  return record(recorder, "turntable", pixels(wide, high, FILM), FPS * SECONDS, "image/jpeg");
}

/** Every piece waits for the answer to the one before, so that a busy kernel is never flooded. */
async function record(
  { ask, draw, told, isStopped }: Recorder,
  work: string,
  [width, height]: [number, number],
  frames: number,
  type: string,
): Promise<Item | null> {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const brush = canvas.getContext("2d") as CanvasRenderingContext2D;
  const { value: key } = await ask<string>("record", { work, width, height, frames, fps: FPS });
  try {
    for (let index = 0; index < frames; index += 1) {
      if (isStopped()) return await drop(ask, key);
      draw(brush, width, height, index / frames);
      const picture = await new Promise<Blob | null>((made) => canvas.toBlob(made, type, 0.92));
      if (!picture) throw new Error("The browser could not make a picture of the view.");
      await send(ask, key, index, picture);
      told((index + 1) / frames);
    }
    return (await ask<Item>("finish", { key }, { seconds: 300 })).value;
  } catch (error) {
    await drop(ask, key);
    throw error;
  }
}

async function drop(ask: Ask, key: string): Promise<null> {
  await ask("drop", { key }).catch(() => {});
  return null;
}

async function send(ask: Ask, key: string, index: number, picture: Blob): Promise<void> {
  let offset: number | null = 0;
  while (offset !== null) {
    const buffers = [await picture.slice(offset, offset + PIECE).arrayBuffer()];
    const args = { key, index, size: picture.size, offset };
    const answer: { value: { next: number | null } } = await ask("frame", args, { buffers });
    offset = answer.value.next;
  }
}
