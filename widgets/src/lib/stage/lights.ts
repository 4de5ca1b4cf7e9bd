import { DirectionalLight, Group, HemisphereLight } from "three";
import type { Light } from "./types";

interface Preset {
  /** How brightly the room is mirrored. */
  room: number;
  exposure: number;
  /** Sky, ground, strength. */
  sky: [number, number, number];
  /** Colour, strength, where from. */
  lamps: [number, number, number, number, number][];
  /** What is behind it, from the middle to the corners; on a dark page the second pair. */
  light: [string, string];
  dark: [string, string];
}

const PRESETS: Record<Light, Preset> = {
  studio: {
    room: 0.75,
    exposure: 1,
    sky: [0xffffff, 0x9a9a9a, 0.25],
    lamps: [[0xffffff, 1.6, -0.45, 0.8, 0.6]],
    light: ["#fbfbfc", "#dfe2e6"],
    dark: ["#44484e", "#232529"],
  },
  sun: {
    room: 0.35,
    exposure: 1.05,
    sky: [0xcfe4ff, 0x8a7a63, 0.7],
    lamps: [[0xfff0d2, 3.6, 0.9, 1.1, 0.7]],
    light: ["#f4f9fe", "#c3d8ea"],
    dark: ["#526578", "#27323d"],
  },
  soft: {
    room: 0.55,
    exposure: 1.05,
    sky: [0xffffff, 0xd8d2ca, 1.5],
    lamps: [],
    light: ["#fdfbf8", "#ece6de"],
    dark: ["#4a4642", "#292623"],
  },
  night: {
    room: 0.06,
    exposure: 1.1,
    sky: [0x4a5f96, 0x0b0d14, 0.5],
    lamps: [
      [0x9db8ff, 1.5, -0.7, 0.9, 0.5],
      [0xffb46b, 1.6, 0.9, 0.25, -0.7],
    ],
    light: ["#2a3246", "#0c0f17"],
    dark: ["#2a3246", "#0c0f17"],
  },
};

export function preset(light: Light): Preset {
  return PRESETS[light];
}

/** The lamps of a preset; they stand still while the table turns. Without a room to mirror they are more. */
export function lamps(light: Light, hasRoom: boolean): Group {
  const { sky, lamps, room } = preset(light);
  const made = new Group();
  made.add(new HemisphereLight(...sky));
  if (!hasRoom) {
    const fill = new DirectionalLight(0xffffff, room * 1.1);
    fill.position.set(0.8, 0.2, 0.5);
    made.add(new HemisphereLight(0xffffff, 0x8c8c8c, room * 2), fill);
  }
  for (const [colour, strength, x, y, z] of lamps) {
    const lamp = new DirectionalLight(colour, strength);
    lamp.position.set(x, y, z);
    made.add(lamp);
  }
  return made;
}
