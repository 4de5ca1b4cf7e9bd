import { type Ask, problemOf } from "../kit/ask";
import type { Problem } from "../kit/model";
import type { Scope } from "../kit/scope";
import type { Form } from "./form";
import type { Price } from "./state";

/** A price is asked when the hands rest for so long, in milliseconds. */
const REST = 80;
/** After so long without an answer the kernel counts as busy. */
const BUSY = 1500;

export interface Quote {
  readonly price: Price | null;
  /** What is on the screen was not told to Python yet, or is being told. */
  readonly open: boolean;
  /** The price that is shown may be old. */
  readonly waiting: boolean;
  /** The form has changed; where that was by typing, more letters will follow. */
  changed(typing?: boolean): void;
  /** A price from Python's side. */
  take(price: Price | null): void;
  /** Ask at once where that is needed. True where the price is that of the form. */
  fresh(): Promise<boolean>;
}

interface Options {
  ask: Ask;
  form: () => Form;
  life: Scope;
  failed: (problem: Problem) => void;
  busy: () => void;
  told: () => void;
}

/** The price of what is on the screen: one question at a time, and no answer to an older form is taken. */
export function quotes({ ask, form, life, failed, busy, told }: Options): Quote {
  let price: Price | null = null;
  let dirty = false;
  let asking = false;
  let under: Promise<boolean> = Promise.resolve(true);

  const quote = async (): Promise<boolean> => {
    asking = true;
    let sure = true;
    const timer = setTimeout(busy, BUSY);
    while (dirty) {
      dirty = false;
      try {
        const { value } = await ask<Price>("quote", { form: form() });
        // an answer to a form that has changed since is old
        if (!dirty) price = value;
        sure = true;
      } catch (error) {
        failed(problemOf(error));
        sure = false;
      }
    }
    clearTimeout(timer);
    asking = false;
    // what could not be priced is asked about again by the next press
    dirty = !sure;
    told();
    return sure;
  };
  const fresh = (): Promise<boolean> => {
    if (dirty && !asking) under = quote();
    return asking ? under : Promise.resolve(true);
  };
  const soon = life.later(() => void fresh(), REST);
  // all that changes in one go is one question
  const atOnce = life.later(() => void fresh(), 0);
  return {
    get price() {
      return price;
    },
    get open() {
      return dirty || asking;
    },
    get waiting() {
      return dirty && asking;
    },
    changed(typing = false) {
      dirty = true;
      if (typing) soon();
      else atOnce();
    },
    take(found) {
      if (!dirty && !asking) price = found;
    },
    fresh,
  };
}
