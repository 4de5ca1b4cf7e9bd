import { fill, h, set } from "../kit/dom";
import { icon } from "../kit/icons";
import { credits, type Item, KINDS, replays } from "../kit/item";
import { length } from "../kit/when";

export interface Tile {
  readonly element: HTMLElement;
  /** The facts may change: how often it was shown again. */
  show(item: Item): void;
}

/** One asset small; `source` is its little picture, where it has one. */
export function tile(first: Item, source: string | null): Tile {
  const { kind, digest, excerpt } = first;
  const { noun, mark } = KINDS[kind];
  const face = () => {
    if (source) return h("img", { src: source, alt: "", loading: "lazy", decoding: "async" });
    if (excerpt) return h("span", { class: "hl-excerpt" }, excerpt);
    return h("span", { class: "hl-faceless" }, icon(mark));
  };
  const tool = (look: string, words: string, name: Parameters<typeof icon>[0]) =>
    h("span", { class: look, title: words, "aria-hidden": "true" }, icon(name));
  const labels = h("span", { class: "hl-labels" });
  const element = h(
    "div",
    { class: "hl-tile", role: "option", tabindex: "-1", "aria-selected": "false", "data-digest": digest },
    face(),
    labels,
    tool("hl-tick", "Select", "check"),
    h(
      "span",
      { class: "hl-tile-tools" },
      kind === "image" ? tool("hl-tool hl-refer", "Use as reference", "reference") : null,
      tool("hl-tool", "Save", "save"),
    ),
  );
  const show = (item: Item) => {
    const sort = kind === "image" ? "" : noun;
    const long = item.seconds === null ? "" : length(item.seconds);
    const cost = item.cost === null ? "" : credits(item.cost);
    const again = item.replayed ? `replayed ${replays(item.replayed)}` : "";
    fill(
      labels,
      sort ? h("span", { class: "hl-label-kind" }, icon(mark), long) : null,
      cost ? h("span", {}, cost) : null,
      item.replayed ? h("span", { class: "hl-label-kind" }, icon("turn"), `${item.replayed.times}`) : null,
    );
    const about = [item.alt, sort, long, item.model, cost, item.sandbox ? "sandbox" : "", again].filter(Boolean);
    set(element, { "aria-label": about.join(", "), title: [item.alt, item.model, again].filter(Boolean).join("\n") });
  };
  show(first);
  return { element, show };
}
