export type Vec = [number, number, number];

export type Light = "studio" | "sun" | "soft" | "night";

export interface Camera {
  position: Vec;
  target: Vec;
  /** Degrees from top to bottom. */
  fov: number;
}

export interface Bounds {
  low: Vec;
  high: Vec;
}

/** Everything that decides what one picture shows. */
export interface Look {
  camera: Camera;
  light: Light;
  /** Whether the page around it is dark. */
  dark: boolean;
  wireframe: boolean;
  normals: boolean;
  grid: boolean;
  box: boolean;
  /** How far the table has turned, in radians. */
  turn: number;
}

/**
 * How smooth edges are where the processor draws: as the pixels are, well enough for a film of many pictures, or fine.
 * A graphics card always draws them fine.
 */
export type Edges = "quick" | "film" | "fine";

/** A model that can be drawn. */
export interface Model3d {
  /** In metres, before the table turns. */
  readonly bounds: Bounds;
  readonly motions: { name: string; seconds: number }[];
  /** Take the pose of a motion at a time; -1 for none. */
  pose(motion: number, seconds: number): void;
  /** One picture of so many pixels; `scale` of them are one of the page's. True where its edges are not smooth. */
  draw(onto: CanvasRenderingContext2D, width: number, height: number, look: Look, scale: number, edges: Edges): boolean;
  end(): void;
}

/** The one renderer of the page and what it draws. */
export interface Stage {
  /** Reads a GLB. Nothing it may link to is ever fetched. */
  open(bytes: ArrayBuffer): Promise<Model3d>;
  /** Told when everything has to be drawn again, as after the graphics card took its memory back. */
  onLoss(hear: () => void): () => void;
}
