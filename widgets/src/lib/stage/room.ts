import {
  DataTexture,
  DataUtils,
  EquirectangularReflectionMapping,
  HalfFloatType,
  LinearFilter,
  RGBAFormat,
} from "three";

const WIDE = 256;
const HIGH = WIDE / 2;

/** Soft boxes: where round and up they hang, half their sides, how bright; parts of the whole way round and up. */
const BOXES: [number, number, number, number, number][] = [
  [0.16, 0.7, 0.07, 0.12, 9],
  [0.62, 0.68, 0.1, 0.1, 5],
  [0.88, 0.55, 0.025, 0.22, 6],
  [0.38, 0.93, 0.5, 0.05, 3],
];

const soft = (from: number, half: number) => Math.max(0, Math.min(1, ((half - Math.abs(from)) / half) * 4));

/** How bright a room is in one direction. */
function light(round: number, up: number): number {
  const wall = up > 0.5 ? 0.55 + (up - 0.5) * 1.1 : 0.55 - (0.5 - up) * 0.8;
  return BOXES.reduce((sum, [x, y, wide, high, bright]) => {
    const across = ((round - x + 1.5) % 1) - 0.5;
    return sum + bright * soft(across, wide) * soft(up - y, high);
  }, wall);
}

/** A photographer's room, made of numbers: small, so that it is ready at once where there is no graphics card. */
export function room(): DataTexture {
  const pixels = new Uint16Array(WIDE * HIGH * 4);
  const whole = DataUtils.toHalfFloat(1);
  for (let at = 0; at < WIDE * HIGH; at += 1) {
    const bright = DataUtils.toHalfFloat(light((at % WIDE) / WIDE, Math.floor(at / WIDE) / HIGH));
    pixels.set([bright, bright, bright, whole], at * 4);
  }
  const made = new DataTexture(pixels, WIDE, HIGH, RGBAFormat, HalfFloatType);
  made.mapping = EquirectangularReflectionMapping;
  made.minFilter = made.magFilter = LinearFilter;
  made.needsUpdate = true;
  return made;
}
