import { fill, h } from "../kit/dom";
import type { Report } from "./state";
import { area, number, sides, volume, weight } from "./words";

const LISTED = 4;

/** The report as names and values. */
export function rows(report: Report): [string, string][] {
  const [materials, textures] = report.counts;
  const closed = report.watertight === null ? "" : report.watertight ? "yes" : "no, it has holes or loose edges";
  return (
    [
      ["Faces", number(report.faces)],
      ["Vertices", number(report.vertices)],
      ["Width × height × depth", report.size ? sides(report.size) : ""],
      ["Watertight", closed],
      ["Volume", report.volume === null ? "" : volume(report.volume)],
      ["Surface", report.area === null ? "" : area(report.area)],
      ["Materials", named(materials, report.materials)],
      ["Textures", textures ? "" : "none"],
      ...report.textures.slice(0, 8).map(texture),
      ["Motions", report.motions.length ? named(report.counts[2], report.motions) : ""],
    ] as [string, string][]
  ).filter(([, said]) => said !== "");
}

function named(count: number, names: readonly string[]): string {
  if (!count) return "none";
  const more = count > LISTED ? ", …" : "";
  return `${number(count)}: ${names.slice(0, LISTED).join(", ")}${more}`;
}

function texture({ name, width, height, media_type, size }: Report["textures"][number], at: number): [string, string] {
  const pixels = width && height ? `${number(width)} × ${number(height)}` : "";
  const kind = media_type.replace("image/", "").toUpperCase();
  return [at ? `Texture ${at + 1}` : "Textures", [name, pixels, kind, weight(size)].filter(Boolean).join(", ")];
}

export function showFacts(list: HTMLElement, report: Report): void {
  fill(list, ...rows(report).map(([name, said]) => h("div", {}, h("dt", {}, name), h("dd", {}, said))));
}
