import type { Answer, Ask } from "../kit/ask";
import type { Scope } from "../kit/scope";

interface Piece {
  size: number;
  media_type: string;
  /** Seconds by which the fragments are later than the clip. */
  shift: number;
  next: number | null;
}

/** Bytes from which on a clip begins to play before it is all there. */
export const STREAMED = 8_000_000;
/** Seconds that stay behind the moment that is shown, when the browser has no more room. */
const BEHIND = 10;

/** Whether this browser takes a film in pieces at all. */
export const canStream = () => typeof MediaSource !== "undefined";

/**
 * Play a clip while it comes, in fragments that Python cuts. Resolves when all of it is here, rejects when the codecs
 * are not for this browser, or Python cannot cut it: then it has to be loaded whole.
 */
export async function stream(options: {
  ask: Ask;
  digest: string;
  /** Of the clip; without it nobody could wind to what is not here yet. */
  seconds: number | null;
  video: HTMLVideoElement;
  life: Scope;
  told: (got: number) => void;
}): Promise<void> {
  const { ask, digest, seconds, video, life, told } = options;
  let ended = false;
  let url = "";
  const end = () => {
    ended = true;
    if (url) URL.revokeObjectURL(url);
    url = "";
  };
  const forget = life.add(end);
  try {
    const first = await ask<Piece>("stream", { digest, offset: 0 });
    if (!MediaSource.isTypeSupported(first.value.media_type))
      throw new Error("This browser plays no such film in pieces.");
    if (ended) return;
    const source = new MediaSource();
    url = URL.createObjectURL(source);
    const opened = once(source, "sourceopen");
    video.src = url;
    await opened;
    if (seconds) source.duration = seconds;
    const buffer = source.addSourceBuffer(first.value.media_type);
    buffer.timestampOffset = -first.value.shift;
    let piece: Answer<Piece> | null = first;
    while (piece && !ended) {
      const { next, size }: Piece = piece.value;
      // the next one is on its way while this one is taken in
      const ahead: Promise<Answer<Piece>> | null =
        next === null ? null : ask<Piece>("stream", { digest, offset: next });
      ahead?.catch(() => null);
      for (const bytes of piece.buffers) await append(buffer, bytes, video, () => ended);
      told(next === null ? 1 : next / size);
      piece = await ahead;
    }
    if (!ended && source.readyState === "open") source.endOfStream();
  } catch (error) {
    if (ended) return;
    forget();
    end();
    throw error;
  }
}

function once(target: EventTarget, kind: string): Promise<void> {
  return new Promise((done) => target.addEventListener(kind, () => done(), { once: true }));
}

/** Waits for room where the browser has none: what was seen goes first. */
async function append(
  buffer: SourceBuffer,
  bytes: DataView,
  video: HTMLVideoElement,
  ended: () => boolean,
): Promise<void> {
  while (!ended()) {
    try {
      const done = once(buffer, "updateend");
      buffer.appendBuffer(bytes as BufferSource);
      return await done;
    } catch (error) {
      if ((error as Error).name !== "QuotaExceededError") throw error;
      const seen = video.currentTime - BEHIND;
      if (seen > 0 && buffer.buffered.length && buffer.buffered.start(0) < seen) {
        const done = once(buffer, "updateend");
        buffer.remove(0, seen);
        await done;
      } else await once(video, "timeupdate");
    }
  }
}
