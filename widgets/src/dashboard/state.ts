import type { BaseState } from "../kit/model";

export type Dimension = "model" | "kind" | "key" | "tag" | "notebook" | "status";
export const DIMENSIONS: readonly Dimension[] = ["model", "kind", "key", "tag", "notebook", "status"];

/** What is looked at; Python checks it. */
export type Filters = { [name in Dimension]?: string[] } & { days?: [string | null, string | null] };

export interface DashboardState extends BaseState {
  filters: Filters;
  columns: string[];
  sort: [string, boolean];
  revision: number;
  balance: string | null;
  zone: string;
}

/** A sum as it is read: `credits` is text with every digit, or null where no price is known. */
export interface Sum {
  credits: string | null;
  about: string | null;
  calls: number;
  unknown: number;
  failed: number;
  replayed: number;
  avoided: string;
  refunded: string;
}

export interface Series {
  name: string;
  colour: string;
}

export interface Bar extends Sum {
  first: string;
  last: string;
  parts: number[];
}

export interface ModelSum extends Sum {
  name: string;
  series: number;
  length: number;
  share: string;
  seconds: number | null;
  each: number | null;
  each_text: string | null;
}

export interface Dear {
  row: number;
  time: number | null;
  model: string;
  series: number;
  words: string;
  length: number;
  text: string;
}

export interface Look {
  series: Series[];
  total: Sum;
  of: number;
  cards: {
    day: string;
    today: Sum;
    month: Sum;
    forecast: { expected: string | null; low: string | null; high: string | null; note: string };
  };
  days: { unit: "day" | "week" | "month"; span: [string, string] | null; bars: Bar[] };
  models: ModelSum[];
  sampled: boolean;
  top: Dear[];
  choices: Record<Dimension, [string, number][]>;
  /** The first rows of the table, where they were asked for. */
  rows?: Rows;
}

export interface Hello {
  series: Series[];
  columns: [name: string, dtype: string, about: string][];
  formats: string[];
}

export type Cell = string | number | boolean | null;

export interface Rows {
  total: number;
  first: number;
  rows: Cell[][];
}
