import type { PaneName } from "./state";

export const NAMES: readonly PaneName[] = ["make", "jobs", "shelf", "inspect"];

export const LABELS: Record<PaneName, string> = { make: "Make", jobs: "Jobs", shelf: "Shelf", inspect: "Inspect" };

export const NO_MANAGER =
  "This host shows one widget at a time and cannot put several into one. Use them singly: lab.prompt(), lab.tracker(), lab.gallery(), lab.meter().";

export const undone = (words: string): string => `Taken back: ${words}.`;
