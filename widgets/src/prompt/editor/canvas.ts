import { h } from "../../kit/dom";

/** A canvas and where to draw on it. */
export interface Surface {
  readonly canvas: HTMLCanvasElement;
  readonly on: CanvasRenderingContext2D;
}

/** Raises where the browser has no canvas for so large a picture. */
export function surface(width: number, height: number, look = ""): Surface {
  const canvas = h("canvas", { width, height, class: look });
  const on = canvas.getContext("2d");
  if (!on) throw new Error("This browser cannot draw a picture of this size.");
  return { canvas, on };
}

export function png(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((done, failed) => {
    canvas.toBlob((made) => (made ? done(made) : failed(new Error("The picture cannot be written."))), "image/png");
  });
}

export async function picture(url: string): Promise<HTMLImageElement> {
  const image = h("img", { alt: "" });
  image.src = url;
  await image.decode();
  return image;
}
