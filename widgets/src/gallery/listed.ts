/** One asset of a long list: its digest and its shape, width by height; 0 where it has none. */
export interface Listed {
  digest: string;
  shape: number;
}

/** Bytes of one, as `shelf_index.py` writes them. */
const RECORD = 34;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function listed(bytes: DataView): Listed[] {
  const found: Listed[] = [];
  for (let at = 0; at + RECORD <= bytes.byteLength; at += RECORD) {
    let digest = "";
    for (let byte = 0; byte < 32; byte += 1) digest += HEX[bytes.getUint8(at + byte)];
    found.push({ digest, shape: bytes.getUint16(at + 32) / 1000 });
  }
  return found;
}

/** Those between two of them, both included, in the order of the list. */
export function between(list: readonly Listed[], from: number, to: number): string[] {
  return list.slice(Math.min(from, to), Math.max(from, to) + 1).map(({ digest }) => digest);
}

/** The chosen ones and some more, each once. */
export function joined(chosen: readonly string[], more: readonly string[]): string[] {
  return [...new Set([...chosen, ...more])];
}
