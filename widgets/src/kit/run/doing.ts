import type { Ask } from "../ask";
import type { Blobs } from "../blobs";
import type { Dialog } from "../dialog";
import { enlarge } from "../recipe";
import type { Scope } from "../scope";
import type { Doing } from "./row";
import type { Price } from "./state";

/** What Python does for a row: the questions of `deeds.py`. */
export function doing(options: {
  root: HTMLElement;
  ask: Ask;
  blobs: Blobs;
  life: Scope;
  say: (words: string) => void;
  failed: (error: unknown) => void;
}): Doing {
  const { root, ask, blobs, life, say, failed } = options;
  let large: Dialog | null = null;
  return {
    cancel: ({ run }) => void ask("cancel", { run }).catch(failed),
    bring: ({ run }) => void ask("fetch", { run }).catch(failed),
    forget: ({ run }) => void ask("forget", { run }).catch(failed),
    price: ({ run }) =>
      ask<Price>("price_again", { run }).then(
        ({ value }) => value,
        (error) => {
          failed(error);
          return null;
        },
      ),
    retry: ({ run }, { asks, known }) => void ask("retry", { run, confirm: asks, spend_anyway: !known }).catch(failed),
    open: ({ items: [item] }) => {
      if (!item) return;
      large?.close();
      large = enlarge({ root, item, ask, blobs, life, say });
    },
  };
}
