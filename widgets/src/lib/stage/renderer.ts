import { NeutralToneMapping, PMREMGenerator, type Texture, WebGLRenderer } from "three";
import { room } from "./room";

/** Where every view is drawn before it is copied. */
export interface Surface {
  gl: WebGLRenderer;
  /** A lit room, which surfaces mirror; null where working it out would take longer than anybody waits. */
  room: Texture | null;
  /** Whether the processor draws. Then edges are as the pixels are: four samples of each take twice as long. */
  isSlow: boolean;
}

export interface Renderer {
  /** At least so large. Raises where the browser has no WebGL. */
  surface(width: number, height: number): Surface;
  onLoss(hear: () => void): () => void;
  /** Give the graphics memory back; the next surface is made anew. */
  rest(): void;
}

/** One WebGL context, made when it is needed; after a loss another one. */
export function renderer(): Renderer {
  const heard = new Set<() => void>();
  let now: Surface | null = null;
  let wide = 0;
  let high = 0;

  const drop = () => {
    const gone = now;
    now = null;
    wide = high = 0;
    gone?.room?.dispose();
    gone?.gl.dispose();
    return gone;
  };
  const make = (): Surface => {
    const quick = context(false);
    const isSlow = quick !== null && isSoftware(quick);
    if (!isSlow) quick?.getExtension("WEBGL_lose_context")?.loseContext();
    const kept = isSlow ? quick : context(true);
    const gl = new WebGLRenderer(kept ? { canvas: kept.canvas, context: kept } : {});
    gl.toneMapping = NeutralToneMapping;
    const mirrored = isSlow ? null : mirror(gl);
    gl.domElement.addEventListener("webglcontextlost", (event) => {
      event.preventDefault();
      if (now?.gl !== gl) return;
      drop();
      for (const hear of heard) hear();
    });
    return { gl, room: mirrored, isSlow };
  };

  return {
    surface(width, height) {
      now ??= make();
      if (width > wide || height > high) {
        wide = Math.max(wide, width);
        high = Math.max(high, height);
        now.gl.setSize(wide, high, false);
      }
      now.gl.setViewport(0, 0, width, height);
      now.gl.setScissor(0, 0, width, height);
      now.gl.setScissorTest(true);
      return now;
    },
    onLoss(hear) {
      heard.add(hear);
      return () => heard.delete(hear);
    },
    rest: () => drop()?.gl.forceContextLoss(),
  };
}

function mirror(gl: WebGLRenderer): Texture {
  const maker = new PMREMGenerator(gl);
  const lit = room();
  const made = maker.fromEquirectangular(lit).texture;
  lit.dispose();
  maker.dispose();
  return made;
}

/** A context with or without smooth edges, which is settled when it is made. */
function context(antialias: boolean): WebGL2RenderingContext | null {
  const canvas = document.createElement("canvas");
  return canvas.getContext("webgl2", { antialias, alpha: true, powerPreference: "high-performance" });
}

/** Whether the processor draws, as it does where there is no graphics card. */
function isSoftware(context: WebGL2RenderingContext): boolean {
  const told = context.getExtension("WEBGL_debug_renderer_info");
  const name: unknown = context.getParameter(told ? told.UNMASKED_RENDERER_WEBGL : context.RENDERER);
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(String(name));
}
