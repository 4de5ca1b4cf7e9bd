import type { Ask } from "./ask";
import type { Scope } from "./scope";

interface Piece {
  size: number;
  media_type: string;
  next: number | null;
}

export interface Blobs {
  /** A Blob URL of the picture, fetched once, piece by piece. */
  url(digest: string, form?: "full" | "thumb"): Promise<string>;
  /** The same for bytes that came along with something else. */
  keep(digest: string, bytes: DataView): string;
}

/** Pictures by digest. All URLs are given back when the view ends. */
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

  const pull = async (digest: string, form: string): Promise<string> => {
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
    }
    return url(parts, type);
  };

  return {
    url(digest, form = "full") {
      const key = `${form}:${digest}`;
      const found = urls.get(key) ?? pull(digest, form);
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
