import type { Vec } from "../lib/stage/types";

export const KEYS: [string, string][] = [
  ["Drag, or arrow keys", "turn it"],
  ["Shift and drag, right button, two fingers, Shift and arrow keys", "move across"],
  ["Wheel, pinch, + and −", "nearer and farther"],
  ["1 to 6", "front, right, back, left, top, bottom"],
  ["Space", "turntable"],
  ["R, or double click", "show all of it"],
];

export const KEYS_HINT =
  "Arrow keys turn it, plus and minus zoom, 1 to 6 are views, R shows all of it, Space turns the table.";

export const FILM = "Keep a turntable film";

export const ROLES: Record<string, string> = {
  image: "Input",
  front: "Front",
  right: "Right",
  back: "Back",
  left: "Left",
  source: "Source",
};

export const LIGHTS = { studio: "Studio", sun: "Sun", soft: "Soft", night: "Night" } as const;

export const NO_WEBGL =
  "This browser draws no 3D here (WebGL is off or missing), so this is a still picture. Saving the file works.";

export const number = (value: number) => value.toLocaleString();

export function weight(bytes: number): string {
  const [times, unit] = bytes >= 1e6 ? [1e6, "MB"] : [1e3, "kB"];
  const value = bytes / times;
  return `${value.toLocaleString(undefined, { maximumFractionDigits: value < 10 ? 1 : 0 })} ${unit}`;
}

const short = (value: number) => value.toLocaleString(undefined, { maximumSignificantDigits: 3 });

export function sides(size: Vec): string {
  return `${size.map(short).join(" × ")} m`;
}

/** Litres where cubic metres would be a very small number. */
export function volume(cubic: number): string {
  return cubic >= 0.1 ? `${short(cubic)} m³` : `${short(cubic * 1000)} litres`;
}

export function area(square: number): string {
  return square >= 0.01 ? `${short(square)} m²` : `${short(square * 10_000)} cm²`;
}

export function tooLarge(bytes: number, limit: number): string {
  return `${weight(bytes)}: more than the ${weight(limit)} that are drawn in a page. Save it and open it in a 3D program.`;
}
