import type { Ask } from "./ask";
import { once } from "./page";

/**
 * A heavy library, brought from Python and loaded once per page, however many widgets use it.
 * It is a file of `src/lib`; its exports are typed by `typeof import("../lib/<name>")`.
 */
export function library<Exports>(ask: Ask, name: string): Promise<Exports> {
  const loaded = once("libraries", () => new Map<string, Promise<unknown>>());
  const found = loaded.get(name) ?? load(ask, name);
  loaded.set(name, found);
  found.catch(() => loaded.delete(name));
  return found as Promise<Exports>;
}

async function load(ask: Ask, name: string): Promise<unknown> {
  const { buffers } = await ask("library", { name });
  const packed = new Blob(buffers as BlobPart[]).stream().pipeThrough(new DecompressionStream("gzip"));
  const text = await new Response(packed).blob();
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    return await import(/* @vite-ignore */ url);
  } finally {
    URL.revokeObjectURL(url);
  }
}
