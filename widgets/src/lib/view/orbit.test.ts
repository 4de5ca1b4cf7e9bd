import { expect, test } from "vitest";
import type { Bounds, Camera } from "../stage/types";
import { between, orbit, pan, radius, rounded, same, VIEWS, whole, zoom } from "./orbit";

const box: Bounds = { low: [-1, 0, -0.5], high: [1, 3, 0.5] };
const front: Camera = { position: [0, 0, 2], target: [0, 0, 0], fov: 60 };
const far = ({ position, target }: Camera) => Math.hypot(...position.map((value, at) => value - (target[at] ?? 0)));

/** Where a corner stands on the picture, -1 to 1 from the middle to the edges. */
function seen(camera: Camera, corner: number[], aspect: number): [number, number] {
  const away = camera.position.map((value, at) => (camera.target[at] ?? 0) - value);
  const length = Math.hypot(...away);
  const ahead = away.map((value) => value / length);
  const side = [-(ahead[2] ?? 0), 0, ahead[0] ?? 0];
  const wide = Math.hypot(...side);
  const right = side.map((value) => value / wide);
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
  const top = [0, 1, 0].map((value, at) => value - (ahead[1] ?? 0) * (ahead[at] ?? 0));
  const high = Math.hypot(...top);
  const to = corner.map((value, at) => value - (camera.position[at] ?? 0));
  const half = Math.tan((camera.fov * Math.PI) / 360) * dot(to, ahead);
  return [dot(to, right) / (half * aspect), dot(to, top) / (high * half)];
}

test.each([
  [1.8, undefined],
  [0.5, undefined],
  [1.8, [0, 0]],
  [1, [Math.PI / 2, 1.2]],
] as const)("all of it is in the picture, whatever its shape (%f)", (aspect, from) => {
  const camera = whole(box, aspect, from ? [...from] : undefined);
  for (const x of [-1, 1])
    for (const y of [0, 3])
      for (const z of [-0.5, 0.5]) {
        const [right, above] = seen(camera, [x, y, z], aspect);
        expect(Math.max(Math.abs(right), Math.abs(above))).toBeLessThan(1);
      }
});

test("going round keeps the distance and stops above the pole", () => {
  const turned = orbit(front, Math.PI / 2, 0);
  expect(turned.position[0]).toBeCloseTo(2);
  expect(far(orbit(front, 1, 9))).toBeCloseTo(2);
  expect(orbit(front, 0, 9).position[1]).toBeLessThan(2);
});

test("moving across takes position and target along", () => {
  const moved = pan(front, 0.5, 0);
  expect(moved.position[0]).toBeCloseTo(moved.target[0]);
  expect(moved.target[0]).toBeCloseTo(2 * Math.tan(Math.PI / 6));
  expect(pan(front, 0, 0.5).target[1]).toBeGreaterThan(0);
});

test("nearer and farther have an end", () => {
  expect(far(zoom(front, 0.5, 1))).toBeCloseTo(1);
  expect(far(zoom(front, 1e-9, 1))).toBeCloseTo(0.02);
  expect(far(zoom(front, 1e9, 1))).toBeCloseTo(40);
});

test("the way between two cameras goes the shorter way round", () => {
  const [one, other] = [orbit(front, 3, 0), orbit(front, -3, 0)];
  expect(same(between(one, other, 1), other)).toBe(true);
  expect(between(one, other, 0.5).position[2]).toBeCloseTo(-2);
});

test("the six views look from their side", () => {
  const sides = VIEWS.map(({ round, up }) => whole(box, 1, [round, up]).position);
  expect(VIEWS.map(({ name }) => name)).toEqual(["Front", "Right", "Back", "Left", "Top", "Bottom"]);
  expect([sides[0]?.[2], sides[1]?.[0], sides[4]?.[1]].every((value) => (value ?? 0) > 2)).toBe(true);
  expect([sides[2]?.[2], sides[3]?.[0], sides[5]?.[1]].every((value) => (value ?? 0) < 0)).toBe(true);
});

test("a camera is told in numbers that can be read", () => {
  const one = rounded({ position: [1 / 3, 0, 2], target: [0, 0, 1e-9], fov: 35 });
  expect(one.position[0]).toBe(0.333333);
  expect(radius(box)).toBeCloseTo(Math.hypot(1, 1.5, 0.5));
});
