import type { BaseState } from "../kit/model";
import type { Item } from "../kit/recipe";

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
  result: { items: Item[]; cost: string | null } | null;
}
