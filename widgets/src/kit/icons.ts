const SVG = "http://www.w3.org/2000/svg";

/** Strokes on a 16 x 16 grid. */
const PATHS = {
  add: "M8 3v10M3 8h10",
  alert: "M8 2.5 14 13H2ZM8 6.5v3M8 11.2v.1",
  camera:
    "M2.500 5h2.500l1-1.500h4L11 5h2.500a.5.5 0 0 1 .5.5v6.500a.5.5 0 0 1-.5.5h-11a.5.5 0 0 1-.5-.5V5.500a.5.5 0 0 1 .5-.5ZM8 6.500a2.200 2.200 0 1 1 0 4.400 2.200 2.200 0 0 1 0-4.400Z",
  check: "m3.5 8.5 3 3 6-7",
  chevron: "m4.5 6.5 3.5 3.5 3.5-3.5",
  clock: "M8 2.500a5.500 5.500 0 1 1 0 11 5.500 5.500 0 0 1 0-11ZM8 5v3.200l2 1.300",
  close: "m4 4 8 8M12 4l-8 8",
  code: "m5.5 4.5-3.5 3.5 3.5 3.5M10.5 4.5 14 8l-3.5 3.5",
  cube: "M8 2 13 4.800v6.400L8 14l-5-2.800V4.800ZM3 4.800l5 2.900 5-2.900M8 7.700V14",
  dice: "M3.5 2.5h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1ZM5.5 5.5v.1M10.5 5.5v.1M8 8v.1M5.5 10.5v.1M10.5 10.5v.1",
  enlarge: "M9.5 2.5h4v4M13.5 2.5 9 7M6.5 13.5h-4v-4M2.5 13.5 7 9",
  film: "M3.500 3h9a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1ZM6.800 5.900v4.200L10.200 8Z",
  flask: "M6.5 2.5h3M7 2.5v4l-4 6a.7.7 0 0 0 .6 1h8.800a.7.7 0 0 0 .6-1l-4-6v-4M5 10.500h6",
  image:
    "M3.500 2.500h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1ZM2.500 11l3-3 2.500 2.500L10.500 8l3 3M6 5.700v.1",
  link: "M6.800 9.200a2.500 2.500 0 0 0 3.500 0l2.200-2.200a2.500 2.500 0 0 0-3.500-3.500l-.8.8M9.200 6.800a2.500 2.500 0 0 0-3.500 0L3.500 9a2.500 2.500 0 0 0 3.500 3.500l.8-.8",
  loop: "M4 6.500a3 3 0 0 1 3-2.500h6M11 2l2 2-2 2M12 9.500A3 3 0 0 1 9 12H3M5 14l-2-2 2-2",
  loud: "M2.500 6v4H5l3.500 3V3L5 6ZM10.800 6a3 3 0 0 1 0 4M12.500 4a5.500 5.500 0 0 1 0 8",
  minus: "M3.500 8h9",
  next: "M5 3.500 10 8l-5 4.500ZM12 3.500v9",
  pause: "M5.500 3v10M10.500 3v10",
  play: "M5 3l8 5-8 5Z",
  previous: "M11 3.500 6 8l5 4.500ZM4 3.500v9",
  question:
    "M8 2.500a5.500 5.500 0 1 1 0 11 5.500 5.500 0 0 1 0-11ZM6.400 6.600a1.600 1.600 0 1 1 2.400 1.400c-.600.350-.800.600-.800 1.100M8 11v.1",
  quiet: "M2.500 6v4H5l3.500 3V3L5 6ZM11 6.500l3 3M14 6.500l-3 3",
  reference: "M2.500 5.500v-2a1 1 0 0 1 1-1h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-2M2.500 13.500l5-5M3.500 8.500h4v4",
  save: "M8 2.500v7.500M4.800 7 8 10.200 11.200 7M2.500 13.500h11",
  shelf: "M2.500 2.500h4.500v4.500h-4.500ZM9 2.500h4.500v4.500H9ZM2.500 9h4.500v4.500h-4.500ZM9 9h4.500v4.500H9Z",
  sound: "M2.500 6.500v3M5.200 4.500v7M8 2.500v11M10.800 5v6M13.500 6.800v2.400",
  spark: "M8 2c.500 3.500 2 5.200 6 6-4 .8-5.500 2.500-6 6-.500-3.500-2-5.200-6-6 4-.8 5.500-2.500 6-6Z",
  stop: "M8 2.500a5.500 5.500 0 1 1 0 11 5.500 5.500 0 0 1 0-11ZM4.200 4.200l7.600 7.600",
  text: "M3 3.500h10M3 6.500h10M3 9.500h10M3 12.500h6",
  turn: "M13 8a5 5 0 1 1-1.600-3.700M13 2.500v2.700h-2.700",
  upload: "M8 10.500V3M4.800 6 8 2.800 11.200 6M2.500 13.500h11",
} as const;

export type IconName = keyof typeof PATHS;

/** A drawing without meaning of its own: the words beside it, or the button's label, say what it is. */
export function icon(name: IconName): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "hl-icon");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
