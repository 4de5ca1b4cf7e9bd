import {
  type AnimationAction,
  AnimationMixer,
  Box3,
  DoubleSide,
  Group,
  type Material,
  Mesh,
  MeshNormalMaterial,
  MeshStandardMaterial,
  type Object3D,
  PerspectiveCamera,
  Scene,
  Texture,
  Vector3,
} from "three";
import { MeshoptDecoder } from "three/examples/jsm/libs/meshopt_decoder.module.js";
import { type GLTF, GLTFLoader } from "three/examples/jsm/loaders/GLTFLoader.js";
import { boxOf, gridOf, shadowOf } from "./furniture";
import { gate, reason } from "./gate";
import { label } from "./labels";
import { lamps, preset } from "./lights";
import type { Renderer } from "./renderer";
import type { Bounds, Edges, Light, Look, Model3d, Vec } from "./types";

/** Corners up to which the box is taken around each of them rather than around the boxes of the parts. */
const EXACT = 400_000;
const MOST_METAL = 0.25;
/** Pixels that become one across and down, where edges are smoothed here. */
const SAMPLES: Record<Edges, number> = { quick: 1, film: 1.5, fine: 2 };

/** Reads a GLB. Raises an error with a sentence for one that cannot be shown. */
export async function load(bytes: ArrayBuffer, drawn: Renderer): Promise<Model3d> {
  const { manager, refused } = gate();
  const loader = new GLTFLoader(manager).setMeshoptDecoder(MeshoptDecoder);
  let read: GLTF;
  try {
    read = await loader.parseAsync(bytes, "");
    if (refused.length > 0) throw new Error("other files");
  } catch (error) {
    throw reason(error, refused);
  }
  return model(read, drawn);
}

function model({ scene: shown, animations }: GLTF, drawn: Renderer): Model3d {
  const bounds = boundsOf(shown);
  const centre = new Vector3(...bounds.low).add(new Vector3(...bounds.high)).divideScalar(2);
  const radius = centre.distanceTo(new Vector3(...bounds.high)) || 1;
  const scene = new Scene();
  const table = new Group();
  const arm = new Group();
  const [grid, box, shadow] = [gridOf(bounds), boxOf(bounds), shadowOf(bounds)];
  table.position.set(centre.x, 0, centre.z);
  arm.position.set(-centre.x, 0, -centre.z);
  arm.add(shown, box, shadow);
  table.add(arm);
  scene.add(table, grid);

  const camera = new PerspectiveCamera();
  const faces = new MeshNormalMaterial({ side: DoubleSide });
  const mixer = new AnimationMixer(shown);
  let lit: Light | null = null;
  let lights = new Group();
  let wired = false;
  let moving: AnimationAction | null = null;

  const light = (now: Light, hasRoom: boolean) => {
    if (now === lit) return;
    lit = now;
    scene.remove(lights);
    lights = lamps(now, hasRoom);
    scene.add(lights);
    scene.environmentIntensity = preset(now).room;
  };
  const wire = (now: boolean) => {
    if (now === wired) return;
    wired = now;
    for (const material of materialsOf(shown)) if ("wireframe" in material) material.wireframe = now;
    faces.wireframe = now;
  };
  const aim = (look: Look, aspect: number) => {
    const { position, target, fov } = look.camera;
    camera.fov = fov;
    camera.aspect = aspect;
    camera.position.set(...position);
    camera.up.set(0, 1, 0);
    camera.lookAt(...target);
    const far = camera.position.distanceTo(centre);
    // what moves may come nearer than the box it rests in
    camera.near = Math.max(animations.length ? 0 : far - radius * 1.2, radius / 500, far / 2000);
    camera.far = far + radius * 8;
    camera.updateProjectionMatrix();
    camera.updateMatrixWorld();
  };

  return {
    bounds,
    motions: animations.map(({ name, duration }, at) => ({ name: name || `Motion ${at + 1}`, seconds: duration })),
    pose(motion, seconds) {
      const clip = animations[motion];
      const action = clip ? mixer.clipAction(clip) : null;
      if (action !== moving) {
        mixer.stopAllAction();
        moving = action?.play() ?? null;
      }
      mixer.setTime(seconds);
    },
    draw(onto, width, height, look, scale, edges) {
      const { gl, room, isSlow } = drawn.surface(width, height);
      const times = isSlow ? SAMPLES[edges] : 1;
      const [across, down] = [Math.round(width * times), Math.round(height * times)];
      if (across > width) drawn.surface(across, down);
      light(look.light, room !== null);
      if (room === null) dull(shown);
      wire(look.wireframe);
      aim(look, width / height);
      scene.environment = room;
      scene.overrideMaterial = null;
      table.rotation.y = look.turn;
      grid.visible = look.grid;
      box.visible = look.box;
      shadow.visible = !look.normals && !look.wireframe && camera.position.y > bounds.low[1];
      gl.toneMappingExposure = preset(look.light).exposure;
      scene.updateMatrixWorld();
      if (look.normals) withMaterial(shown, faces, () => gl.render(scene, camera));
      else gl.render(scene, camera);
      ground(onto, width, height, preset(look.light)[look.dark ? "dark" : "light"]);
      const { height: high } = gl.domElement;
      onto.drawImage(gl.domElement, 0, high - down, across, down, 0, 0, width, height);
      if (look.box) label(onto, bounds, camera, (point) => arm.localToWorld(point), [width, height, scale]);
      return isSlow && edges === "quick";
    },
    end() {
      mixer.stopAllAction();
      faces.dispose();
      scene.traverse(discard);
    },
  };
}

function boundsOf(shown: Object3D): Bounds {
  let corners = 0;
  shown.traverse((one) => {
    if (one instanceof Mesh) corners += one.geometry.getAttribute("position")?.count ?? 0;
  });
  shown.updateMatrixWorld(true);
  const box = new Box3().setFromObject(shown, corners <= EXACT);
  if (box.isEmpty()) throw new Error("This file has nothing in it that can be shown.");
  return { low: box.min.toArray() as Vec, high: box.max.toArray() as Vec };
}

/** What is behind it: brighter in the middle. */
function ground(onto: CanvasRenderingContext2D, width: number, height: number, [middle, edge]: [string, string]): void {
  const fade = onto.createRadialGradient(
    width / 2,
    height * 0.45,
    0,
    width / 2,
    height * 0.45,
    Math.hypot(width, height) / 1.8,
  );
  fade.addColorStop(0, middle);
  fade.addColorStop(1, edge);
  onto.fillStyle = fade;
  onto.fillRect(0, 0, width, height);
}

/** Draw all meshes with one material; what is not of the model keeps its own. */
function withMaterial(shown: Object3D, one: Material, draw: () => void): void {
  const kept: [Mesh, Material | Material[]][] = [];
  shown.traverse((part) => {
    if (!(part instanceof Mesh)) return;
    kept.push([part, part.material]);
    part.material = one;
  });
  draw();
  for (const [part, material] of kept) part.material = material;
}

/** Metal that mirrors nothing would be black. */
function dull(shown: Object3D): void {
  for (const one of materialsOf(shown)) {
    if (one instanceof MeshStandardMaterial) one.metalness = Math.min(one.metalness, MOST_METAL);
  }
}

function materialsOf(shown: Object3D): Set<Material> {
  const found = new Set<Material>();
  shown.traverse((part) => {
    if (part instanceof Mesh) for (const one of [part.material].flat()) found.add(one);
  });
  return found;
}

function discard(part: Object3D): void {
  if (!("geometry" in part)) return;
  const { geometry, material } = part as Mesh;
  geometry.dispose();
  for (const one of [material].flat()) {
    for (const value of Object.values(one)) if (value instanceof Texture) value.dispose();
    one.dispose();
  }
}
