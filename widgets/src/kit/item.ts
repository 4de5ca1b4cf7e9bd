import type { Mark } from "./icons";
import * as marks from "./marks";
import { length } from "./when";

export type Kind = "image" | "video" | "audio" | "model3d" | "text";

/** An asset as `pictures.py` describes it. */
export interface Item {
  digest: string;
  kind: Kind;
  alt: string;
  width: number | null;
  height: number | null;
  /** Length of a clip or a sound. */
  seconds: number | null;
  /** Bytes. */
  size: number;
  media_type: string;
  /** Of its file, with the dot. */
  ending: string;
  model: string;
  cost: string | null;
  /** How a text begins. */
  excerpt: string;
  /** How often its call was shown again for nothing, and what that saved together; only the gallery is told. */
  replayed: { times: number; saved: string | null } | null;
  sandbox: boolean;
  reference: boolean;
}

/** What a kind is called, and how it is drawn. */
export const KINDS: Record<Kind, { noun: string; mark: Mark }> = {
  image: { noun: "picture", mark: marks.image },
  video: { noun: "clip", mark: marks.film },
  audio: { noun: "sound", mark: marks.sound },
  model3d: { noun: "3D model", mark: marks.cube },
  text: { noun: "text", mark: marks.text },
};

export function fileName(item: Item): string {
  return `hypereal-${item.digest.slice(0, 12)}${item.ending}`;
}

export function credits(amount: string): string {
  return `${amount} ${amount === "1" ? "credit" : "credits"}`;
}

/** `84 credits`, `free`, or empty where it is not known. */
export function paid({ cost }: Item): string {
  return cost === null ? "" : cost === "0" ? "free" : credits(cost);
}

/** `64 × 48`, `4 s`, or both. */
export function measures({ width, height, seconds }: Item): string {
  return [width && height ? `${width} × ${height}` : "", seconds === null ? "" : length(seconds)]
    .filter(Boolean)
    .join(" · ");
}

/** `2 times, saved 8 credits`. */
export function replays({ times, saved }: NonNullable<Item["replayed"]>): string {
  const often = times === 1 ? "once" : `${times} times`;
  return saved === null ? often : `${often}, saved ${credits(saved)}`;
}

/** `replayed, saved 4 credits`. */
export function replay(saved: string | null): string {
  return saved === null ? "replayed" : `replayed, saved ${credits(saved)}`;
}
