import type { Ask } from "../../kit/ask";
import { h, set } from "../../kit/dom";
import type { Problem } from "../../kit/model";
import type { Scope } from "../../kit/scope";
import type { Earlier, Price, Reference, Value } from "../state";
import { earlier } from "./earlier";
import { filled } from "./filled";
import { mentions } from "./mention";

/** The part of a form that is words. */
export type Said = Pick<Value, "prompt" | "variables" | "pick">;

export interface WordBox {
  /** What stands under the words. */
  readonly parts: readonly HTMLElement[];
  readonly history: HTMLElement;
  readonly words: HTMLTextAreaElement;
  /** What is on the screen; variables and pick only where they are not the usual ones. */
  said(): Said;
  /** From Python's side, or from an earlier call. */
  take(said: Said): void;
  show(state: { placeholder: string; wordless: boolean; disabled: boolean }): void;
  resolve(words: Price["words"]): void;
  grow(): void;
}

interface Options {
  root: HTMLElement;
  ask: Ask;
  life: Scope;
  say: (words: string) => void;
  failed: (problem: Problem) => void;
  /** More letters will follow where it is `typing`. */
  changed: (typing: boolean) => void;
  /** Pictures that the words can speak of. */
  slots: () => readonly Reference[];
  fits: (one: Earlier) => boolean;
  chosen: (one: Earlier) => void;
}

/** Where the words are written: slots that can be named, names and choices that are filled in, and earlier words. */
export function wordBox(options: Options, first: Said): WordBox {
  const { root, ask, life, say, failed, changed, slots, fits, chosen } = options;
  let { variables = {}, pick = 1 } = first;
  const words = h("textarea", { class: "hl-words", rows: 3, "aria-label": "Prompt" });
  words.value = first.prompt;
  const grow = () => {
    words.style.height = "auto";
    words.style.height = `${Math.min(words.scrollHeight, 260)}px`;
  };
  const typed = () => {
    grow();
    changed(true);
  };
  const under = filled({
    named(name, value) {
      const { [name]: _, ...rest } = variables;
      variables = value ? { ...rest, [name]: value } : rest;
      changed(true);
    },
    rolled(next) {
      pick = next;
      changed(false);
    },
  });
  const list = mentions(words, slots, typed, say, life);
  const history = earlier({
    root,
    ask,
    life,
    words,
    failed,
    fits,
    chosen: (one) => {
      words.value = one.prompt;
      grow();
      chosen(one);
    },
    typed: (text) => {
      words.value = text;
      typed();
    },
  });
  life.on(words, "input", typed);
  return {
    parts: [list, under.element],
    history,
    words,
    grow,
    said: () => ({
      prompt: words.value,
      ...(Object.keys(variables).length > 0 && { variables }),
      ...(pick !== 1 && { pick }),
    }),
    take(said) {
      variables = said.variables ?? {};
      pick = said.pick ?? 1;
      if (said.prompt === words.value) return;
      words.value = said.prompt;
      grow();
    },
    show({ placeholder, wordless, disabled }) {
      set(words, { placeholder });
      words.disabled = disabled || wordless;
      words.classList.toggle("hl-wordless", wordless);
    },
    resolve: (found) => under.show(found, variables),
  };
}
