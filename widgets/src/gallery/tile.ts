import { fill, h, set } from "../kit/dom";
import { icon } from "../kit/icons";
import { KINDS, paid, replays } from "../kit/item";
import * as marks from "../kit/marks";
import { length } from "../kit/when";
import { type Kept, type Known, stars } from "./kept";

export interface Tile {
  readonly element: HTMLElement;
  /** Undefined while its facts are on their way. */
  show(known: Known | undefined): void;
}

/** One asset small. */
export function tile(digest: string): Tile {
  const face = h("div", { class: "hl-face" });
  const labels = h("span", { class: "hl-labels" });
  const tools = h("span", { class: "hl-tile-tools" });
  const element = h(
    "div",
    { class: "hl-tile", role: "option", tabindex: "-1", "aria-selected": "false", "data-digest": digest },
    face,
  );
  let drawn: string | null | undefined;
  const show = (known: Known | undefined) => {
    const item = known?.item ?? null;
    const gone = known !== undefined && (item === null || item.gone);
    set(element, { "data-gone": gone, "aria-busy": known ? null : "true" });
    if (!known) {
      set(element, { "aria-label": "Loading", title: null });
      return;
    }
    // one that was only passed by stays as light as it is
    if (!labels.parentElement) element.append(labels, tool("hl-tick", "Select", marks.check), tools);
    // a picture that is there stays: drawing it anew would flicker
    const looks = gone ? "gone" : (known.small ?? `${item?.kind} ${item?.excerpt}`);
    if (looks !== drawn) fill(face, faceOf(item, known.small, gone));
    drawn = looks;
    const words = item ? about(item) : [];
    const all = [...words, gone ? "gone from the shelf" : ""].filter(Boolean);
    set(element, {
      "aria-label": all.join(", ") || "asset",
      title: [item?.alt, item?.model, item?.note].filter(Boolean).join("\n") || null,
    });
    fill(labels, ...(item && !gone ? labelsOf(item) : []));
    fill(
      tools,
      item?.kind === "image" && !gone ? tool("hl-tool hl-refer", "Use as reference", marks.reference) : null,
      item && !gone ? tool("hl-tool", "Save", marks.save) : null,
    );
  };
  show(undefined);
  return { element, show };
}

/** For the mouse alone: every one of them has a key too. */
function tool(look: string, words: string, name: Parameters<typeof icon>[0]): HTMLElement {
  return h("span", { class: look, title: words, "aria-hidden": "true" }, icon(name));
}

function faceOf(item: Kept | null, small: string | null, gone: boolean): HTMLElement {
  if (gone) return h("span", { class: "hl-faceless" }, icon(marks.alert), h("span", {}, "Gone from the shelf"));
  if (small) return h("img", { src: small, alt: "", decoding: "async" });
  if (item?.excerpt) return h("span", { class: "hl-excerpt" }, item.excerpt);
  return h("span", { class: "hl-faceless" }, icon(item ? KINDS[item.kind].mark : marks.image));
}

function labelsOf(item: Kept): HTMLElement[] {
  const label = (mark: Parameters<typeof icon>[0], words: string) =>
    h("span", { class: "hl-label-kind" }, icon(mark), words);
  const long = item.seconds === null ? "" : length(item.seconds);
  return [
    item.kind === "image" ? null : label(KINDS[item.kind].mark, long),
    item.cost === null ? null : h("span", {}, paid(item)),
    item.rating === null ? null : label(marks.star, String(item.rating)),
    item.replayed ? label(marks.turn, String(item.replayed.times)) : null,
  ].filter((one) => one !== null);
}

function about(item: Kept): string[] {
  return [
    item.alt,
    item.kind === "image" ? "" : KINDS[item.kind].noun,
    item.seconds === null ? "" : length(item.seconds),
    item.model,
    paid(item),
    item.rating === null ? "" : stars(item.rating),
    item.tags.length ? `tagged ${item.tags.join(" and ")}` : "",
    item.sandbox ? "sandbox" : "",
    item.replayed ? `replayed ${replays(item.replayed)}` : "",
  ].filter(Boolean);
}
