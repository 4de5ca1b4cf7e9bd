import { download } from "../kit/clipboard";
import type { Dialog } from "../kit/dialog";
import { fill, h, set } from "../kit/dom";
import { icon } from "../kit/icons";
import { fileName } from "../kit/item";
import * as marks from "../kit/marks";
import { enlarge } from "../kit/recipe";
import { toasts } from "../kit/toast";
import { type View, widget } from "../kit/view";
import { hear, watch } from "../kit/watch";
import { bar } from "./bar";
import { deeds } from "./deeds";
import css from "./gallery.css";
import { head } from "./head";
import { keeper } from "./keeper";
import { count, type Kept } from "./kept";
import { between, joined, type Listed } from "./listed";
import { shelf as openShelf, type Shelf } from "./shelf";
import type { GalleryState } from "./state";
import { wall as makeWall } from "./wall";

/** Between two looks at a shelf that grows. */
const REST = 400;
/** Before the one with the focus is the chosen one: arrows pass by many. */
const CHOICE = 120;

// Shared with Python: GalleryState. Only on this screen: the list, what is known of it, the focus, the open picture.
function drawGallery({ model, root, life, ask, blobs, trouble, failed, share, say }: View<GalleryState>): void {
  let list: readonly Listed[] = [];
  let loaded = false;
  let anchor = 0;
  let open: Dialog | null = null;
  let opened: ReturnType<typeof keeper> | null = null;

  const shelf: Shelf = openShelf(ask, blobs, (digests) => wall.refresh(digests), failed);
  const wall = makeWall(() => shelf, life);
  const toast = toasts(root, life);
  const deed = deeds({ root, ask, life, toast, failed });
  const top = head(
    {
      search: (words) => words !== model.get("search") && share("search", words),
      sort: (sort) => share("sort", sort),
      arrangement: (how) => share("arrangement", how),
    },
    life,
  );
  const none = h("div", { class: "hl-nothing", hidden: true });

  const item = (at: number): Kept | null => shelf.known(list[at]?.digest ?? "")?.item ?? null;
  const selection = () => model.get("selection");
  /** What a key is about: the selection where the focus is in it, else the one with the focus. */
  const meant = (): string[] => {
    const here = list[wall.at]?.digest;
    if (here === undefined) return [];
    return selection().includes(here) ? selection() : [here];
  };
  const toggle = (at: number) => {
    const digest = list[at]?.digest;
    if (digest === undefined) return;
    anchor = at;
    const chosen = selection();
    share("selection", chosen.includes(digest) ? chosen.filter((one) => one !== digest) : [...chosen, digest]);
  };
  const range = (to: number) => share("selection", joined(selection(), between(list, anchor, to)));
  const toolbar = bar(
    {
      download: () => deed.take("pack", selection()),
      sheet: () => deed.take("sheet", selection()),
      tag: () => deed.tag(selection()),
      use: () => deed.use(selection()[0] as string),
      remove: () => deed.remove(selection()),
      clear: () => {
        share("selection", []);
        wall.focus(wall.at);
      },
    },
    life,
  );
  root.append(h("div", { class: "hl-wall" }, top.element, toolbar.element, trouble.element, wall.element, none));

  const show = (at: number) => {
    const shown = item(at);
    if (!shown || shown.gone) {
      if (shelf.known(list[at]?.digest ?? "")) say("It is gone from the shelf.");
      return;
    }
    open?.close();
    wall.focus(at);
    const kept = keeper({ item: shown, ask, life, failed });
    opened = kept;
    open = enlarge({
      root,
      item: shown,
      ask,
      blobs,
      life,
      extra: kept.elements,
      use: ({ digest }) => deed.use(digest),
      say,
      step: (by) => {
        const to = at + by;
        if (to < 0 || to >= list.length) return;
        wall.focus(to, true);
        if (item(to)) show(to);
      },
      closed: () => {
        opened?.done();
        open = opened = null;
      },
    });
  };

  const look = async () => {
    try {
      const found = await shelf.list(model.get("search"), model.get("sort"));
      if (!found) return;
      list = found;
      loaded = true;
      draw();
    } catch (error) {
      failed(error);
    }
  };
  const draw = () => {
    wall.show(list, model.get("arrangement"));
    const empty = loaded && list.length === 0;
    none.hidden = !empty;
    wall.element.hidden = empty;
    const searched = model.get("search") !== "";
    if (empty) fill(none, ...nothing(searched, model.get("filtered")));
    top.count(list.length ? count(list.length) : "");
    if (searched && loaded) say(list.length ? `${count(list.length)} found` : "Nothing found");
  };

  const indexOf = (target: EventTarget | null) => {
    const digest = (target as Element | null)?.closest<HTMLElement>(".hl-tile")?.dataset["digest"];
    return list.findIndex((one) => one.digest === digest);
  };
  life.on(wall.grid, "click", (event) => {
    const at = indexOf(event.target);
    if (at < 0 || model.get("disabled")) return;
    const hit = (event.target as Element).closest(".hl-tick, .hl-tool");
    if (event.shiftKey) range(at);
    else if (event.ctrlKey || event.metaKey || hit?.classList.contains("hl-tick")) toggle(at);
    else if (hit?.classList.contains("hl-refer")) deed.use(list[at]?.digest as string);
    else if (hit) save(item(at));
    else if (!model.get("inspected")) return show(at);
    wall.focus(at);
  });
  life.on(wall.grid, "dblclick", (event) => {
    const at = indexOf(event.target);
    const hit = (event.target as Element).closest(".hl-tick, .hl-tool");
    if (at >= 0 && !hit && model.get("inspected") && !model.get("disabled")) show(at);
  });
  const choose = life.later(() => {
    const digest = list[wall.at]?.digest ?? "";
    if (digest !== model.get("chosen")) share("chosen", digest);
  }, CHOICE);
  life.on(wall.grid, "focusin", choose);
  const save = (shown: Kept | null) => {
    if (shown) blobs.url(shown.digest).then((url) => download(url, fileName(shown)), failed);
  };
  life.on(wall.grid, "keydown", (event) => {
    if (event.altKey || model.get("disabled") || !list.length) return;
    if (press(event)) event.preventDefault();
  });
  /** False for keys that are none of ours. */
  const press = (event: KeyboardEvent): boolean => {
    const { key } = event;
    if (event.ctrlKey || event.metaKey) {
      if (key.toLowerCase() !== "a") return false;
      share(
        "selection",
        list.map(({ digest }) => digest),
      );
      return true;
    }
    if (key === "Enter") show(wall.at);
    else if (key === " ") event.shiftKey ? range(wall.at) : toggle(wall.at);
    else if (key === "Escape" && selection().length) share("selection", []);
    else if (key === "Delete" || key === "Backspace") deed.remove(meant());
    else if (/^[0-5]$/.test(key)) deed.rate(meant(), key === "0" ? null : Number(key));
    else if (key === "s" || key === "S") deed.rate(meant(), item(wall.at)?.rating === 5 ? null : 5);
    else if (key === "t" || key === "T") deed.tag(meant());
    else if (key === "/") top.focusSearch();
    else {
      const to = wall.step(key);
      if (to === null) return false;
      if (event.shiftKey && !selection().length) anchor = wall.at;
      wall.focus(to);
      if (event.shiftKey) range(to);
    }
    return true;
  };

  const soon = life.later(() => {
    // what was deleted elsewhere shows when it is asked for
    shelf.forget();
    void look();
  }, REST);
  let watched = false;
  const again = () => watched && void look();
  life.add(watch(model, "arrangement", (how) => top.arrangement(how)));
  life.add(watch(model, "arrangement", () => watched && draw()));
  life.add(watch(model, "sort", (sort) => top.sort(sort, model.get("filtered"))));
  life.add(watch(model, "filtered", (filtered) => top.sort(model.get("sort"), filtered)));
  life.add(watch(model, "search", (words) => top.search(words)));
  for (const key of ["sort", "search"] as const) life.add(watch(model, key, again));
  life.add(watch(model, "revision", () => watched && soon()));
  life.add(
    watch(model, "selection", (chosen) => {
      wall.select(chosen);
      toolbar.show(chosen.length);
    }),
  );
  life.add(watch(model, "chosen", (digest) => wall.choose(digest)));
  life.add(watch(model, "disabled", (off) => set(root, { "aria-disabled": off ? "true" : null })));
  life.add(
    hear(model, (content) => {
      const said = content as { kind?: string; digests?: string[] };
      if (said?.kind !== "facts" || !said.digests) return;
      shelf.forget(said.digests);
      wall.select(selection());
      shelf.want([...wall.grid.children].map((one) => (one as HTMLElement).dataset["digest"] as string));
    }),
  );
  watched = true;
  void look();
}

function nothing(searched: boolean, filtered: boolean): HTMLElement[] {
  const words = searched
    ? ["Nothing found", "No prompt, model, tag or note has all these words."]
    : filtered
      ? ["The table is empty", "It names no asset."]
      : ["Nothing here yet", "What you generate appears here, with what it cost."];
  const [title, more] = words as [string, string];
  const mark = h("span", { class: "hl-faceless" }, icon(searched ? marks.search : marks.image));
  return [mark, h("p", {}, title), h("p", { class: "hl-quiet" }, more)];
}

export default widget<GalleryState>("gallery", css, drawGallery);
