import type { Ask } from "../../kit/ask";
import type { Blobs } from "../../kit/blobs";
import { dialog } from "../../kit/dialog";
import { button, fill, h, set } from "../../kit/dom";
import { icon } from "../../kit/icons";
import { type Item, KINDS } from "../../kit/item";
import * as marks from "../../kit/marks";
import type { Scope } from "../../kit/scope";
import { scope } from "../../kit/scope";
import { length } from "../../kit/when";
import { windowed } from "../../kit/windowed";
import type { Medium } from "../state";

/** Asked for at once. */
const PAGE = 48;
const GAP = 8;
const SMALLEST = 104;
/** Milliseconds that the hands rest before the shelf is searched. */
const REST = 150;

interface Options {
  root: HTMLElement;
  ask: Ask;
  blobs: Blobs;
  life: Scope;
  kinds: readonly Medium[];
  /** Slots that are free; null where the model names no limit. */
  room: number | null;
  chosen: (items: Item[]) => void;
  failed: (error: unknown) => void;
}

/** What is on the shelf, the newest first, to be searched and chosen from. */
export function openShelf({ root, ask, blobs, life, kinds, room, chosen, failed }: Options): void {
  const inner = scope();
  const most = room === null ? Number.POSITIVE_INFINITY : Math.max(1, room);
  let kind: Medium = kinds[0] ?? "image";
  let items: (Item | undefined)[] = [];
  let total = 0;
  let columns = 1;
  let active = 0;
  let asked = new Set<number>();
  let round = 0;
  const picked = new Map<string, Item>();

  const search = h("input", { class: "hl-input", type: "search", placeholder: "Search", "aria-label": "Search" });
  const which = h(
    "select",
    { class: "hl-input hl-which", "aria-label": "Kind" },
    ...kinds.map((one) => h("option", { value: one }, `${KINDS[one].noun}s`)),
  );
  which.hidden = kinds.length < 2;
  const surface = h("div", {
    class: "hl-pick-grid",
    role: "listbox",
    "aria-multiselectable": "true",
    "aria-label": "On the shelf",
  });
  const place = h("div", { class: "hl-pick-room" }, surface);
  const said = h("span", { class: "hl-quiet", role: "status" });
  const use = button({ words: "Use", look: "hl-primary" });
  const foot = h("div", { class: "hl-row" }, said, h("span", { class: "hl-gap" }), use);
  const open = dialog(root, "From the shelf", [h("div", { class: "hl-row" }, search, which), place, foot], life, {
    look: "hl-dialog-shelf",
    closed: inner.end,
  });

  const tell = () => {
    const free = Number.isFinite(most) ? `, up to ${most}` : "";
    const none = search.value.trim() ? "Nothing has all these words." : "The shelf is empty. Make something first.";
    said.textContent = total ? `${picked.size} of ${total} chosen${free}` : none;
    use.disabled = !picked.size;
    (use.firstElementChild as HTMLElement).textContent = picked.size > 1 ? `Use ${picked.size}` : "Use it";
  };
  const toggle = (at: number) => {
    const item = items[at];
    if (!item) return;
    if (picked.delete(item.digest)) return refresh();
    // where there is room for one, the last one that was pointed at is meant
    if (picked.size >= most && most === 1) picked.clear();
    if (picked.size < most) picked.set(item.digest, item);
    refresh();
  };
  const finish = () => {
    if (!picked.size) return;
    const found = [...picked.values()];
    open.close();
    chosen(found);
  };

  const drawn = new Map<string, HTMLElement>();
  const element = (key: string): HTMLElement => {
    const at = Number(key);
    const made = drawn.get(key) ?? h("div", { role: "option", class: "hl-pick", "data-at": at });
    drawn.set(key, made);
    const item = items[at];
    if (!item) void fetchPage(Math.floor(at / PAGE));
    else if (!made.firstChild) fill(made, ...face(item));
    set(made, {
      "aria-selected": String(item !== undefined && picked.has(item.digest)),
      "aria-label": item ? [item.alt, item.seconds && length(item.seconds)].filter(Boolean).join(", ") : "Loading",
      title: item?.alt,
      "aria-setsize": total,
      "aria-posinset": at + 1,
      tabindex: at === active ? 0 : -1,
    });
    return made;
  };
  const face = (item: Item): Node[] => {
    const image = h("img", { alt: "" });
    const mark = icon(KINDS[item.kind].mark);
    blobs.url(item.digest, "thumb").then(
      (url) => {
        image.src = url;
        mark.remove();
      },
      () => image.remove(),
    );
    const words = item.kind === "image" ? null : h("span", {}, item.seconds === null ? item.alt : length(item.seconds));
    return [image, mark, words, h("i", {}, icon(marks.check))].filter((one) => one !== null);
  };
  const view = windowed(place, surface, element, inner);
  const layout = () => {
    const wide = place.clientWidth || 480;
    columns = Math.max(1, Math.floor((wide + GAP) / (SMALLEST + GAP)));
    const side = (wide - GAP * (columns - 1)) / columns;
    const boxes = Array.from({ length: total }, (_, at) => ({
      key: String(at),
      left: (at % columns) * (side + GAP),
      top: Math.floor(at / columns) * (side + GAP),
      width: side,
      height: side,
    }));
    view.show(boxes, Math.ceil(total / columns) * (side + GAP) - GAP);
  };
  const refresh = () => {
    for (const key of drawn.keys()) element(key);
    tell();
  };
  const fetchPage = async (page: number) => {
    if (asked.has(page)) return;
    asked.add(page);
    const mine = round;
    try {
      const args = { text: search.value, kind, offset: page * PAGE, limit: PAGE };
      const { value, buffers } = await ask<{ total: number; items: Item[] }>("found", args);
      if (mine !== round) return;
      total = value.total;
      for (const [index, item] of value.items.entries()) {
        items[page * PAGE + index] = item;
        const bytes = buffers[index];
        if (bytes?.byteLength) blobs.keep(item.digest, bytes);
      }
      if (page === 0) layout();
      refresh();
    } catch (error) {
      open.close();
      failed(error);
    }
  };
  const begin = () => {
    round += 1;
    items = [];
    asked = new Set();
    drawn.clear();
    // what had the focus goes away
    if (surface.contains(document.activeElement)) search.focus();
    fill(surface);
    active = 0;
    place.scrollTop = 0;
    void fetchPage(0);
  };
  const go = (to: number) => {
    active = Math.max(0, Math.min(total - 1, to));
    view.reveal(String(active));
    refresh();
    drawn.get(String(active))?.focus();
  };

  inner.on(search, "input", inner.later(begin, REST));
  inner.on(which, "change", () => {
    kind = which.value as Medium;
    begin();
  });
  const pointed = (event: Event) =>
    Number((event.target as Element).closest<HTMLElement>("[data-at]")?.dataset["at"] ?? -1);
  inner.on(surface, "click", (event) => {
    const at = pointed(event);
    if (at < 0) return;
    active = at;
    toggle(at);
  });
  inner.on(surface, "dblclick", (event) => {
    const item = items[pointed(event)];
    if (item) picked.set(item.digest, item);
    finish();
  });
  inner.on(search, "keydown", (event) => {
    if (event.key === "ArrowDown" && total) {
      event.preventDefault();
      go(active);
    } else if (event.key === "Enter") event.preventDefault();
  });
  inner.on(surface, "keydown", (event) => {
    const to = {
      ArrowLeft: active - 1,
      ArrowRight: active + 1,
      ArrowUp: active - columns,
      ArrowDown: active + columns,
      Home: 0,
      End: total - 1,
    }[event.key];
    if (to !== undefined) go(to);
    else if (event.key === " ") toggle(active);
    else if (event.key === "Enter") {
      if (!picked.size) toggle(active);
      finish();
    } else return;
    event.preventDefault();
  });
  inner.on(use, "click", finish);
  inner.on(window, "resize", layout);
  tell();
  said.textContent = "Looking at the shelf…";
  begin();
  search.focus();
}
