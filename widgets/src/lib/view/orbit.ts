import type { Bounds, Camera, Vec } from "../stage/types";

/** Degrees from top to bottom. */
export const FOV = 35;
/** Seen from the front, a little from the right and from above, as the little picture is drawn. */
const USUAL: [number, number] = [(32 * Math.PI) / 180, (20 * Math.PI) / 180];
const STEEPEST = Math.PI / 2 - 0.001;
const MARGIN = 1.12;

/** The views of the keys 1 to 6: how far round to the right, how far up, in radians. */
export const VIEWS: { name: string; round: number; up: number }[] = [
  { name: "Front", round: 0, up: 0 },
  { name: "Right", round: Math.PI / 2, up: 0 },
  { name: "Back", round: Math.PI, up: 0 },
  { name: "Left", round: -Math.PI / 2, up: 0 },
  { name: "Top", round: 0, up: STEEPEST },
  { name: "Bottom", round: 0, up: -STEEPEST },
];

const minus = (a: Vec, b: Vec): Vec => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const along = (a: Vec, b: Vec, by: number): Vec => [a[0] + b[0] * by, a[1] + b[1] * by, a[2] + b[2] * by];
const direction = (round: number, up: number): Vec => [
  Math.sin(round) * Math.cos(up),
  Math.sin(up),
  Math.cos(round) * Math.cos(up),
];

export function middle({ low, high }: Bounds): Vec {
  return [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2];
}

/** Of the ball around all of it. */
export function radius({ low, high }: Bounds): number {
  return Math.hypot(...minus(high, low)) / 2 || 1;
}

function angles({ position, target }: Camera): { round: number; up: number; far: number } {
  const [x, y, z] = minus(position, target);
  const far = Math.hypot(x, y, z);
  return { round: Math.atan2(x, z), up: Math.asin(Math.max(-1, Math.min(1, y / far))), far };
}

/** All of the model, from a side or as usual, with room for it to turn. */
export function whole(bounds: Bounds, aspect: number, [round, up]: [number, number] = USUAL): Camera {
  const target = middle(bounds);
  const [wide, high, deep] = minus(bounds.high, target);
  const reach = Math.hypot(wide, deep);
  const tall = Math.tan((FOV * Math.PI) / 360);
  let far = 0;
  for (let part = 0; part < 16; part += 1) {
    for (const y of [high, -high]) {
      const [side, ahead] = [Math.sin((part * Math.PI) / 8) * reach, Math.cos((part * Math.PI) / 8) * reach];
      const nearer = ahead * Math.cos(up) + y * Math.sin(up);
      const above = Math.abs(y * Math.cos(up) - ahead * Math.sin(up));
      far = Math.max(far, nearer + (MARGIN * above) / tall, nearer + (MARGIN * Math.abs(side)) / (tall * aspect));
    }
  }
  return { position: along(target, direction(round, up), far || radius(bounds)), target, fov: FOV };
}

/** Go round the target: to the right and up, in radians. */
export function orbit(camera: Camera, right: number, above: number): Camera {
  const { round, up, far } = angles(camera);
  const high = Math.max(-STEEPEST, Math.min(STEEPEST, up + above));
  return { ...camera, position: along(camera.target, direction(round + right, high), far) };
}

/** Move across the picture, by parts of its height. */
export function pan(camera: Camera, right: number, above: number): Camera {
  const { round, up, far } = angles(camera);
  const whole = 2 * far * Math.tan((camera.fov * Math.PI) / 360);
  const side: Vec = [Math.cos(round), 0, -Math.sin(round)];
  const top: Vec = [-Math.sin(round) * Math.sin(up), Math.cos(up), -Math.cos(round) * Math.sin(up)];
  const move = (from: Vec) => along(along(from, side, right * whole), top, above * whole);
  return { ...camera, position: move(camera.position), target: move(camera.target) };
}

/** Go nearer (below 1) or farther, as far as there is something to see. */
export function zoom(camera: Camera, by: number, size: number): Camera {
  const { round, up, far } = angles(camera);
  const to = Math.max(size * 0.02, Math.min(size * 40, far * by));
  return { ...camera, position: along(camera.target, direction(round, up), to) };
}

/** A camera on the way from one to another. */
export function between(from: Camera, to: Camera, part: number): Camera {
  const [a, b] = [angles(from), angles(to)];
  const round = a.round + (((b.round - a.round + 3 * Math.PI) % (2 * Math.PI)) - Math.PI) * part;
  const up = a.up + (b.up - a.up) * part;
  const target = along(from.target, minus(to.target, from.target), part);
  const far = a.far + (b.far - a.far) * part;
  return { position: along(target, direction(round, up), far), target, fov: from.fov + (to.fov - from.fov) * part };
}

export function same(a: Camera, b: Camera): boolean {
  const flat = ({ position, target, fov }: Camera) => [...position, ...target, fov];
  const other = flat(b);
  const most = Math.max(...flat(a).map(Math.abs), 1e-9);
  return flat(a).every((value, at) => Math.abs(value - (other[at] as number)) < most * 1e-6);
}

/** With as many digits as anybody can tell apart, for a trait that people read. */
export function rounded({ position, target, fov }: Camera): Camera {
  const short = (value: number) => Number(value.toPrecision(6));
  return { position: position.map(short) as Vec, target: target.map(short) as Vec, fov: short(fov) };
}
