import type { Answer, Ask } from "./ask";
import { once } from "./page";
import type { Scope } from "./scope";

interface Piece {
  size: number;
  media_type: string;
  next: number | null;
}

export interface Blobs {
  /** A Blob URL of the asset, fetched once, piece by piece; `told` hears how much of it is here, 0 to 1. */
  url(digest: string, form?: "full" | "thumb", told?: (got: number) => void): Promise<string>;
  /** The same for bytes that came along with something else. */
  keep(digest: string, bytes: DataView): string;
}

/** A view that needs assets, and its end. */
interface View {
  ask: Ask;
  gone: Promise<null>;
}

/** One asset on this page. */
interface Held {
  url: Promise<string>;
  /** Once it is here. */
  made?: string;
  size: number;
  views: Set<View>;
  told: Set<(got: number) => void>;
}

/** Bytes that stay for the next view when nobody shows them any more. */
export const IDLE = 64_000_000;

/** A digest names the same bytes in every lab, so all views of the page share one copy. */
const page = () => once("assets", () => new Map<string, Held>());

/** Assets by digest, once per page. A URL is good until the views that asked for it have ended. */
export function blobs(ask: Ask, life: Scope): Blobs {
  const held = page();
  const view: View = {
    ask,
    gone: new Promise((ended) => {
      life.add(() => ended(null));
    }),
  };
  life.add(() => {
    for (const one of held.values()) one.views.delete(view);
    sweep(held);
  });

  const fetched = (key: string, digest: string, form: string): Held => {
    const made: Held = { url: Promise.resolve(""), size: 0, views: new Set([view]), told: new Set() };
    made.url = pull(made, digest, form);
    made.url.catch(() => held.get(key) === made && held.delete(key));
    return made;
  };

  return {
    url(digest, form = "full", told) {
      const key = `${form}:${digest}`;
      const one = held.get(key) ?? fetched(key, digest, form);
      renew(held, key, one);
      one.views.add(view);
      if (told && one.made === undefined) {
        one.told.add(told);
        const forget = () => one.told.delete(told);
        one.url.then(forget, forget);
      }
      return one.url;
    },
    keep(digest, bytes) {
      const key = `thumb:${digest}`;
      const known = held.get(key);
      const one: Held = known?.made === undefined ? kept(bytes) : known;
      renew(held, key, one);
      one.views.add(view);
      return one.made as string;
    },
  };
}

function kept(bytes: DataView): Held {
  const made = URL.createObjectURL(new Blob([bytes as BlobPart], { type: "image/webp" }));
  return { url: Promise.resolve(made), made, size: bytes.byteLength, views: new Set(), told: new Set() };
}

/** The map's order is the order of use, the oldest first. */
function renew(held: Map<string, Held>, key: string, one: Held): void {
  held.delete(key);
  held.set(key, one);
}

/** Where the view that asked has ended, the next one goes on. */
async function pull(held: Held, digest: string, form: string): Promise<string> {
  const parts: BlobPart[] = [];
  let offset: number | null = 0;
  let type = "";
  while (offset !== null) {
    const [view] = held.views;
    if (!view) throw new Error("Nobody shows this any more.");
    const asked: Promise<Answer<Piece>> = view.ask<Piece>("piece", { digest, offset, form });
    asked.catch(() => null);
    const got: Answer<Piece> | null = await Promise.race([asked, view.gone]);
    if (!got) continue;
    parts.push(...(got.buffers as BlobPart[]));
    type = got.value.media_type;
    offset = got.value.next;
    held.size = got.value.size;
    for (const told of held.told) told(offset === null ? 1 : offset / got.value.size);
  }
  held.made = URL.createObjectURL(new Blob(parts, { type }));
  return held.made;
}

/** Give back what nobody shows, the oldest first, as far as it is more than may stay. */
function sweep(held: Map<string, Held>): void {
  const idle = [...held].filter(([, one]) => one.views.size === 0 && one.made !== undefined);
  let weight = idle.reduce((sum, [, { size }]) => sum + size, 0);
  for (const [key, { made, size }] of idle) {
    if (weight <= IDLE) return;
    URL.revokeObjectURL(made as string);
    held.delete(key);
    weight -= size;
  }
}
