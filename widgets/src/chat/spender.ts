import { type Ask, problemOf } from "../kit/ask";
import type { Problem } from "../kit/model";
import type { Scope } from "../kit/scope";
import { arm } from "../prompt/arm";
import { spend } from "../prompt/price";
import type { Price } from "../prompt/state";
import type { Form } from "./state";
import { SAID } from "./words";

/** A price is asked when the hands rest for so long, in milliseconds. */
const REST = 120;

export interface Spender {
  readonly price: Price | null;
  /** Whether the next press spends what the last one asked about. */
  readonly asks: boolean;
  /** What is on the screen changed: its price is asked soon. */
  changed(): void;
  /** A price that Python told by itself. */
  told(price: Price | null): void;
  press(): Promise<void>;
  /** Take the question back. True where there was one. */
  back(): boolean;
}

interface Options {
  ask: Ask;
  life: Scope;
  /** Null where there is nothing to send. */
  form: () => Form | null;
  send: (form: Form, yes: { confirm: boolean; spend_anyway: boolean }) => Promise<boolean>;
  show: () => void;
  say: (words: string) => void;
  failed: (problem: Problem) => void;
}

/** What stands between a press and a call: its price now, and a question where it is dear or not known. */
export function spender({ ask, life, form, send, show, say, failed }: Options): Spender {
  let price: Price | null = null;
  let dirty = true;
  let asking: Promise<boolean> | null = null;
  let pressing = false;

  const question = arm((timedOut) => {
    show();
    if (question.asked) say(`${spend(price)}? Press again to send it. Escape takes it back.`);
    else if (timedOut) say(SAID.taken);
  }, life);

  const quote = async (): Promise<boolean> => {
    let sure = true;
    while (dirty) {
      dirty = false;
      const wanted = form();
      try {
        const value = wanted ? (await ask<Price | null>("quote", { form: wanted })).value : null;
        if (!dirty) price = value;
        sure = true;
      } catch (error) {
        failed(problemOf(error));
        sure = false;
      }
    }
    dirty = !sure;
    show();
    return sure;
  };
  /** True where the price is that of what is on the screen now. */
  const fresh = async (): Promise<boolean> => {
    while (dirty || asking) {
      asking ??= quote();
      const mine = asking;
      const sure = await mine;
      if (asking === mine) asking = null;
      if (!sure) return false;
    }
    return true;
  };
  const soon = life.later(() => void fresh(), REST);

  return {
    get price() {
      return price;
    },
    get asks() {
      return question.asked !== null;
    },
    changed() {
      dirty = true;
      question.back();
      show();
      soon();
    },
    told(found) {
      if (dirty || asking) return;
      if (found?.text !== price?.text) question.back();
      price = found;
      show();
    },
    back: () => question.back(),
    async press() {
      if (pressing) return;
      pressing = true;
      const sure = await fresh();
      pressing = false;
      const wanted = form();
      if (!sure || !wanted) return;
      if (price?.problem) return failed(price.problem);
      const yes = question.asked !== null;
      question.back();
      const isDear = !price?.kept && (price?.asks || !price?.known);
      if (isDear && !yes) return question.ask("make");
      dirty = true;
      await send(wanted, { confirm: yes, spend_anyway: yes && !price?.known });
    },
  };
}
