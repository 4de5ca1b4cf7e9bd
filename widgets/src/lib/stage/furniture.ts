import {
  Box3,
  Box3Helper,
  CanvasTexture,
  Color,
  GridHelper,
  Mesh,
  MeshBasicMaterial,
  PlaneGeometry,
  Vector3,
} from "three";
import type { Bounds } from "./types";

/** One, two or five times a power of ten: the side of a square of the grid for a model of this size. */
export function squareOf(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size / 5));
  const times = size / 5 / power;
  return (times < 1.5 ? 1 : times < 3.5 ? 2 : times < 7.5 ? 5 : 10) * power;
}

export function gridOf({ low, high }: Bounds): GridHelper {
  const size = Math.max(high[0] - low[0], high[2] - low[2], (high[1] - low[1]) / 2) || 1;
  const square = squareOf(size);
  const count = Math.max(4, 2 * Math.ceil((size * 1.2) / square));
  const grid = new GridHelper(square * count, count, 0x5b6470, 0x8b929c);
  const x = Math.round((low[0] + high[0]) / 2 / square) * square;
  const z = Math.round((low[2] + high[2]) / 2 / square) * square;
  grid.position.set(x, low[1], z);
  const material = grid.material;
  material.transparent = true;
  material.opacity = 0.55;
  material.depthWrite = false;
  return grid;
}

export function boxOf({ low, high }: Bounds): Box3Helper {
  return new Box3Helper(new Box3(new Vector3(...low), new Vector3(...high)), new Color(0x2f7de1));
}

/** A soft dark patch under the model, so that it stands rather than floats. */
export function shadowOf({ low, high }: Bounds): Mesh<PlaneGeometry, MeshBasicMaterial> {
  const side = document.createElement("canvas");
  side.width = side.height = 128;
  const brush = side.getContext("2d") as CanvasRenderingContext2D;
  const fade = brush.createRadialGradient(64, 64, 0, 64, 64, 64);
  fade.addColorStop(0, "rgb(0 0 0 / 55%)");
  fade.addColorStop(0.5, "rgb(0 0 0 / 22%)");
  fade.addColorStop(1, "rgb(0 0 0 / 0%)");
  brush.fillStyle = fade;
  brush.fillRect(0, 0, 128, 128);
  const material = new MeshBasicMaterial({ map: new CanvasTexture(side), transparent: true, depthWrite: false });
  const plane = new Mesh(new PlaneGeometry(1, 1), material);
  const [wide, deep] = [high[0] - low[0], high[2] - low[2]];
  const more = Math.max(wide, deep) * 0.25;
  plane.scale.set(wide * 1.1 + more, deep * 1.1 + more, 1);
  plane.rotation.x = -Math.PI / 2;
  plane.position.set((low[0] + high[0]) / 2, low[1] - (high[1] - low[1]) * 0.002, (low[2] + high[2]) / 2);
  plane.renderOrder = -1;
  return plane;
}
