import { type Ask, problemOf } from "../kit/ask";
import type { Blobs } from "../kit/blobs";
import { dialog } from "../kit/dialog";
import { button, fill, h } from "../kit/dom";
import { icon } from "../kit/icons";
import type { Item } from "../kit/item";
import { menu } from "../kit/menu";
import type { Problem } from "../kit/model";
import type { Scope } from "../kit/scope";
import { type Edited, openEditor } from "./editor/editor";
import { aboutReferences, aside, moved, remark } from "./form";
import { image } from "./kinds/image";
import type { Kind } from "./kinds/kind";
import { SLOT, slotOf } from "./slot";
import type { Fields, ModelOption, Reference } from "./state";

/** As prompt.py allows. */
export const UPLOAD_BYTES = 50_000_000;
export const PIECE_BYTES = 768 * 1024;

interface Sent {
  next: number | null;
  entry?: Reference;
}

interface Coming {
  name: string;
  preview: string | null;
}

export interface References {
  readonly element: HTMLElement;
  show(references: readonly Reference[], model: ModelOption | undefined, kind?: Kind, fields?: Fields): void;
  /** What the lab says of the slots, in place of our own remark. */
  refuse(words: string | null): void;
  blame(field: string | null): void;
}

interface Options {
  root: HTMLElement;
  ask: Ask;
  blobs: Blobs;
  life: Scope;
  say: (words: string) => void;
  failed: (problem: Problem) => void;
  /** The person moved or removed one. */
  changed: (references: Reference[]) => void;
  /** A mask was painted for the first slot, or taken away. */
  masked?: (digest: string | undefined) => void;
  isDisabled: () => boolean;
}

/** The slots `img 1..n`: dropped, pasted, browsed for, from a link, from the shelf. */
export function referencePicker(options: Options): References {
  const { root, ask, blobs, life, say, failed, changed, masked = () => {}, isDisabled } = options;
  let list: readonly Reference[] = [];
  let model: ModelOption | undefined;
  let kind: Kind = image;
  let fields: Fields = {};
  let refused: string | null = null;
  const coming = new Map<string, Coming>();

  const slots = h("ol", { class: "hl-slots", "aria-label": "Reference images" });
  const plus = button({ icon: icon("add"), label: "Add a reference image", look: "hl-add" });
  const hint = h("span", { class: "hl-hint" });
  const file = h("input", { type: "file", accept: "image/*", multiple: true, hidden: true, tabindex: -1 });
  const element = h("div", { class: "hl-refs" }, slots, h("div", { class: "hl-add-room" }, plus), hint, file);
  menu(
    plus,
    [
      { icon: icon("upload"), words: "From this computer…", chosen: () => file.click() },
      { icon: icon("link"), words: "From a link…", chosen: () => askForLink() },
      { icon: icon("shelf"), words: "From the shelf…", chosen: () => void openShelf() },
    ],
    life,
  );

  // one after the other, so that the slots have the order in which the pictures were given
  let line: Promise<void> = Promise.resolve();
  const wait = (name: string, preview: string | null, work: (key: string) => Promise<unknown>) => {
    const key = Math.random().toString(36).slice(2);
    coming.set(key, { name, preview });
    draw();
    line = line.then(() => bring(key, name, preview, work));
  };
  const bring = async (key: string, name: string, preview: string | null, work: (key: string) => Promise<unknown>) => {
    try {
      await work(key);
      say(`${name} was added.`);
    } catch (error) {
      failed(problemOf(error));
    }
    coming.delete(key);
    if (preview) URL.revokeObjectURL(preview);
    draw();
  };

  const upload = (picture: File) => {
    const name = picture.name || "pasted picture";
    if (picture.size > UPLOAD_BYTES) {
      const size = Math.round(picture.size / 1e6);
      failed({
        message: `${name} has ${size} MB; a reference may have ${UPLOAD_BYTES / 1e6} MB.`,
        field: "references",
        next: "Make it smaller and drop it again.",
      });
      return;
    }
    wait(name, URL.createObjectURL(picture), (key) => send(picture, { key, name }));
  };
  /** In pieces, each after the answer to the one before. */
  const send = async (picture: Blob, more: Record<string, unknown>): Promise<Reference | undefined> => {
    let offset = 0;
    for (;;) {
      const buffers = [await picture.slice(offset, offset + PIECE_BYTES).arrayBuffer()];
      const args = { ...more, size: picture.size, offset };
      const { next, entry } = (await ask<Sent>("upload", args, { buffers })).value;
      if (next === null) return entry;
      offset = next;
    }
  };
  const edit = (at: number) => {
    const one = list[at];
    if (!one) return;
    const masks = kind.masks && at === 0;
    openEditor({ root, blobs, life, one, masks, mask: masks ? fields.mask : undefined }).then(
      (found) => found && wait(one.name, null, (key) => keepEdited(one, found, key)),
      (error) => failed(problemOf(error)),
    );
  };
  const keepEdited = async (one: Reference, { picture, mask }: Edited, key: string) => {
    if (picture) {
      const entry = await send(picture, { key, name: one.name, instead: one.digest });
      if (entry) changed(list.map((other) => (other.digest === one.digest ? entry : other)));
    }
    if (mask === "none") masked(undefined);
    else if (mask) masked((await send(mask, { key: `${key}m`, name: "mask.png", mask: true }))?.digest);
  };
  const fetchLink = (url: string) => wait(url, null, () => ask("from_url", { url }));
  const take = (data: DataTransfer | null): boolean => {
    if (!data || isDisabled()) return false;
    const files = [...data.files];
    for (const one of files) upload(one);
    const link = files.length ? "" : (data.getData("text/uri-list").split("\n")[0] ?? "").trim();
    if (/^https?:/.test(link)) fetchLink(link);
    return files.length > 0 || link !== "";
  };

  const askForLink = () => {
    const input = h("input", {
      class: "hl-input",
      type: "url",
      placeholder: "https://…",
      "aria-label": "Link of a picture",
    });
    const add = button({ words: "Add", look: "hl-primary" });
    const form = h("form", { class: "hl-row" }, input, add);
    add.type = "submit";
    const open = dialog(root, "Reference from a link", [form], life);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const url = input.value.trim();
      if (!url) return;
      open.close();
      fetchLink(url);
    });
    input.focus();
  };

  const openShelf = async () => {
    const grid = h("div", { class: "hl-pick-grid" }, h("p", { class: "hl-quiet" }, "Looking at the shelf…"));
    const open = dialog(root, "Reference from the shelf", [grid], life);
    try {
      const { value, buffers } = await ask<{ items: Item[] }>("page", { offset: 0, limit: 48, references: true });
      const picks = value.items.map((item, at) => {
        const bytes = buffers[at];
        const image = h("img", { alt: item.alt, src: bytes && blobs.keep(item.digest, bytes), loading: "lazy" });
        const pick = h("button", { type: "button", class: "hl-pick", title: item.alt }, image);
        pick.addEventListener("click", () => {
          open.close();
          wait(item.alt, null, () => ask("from_shelf", { digest: item.digest }));
        });
        return pick;
      });
      fill(
        grid,
        ...(picks.length ? picks : [h("p", { class: "hl-quiet" }, "The shelf is empty. Make a picture first.")]),
      );
      picks[0]?.focus();
    } catch (error) {
      open.close();
      failed(problemOf(error));
    }
  };

  const faces = () => [...slots.querySelectorAll<HTMLElement>("button.hl-slot")];
  const remove = (at: number) => {
    const name = list[at]?.name ?? "";
    changed(list.filter((_, index) => index !== at));
    say(`${name} was removed.`);
    (faces()[Math.min(at, list.length - 1)] ?? plus).focus();
  };
  const move = (from: number, to: number) => {
    if (to < 0 || to >= list.length || to === from) return;
    changed(moved(list, from, to));
    say(`Now img ${to + 1}.`);
    faces()[to]?.focus();
  };

  const slot = (one: Reference, at: number): HTMLElement => {
    const most = model?.max_references ?? null;
    const doing = { move, remove, edit, isDisabled, dropped: () => root.classList.remove("hl-dropping") };
    const place = {
      at,
      last: list.length - 1,
      over: most !== null && at >= most,
      label: kind.slot(at, fields, model),
      masked: kind.masks && at === 0 && fields.mask !== undefined,
    };
    return slotOf(one, place, doing);
  };
  const pending = ({ name, preview }: Coming): HTMLElement =>
    h(
      "li",
      { class: "hl-coming", title: name },
      h("div", { class: "hl-slot" }, preview ? h("img", { src: preview, alt: "" }) : icon("image")),
      h("span", {}, "adding"),
    );
  const draw = () => {
    const focused = faces().indexOf(document.activeElement as HTMLElement);
    fill(slots, ...list.map(slot), ...[...coming.values()].map(pending));
    if (focused >= 0) (faces()[Math.min(focused, list.length - 1)] ?? plus).focus();
    const said = refused ?? remark(model, list);
    const takes = model?.max_references === 0 ? "This model takes words only" : "Drop or paste reference images";
    const most = model?.max_references ? `, up to ${model.max_references}` : "";
    hint.textContent = said || aside(model, list) || (list.length + coming.size ? "" : takes + most);
    hint.classList.toggle("hl-warned", said !== "");
    element.classList.toggle("hl-none-taken", model?.max_references === 0 && !list.length && !coming.size);
  };

  life.on(file, "change", () => {
    for (const one of file.files ?? []) upload(one);
    file.value = "";
  });
  life.on(root, "dragover", (event) => {
    const types = event.dataTransfer?.types ?? [];
    if (isDisabled() || !["Files", "text/uri-list", SLOT].some((type) => types.includes(type))) return;
    event.preventDefault();
    if (!types.includes(SLOT)) root.classList.add("hl-dropping");
  });
  life.on(root, "dragleave", (event) => {
    if (!root.contains(event.relatedTarget as Node | null)) root.classList.remove("hl-dropping");
  });
  life.on(root, "drop", (event) => {
    root.classList.remove("hl-dropping");
    if (take(event.dataTransfer)) event.preventDefault();
  });
  life.on(root, "paste", (event) => {
    if (event.clipboardData?.files.length && take(event.clipboardData)) event.preventDefault();
  });

  return {
    element,
    show(references, chosen, making = image, values = {}) {
      list = references;
      model = chosen;
      kind = making;
      fields = values;
      draw();
    },
    refuse(words) {
      if (words === refused) return;
      refused = words;
      draw();
    },
    blame: (field) => element.classList.toggle("hl-blamed", aboutReferences(field)),
  };
}
