import type { Item } from "../kit/item";
import type { BaseState } from "../kit/model";

export type KindName = "image" | "edit" | "video" | "speech" | "clone" | "transcript" | "model3d" | "chat";

/** What a slot can hold. */
export type Medium = "image" | "audio" | "video";

/** Of all kinds; what another kind takes stays on the form and is not sent. */
export interface Fields {
  size?: string;
  aspect_ratio?: string;
  resolution?: string;
  n?: number;
  seed?: number;
  output_format?: string;
  /** Digest of a painted mask. */
  mask?: string;
  /** Seconds. */
  duration?: number;
  sound?: boolean;
  frames?: string;
  voice?: string;
  language?: string;
  speed?: number;
  format?: string;
  feeling?: string;
  art_style?: string;
  target_polycount?: number;
  enable_pbr?: boolean;
  system?: string;
  max_tokens?: number;
  temperature?: number;
}

export interface Value {
  prompt: string;
  kind: KindName;
  model: string;
  fields: Fields;
  /** What was typed for `{{names}}` of the words. */
  variables?: Record<string, string>;
  /** Which of `{a|b}` is taken; 1 where it is not said. */
  pick?: number;
}

export interface Reference {
  digest: string;
  kind: Medium;
  name: string;
  width: number | null;
  height: number | null;
  /** Of a recording or a clip. */
  seconds: number | null;
  linked: boolean;
  thumb: string;
}

export interface Result {
  items: Item[];
  cost: string | null;
  /** From the shelf, for nothing; `saved` is what its call had cost. */
  replayed: boolean;
  saved: string | null;
}

/** What is not known of a model is left out. */
export interface ModelOption {
  id: string;
  kind: string;
  /** What it can make. */
  modes: KindName[];
  price: string;
  basis?: string;
  sizes?: string[];
  size?: string;
  aspect_ratios?: string[];
  aspect_ratio?: string;
  resolutions?: string[];
  resolution?: string;
  output_formats?: string[];
  /** Of clips, in seconds, and the usual one. */
  durations?: number[];
  seconds?: number;
  /** Of speech. */
  formats?: string[];
  /** Of 3D models. */
  made_from?: "text" | "image" | "views";
  /** Of a recording. */
  least_seconds?: number;
  max_references?: number;
  min_references?: number;
  links_only?: boolean;
  prompt_max?: number;
}

/** Values of fields that are no matter of the model. */
export interface KindFacts {
  name: KindName;
  /** The one it begins with. */
  model: string;
  aspect_ratios?: string[];
  resolutions?: string[];
  output_formats?: string[];
  voices?: string[];
  languages?: string[];
  feelings?: string[];
  formats?: string[];
  speeds?: [number, number];
  art_styles?: string[];
  polygons?: [number, number];
  views?: string[];
}

export interface Price {
  text: string;
  known: boolean;
  low?: string | null;
  expected?: string | null;
  high?: string | null;
  /** What is counted: `image`, `clip`, `second`, `request`. */
  unit?: string | null;
  basis?: string;
  version?: string;
  source?: string;
  after?: string | null;
  enough?: boolean;
  /** Above `lab.confirm_above`: it takes a second press. */
  asks?: boolean;
  /** On the shelf: when it was made, in milliseconds, and what its call cost. */
  kept?: { made: number; cost: string | null } | null;
  /** Where names or choices are replaced: what is sent, and the value of each name; null where there is none. */
  words?: { text: string | null; choices: boolean; names: Record<string, string | null> } | null;
  problem?: { message: string; field: string | null; next: string | null } | null;
}

/** What a model cost before and how long it took, by the journal. */
export type Past = Record<string, { calls: number; cost: string | null; seconds: number | null }>;

/** Words of an earlier call. */
export interface Earlier {
  prompt: string;
  kind: KindName;
  model: string;
  /** Milliseconds. */
  made: number;
  cost: string | null;
}

/** What Python and the page share; held against the traits of prompt.py by a test. */
export interface PromptState extends BaseState {
  value: Value;
  references: Reference[];
  kinds: KindFacts[];
  models: ModelOption[];
  price: Price | null;
  balance: string | null;
  sandbox: boolean | null;
  state: "idle" | "running" | "done" | "failed";
  result: Result | null;
  progress: { status: string; fraction: number | null } | null;
}
