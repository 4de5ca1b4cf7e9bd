import type { Ask } from "./ask";
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

/** Assets by digest. All URLs are given back when the view ends. */
export function blobs(ask: Ask, life: Scope): Blobs {
  const urls = new Map<string, Promise<string>>();
  const made: string[] = [];
  life.add(() => {
    for (const url of made.splice(0)) URL.revokeObjectURL(url);
    urls.clear();
  });

  const url = (parts: BlobPart[], type: string): string => {
    const one = URL.createObjectURL(new Blob(parts, { type }));
    made.push(one);
    return one;
  };

  const pull = async (digest: string, form: string, told?: (got: number) => void): Promise<string> => {
    const parts: BlobPart[] = [];
    let offset: number | null = 0;
    let type = "";
    while (offset !== null) {
      const { value, buffers }: { value: Piece; buffers: DataView[] } = await ask<Piece>("piece", {
        digest,
        offset,
        form,
      });
      parts.push(...(buffers as BlobPart[]));
      type = value.media_type;
      offset = value.next;
      told?.(offset === null ? 1 : offset / value.size);
    }
    return url(parts, type);
  };

  return {
    url(digest, form = "full", told) {
      const key = `${form}:${digest}`;
      const found = urls.get(key) ?? pull(digest, form, told);
      urls.set(key, found);
      found.catch(() => urls.delete(key));
      return found;
    },
    keep(digest, bytes) {
      const one = url([bytes as BlobPart], "image/webp");
      urls.set(`thumb:${digest}`, Promise.resolve(one));
      return one;
    },
  };
}
