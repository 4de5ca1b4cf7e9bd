import type { Item } from "../kit/item";
import type { BaseState } from "../kit/model";
import type { Camera, Light, Vec } from "../lib/stage/types";

/** A picture that the model was made from. */
export interface Input {
  digest: string;
  role: string;
  alt: string;
}

/** What `glb_report.py` found. */
export interface Report {
  faces: number;
  vertices: number;
  size: Vec | null;
  area: number | null;
  watertight: boolean | null;
  volume: number | null;
  materials: string[];
  textures: { name: string; media_type: string; width: number | null; height: number | null; size: number }[];
  motions: string[];
  counts: Vec;
}

/** What Python and the page share; held against the traits of viewer.py by a test. */
export interface ViewerState extends BaseState {
  item: Item;
  inputs: Input[];
  camera: Camera | null;
  light: Light;
  wireframe: boolean;
  normals: boolean;
  grid: boolean;
  box: boolean;
  turning: boolean;
  report: Report | null;
}
