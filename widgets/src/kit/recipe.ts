import type { Ask } from "./ask";
import { problemOf } from "./ask";
import type { Blobs } from "./blobs";
import { copy, download } from "./clipboard";
import { type Dialog, dialog } from "./dialog";
import { button, fill, h } from "./dom";
import { icon } from "./icons";
import type { Scope } from "./scope";

/** A picture as `pictures.py` describes it. */
export interface Item {
  digest: string;
  alt: string;
  width: number;
  height: number;
  media_type: string;
  model: string;
  cost: string | null;
  sandbox: boolean;
  reference: boolean;
}

interface Recipe {
  rows: [string, string][];
  created: number;
  python: string;
}

export function fileName(item: Item): string {
  return `hypereal-${item.digest.slice(0, 12)}.${item.media_type.replace("image/", "").replace("jpeg", "jpg")}`;
}

export function credits(amount: string): string {
  return `${amount} ${amount === "1" ? "credit" : "credits"}`;
}

/** The picture large, with how it was made and what it cost. `step` shows the one before or after. */
export function enlarge(options: {
  root: HTMLElement;
  item: Item;
  ask: Ask;
  blobs: Blobs;
  life: Scope;
  use: (item: Item) => void;
  say: (words: string) => void;
  step?: (by: number) => void;
  closed?: () => void;
}): Dialog {
  const { root, item, ask, blobs, life, use, say, step } = options;
  const image = h("img", { alt: item.alt, width: item.width, height: item.height });
  const table = h("dl", { class: "hl-facts" });
  const note = h("p", { class: "hl-quiet", role: "status" });
  const save = button({ icon: icon("save"), words: "Save", look: "hl-plain" });
  const python = button({ icon: icon("code"), words: "Copy Python", look: "hl-plain" });
  const reference = button({ icon: icon("reference"), words: "Use as reference", look: "hl-plain" });
  const actions = h("div", { class: "hl-actions" }, reference, save, python);
  const side = h("div", { class: "hl-large-side" }, table, item.sandbox ? sandboxNote() : null, actions, note);
  const view = h("div", { class: "hl-large-view" }, image);
  const open = dialog(root, "Picture", [h("div", { class: "hl-large" }, view, side)], life, {
    look: "hl-dialog-large",
    ...(options.closed ? { closed: options.closed } : {}),
  });

  let source = "";
  const failed = (error: unknown) => {
    note.textContent = problemOf(error).message;
  };
  blobs.url(item.digest, "thumb").then((url) => {
    image.src ||= url;
  }, failed);
  blobs.url(item.digest).then((url) => {
    image.src = url;
  }, failed);
  ask<Recipe>("recipe", { digest: item.digest }).then(({ value }) => {
    source = value.python;
    const when = new Date(value.created).toLocaleString();
    fill(table, ...[...value.rows, ["Made", when]].flatMap(([name, said]) => [h("dt", {}, name), h("dd", {}, said)]));
  }, failed);

  save.addEventListener("click", () => {
    blobs.url(item.digest).then((url) => download(url, fileName(item)), failed);
  });
  python.addEventListener("click", async () => {
    if (source && (await copy(root, source, "Python", life))) note.textContent = "Python is on the clipboard.";
  });
  reference.addEventListener("click", () => {
    open.close();
    use(item);
  });
  open.element.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by && step) {
      event.preventDefault();
      step(by);
    }
  });
  say(item.alt);
  return open;
}

export function sandboxNote(): HTMLElement {
  return h("p", { class: "hl-sandbox" }, icon("flask"), "Sandbox: made on this machine, play credits");
}
