import { type Camera, Vector3 } from "three";
import type { Bounds, Vec } from "./types";

/** A length with three digits and the unit that suits it. */
export function metres(length: number): string {
  const [times, unit] = length >= 1 || length === 0 ? [1, "m"] : length >= 0.01 ? [100, "cm"] : [1000, "mm"];
  return `${(length * times).toLocaleString(undefined, { maximumSignificantDigits: 3 })} ${unit}`;
}

/** The middles of the three edges of a box that meet in its lower front corner, with how long they are. */
export function edges({ low, high }: Bounds): { at: Vec; words: string }[] {
  const [x, y, z] = low;
  const [width, height, depth] = high.map((value, axis) => value - (low[axis] as number)) as Vec;
  return [
    { at: [x + width / 2, y, high[2]], words: metres(width) },
    { at: [x, y + height / 2, high[2]], words: metres(height) },
    { at: [high[0], y, z + depth / 2], words: metres(depth) },
  ];
}

/** Write the lengths beside their edges. `place` brings a point to where it stands. */
export function label(
  onto: CanvasRenderingContext2D,
  bounds: Bounds,
  camera: Camera,
  place: (point: Vector3) => Vector3,
  [width, height, scale]: [number, number, number],
): void {
  onto.font = `600 ${12 * scale}px system-ui, sans-serif`;
  onto.textAlign = "center";
  onto.textBaseline = "middle";
  for (const { at, words } of edges(bounds)) {
    const seen = place(new Vector3(...at)).project(camera);
    if (seen.z > 1) continue;
    const [x, y] = [((seen.x + 1) / 2) * width, ((1 - seen.y) / 2) * height];
    const half = onto.measureText(words).width / 2 + 6 * scale;
    onto.fillStyle = "#1d4f91";
    onto.beginPath();
    onto.roundRect(x - half, y - 10 * scale, 2 * half, 20 * scale, 5 * scale);
    onto.fill();
    onto.fillStyle = "#fff";
    onto.fillText(words, x, y + scale / 2);
  }
}
