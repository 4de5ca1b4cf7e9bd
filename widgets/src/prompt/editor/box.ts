/** A part of a picture, in fractions of its sides. */
export interface Box {
  x: number;
  y: number;
  wide: number;
  high: number;
}

export type Grip = "whole" | "nw" | "ne" | "sw" | "se";

export const WHOLE: Box = { x: 0, y: 0, wide: 1, high: 1 };
/** The smallest part that can be cut out. */
const LEAST = 0.02;

const between = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value));

/** The box after one of its corners, or all of it, went by so much; it stays inside the picture. */
export function dragged(box: Box, grip: Grip, by: { x: number; y: number }): Box {
  if (grip === "whole") {
    return { ...box, x: between(box.x + by.x, 0, 1 - box.wide), y: between(box.y + by.y, 0, 1 - box.high) };
  }
  const [right, bottom] = [box.x + box.wide, box.y + box.high];
  const left = grip.endsWith("w") ? between(box.x + by.x, 0, right - LEAST) : box.x;
  const top = grip.startsWith("n") ? between(box.y + by.y, 0, bottom - LEAST) : box.y;
  const wide = (grip.endsWith("e") ? between(right + by.x, box.x + LEAST, 1) : right) - left;
  const high = (grip.startsWith("s") ? between(bottom + by.y, box.y + LEAST, 1) : bottom) - top;
  return { x: left, y: top, wide, high };
}

/** The same part after the picture was turned by a quarter, clockwise for 1 and back for -1. */
export function turned({ x, y, wide, high }: Box, way: 1 | -1): Box {
  return way === 1
    ? { x: 1 - y - high, y: x, wide: high, high: wide }
    : { x: y, y: 1 - x - wide, wide: high, high: wide };
}

/** Whole pixels of a picture, at least one. */
export function pixels({ x, y, wide, high }: Box, width: number, height: number): Box {
  const [left, top] = [Math.round(x * width), Math.round(y * height)];
  return {
    x: left,
    y: top,
    wide: Math.max(1, Math.round((x + wide) * width) - left),
    high: Math.max(1, Math.round((y + high) * height) - top),
  };
}
