import type { IconName } from "./icons";

const NOUNS: Record<string, { noun: string; mark: IconName }> = {
  image: { noun: "Picture", mark: "image" },
  edit: { noun: "Edit", mark: "image" },
  video: { noun: "Clip", mark: "film" },
  speech: { noun: "Speech", mark: "sound" },
  clone: { noun: "Voice", mark: "sound" },
  transcript: { noun: "Transcript", mark: "text" },
  model3d: { noun: "3D model", mark: "cube" },
  chat: { noun: "Chat", mark: "text" },
};

/** What a kind of call is called, and how it is drawn. */
export function callOf(kind: string): { noun: string; mark: IconName } {
  return NOUNS[kind] ?? { noun: kind, mark: "spark" };
}
