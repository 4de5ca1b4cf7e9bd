/** Levels of 255 by which a pixel has to differ to be counted: less is the grain of the encoder. */
export const GRAIN = 8;
/** Pixels of the longer side that are compared. */
export const LONGEST = 1024;

export interface Difference {
  /** Share of the pixels that differ, 0 to 1. */
  share: number;
  /** Mean of all differences, in levels of 255. */
  mean: number;
}

/** Write what differs between two pictures of the same size to `out`, brightened `gain` times; black where they agree. */
export function difference(
  one: Uint8ClampedArray,
  two: Uint8ClampedArray,
  out: Uint8ClampedArray,
  gain: number,
): Difference {
  let [different, all] = [0, 0];
  for (let at = 0; at < one.length; at += 4) {
    let most = 0;
    for (let part = at; part < at + 3; part += 1) {
      const by = Math.abs((one[part] as number) - (two[part] as number));
      out[part] = by * gain;
      all += by;
      if (by > most) most = by;
    }
    out[at + 3] = 255;
    if (most > GRAIN) different += 1;
  }
  const pixels = one.length / 4 || 1;
  return { share: different / pixels, mean: all / pixels / 3 };
}

/** `2.3 % of the pixels differ`. */
export function words({ share }: Difference): string {
  if (share === 0) return "No pixel differs.";
  const part = share * 100;
  const said = part < 0.1 ? "Less than 0.1" : part.toLocaleString(undefined, { maximumFractionDigits: 1 });
  return `${said} % of the pixels differ.`;
}
