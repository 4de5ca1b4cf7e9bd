import type { Item } from "../kit/item";
import type { BaseState, Problem } from "../kit/model";
import type { Price, Reference } from "../prompt/state";

/** Where a turn stands; its words are asked for. */
export interface Head {
  id: number;
  /** From 1 on, among its versions. */
  place: number;
  of: number;
  before: number | null;
  after: number | null;
  /** Changes when the facts of the turn do. */
  state: string;
}

export interface Tool {
  name: string;
  arguments: string;
  result: string;
  failed: boolean;
  made: Item[];
}

/** An answer that called tools. */
export interface Step {
  text: string;
  thought: string;
  model: string;
  tools: Tool[];
}

export interface Shown {
  link: string | null;
  item: Item | null;
}

export interface Facts {
  id: number;
  asked: string;
  references: Shown[];
  steps: Step[];
  text: string;
  /** Characters that are left out here. */
  cut: number;
  thought: string;
  model: string;
  cost: string;
  /** Answers whose cost nobody told. */
  unpriced: number;
  /** Every answer came from the shelf. */
  replayed: boolean;
  saved: string | null;
  tokens: number;
  stopped: boolean;
  /** Stopped, and the rest still to come. */
  open: boolean;
  /** The whole of a stopped answer, on the shelf. */
  whole: Item | null;
}

export interface Running {
  key: string;
  asked: string;
  references: Reference[];
  /** The turn before it. */
  follows: number | null;
  began: number;
  model: string;
}

export interface Failed extends Running {
  problem: Problem;
  /** It only wants a yes to its price. */
  asks: boolean;
}

/** What was told since a place. */
export interface Words {
  ended: boolean;
  gone?: boolean;
  at?: number;
  text?: string;
  part?: number;
  piece?: number;
  revision?: number;
  calling?: [string, string] | null;
  /** Characters of the thought so far. */
  thought?: number;
  steps?: Step[];
}

export interface ModelLine {
  id: string;
  kind: string;
  price: string;
  basis: string;
}

export interface Account {
  cost: string;
  unpriced: number;
  cap: string | null;
  left: string | null;
  balance: string | null;
  tokens: number;
}

export interface Form {
  text?: string;
  references?: string[];
  seen?: string[];
  edit?: number;
  again?: number;
}

/** What Python and the page share; held against the traits of chat.py by a test. */
export interface ChatState extends BaseState {
  references: Reference[];
  turns: Head[];
  running: Running | null;
  failed: Failed | null;
  draft: string;
  model: string;
  models: ModelLine[];
  price: Price | null;
  account: Account;
  sandbox: boolean | null;
}
