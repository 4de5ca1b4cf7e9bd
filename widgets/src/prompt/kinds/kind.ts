import type { Mark } from "../../kit/icons";
import type { Fields, KindFacts, KindName, Medium, ModelOption } from "../state";

export type Value = string | number | boolean;

/** One field of the form, as plain data. */
export interface Row {
  name: keyof Fields;
  label: string;
  /** Which control shows it. */
  as: "chips" | "words" | "number" | "stepper" | "seed" | "hidden";
  /** What may be chosen; of `words` what is suggested. */
  values?: readonly Value[];
  /** Other values are sent too. */
  open?: boolean;
  /** What the model takes when nothing is said. */
  usual?: Value | null | undefined;
  /** A value that is not sent, since it means the same as nothing. */
  silent?: Value;
  least?: number;
  most?: number;
  step?: number;
  /** How a value is written. */
  say?: (value: Value) => string;
  hint?: string;
}

/** What can be made: its words, and the fields of a model. */
export interface Kind {
  readonly name: KindName;
  readonly label: string;
  readonly mark: Mark;
  /** As in `Making your picture`. */
  readonly noun: string;
  readonly placeholder: string;
  rows(model: ModelOption | undefined, facts: KindFacts | undefined, asked: Fields): Row[];
  /** Why it takes no words; empty where it does. */
  wordless(model: ModelOption | undefined): string;
  /** What its slots hold. */
  readonly takes: readonly Medium[];
  /** What a slot is called. */
  slot(at: number, fields: Fields, model: ModelOption | undefined): string;
  /** Whether a mask is painted on the first slot. */
  readonly masks: boolean;
}

/** A recording in the one slot. */
export const RECORDING: readonly Medium[] = ["audio", "video"];
export const PICTURES: readonly Medium[] = ["image"];

export const SEED: Row = { name: "seed", label: "Seed", as: "seed" };
