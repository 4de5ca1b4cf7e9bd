const SVG = "http://www.w3.org/2000/svg";

/** One of `marks`. */
export type Mark = string & { readonly isMark: true };

/** A drawing without meaning of its own: the words beside it, or the button's label, say what it is. */
export function icon(mark: Mark): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "hl-icon");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", mark);
  svg.append(path);
  return svg;
}
