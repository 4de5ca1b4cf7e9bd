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
  /** Its bytes, for those who read them: as they came, where nobody had asked for them before. */
  bytes(digest: string, told?: (got: number) => void): Promise<ArrayBuffer>;
  /** A URL of bytes that came along with something else; small ones are a URL that holds them. */
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
  blob?: Blob;
  /** For a moment after that: its pieces, so that who asked need not fetch them from the Blob. */
  fresh?: DataView[] | undefined;
  size: number;
  views: Set<View>;
  told: Set<(got: number) => void>;
}

/** Bytes that stay for the next view when nobody shows them any more. */
export const IDLE = 64_000_000;

/**
 * Bytes up to which a picture is its own URL. A Blob URL has to be told to the browser's main process and asked back
 * from it, which of hundreds in a second is what a page that scrolls waits for.
 */
const SMALL = 32_000;

/** Small pictures that are remembered. */
const LATELY = 600;

/** Pieces on their way: the next one need not wait for the last one to be taken. */
const AT_ONCE = 3;

/** A digest names the same bytes in every lab, so all views of the page share one copy. */
const page = () => once("assets", () => new Map<string, Held>());

const small = () => once("small-pictures", () => new Map<string, string>());

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

  const wanted = (digest: string, form: string, told?: (got: number) => void): Held => {
    const key = `${form}:${digest}`;
    const one = held.get(key) ?? fetched(key, digest, form);
    renew(held, key, one);
    one.views.add(view);
    if (told && one.made === undefined) {
      one.told.add(told);
      const forget = () => one.told.delete(told);
      one.url.then(forget, forget);
    }
    return one;
  };

  return {
    async url(digest, form = "full", told) {
      const near = form === "thumb" ? small().get(digest) : undefined;
      return near ?? wanted(digest, form, told).url;
    },
    async bytes(digest, told) {
      const one = wanted(digest, "full", told);
      await one.url;
      return one.fresh ? joined(one.fresh, one.size) : (one.blob as Blob).arrayBuffer();
    },
    keep(digest, bytes) {
      if (bytes.byteLength <= SMALL) return remembered(digest, bytes);
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

/** The URL of a small picture, which is good for ever; the page remembers the last ones. */
function remembered(digest: string, bytes: DataView): string {
  const lately = small();
  const letters = String.fromCharCode(...new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const made = `data:image/webp;base64,${btoa(letters)}`;
  lately.delete(digest);
  lately.set(digest, made);
  if (lately.size > LATELY) lately.delete(lately.keys().next().value as string);
  return made;
}

/** The map's order is the order of use, the oldest first. */
function renew(held: Map<string, Held>, key: string, one: Held): void {
  held.delete(key);
  held.set(key, one);
}

/** The first piece tells how large a piece and the whole are; the others then come a few at a time. */
async function pull(held: Held, digest: string, form: string): Promise<string> {
  const first = await piece(held, digest, form, 0);
  const step = first.value.next ?? first.value.size;
  const parts: DataView[][] = [first.buffers];
  const count = first.value.next === null ? 1 : Math.ceil(first.value.size / step);
  held.size = first.value.size;
  let [asked, came] = [1, 1];
  const told = () => {
    for (const one of held.told) one(came / count);
  };
  const work = async () => {
    while (asked < count) {
      const at = asked;
      asked += 1;
      parts[at] = (await piece(held, digest, form, at * step)).buffers;
      came += 1;
      told();
    }
  };
  told();
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  held.fresh = parts.flat();
  held.blob = new Blob(held.fresh as BlobPart[], { type: first.value.media_type });
  held.made = URL.createObjectURL(held.blob);
  setTimeout(() => {
    held.fresh = undefined;
  });
  return held.made;
}

function joined(parts: readonly DataView[], size: number): ArrayBuffer {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return whole.buffer;
}

/** Where the view that asked has ended, the next one asks. */
async function piece(held: Held, digest: string, form: string, offset: number): Promise<Answer<Piece>> {
  for (const view of held.views) {
    const asked: Promise<Answer<Piece>> = view.ask<Piece>("piece", { digest, offset, form });
    asked.catch(() => null);
    const got = await Promise.race([asked, view.gone]);
    if (got) return got;
  }
  throw new Error("Nobody shows this any more.");
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
