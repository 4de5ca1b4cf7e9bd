import { type Ask, problemOf } from "../kit/ask";
import type { Problem } from "../kit/model";
import type { Medium, Reference } from "./state";

/** As prompt.py allows. */
export const UPLOAD_BYTES = 50_000_000;
export const PIECE_BYTES = 768 * 1024;

interface Sent {
  next: number | null;
  entry?: Reference;
}

/** Something on its way into a slot. */
export interface Coming {
  name: string;
  preview: string | null;
}

export interface Uploads {
  readonly coming: ReadonlyMap<string, Coming>;
  /** Files of the person's; those that no slot takes are refused in words. */
  add(files: Iterable<File>, takes: readonly Medium[]): void;
  /** Work that fills a slot, after all that was begun before. */
  wait(name: string, preview: string | null, work: (key: string) => Promise<unknown>): void;
  /** The bytes in pieces, each after the answer to the one before. */
  send(picture: Blob, more: Record<string, unknown>): Promise<Reference | undefined>;
}

interface Options {
  ask: Ask;
  drawn: () => void;
  say: (words: string) => void;
  failed: (problem: Problem) => void;
}

/** The way of files into slots: one after the other, so that the slots have the order in which they were given. */
export function uploads({ ask, drawn, say, failed }: Options): Uploads {
  const coming = new Map<string, Coming>();
  let line: Promise<void> = Promise.resolve();

  const wait: Uploads["wait"] = (name, preview, work) => {
    const key = Math.random().toString(36).slice(2);
    coming.set(key, { name, preview });
    drawn();
    line = line.then(() => bring(key, name, preview, work));
  };
  const bring = async (key: string, name: string, preview: string | null, work: (key: string) => Promise<unknown>) => {
    try {
      await work(key);
      say(`${name} was added.`);
    } catch (error) {
      failed(problemOf(error));
    }
    coming.delete(key);
    if (preview) URL.revokeObjectURL(preview);
    drawn();
  };
  const send: Uploads["send"] = async (picture, more) => {
    let offset = 0;
    for (;;) {
      const buffers = [await picture.slice(offset, offset + PIECE_BYTES).arrayBuffer()];
      const args = { ...more, size: picture.size, offset };
      const { next, entry } = (await ask<Sent>("upload", args, { buffers })).value;
      if (next === null) return entry;
      offset = next;
    }
  };
  const upload = (file: File, takes: readonly Medium[]) => {
    const name = file.name || "pasted picture";
    const trouble = refused(file, name, takes);
    if (trouble) return failed(trouble);
    const preview = file.type.startsWith("image/") ? URL.createObjectURL(file) : null;
    wait(name, preview, (key) => send(file, { key, name }));
  };
  return {
    coming,
    add(files, takes) {
      for (const one of files) upload(one, takes);
    },
    wait,
    send,
  };
}

const NOUNS: Record<Medium, string> = { image: "a picture", audio: "a recording", video: "a clip" };

function refused(file: File, name: string, takes: readonly Medium[]): Problem | null {
  if (file.size > UPLOAD_BYTES) {
    const size = Math.round(file.size / 1e6);
    return {
      message: `${name} has ${size} MB; a reference may have ${UPLOAD_BYTES / 1e6} MB.`,
      field: "references",
      next: "Make it smaller and drop it again.",
    };
  }
  const medium = file.type.split("/")[0] as Medium;
  if (!file.type || takes.includes(medium)) return null;
  return {
    message: `${name} is ${NOUNS[medium] ?? "no picture"}, and ${takes.map((one) => NOUNS[one]).join(" or ")} is taken here.`,
    field: "references",
    next: medium in NOUNS ? "Choose another kind above, or give another file." : "Give another file.",
  };
}
