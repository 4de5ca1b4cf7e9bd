const SVG = "http://www.w3.org/2000/svg";

export type Attributes = Record<string, string | number | null | undefined>;

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

/** One element of a drawing, as a value: its tag, its attributes and perhaps its words. */
export type Shape = readonly [tag: keyof SVGElementTagNameMap, attributes: Attributes, words?: string];

const drawn = new WeakMap<Element, Shape>();

/** Make these the children, in their order, touching only what changed since the last time. */
export function patch(parent: Element, shapes: readonly (Shape | null)[]): void {
  let child = parent.firstElementChild;
  for (const shape of shapes) {
    if (!shape) continue;
    const before = child && drawn.get(child);
    if (child && before?.[0] === shape[0]) {
      put(child, shape[1], before[1]);
      if (before[2] !== shape[2]) child.textContent = shape[2] ?? "";
      drawn.set(child, shape);
      child = child.nextElementSibling;
      continue;
    }
    const made = s(shape[0], shape[1], shape[2] ?? null);
    drawn.set(made, shape);
    if (child) child.replaceWith(made);
    else parent.append(made);
    child = made.nextElementSibling;
  }
  while (child) {
    const next: Element | null = child.nextElementSibling;
    child.remove();
    child = next;
  }
}

/** Set the attributes that are not as they were. */
export function put(element: Element, now: Attributes, before: Attributes): void {
  for (const name in now) {
    const value = now[name];
    if (value === before[name]) continue;
    if (value === null || value === undefined) element.removeAttribute(name);
    else element.setAttribute(name, String(value));
  }
  for (const name in before) if (!(name in now)) element.removeAttribute(name);
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
