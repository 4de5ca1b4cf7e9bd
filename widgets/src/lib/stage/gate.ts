import { LoadingManager } from "three";

/** Lets nothing be loaded but what is inside the file itself. */
export function gate(): { manager: LoadingManager; refused: string[] } {
  const refused: string[] = [];
  const manager = new LoadingManager();
  manager.setURLModifier((url) => {
    if (/^(blob|data):/i.test(url)) return url;
    refused.push(url);
    throw new Error("Nothing outside of the file is fetched.");
  });
  return { manager, refused };
}

/** Why a file cannot be shown, in a sentence. */
export function reason(error: unknown, refused: readonly string[]): Error {
  const words = error instanceof Error ? error.message : String(error);
  if (refused.length > 0)
    return new Error("This file keeps parts of itself in other files. Nothing was fetched, so it cannot be shown.");
  const packed = /DRACO|KTX2|basisu/i.exec(words);
  if (packed)
    return new Error(`This file is compressed (${packed[0]}) in a way that is not unpacked here. Save it to open it.`);
  return new Error(`This file is broken and cannot be shown: ${words.slice(0, 160)}`);
}
