const SVG = "http://www.w3.org/2000/svg";

/** Peaks of a sound as one closed line, mirrored, in a box of 100 units' height and as many units' width as there are peaks. */
export function outline(peaks: Uint8Array): string {
  const top = Math.max(1, ...peaks);
  const reach = Array.from(peaks, (peak) => Math.max(0.6, (peak / top) * 47));
  const upper = reach.map((one, at) => `${at} ${(50 - one).toFixed(1)}`);
  const lower = reach.map((one, at) => `${at} ${(50 + one).toFixed(1)}`).reverse();
  return `M${[...upper, ...lower].join("L")}Z`;
}

/** The sound as a drawing: what was played is darker. Colours come from the style, so it follows the theme. */
export function wave(): { element: Element; show(peaks: Uint8Array): void } {
  const element = document.createElementNS(SVG, "svg");
  element.setAttribute("class", "hl-wave");
  element.setAttribute("preserveAspectRatio", "none");
  element.setAttribute("aria-hidden", "true");
  const [rest, played] = ["hl-wave-rest", "hl-wave-played"].map((name) => {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", name);
    element.append(path);
    return path;
  });
  return {
    element,
    show(peaks) {
      element.setAttribute("viewBox", `0 0 ${Math.max(1, peaks.length - 1)} 100`);
      for (const path of [rest, played]) path?.setAttribute("d", peaks.length ? outline(peaks) : "");
    },
  };
}
