import type { Ask } from "../kit/ask";

/** A file that Python made for this page. */
export interface Parcel {
  key: string;
  size: number;
  name: string;
  media_type: string;
}

/** Bring it here piece by piece; asking for the next one is the acknowledgement. Null where `stopped` said so. */
export async function bring(ask: Ask, parcel: Parcel, stopped: () => boolean): Promise<Blob | null> {
  const parts: BlobPart[] = [];
  let offset: number | null = 0;
  while (offset !== null) {
    if (stopped()) return null;
    const answer: { value: { next: number | null }; buffers: DataView[] } = await ask("parcel", {
      key: parcel.key,
      offset,
    });
    parts.push(...(answer.buffers as BlobPart[]));
    offset = answer.value.next;
  }
  return new Blob(parts, { type: parcel.media_type });
}
