/** What the 3D viewer needs of three.js. */
export {
  ACESFilmicToneMapping,
  AmbientLight,
  AnimationMixer,
  Box3,
  Box3Helper,
  Clock,
  Color,
  DirectionalLight,
  GridHelper,
  Group,
  LoadingManager,
  Mesh,
  MeshNormalMaterial,
  Object3D,
  PerspectiveCamera,
  PMREMGenerator,
  Scene,
  Sphere,
  SRGBColorSpace,
  Vector2,
  Vector3,
  WebGLRenderer,
} from "three";
export { OrbitControls } from "three/examples/jsm/controls/OrbitControls.js";
export { RoomEnvironment } from "three/examples/jsm/environments/RoomEnvironment.js";
export { VertexNormalsHelper } from "three/examples/jsm/helpers/VertexNormalsHelper.js";
export { GLTFLoader } from "three/examples/jsm/loaders/GLTFLoader.js";
