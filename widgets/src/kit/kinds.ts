import type { Mark } from "./icons";
import * as marks from "./marks";

const NOUNS: Record<string, { noun: string; mark: Mark }> = {
  image: { noun: "Picture", mark: marks.image },
  edit: { noun: "Edit", mark: marks.image },
  video: { noun: "Clip", mark: marks.film },
  speech: { noun: "Speech", mark: marks.sound },
  clone: { noun: "Voice", mark: marks.sound },
  transcript: { noun: "Transcript", mark: marks.text },
  model3d: { noun: "3D model", mark: marks.cube },
  chat: { noun: "Chat", mark: marks.text },
};

/** What a kind of call is called, and how it is drawn. */
export function callOf(kind: string): { noun: string; mark: Mark } {
  return NOUNS[kind] ?? { noun: kind, mark: marks.spark };
}
