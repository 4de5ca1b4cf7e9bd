import { type Ask, problemOf } from "../kit/ask";
import type { Blobs } from "../kit/blobs";
import { dialog } from "../kit/dialog";
import { button, fill, h, set } from "../kit/dom";
import { icon, type Mark } from "../kit/icons";
import type { Item } from "../kit/item";
import { library } from "../kit/library";
import * as marks from "../kit/marks";
import { menu } from "../kit/menu";
import type { Problem } from "../kit/model";
import type { Scope } from "../kit/scope";
import type { Edited } from "./editor/editor";
import { aboutReferences, aside, moved, remark } from "./form";
import { image } from "./kinds/image";
import type { Kind } from "./kinds/kind";
import { SLOT, slotOf } from "./slot";
import { askForLink } from "./sources/link";
import type { Fields, ModelOption, Reference } from "./state";
import { type Coming, uploads } from "./uploads";

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

/** The slots `img 1..n`: dropped, pasted, browsed for, from a link, a camera or a microphone, from the shelf. */
export function referencePicker(options: Options): References {
  const { root, ask, blobs, life, say, failed, changed, masked = () => {}, isDisabled } = options;
  let all: readonly Reference[] = [];
  /** Those that the kind takes; the others wait for another kind. */
  let list: readonly Reference[] = [];
  let model: ModelOption | undefined;
  let kind: Kind = image;
  let fields: Fields = {};
  let refused: string | null = null;

  const takesPictures = () => kind.takes.includes("image");
  const noun = () => (takesPictures() ? "reference image" : "recording");
  const slots = h("ol", { class: "hl-slots", "aria-label": "Reference images" });
  const plus = button({ icon: icon(marks.add), label: "Add a reference image", look: "hl-add" });
  const hint = h("span", { class: "hl-hint" });
  const file = h("input", { type: "file", multiple: true, hidden: true, tabindex: -1 });
  const element = h("div", { class: "hl-refs" }, slots, h("div", { class: "hl-add-room" }, plus), hint, file);
  const wrong = (error: unknown) => failed(problemOf(error));
  const way = (mark: Mark, words: string, chosen: () => void) => ({ icon: icon(mark), words, chosen });
  /** The dialogs are brought when the first of them is opened. */
  const desk = async () => {
    const found = await library<typeof import("../lib/picking")>(ask, "picking");
    if (!root.querySelector("style[data-picking]")) root.append(h("style", { "data-picking": true }, found.css));
    return found;
  };
  const given = (one: File) => coming.add([one], kind.takes);
  const ways = [
    way(marks.upload, "From this computer…", () => file.click()),
    way(marks.link, "From a link…", () => askForLink(root, life, fetchLink)),
    way(marks.camera, "From the camera…", () =>
      desk().then(({ openCamera }) => openCamera({ root, life, took: given }), wrong),
    ),
    way(marks.voice, "From the microphone…", () => {
      const least = model?.least_seconds ?? 0;
      desk().then((found) => found.openMicrophone({ root, life, least, took: given, failed: wrong }), wrong);
    }),
    way(marks.shelf, "From the shelf…", () => fromShelf()),
  ];
  const panel = menu(plus, ways, life);
  const entries = [...panel.element.children] as HTMLElement[];

  /** The visible ones in another order; the hidden ones stay first. */
  const arrange = (shown: readonly Reference[]) => changed([...all.filter((one) => !list.includes(one)), ...shown]);
  const edit = (at: number) => {
    const one = list[at];
    if (!one) return;
    if (one.kind !== "image") return void hear(one);
    const masks = kind.masks && at === 0;
    const mask = masks ? fields.mask : undefined;
    desk()
      .then(({ openEditor }) => openEditor({ root, blobs, life, one, masks, mask }))
      .then((found) => found && coming.wait(one.name, null, (key) => keepEdited(one, found, key)))
      .catch(wrong);
  };
  const hear = (one: Reference) => {
    const told = { controls: true, playsinline: true, "aria-label": one.name };
    const media = one.kind === "audio" ? h("audio", told) : h("video", told);
    dialog(root, one.name, [h("div", { class: "hl-device" }, media)], life);
    blobs.url(one.digest).then((url) => {
      media.src = url;
    }, wrong);
  };
  const keepEdited = async (one: Reference, { picture, mask }: Edited, key: string) => {
    if (picture) {
      const entry = await coming.send(picture, { key, name: one.name, instead: one.digest });
      if (entry) changed(all.map((other) => (other.digest === one.digest ? entry : other)));
    }
    if (mask === "none") masked(undefined);
    else if (mask) masked((await coming.send(mask, { key: `${key}m`, name: "mask.png", mask: true }))?.digest);
  };
  const fetchLink = (url: string) => coming.wait(url, null, () => ask("from_url", { url }));
  const take = (data: DataTransfer | null): boolean => {
    if (!data || isDisabled()) return false;
    const files = [...data.files];
    coming.add(files, kind.takes);
    const link = files.length ? "" : (data.getData("text/uri-list").split("\n")[0] ?? "").trim();
    if (/^https?:/.test(link)) fetchLink(link);
    return files.length > 0 || link !== "";
  };
  const fromShelf = () => {
    const most = model?.max_references;
    const room = most === undefined ? null : most - list.length;
    const chosen = (items: Item[]) => {
      for (const { alt, digest } of items) coming.wait(alt, null, () => ask("from_shelf", { digest }));
    };
    desk().then((found) => {
      found.openShelf({ root, ask, blobs, life, kinds: kind.takes, room, failed: wrong, chosen });
    }, wrong);
  };

  const faces = () => [...slots.querySelectorAll<HTMLElement>("button.hl-slot")];
  const remove = (at: number) => {
    const name = list[at]?.name ?? "";
    arrange(list.filter((_, index) => index !== at));
    say(`${name} was removed.`);
    (faces()[Math.min(at, list.length - 1)] ?? plus).focus();
  };
  const move = (from: number, to: number) => {
    if (to < 0 || to >= list.length || to === from) return;
    arrange(moved(list, from, to));
    say(`Now img ${to + 1}.`);
    faces()[to]?.focus();
  };

  const slot = (one: Reference, at: number): HTMLElement => {
    const most = model?.max_references;
    const doing = { move, remove, edit, isDisabled, dropped: () => root.classList.remove("hl-dropping") };
    const place = {
      at,
      last: list.length - 1,
      over: most !== undefined && at >= most,
      label: kind.slot(at, fields, model),
      masked: kind.masks && at === 0 && fields.mask !== undefined,
    };
    return slotOf(one, place, doing);
  };
  const pending = ({ name, preview }: Coming): HTMLElement =>
    h(
      "li",
      { class: "hl-coming", title: name },
      h("div", { class: "hl-slot" }, preview ? h("img", { src: preview, alt: "" }) : icon(marks.image)),
      h("span", {}, "adding"),
    );
  const draw = () => {
    const focused = faces().indexOf(document.activeElement as HTMLElement);
    fill(slots, ...list.map(slot), ...[...coming.coming.values()].map(pending));
    if (focused >= 0) (faces()[Math.min(focused, list.length - 1)] ?? plus).focus();
    const said = refused ?? remark(model, list, noun());
    const most = model?.max_references;
    const none = most === 0;
    const ask = takesPictures() ? "Drop or paste reference images" : "Drop a recording here, or record one";
    const takes = none ? "This model takes words only" : ask;
    const bound = most && takesPictures() ? `, up to ${most}` : "";
    const empty = list.length + coming.coming.size === 0;
    hint.textContent = said || aside(model, list) || (empty ? takes + bound : "");
    hint.classList.toggle("hl-warned", said !== "");
    element.classList.toggle("hl-none-taken", none && empty);
  };
  const coming = uploads({ ask, drawn: draw, say, failed });
  const offer = () => {
    set(slots, { "aria-label": takesPictures() ? "Reference images" : "Recording" });
    set(plus, { "aria-label": `Add a ${noun()}`, title: `Add a ${noun()}` });
    set(file, { accept: kind.takes.map((one) => `${one}/*`).join() });
    const shown = { link: takesPictures(), camera: takesPictures(), voice: kind.takes.includes("audio") };
    for (const [at, name] of ["upload", "link", "camera", "voice", "shelf"].entries())
      if (entries[at]) entries[at].hidden = shown[name as keyof typeof shown] === false;
  };

  life.on(file, "change", () => {
    coming.add(file.files ?? [], kind.takes);
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
      all = references;
      model = chosen;
      kind = making;
      fields = values;
      list = all.filter((one) => kind.takes.includes(one.kind));
      offer();
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
