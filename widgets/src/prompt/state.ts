import type { Item } from "../kit/item";
import type { BaseState } from "../kit/model";

export interface Fields {
  size?: string;
  aspect_ratio?: string;
  resolution?: string;
  n?: number;
  seed?: number;
  output_format?: string;
}

export interface Value {
  prompt: string;
  model: string;
  fields: Fields;
}

export interface Reference {
  digest: string;
  name: string;
  width: number;
  height: number;
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

export interface ModelOption {
  id: string;
  kind: string;
  price: string;
  basis: string;
  sizes: string[] | null;
  size: string | null;
  aspect_ratios: string[] | null;
  aspect_ratio: string | null;
  resolutions: string[] | null;
  resolution: string | null;
  output_formats: string[] | null;
  /** Null: not documented. */
  max_references: number | null;
  min_references: number;
  links_only: boolean;
  prompt_max: number | null;
}

export interface Price {
  text: string;
  known: boolean;
  low?: string | null;
  expected?: string | null;
  high?: string | null;
  basis?: string;
  version?: string;
  source?: string;
  after?: string | null;
  enough?: boolean;
  /** Above `lab.confirm_above`: it takes a second press. */
  asks?: boolean;
  /** On the shelf: when it was made, in milliseconds, and what its call cost. */
  kept?: { made: number; cost: string | null } | null;
  problem?: { message: string; field: string | null; next: string | null } | null;
}

/** What Python and the page share; held against the traits of prompt.py by a test. */
export interface PromptState extends BaseState {
  value: Value;
  references: Reference[];
  models: ModelOption[];
  price: Price | null;
  balance: string | null;
  sandbox: boolean | null;
  state: "idle" | "running" | "done" | "failed";
  result: Result | null;
}
