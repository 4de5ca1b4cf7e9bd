const SVG = "http://www.w3.org/2000/svg";

type Attributes = Record<string, string | number | null | undefined>;

/** An element of a drawing. Text only ever becomes a text node. */
export function s<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string | null)[]
): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child): child is Node | string => child !== null));
  return made;
}

/** Round numbers from 0 up to at least `most`, about so many. */
export function ticks(most: number, many = 4): number[] {
  if (!(most > 0)) return [0];
  const rough = most / many;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10);
  const found: number[] = [];
  for (let at = 0; at < Math.ceil(most / step - 1e-9) + 1; at += 1) found.push(Number((at * step).toPrecision(12)));
  return found;
}

/** 1, 2, 5, 10, ... between two numbers; only powers of ten where that is a long way. */
export function logTicks(low: number, high: number): number[] {
  const steps = high / low < 200 ? [1, 2, 5] : [1];
  const found: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power += 1) {
    for (const step of steps) found.push(Number((step * 10 ** power).toPrecision(6)));
  }
  return found.filter((one) => one >= low && one <= high);
}

/** Where a number stands on a logarithmic scale, 0 to 1. */
export function logAt(value: number, low: number, high: number): number {
  return Math.log(value / low) / Math.log(high / low);
}
