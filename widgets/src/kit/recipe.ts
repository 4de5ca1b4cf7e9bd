import type { Ask } from "./ask";
import { problemOf } from "./ask";
import type { Blobs } from "./blobs";
import { canInsert, insertCell } from "./cell";
import { copy, download } from "./clipboard";
import { type Dialog, dialog } from "./dialog";
import { button, fill, h } from "./dom";
import { icon } from "./icons";
import { fileName, type Item, KINDS, replays } from "./item";
import * as marks from "./marks";
import { player } from "./player";
import type { Scope } from "./scope";

interface Recipe {
  rows: [string, string][];
  created: number;
  python: string;
  text: string | null;
}

export interface Story {
  /** Facts, what stands between, and the buttons. */
  readonly element: HTMLElement;
  readonly failed: (error: unknown) => void;
}

/** How an asset was made and what it cost, with what can be done with it. */
export function story(options: {
  root: HTMLElement;
  item: Item;
  ask: Ask;
  blobs: Blobs;
  life: Scope;
  /** What "Use as reference" does, where there is something that takes one. */
  use?: (item: Item) => void;
  /** What stands between the facts and the buttons. */
  extra?: HTMLElement[];
  /** Hears the words of a text. */
  text: (words: string) => void;
}): Story {
  const { root, item, ask, blobs, life, use } = options;
  const table = h("dl", { class: "hl-facts" });
  const note = h("p", { class: "hl-quiet", role: "status" });
  const save = button({ icon: icon(marks.save), words: "Save", look: "hl-plain" });
  const inserts = canInsert();
  const python = inserts
    ? button({ icon: icon(marks.cell), words: "Recreate in a cell", look: "hl-plain" })
    : button({ icon: icon(marks.code), words: "Copy Python", look: "hl-plain" });
  const reference = button({ icon: icon(marks.reference), words: "Use as reference", look: "hl-plain" });
  const canRefer = use !== undefined && item.kind === "image";
  const actions = h("div", { class: "hl-actions" }, canRefer ? reference : null, save, python);
  const element = h("div", { class: "hl-large-side" }, table, item.sandbox ? sandboxNote() : null);
  element.append(...(options.extra ?? []), actions, note);
  let source = "";
  const failed = (error: unknown) => {
    note.textContent = problemOf(error).message;
  };

  ask<Recipe>("recipe", { digest: item.digest }).then(({ value }) => {
    source = value.python;
    if (value.text !== null) options.text(value.text);
    const made = ["Made", new Date(value.created).toLocaleString()];
    const again = item.replayed ? [["Replayed", replays(item.replayed)]] : [];
    const rows = [...value.rows, made, ...again];
    fill(table, ...rows.flatMap(([name, said]) => [h("dt", {}, name), h("dd", {}, said)]));
  }, failed);

  save.addEventListener("click", () => {
    blobs.url(item.digest).then((url) => download(url, fileName(item)), failed);
  });
  python.addEventListener("click", async () => {
    if (!source) return;
    if (inserts && (await insertCell(source))) note.textContent = "A new cell below has the Python. It was not run.";
    else if (await copy(root, source, "Python", life)) note.textContent = "Python is on the clipboard.";
  });
  reference.addEventListener("click", () => use?.(item));
  return { element, failed };
}

/** An asset large, with its story. `step` shows the one before or after. */
export function enlarge(options: {
  root: HTMLElement;
  item: Item;
  ask: Ask;
  blobs: Blobs;
  life: Scope;
  use?: (item: Item) => void;
  say: (words: string) => void;
  step?: (by: number) => void;
  extra?: HTMLElement[];
  closed?: () => void;
}): Dialog {
  const { root, item, blobs, life, use, say, step, closed } = options;
  const { element: side, failed } = story({
    ...options,
    ...(use
      ? {
          use: () => {
            open.close();
            use(item);
          },
        }
      : {}),
    text: (words) => fill(view, largeText(words)),
  });
  const view = player(item, blobs, failed);
  const { noun } = KINDS[item.kind];
  const open = dialog(
    root,
    noun.charAt(0).toUpperCase() + noun.slice(1),
    [h("div", { class: "hl-large" }, view, side)],
    life,
    { look: "hl-dialog-large", ...(closed ? { closed } : {}) },
  );
  open.element.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    // in a clip the arrows wind it, in a field they move the caret
    if ((event.target as Element).matches("video, audio, input, textarea")) return;
    if (by && step) {
      event.preventDefault();
      step(by);
    }
  });
  say(item.alt);
  return open;
}

export function largeText(words: string): HTMLElement {
  return h("pre", { class: "hl-large-text", tabindex: 0 }, words);
}

export function sandboxNote(): HTMLElement {
  return h("p", { class: "hl-sandbox" }, icon(marks.flask), "Sandbox: made on this machine, play credits");
}
