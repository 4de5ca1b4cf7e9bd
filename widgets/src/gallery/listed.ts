/** One asset of a long list: its digest and its shape, width by height; 0 where it has none. */
export interface Listed {
  digest: string;
  shape: number;
}

/** Bytes of one, as `shelf_index.py` writes them: the digest, then the shape. */
const [RECORD, DIGEST] = [34, 32];
const DIGITS = new TextEncoder().encode("0123456789abcdef");

/** All digests are written as one text and cut out of it: of ten thousand that is no pause anybody feels. */
export function listed(bytes: DataView): Listed[] {
  const count = Math.floor(bytes.byteLength / RECORD);
  const text = new Uint8Array(count * 2 * DIGEST);
  for (let at = 0, to = 0; at < count * RECORD; at += RECORD) {
    for (let byte = at; byte < at + DIGEST; byte += 1) {
      const value = bytes.getUint8(byte);
      text[to++] = DIGITS[value >> 4] as number;
      text[to++] = DIGITS[value & 15] as number;
    }
  }
  const digests = new TextDecoder().decode(text);
  return Array.from({ length: count }, (_, at) => ({
    digest: digests.slice(at * 2 * DIGEST, (at + 1) * 2 * DIGEST),
    shape: bytes.getUint16(at * RECORD + DIGEST) / 1000,
  }));
}

/** Those between two of them, both included, in the order of the list. */
export function between(list: readonly Listed[], from: number, to: number): string[] {
  return list.slice(Math.min(from, to), Math.max(from, to) + 1).map(({ digest }) => digest);
}

/** The chosen ones and some more, each once. */
export function joined(chosen: readonly string[], more: readonly string[]): string[] {
  return [...new Set([...chosen, ...more])];
}
